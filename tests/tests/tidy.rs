//! House rules that a machine can hold, a test each. They read manifests and sources as text; they must not know how anything
//! works.
//!
//! A rule is a function from what was read to its faults. Beside each room of rules a test plants faults and sees them found.

mod cloud;
mod dependencies;
mod habits;
mod keys;
mod lexer;
mod papers;
mod rooms;
mod shape;
mod workspace;

/// Fails with every fault, a line each.
fn none(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
