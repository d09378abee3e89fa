//! The world the scenario tests play in: a desk with all real functions, a clock that is told the time, and verbs. Beside it
//! what kills the real program, and the simulation, in which everything fails that can fail.

pub mod faults;
pub mod kills;
pub mod world;
