//! The ways out of the house: mail, queue messages, domain events, and the secrets that come in.
//!
//! The only room that says SES, SQS, EventBridge and SSM. Each way out is a port: a module with its types and an enum of its
//! cloud form and its local form, which are the modules below it. None of them decides anything.

pub mod account;
#[cfg(feature = "cloud")]
pub mod aws;
pub mod bus;
pub mod mailer;
pub mod private;
pub mod queue;
pub mod secrets;

#[cfg(feature = "cloud")]
pub use {
    account::settings as ses_settings,
    aws::{server_time, unread},
    bus::eventbridge,
    mailer::ses,
    queue::sqs,
    secrets::ssm,
};

/// The forms of one machine: a folder of mails, a queue in memory, a folder of dead letters, a journal of lines, and the rights of
/// their files.
pub mod local {
    pub use crate::bus::journal;
    pub use crate::mailer::outbox;
    pub use crate::private;
    pub use crate::queue::{dead_letters, local as local_queue};
}
