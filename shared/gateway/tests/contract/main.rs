//! The promises of the clients of SES, SQS, EventBridge and SSM, asked over the wire.
//!
//! Each promise is asked of an answerer in this process that knows the documented forms of requests and answers, or, where
//! `HIKYAKU_CONTRACT_ENDPOINT` and `HIKYAKU_CONTRACT_SES_ENDPOINT` name emulators on this machine that others wrote, of those
//! (`tests/contracts/run` does). Failures that no emulator makes are asked of the answerer alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answerer;
mod bus;
mod failures;
mod mail;
mod place;
mod queue;
mod secrets;
