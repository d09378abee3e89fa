//! The local forms: a folder of mails, a queue in memory, a folder of dead letters, a journal of lines. Used on one machine
//! and in tests.

pub mod dead_letters;
pub mod journal;
pub mod local_queue;
pub mod outbox;
pub mod private;
