//! The world the scenario tests play in: a desk with all real functions, a clock that is told the time, and verbs; and what
//! kills the real program.

pub mod kills;
pub mod world;
