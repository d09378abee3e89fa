//! What a post at the door makes of a person, and how many runs strangers may begin.

pub mod ceiling;
pub mod door;
pub mod intake;
