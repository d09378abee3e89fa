//! What leaves the house: mail, queue messages, domain events, and the secrets that come in.
//!
//! The only room that says SES, SQS, EventBridge and SSM. Each way out is an enum of its cloud form and its local form;
//! neither knows what a step or an enrollment is.

pub mod account;
pub mod bus;
pub mod local;
pub mod mailer;
pub mod queue;
pub mod secrets;

#[cfg(feature = "cloud")]
pub mod eventbridge;
#[cfg(feature = "cloud")]
pub mod server_time;
#[cfg(feature = "cloud")]
pub mod ses;
#[cfg(feature = "cloud")]
pub mod ses_settings;
#[cfg(feature = "cloud")]
pub mod sqs;
#[cfg(feature = "cloud")]
pub mod ssm;
#[cfg(feature = "cloud")]
pub mod unread;
