//! The world the scenario tests play in: a standalone program with all real functions, a clock that is told the time, and verbs. Beside it
//! the programs that prove what no test can: what kills the real program, the hostile hour, the morning on which a million mails
//! are due, folders and posts changed at random, the account in AWS in which an operator works, what measures how the functions
//! start and how fast the real program is, and the count of what everything uses of AWS. Plumbing that they share is in `tests/kit`.

pub mod account;
pub mod backlog;
pub mod hostile;
pub mod kills;
pub mod mutations;
pub mod speed;
pub mod starts;
pub mod units;
pub mod world;
