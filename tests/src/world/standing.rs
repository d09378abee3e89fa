//! The content of the table and of the journal, for assertions.

use super::{World, time};
use cadence::consent::{Given, Proof, Standing};
use cadence::enrollment::{Enrollment, State};
use cadence::ids::SequenceId;
use cadence::lead::Profile;
use cadence::suppression::SuppressionReason;
use operations::requests::LookAround;
use serde_json::Value;
use std::collections::BTreeSet;

impl World {
    /// The standing of somebody in a sequence: `waiting for coupon until 04-13 10:00`, `done: finished`, `nowhere`.
    pub async fn standing(&self, address: &str, sequence: &str) -> String {
        match self.enrollment(address, sequence).await.map(|enrollment| enrollment.state) {
            None => "nowhere".to_owned(),
            Some(State::Waiting { step, due_at, .. }) => {
                format!("waiting for {step} until {}", time::shown(due_at))
            }
            Some(State::Sending { step, .. }) => format!("sending {step}"),
            Some(State::Unknown { step, .. }) => format!("unknown whether {step} went out"),
            Some(State::Done { ending, .. }) => format!("done: {}", ending.name()),
        }
    }

    /// Somebody's enrollment in a sequence.
    pub async fn enrollment(&self, address: &str, sequence: &str) -> Option<Enrollment> {
        let sequence = SequenceId::parse(sequence).expect("a sequence's name");
        let found = self.standalone.store.enrollment(&self.lead(address), &sequence).await;
        found.expect("the table can be read").map(|stored| stored.value)
    }

    /// The reason somebody's address is suppressed, if it is.
    pub async fn suppressed(&self, address: &str) -> Option<SuppressionReason> {
        let found =
            self.standalone.store.suppression(&self.lead(address)).await.expect("the table can be read");
        found.map(|suppression| suppression.reason)
    }

    /// Whether somebody has refused marketing at any time.
    pub async fn has_refused(&self, address: &str) -> bool {
        let card = self.standalone.store.card(&self.lead(address)).await.expect("the table can be read");
        card.is_some_and(|card| card.value.consent.refused_at.is_some())
    }

    /// The standing of somebody's consent at this moment.
    pub async fn consent(&self, address: &str) -> Standing {
        let card = self.standalone.store.card(&self.lead(address)).await.expect("the table can be read");
        card.expect("there is such a lead").value.consent.standing(self.clock.now())
    }

    /// The effect of each ground that was given for somebody, the earliest first.
    pub async fn grounds(&self, address: &str) -> Vec<(Proof, Option<Given>)> {
        let records =
            self.standalone.store.consents_of(&self.lead(address)).await.expect("the table can be read");
        records.into_iter().map(|record| (record.proof, record.effect)).collect()
    }

    /// The lines of `status` about posts of the last seven days: `2 problems of signup`.
    pub async fn at_the_door(&self) -> Vec<String> {
        let operations = self.standalone.operations();
        let standing = operations.look_around(LookAround {}).await.expect("the table can be read");
        let lines = standing.at_the_door.into_iter();
        let form = |form: Option<String>| form.unwrap_or_else(|| "none".to_owned());
        lines.map(|line| format!("{} {} of {}", line.posts, line.outcome, form(line.form))).collect()
    }

    /// Somebody's profile.
    pub async fn profile(&self, address: &str) -> Profile {
        let lead = self.standalone.store.lead(&self.lead(address)).await.expect("the table can be read");
        lead.map(|lead| lead.profile.value).unwrap_or_default()
    }

    /// Somebody's tags.
    pub async fn tags(&self, address: &str) -> BTreeSet<String> {
        let look = self.standalone.store.look(&self.lead(address)).await.expect("the table can be read");
        let tags = look.tags.map(|tags| tags.value).unwrap_or_default();
        tags.iter().map(|tag| tag.as_str().to_owned()).collect()
    }

    /// Somebody's score at this moment, rounded.
    pub async fn score(&self, address: &str) -> f64 {
        let snapshot =
            self.standalone.store.snapshot(&self.lead(address), &[]).await.expect("the table can be read");
        let rules = self.standalone.policy().await.expect("the settings are published").score;
        snapshot.engagement.map_or(0.0, |kept| kept.value.score(&rules, self.clock.now()).round())
    }

    /// The domain events of one name, from the journal.
    pub fn news(&self, name: &str) -> Vec<Value> {
        let journal = std::fs::read_to_string(self.data().join("events.jsonl")).expect("there is a journal");
        let events = journal.lines().map(|line| serde_json::from_str(line).expect("a JSON line"));
        events.filter(|event: &Value| event["event"] == name).collect()
    }

    /// The number of leads.
    pub async fn leads(&self) -> usize {
        self.rows().await.iter().filter(|row| row["sk"]["S"] == "now#card").count()
    }

    /// Every item about any lead, in the order of keys, without revisions.
    pub async fn rows(&self) -> Vec<Value> {
        let mut rows = Vec::new();
        let take = |line: String| {
            let mut row: Value = serde_json::from_str(&line).expect("an item is a JSON line");
            if row["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with("L#")) {
                row.as_object_mut().expect("an item is an object").remove("rev");
                rows.push(row);
            }
        };
        self.standalone.store.export_lines(take).await.expect("the table can be exported");
        rows.sort_by_key(|row| (row["pk"].to_string(), row["sk"].to_string()));
        rows
    }

    /// Every item about somebody, in the order of keys, without revisions.
    pub async fn rows_of(&self, address: &str) -> Vec<Value> {
        let pk = format!("L#{}", self.lead(address));
        self.rows().await.into_iter().filter(|row| row["pk"]["S"] == pk.as_str()).collect()
    }
}
