//! The world the scenario tests play in: a desk with all real functions, a clock that is told the time, and verbs. Beside it
//! the simulation, in which everything fails that can fail, and what kills the real program.

pub mod faults;
pub mod kills;
pub mod world;
