//! The cost of a month: counted units times dated prices, line by line. It asks nobody: neither AWS nor a table.

pub mod attack;
pub mod bill;
pub mod mails;
pub mod prices;
pub mod standing;
pub mod units;
