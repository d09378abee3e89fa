//! The program itself, started as its users start it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects by unwrapping")]

mod data;
mod demo;
mod disk;
mod edits;
mod language;
mod pages;
mod program;
mod readme;
mod terminal;
