"""The database of the Python peer: people and one mail each, every commit written through to the disk."""

import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS people (
  id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, company TEXT, consent INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mails (
  id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people, state TEXT NOT NULL, message TEXT, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS due ON mails (state, id);
"""


def connect(path):
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.executescript(SCHEMA)
    return database


def words(python):
    return f"Python {python}, SQLite {sqlite3.sqlite_version} (WAL, synchronous=FULL)"
