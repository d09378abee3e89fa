//! Fields of posts that their form does not ask for. Nothing of them is kept, which a site's owner notices only when answers are
//! missing; so such posts are counted, and the log names each field once.
//!
//! A caller may write any name, so as many are remembered as [`UNKNOWN_FIELDS_MAX`] and no more. Values are never looked at but for
//! whether they are empty.

use crate::body::{Fields, shown};
use cadence::campaign::{FIRST_FIELD, LAST_FIELD};
use cadence::ids::FormId;
use cadence::limits::UNKNOWN_FIELDS_MAX;
use cadence::text::{is_blank, spelling};
use document::{Form, HUMAN_CHECK_FIELD};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A field that browsers fill in with the encoding of the page by themselves (HTML Standard, `_charset_`).
const CHARSET_FIELD: &str = "_charset_";

/// The fields named in the log since the process started, by form.
#[derive(Debug, Default)]
pub struct UnknownFields(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    names: BTreeSet<(FormId, String)>,
    is_full: bool,
}

impl UnknownFields {
    /// Whether a post carries answers that its form does not ask for. The log names each such field the first time.
    pub(crate) fn note(&self, form: &Form, fields: &Fields) -> bool {
        let unknown = unknown(form, fields);
        if !unknown.is_empty() {
            self.tell(form, unknown.iter().map(|name| shown(name)));
        }
        !unknown.is_empty()
    }

    fn tell(&self, form: &Form, names: impl Iterator<Item = String>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = Vec::new();
        for name in names {
            let key = (form.id.clone(), name.clone());
            if seen.names.len() < UNKNOWN_FIELDS_MAX {
                if seen.names.insert(key) {
                    fresh.push(name);
                }
            } else if !seen.names.contains(&key) && !seen.is_full {
                seen.is_full = true;
                tracing::warn!(
                    "further fields that no form asks for are left out without being named in the log"
                );
            }
        }
        if !fresh.is_empty() {
            tracing::warn!(
                form.id = %form.id, form.fields = fresh.join(", "),
                "posts carry fields that the form does not ask for, and nothing of them is kept; add them to forms/{}.json, or take \
                 them off the site's page",
                form.id
            );
        }
    }
}

/// The names of the filled-in fields that the form does not know.
fn unknown<'a>(form: &Form, fields: &'a Fields) -> BTreeSet<&'a str> {
    let asked = form.fields.iter().map(|field| spelling(&field.name));
    let known: BTreeSet<String> = asked.chain(form.honeypot.as_deref().map(spelling)).collect();
    let others = [FIRST_FIELD, LAST_FIELD, HUMAN_CHECK_FIELD, CHARSET_FIELD];
    // A name put together of others (`agree[yes]`) is looked at with the field it belongs to.
    let is_known = |name: &str| {
        others.contains(&name)
            || name.starts_with("utm_")
            || known.contains(name)
            || name.split(['[', ']', '.']).any(|word| known.contains(word))
    };
    fields.pairs().filter(|(name, value)| !is_blank(value) && !is_known(name)).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::limits::FIELD_NAME_LENGTH_SHOWN;

    fn form() -> Form {
        let text = r#"{ "fields": [{ "name": "email", "type": "email" }, { "name": "topic", "type": "text" },
            { "name": "agree", "type": "checkbox" }], "consent": { "text": "x", "field": "agree" }, "honeypot": "leave_empty" }"#;
        Form::read(FormId::parse("contact").unwrap(), text).unwrap()
    }

    #[test]
    fn fields_of_the_form_of_the_campaign_and_of_the_checks_are_known() {
        let known = [
            "email",
            "ＴＯＰＩＣ",
            "topic[]",
            "agree",
            "agree[yes]",
            "lead.agree",
            "leave_empty",
            "campaign.first",
            "campaign.last",
            "utm_source",
            "human_check",
            "_charset_",
        ];
        let fields: Fields = known.into_iter().map(|name| (name, "x")).chain([("nickname", " ")]).collect();
        assert_eq!(unknown(&form(), &fields), BTreeSet::new());
        let fields: Fields = [("nickname", "x"), ("Nickname", "y"), ("topics", "z")].into_iter().collect();
        assert_eq!(unknown(&form(), &fields), ["nickname", "topics"].into());
    }

    #[test]
    fn names_in_the_log_are_plain_short_and_bounded_in_number() {
        assert_eq!(shown("ニックネーム[0]"), "ニックネーム[0]");
        assert_eq!(shown("taro@example.jp\nWARN \u{202e}x"), "taro?example.jp?WARN??x");
        assert_eq!(shown(&"n".repeat(500)), format!("{}…", "n".repeat(FIELD_NAME_LENGTH_SHOWN)));
        let (seen, form) = (UnknownFields::default(), form());
        for number in 0..10 * UNKNOWN_FIELDS_MAX {
            assert!(seen.note(&form, &[(format!("field{number}"), "x")].into_iter().collect()));
        }
        assert_eq!(seen.0.lock().unwrap().names.len(), UNKNOWN_FIELDS_MAX);
    }
}
