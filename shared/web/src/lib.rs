//! Pages that people outside the company see: the frame around them, forms, the language of a visitor, and what browsers may do
//! with a page.
//!
//! Pages are texts made of texts. They need no script, no cookie and nothing from elsewhere. No IO, no clock, no store.

pub mod form;
pub mod language;
pub mod page;
