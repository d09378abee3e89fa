//! The workspace of the rules: every document with its places, and the mails. Values may be incomplete; what is missing or of
//! a wrong type was told before.

use crate::source::Source;
use cadence::sequence::Language;
use document::Settings;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One document.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    /// The name of its file.
    pub(crate) id: String,
    /// Its content and places.
    pub(crate) source: Source<'a>,
    /// Pointers of what did not fit the schema.
    pub(crate) broken: BTreeSet<String>,
}

/// A templates folder, read as far as it can be.
#[derive(Debug)]
pub(crate) struct Workspace<'a> {
    pub(crate) settings: Option<Document<'a>>,
    /// The settings as the sender reads them; none when something is wrong with them.
    pub(crate) settings_read: Option<Settings>,
    /// The same, or stand-ins while something is wrong with them.
    pub(crate) usual: Option<Settings>,
    pub(crate) sequences: Vec<Document<'a>>,
    pub(crate) forms: Vec<Document<'a>>,
    pub(crate) calendars: Vec<Document<'a>>,
    /// Paths of files and folders that are there and could not be read; `.` for the whole folder. Nobody may call them missing.
    pub(crate) unread: BTreeSet<String>,
    /// Files of each mail by sequence and mail.
    pub(crate) mails: BTreeMap<(String, String), BTreeMap<&'a str, &'a str>>,
}

impl Document<'_> {
    /// A text at a pointer.
    pub(crate) fn text(&self, pointer: &str) -> Option<&str> {
        self.source.value.pointer(pointer).and_then(Value::as_str)
    }

    /// A list at a pointer; empty when there is none.
    pub(crate) fn list(&self, pointer: &str) -> &[Value] {
        self.source.value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

impl<'a> Workspace<'a> {
    /// A text of the settings.
    pub(crate) fn setting(&self, pointer: &str) -> Option<&str> {
        self.settings.as_ref().and_then(|settings| settings.text(pointer))
    }

    /// The language of a sequence's mails.
    pub(crate) fn language_of(&self, sequence: &Document<'_>) -> Language {
        match sequence.text("/language").or_else(|| self.setting("/language")) {
            Some("en") => Language::English,
            Some(_) | None => Language::Japanese,
        }
    }

    /// Whether something at a path may be there after all: it, a folder around it or a file in it could not be read.
    pub(crate) fn may_hold(&self, path: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.unread.iter().any(|unread| unread == "." || within(unread, path) || within(path, unread))
    }

    /// Names of documents in a folder, read or not.
    pub(crate) fn names<'b>(&'b self, folder: &str, read: &'b [Document<'_>]) -> Vec<&'b str> {
        let unread = self.unread.iter().filter_map(|path| {
            path.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".json").filter(|id| !id.contains('/'))
        });
        read.iter().map(|it| it.id.as_str()).chain(unread).collect()
    }

    /// The form that starts a sequence.
    pub(crate) fn form_of(&self, sequence: &Document<'_>) -> Option<&Document<'a>> {
        let name = sequence.text("/start/form")?;
        self.forms.iter().find(|form| form.id == name)
    }

    /// Names of calendars, the built-in ones among them.
    pub(crate) fn calendar_names(&self) -> Vec<&str> {
        ["japan", "plain"].into_iter().chain(self.names("calendars", &self.calendars)).collect()
    }

    /// Names of a sequence's mails.
    pub(crate) fn mails_of(&self, sequence: &str) -> Vec<&str> {
        self.mails.keys().filter(|(of, _)| of == sequence).map(|(_, mail)| mail.as_str()).collect()
    }
}
