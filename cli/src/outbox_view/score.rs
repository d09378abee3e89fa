//! The parts of a score: each activity that is known by name, with its worth at this time.

use cadence::Instant;
use cadence::score::{Engagement, ScoreRules};
use chrono_tz::Tz;
use gateway::local::outbox::OutboxEntry;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Less than this is shown as nothing.
const SHOWN_MIN: f64 = 0.05;

/// The mails by send key, as people call them.
pub(super) struct Mails(BTreeMap<String, String>);

impl Mails {
    pub(super) fn of(entries: &[OutboxEntry]) -> Self {
        let named =
            |entry: &OutboxEntry| (entry.send_key.clone(), format!("{} / {}", entry.sequence, entry.step));
        Self(entries.iter().map(named).collect())
    }

    /// An activity's kind and name: the form that was posted, the mail that was opened, the event.
    fn name(&self, key: &str) -> (&'static str, String) {
        let (kind, rest) = key.split_once(':').unwrap_or((key, ""));
        let first = rest.split(':').next().unwrap_or_default();
        let mail = || self.0.get(first).cloned().unwrap_or_default();
        match kind {
            "form" => ("form", first.to_owned()),
            "click" => ("click", mail()),
            "open" => ("open", mail()),
            _ => ("event", first.to_owned()),
        }
    }
}

/// The parts of a score, the heaviest first, and the rest that activities without a name left.
pub(super) fn parts(
    engagement: &Engagement,
    rules: &ScoreRules,
    now: Instant,
    zone: Tz,
    mails: &Mails,
) -> Value {
    let explained = engagement.explain(rules, now);
    let known: f64 = explained.iter().map(|(_, worth, _)| worth).sum();
    let rest = engagement.score(rules, now) - known;
    let parts = explained.iter().map(|(key, worth, at)| {
        let (kind, name) = mails.name(key);
        let at = at.with_timezone(&zone).format("%Y-%m-%d").to_string();
        json!({ "kind": kind, "name": name, "worth": points(*worth), "at": at })
    });
    let rest = (rest.abs() >= SHOWN_MIN).then(|| points(rest));
    json!({ "activities": parts.collect::<Vec<_>>(), "rest": rest, "half_life": rules.half_life_days })
}

/// Points as they are shown: signed, to tenths.
fn points(worth: f64) -> String {
    format!("{worth:+.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activities_are_called_by_what_was_done() {
        let mails = Mails(BTreeMap::from([("abc".to_owned(), "welcome / hello".to_owned())]));
        assert_eq!(mails.name("form:contact:2026-11-24"), ("form", "contact".to_owned()));
        assert_eq!(mails.name("click:abc:0123"), ("click", "welcome / hello".to_owned()));
        assert_eq!(mails.name("open:abc"), ("open", "welcome / hello".to_owned()));
        assert_eq!(mails.name("event:purchase:order-1"), ("event", "purchase".to_owned()));
        assert_eq!(points(4.96), "+5.0");
    }
}
