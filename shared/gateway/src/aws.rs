//! The common ground of AWS's services: the reason for a missing answer, the code of a failure, and the time of their clocks.

mod failure;
pub mod server_time;
pub mod unread;

pub use failure::code_of;
