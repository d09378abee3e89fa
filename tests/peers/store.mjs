// The data of the Node peer, every change written through to the disk before it is answered: SQLite where Node brings it (22.5
// and later), else a journal of JSON lines with the people in memory.

import fs from "node:fs";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS people (
  id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, company TEXT, consent INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mails (
  id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people, state TEXT NOT NULL, message TEXT, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS due ON mails (state, id);
`;

export async function open(path) {
  const sqlite = await import("node:sqlite").catch(() => null);
  return sqlite ? inSqlite(new sqlite.DatabaseSync(path)) : inJournal(path);
}

function inSqlite(database) {
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`);
  const person = database.prepare(
    "INSERT INTO people (email, name, company, consent, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const mail = database.prepare("INSERT INTO mails (person, state, at) VALUES (?, 'due', ?)");
  const due = database.prepare(
    "SELECT mails.id, email, name, company FROM mails JOIN people ON people.id = person " +
      "WHERE state = 'due' AND consent ORDER BY mails.id LIMIT 100",
  );
  const claim = database.prepare("UPDATE mails SET state = 'sending' WHERE id = ? AND state = 'due'");
  const sent = database.prepare("UPDATE mails SET state = 'sent', message = ?, at = ? WHERE id = ?");
  return {
    words: `Node ${process.versions.node}, SQLite (WAL, synchronous=FULL)`,
    take({ email, name, company, consent }, at) {
      database.exec("BEGIN IMMEDIATE");
      const written = person.run(email, name, company, consent ? 1 : 0, at);
      if (written.changes) mail.run(written.lastInsertRowid, at);
      database.exec("COMMIT");
    },
    due: () => due.all(),
    claim: (id) => claim.run(id).changes === 1,
    sent: (id, message, at) => sent.run(message, at, id),
  };
}

function inJournal(path) {
  const mails = new Map();
  if (fs.existsSync(path)) fs.readFileSync(path, "utf8").split("\n").filter(Boolean).map(JSON.parse).forEach(apply);
  const file = fs.openSync(path, "a");

  function apply(change) {
    if (change.email) mails.set(change.email, { ...change, id: change.email, state: "due" });
    else mails.get(change.id).state = change.state;
  }
  function write(change) {
    fs.writeSync(file, JSON.stringify(change) + "\n");
    fs.fdatasyncSync(file);
    apply(change);
  }
  return {
    words: `Node ${process.versions.node}, a journal with fdatasync instead of a database, for this Node brings no SQLite`,
    take: (lead, at) => mails.has(lead.email) || write({ ...lead, at }),
    due: () => [...mails.values()].filter((mail) => mail.state === "due" && mail.consent),
    claim(id) {
      if (mails.get(id).state !== "due") return false;
      write({ id, state: "sending" });
      return true;
    },
    sent: (id, message, at) => write({ id, state: "sent", message, at }),
  };
}
