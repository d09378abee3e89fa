//! Template errors, for the pages: the mistakes that hold up an edit.

use authoring::Report;
use std::sync::{Arc, Mutex, PoisonError};

/// The errors of the latest edit. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct TemplateErrors(Arc<Mutex<Option<Report>>>);

impl TemplateErrors {
    /// The last edit of the templates is in force.
    pub fn good(&self) {
        self.set(None);
    }

    /// The last edit of the templates has mistakes; the one before it stays in force.
    pub fn bad(&self, report: Report) {
        self.set(Some(report));
    }

    /// The mistakes that hold up an edit.
    pub fn mistakes(&self) -> Option<Report> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, report: Option<Report>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = report;
    }
}
