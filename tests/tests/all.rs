//! Every test of the workspace that needs more than one crate, in one binary.
#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping")]

mod attack;
mod ceilings;
mod crashes;
mod events_api;
mod feedback;
mod figures;
mod form_pages;
mod generated;
mod guide;
mod hostile_input;
mod leads_api;
mod old_data;
mod operators;
mod other_sites;
mod posts;
mod privacy;
mod samples;
mod scenarios;
mod side_by_side;
mod throughput;
mod tidy;
