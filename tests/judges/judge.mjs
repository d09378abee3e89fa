// Judges finished mails by programs that others wrote: the official MJML, a mail parser and a browser know nothing of our code.
// Mails that are spoilt on purpose must be caught, or the judges are worth nothing.
// Settings: HIKYAKU (the program), CHROMIUM.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { closeBrowsers, finalMail } from "./browser.mjs";
import { sentMails } from "./mails.mjs";
import { compareMjml } from "./mjml.mjs";
import { SABOTAGES } from "./sabotage.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "../..");
const PROGRAM = process.env.HIKYAKU ?? join(ROOT, "target/debug/hikyaku");
const templates = join(ROOT, "templates");
const { company } = JSON.parse(readFileSync(join(templates, "settings.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "hikyaku-judges-"));

try {
  const mails = await sentMails(PROGRAM, templates, join(folder, "month"));
  assert.ok(mails.length >= 19, `the month has every shipped mail, and not only ${mails.length}`);
  for (const mail of mails) {
    const wrong = await finalMail(mail, company);
    assert.deepEqual(wrong, [], mail.name);
  }
  console.log(`${mails.length} mails as they were sent: seen as the law wants them, and their text parts say all`);

  const marketing = mails.find((mail) => mail.unsubscribe && mail.html.includes("<h1")) ?? mails.find((mail) => mail.unsubscribe);
  for (const { name, spoil, expect } of SABOTAGES) {
    const spoilt = spoil(marketing, company);
    assert.notDeepEqual(spoilt, marketing, `${name}: nothing was spoilt`);
    const wrong = await finalMail(spoilt, company);
    assert.ok(wrong.some((it) => expect.test(it)), `a spoilt mail passed: ${name}; what was told: ${wrong.join("; ") || "nothing"}`);
    console.log(`caught: ${name}`);
  }

  const cases = join(folder, "cases");
  caseTemplates(cases);
  const compared = [];
  for (const source of [templates, cases]) compared.push(...(await compareMjml(PROGRAM, source, join(folder, "mjml"))));
  assert.ok(compared.length >= 21, `only ${compared.length} MJML mails were compared`);
  console.log(`${compared.length} MJML mails: the same words and links as by the official MJML`);
} finally {
  await closeBrowsers();
  rmSync(folder, { recursive: true, force: true });
}

/** The shipped folder with the cases beside this file as the mails of one sequence. */
function caseTemplates(to) {
  cpSync(join(HERE, "cases"), to, { recursive: true });
  for (const part of ["settings.json", "forms", "calendars"]) cpSync(join(templates, part), join(to, part), { recursive: true });
  assert.ok(readdirSync(join(to, "emails", "cases")).length >= 6, "there are cases");
}
