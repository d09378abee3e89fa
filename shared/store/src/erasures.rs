//! Erasures: the tombstone takes the place of the card, and everything else about the person goes, item by item.

use crate::attributes::number;
use crate::expression::Terms;
use crate::items::{card, enrollment};
use crate::keys::{self, CARD, CONSENT, ENROLLMENT, EVENT, Key, LIST, MESSAGE, SUPPRESSION};
use crate::request::{self, REV, Written, key_of};
use crate::stored::{Saved, Stored};
use crate::{Result, Store, line};
use cadence::Instant;
use cadence::enrollment::State;
use cadence::erasure::{self, Tombstone};
use cadence::ids::LeadId;
use cadence::lead::Card;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The items about a person that were there besides the tombstone and what outlives the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Items that were taken away.
    pub items: usize,
    /// The moment from which no sender holds a mail to the person any more. The enrollments of such mails stay until then.
    pub held_until: Option<Instant>,
}

impl Store {
    /// The tombstone of somebody who was erased and did not come back, read strongly.
    pub async fn tombstone(&self, lead: &LeadId) -> Result<Option<Stored<Tombstone>>> {
        let item = self.get("read a tombstone", &keys::card(lead)).await?;
        let buried = item.filter(card::is_tombstone);
        buried.map(|item| request::stored(&item, card::read_tombstone)).transpose()
    }

    /// Puts a tombstone in the place of the card that was seen. Nothing that is decided by an older look is written from then on.
    pub async fn bury(&self, seen: &Stored<Card>, tombstone: &Tombstone) -> Result<Saved<Tombstone>> {
        const OPERATION: &str = "bury a card";
        let item = request::revised(card::write_tombstone(&seen.value.id, tombstone), Some(seen.rev), None);
        let (condition, terms) = request::unchanged(Some(seen.rev));
        let saved = Stored { value: *tombstone, rev: seen.rev + 1 };
        Ok(match self.put_where(OPERATION, "tombstone", item.clone(), condition, &terms).await? {
            Written::Done(_) => Saved::Yes(saved),
            Written::Refused(Some(standing)) if standing == item => Saved::Yes(saved),
            Written::Refused(_) => Saved::Conflict(None),
        })
    }

    /// Every item about a person as plain JSON, under a word for its kind, and by name where there are several. Read strongly.
    pub async fn everything_about(&self, lead: &LeadId) -> Result<BTreeMap<String, Value>> {
        let mut kept = BTreeMap::new();
        for item in self.query_all("read everything about a person", &keys::lead(lead), "").await? {
            if let Some(key) = key_of(&item) {
                put_by_kind(&mut kept, &key.sk, line::plain(&item));
            }
        }
        Ok(kept)
    }

    /// Takes away everything about a person but the tombstone, the suppression and the proofs of grounds, which name nobody. A
    /// sender's enrollment stays while its lease runs.
    pub async fn sweep_person(&self, lead: &LeadId, now: Instant) -> Result<Swept> {
        const OPERATION: &str = "erase a person";
        let mut swept = Swept::default();
        for item in self.query_all(OPERATION, &keys::lead(lead), "").await? {
            let Some(key) = key_of(&item).filter(is_of_the_person) else { continue };
            if key.sk.starts_with(ENROLLMENT)
                && let Ok(standing) = enrollment::read(&item)
                && let State::Sending { lease_until, .. } = standing.state
                && erasure::released_at(lease_until) > now
            {
                swept.held_until = swept.held_until.max(Some(erasure::released_at(lease_until)));
                continue;
            }
            self.delete(OPERATION, &key).await?;
            swept.items += 1;
        }
        Ok(swept)
    }

    /// Lets the proofs of a person's grounds run out at this moment.
    pub async fn let_proofs_run_out(&self, lead: &LeadId, at: Instant) -> Result<()> {
        const OPERATION: &str = "let proofs run out";
        for item in self.query_all(OPERATION, &keys::lead(lead), CONSENT).await? {
            let Some(key) = key_of(&item).filter(|_| !item.contains_key("expires_at")) else { continue };
            let terms =
                Terms::new().name("pk").name("expires_at").value("expires_at", number(at.timestamp()));
            let change = "SET #expires_at = :expires_at";
            self.update_where(OPERATION, &key, change, "attribute_exists(#pk)", &terms).await?;
        }
        Ok(())
    }

    /// Notes that nothing is left of the person beside the tombstone. From then on the person may come back.
    pub async fn finish_erasure(&self, lead: &LeadId) -> Result<()> {
        let terms = Terms::new().name("unfinished").name(REV).value("one", number(1));
        let (change, condition) =
            ("REMOVE #unfinished SET #rev = #rev + :one", "attribute_exists(#unfinished)");
        self.update_where("finish an erasure", &keys::card(lead), change, condition, &terms).await?;
        Ok(())
    }
}

/// Whether an item goes with its person.
fn is_of_the_person(key: &Key) -> bool {
    key.sk != CARD && key.sk != SUPPRESSION && !key.sk.starts_with(CONSENT)
}

/// Puts an item under a word for its kind, and its name within the kind where there are several.
fn put_by_kind(kept: &mut BTreeMap<String, Value>, sort: &str, item: Value) {
    const SEVERAL: [(&str, &str); 6] = [
        (ENROLLMENT, "runs"),
        (CONSENT, "grounds"),
        (EVENT, "events"),
        ("entry#", "entries"),
        (MESSAGE, "mails"),
        (LIST, "lists"),
    ];
    let several = SEVERAL.iter().find_map(|(prefix, kind)| Some((*kind, sort.strip_prefix(prefix)?)));
    match several {
        Some((kind, name)) => {
            let all = kept.entry(kind.to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(all) = all {
                all.insert(name.to_owned(), item);
            }
        }
        None => {
            kept.insert(sort.strip_prefix("now#").unwrap_or(sort).to_owned(), item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everything_is_put_under_its_kind_and_nothing_is_left_out() {
        let mut kept = BTreeMap::new();
        for sort in
            ["now#card", "profile", "consent#2026#contact", "consent#2027#contact", "message#k", "new#kind"]
        {
            put_by_kind(&mut kept, sort, json!(sort));
        }
        let expected = json!({
            "card": "now#card",
            "profile": "profile",
            "grounds": { "2026#contact": "consent#2026#contact", "2027#contact": "consent#2027#contact" },
            "mails": { "k": "message#k" },
            "new#kind": "new#kind",
        });
        assert_eq!(serde_json::to_value(kept).unwrap(), expected);
    }
}
