//! Posts at the door: the person that they make, and the number of runs that strangers may begin.

pub mod ceiling;
pub mod door;
pub mod intake;
