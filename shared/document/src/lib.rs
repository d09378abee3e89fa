//! Marketers' JSON and its way into the domain: settings, sequences, forms and calendars.
//!
//! Reads checked text back at send time too, so it stays light. It knows nothing of files, mails, storage or networks;
//! the JSON shapes are private, what comes out are domain types.

mod cache;
mod calendar;
mod catalog;
mod ceilings;
mod company;
mod condition;
mod confirmation;
mod form;
mod meant;
mod mentioned;
mod problem;
mod refusals;
#[cfg(feature = "schema")]
pub mod schema;
mod scoring;
mod sequence;
mod settings;
mod steps;
pub mod suggest;
#[cfg(test)]
mod tests;
mod topics;
mod verbs;
mod words;

pub use cache::{CacheError, CatalogCache};
pub use calendar::read as read_calendar;
pub use catalog::{Broken, Catalog, CatalogError};
pub use form::{Field, FieldKind, Form, FormConsent, HUMAN_CHECK_FIELD};
pub use problem::{Problem, Problems};
pub use refusals::id as id_refused;
pub use sequence::read as read_sequence;
pub use settings::{Defaults, Settings};
