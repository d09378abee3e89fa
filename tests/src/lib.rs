//! The world the scenario tests play in: a standalone program with all real functions, a clock that is told the time, and verbs. Beside it
//! what kills the real program, the simulation, in which everything fails that can fail, the morning on which a million mails
//! are due, the account in AWS in which an operator works, what measures how the functions start and how fast the real
//! program is, and the count of what everything uses of AWS.

pub mod account;
pub mod backlog;
mod beside;
pub mod faults;
pub mod hostile;
pub mod kills;
pub mod mutations;
pub mod pointers;
pub mod speed;
pub mod starts;
mod template;
pub mod units;
mod verdict;
pub mod world;
