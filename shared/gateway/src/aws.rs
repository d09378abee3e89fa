//! What all services of AWS share: why an answer did not come, the code of a failure, and the time of their clocks.

mod failure;
pub mod server_time;
pub mod unread;

pub use failure::code_of;
