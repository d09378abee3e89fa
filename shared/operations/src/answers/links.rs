//! Answers that tell the addresses of pages, forms and the API. Their holder may use them, so `Debug` shows none.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The addresses at which everything is reached. They let their holder post for staff, tell of leads and see the pages.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The address in front of forms and events; none where the asker knows it.
    pub base_url: Option<String>,
    /// The path of the pages, with their key; none in AWS, where there are none.
    pub pages: Option<String>,
    /// The forms.
    pub forms: Vec<FormLink>,
    /// The key of other systems.
    pub key: String,
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").field("forms", &self.forms.len()).finish_non_exhaustive()
    }
}

/// The address of one form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormLink {
    /// The form: the name of its file.
    pub form: String,
    /// Its title.
    pub title: String,
    /// Its path, with the key of one for staff.
    pub path: String,
    /// Whether it is for staff only.
    pub staff_only: bool,
    /// The key with which the company's own server signs that a person posts it, if the form asks for that.
    pub human_check_key: Option<String>,
}
