//! Whether one mail may go out now, under which key, and what became of it.
//!
//! It knows the purpose of a mail and no enrollment: a gate denies, and the enrollment takes the consequence.

pub mod bounce;
pub mod caps;
pub mod disposition;
pub mod ending;
pub mod facts;
pub mod gate;
pub mod pace;
pub mod reputation;
pub mod send_key;
pub mod suppression;
