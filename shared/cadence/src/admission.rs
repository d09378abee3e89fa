//! Posts at the door and lists that are imported: the person that they make, and the number of runs that strangers may begin.

pub mod ceiling;
pub mod door;
pub mod import;
pub mod intake;
