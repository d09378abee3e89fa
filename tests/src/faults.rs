//! The seeded simulation: worlds in which everything fails that can fail, and the oracle that watches them.

pub mod happening;
pub mod oracle;
