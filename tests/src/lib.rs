//! The world the scenario tests play in: a desk with all real functions, a clock that is told the time, and verbs.

pub mod faults;
pub mod world;
