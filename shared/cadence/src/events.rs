//! Events beyond one enrollment: those that the bus is told, and named events of leads that come in.

pub mod domain_event;
pub mod lead_event;
