//! Names that documents mention without declaring them: an event is declared by whoever asks about it.

use crate::catalog::Catalog;
use cadence::condition::Condition;
use cadence::ids::EventName;
use cadence::sequence::{Awaited, Entry, Sequence, Verb};
use std::collections::BTreeSet;

impl Catalog {
    /// Every event that starts, ends or moves a sequence, is asked about in a condition, or counts in the score.
    pub fn events_mentioned(&self) -> BTreeSet<&EventName> {
        let score = &self.policy().score;
        let mut events: BTreeSet<&EventName> = score.weights.events.keys().collect();
        for rule in &score.fit {
            asked(&rule.condition, &mut events);
        }
        for sequence in self.sequences() {
            of_sequence(sequence, &mut events);
        }
        events
    }
}

fn of_sequence<'a>(sequence: &'a Sequence, events: &mut BTreeSet<&'a EventName>) {
    match &sequence.entry {
        Entry::Form(_) => {}
        Entry::Event(name) => drop(events.insert(name)),
        Entry::Sweep(rule) => rule.only_if.iter().for_each(|condition| asked(condition, events)),
    }
    events.extend(sequence.goal.as_ref().map(|goal| &goal.event));
    events.extend(&sequence.stop_if);
    for step in sequence.steps.iter() {
        match &step.verb {
            Verb::WaitFor { awaited: Awaited::Event(name), .. } => drop(events.insert(name)),
            Verb::Choose { condition } => asked(condition, events),
            Verb::WaitFor { .. }
            | Verb::Send { .. }
            | Verb::Wait
            | Verb::Notify { .. }
            | Verb::Tag { .. }
            | Verb::Stop { .. } => {}
        }
    }
}

fn asked<'a>(condition: &'a Condition, events: &mut BTreeSet<&'a EventName>) {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => inner.iter().for_each(|it| asked(it, events)),
        Condition::Not(inner) => asked(inner, events),
        Condition::Event { name, .. } => drop(events.insert(name)),
        Condition::Tag(_)
        | Condition::Attribute { .. }
        | Condition::ScoreAtLeast(_)
        | Condition::Clicked(_)
        | Condition::Opened(_)
        | Condition::Delivered(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::ids::Version;
    use cadence::publication::{Publication, PublicationKind};

    #[test]
    fn every_place_that_names_an_event_is_looked_into() {
        let published = |kind, id: &str, text: &str| Publication {
            kind,
            id: id.to_owned(),
            version: Version::from_digest(&[0; 16]),
            text: text.to_owned(),
        };
        let settings = r#"{ "company": { "legal_name": "A", "postal_address": "B", "contact": { "phone": "1" } },
            "sender": { "name": "A", "address": "a@example.com" },
            "score": { "events": { "scored": 1 }, "fit": [ { "if": { "not": { "event": "fits" } }, "points": 1 } ] } }"#;
        let started = r#"{ "start": { "event": "started" }, "goal": { "event": "reached" }, "stop_if": [ { "event": "stopped" } ],
            "steps": [
              { "step": "a", "choose": { "any": [ { "tag": "x" }, { "all": [ { "event": "asked" } ] } ] },
                "then": [ { "step": "b", "wait_for": { "event": "awaited" }, "at_most": "1 day" } ] } ] }"#;
        let swept = r#"{ "start": { "sweep": { "quiet_for": "90 days", "only_if": { "event": "swept" } } },
            "steps": [ { "step": "a", "stop": "x" } ] }"#;
        let catalog = Catalog::read(vec![
            published(PublicationKind::Settings, "", settings),
            published(PublicationKind::Sequence, "started", started),
            published(PublicationKind::Sequence, "swept", swept),
        ])
        .unwrap();
        assert_eq!(catalog.problems(), []);
        let events: Vec<&str> = catalog.events_mentioned().into_iter().map(EventName::as_str).collect();
        assert_eq!(events, ["asked", "awaited", "fits", "reached", "scored", "started", "stopped", "swept"]);
    }
}
