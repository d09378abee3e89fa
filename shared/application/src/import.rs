//! Leads of a list come in, a few at a time: each is looked at once, decided about, and written in one transaction, or not at all.
//!
//! A row that changes nothing writes nothing, so the same list may be imported again, also after it was broken off anywhere.

use crate::together::together;
use crate::{Application, Contended};
use cadence::Instant;
use cadence::consent::Given;
use cadence::fingerprint;
use cadence::ids::{LeadId, ListId};
use cadence::import::{ImportedLead, ImportedRow, KnownLead, LeadGround, RowChanges, RowOutcome};
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::score::Engagement;
use cadence::send_key::{IdentityKey, text_hash};
use cadence::sequence::Purpose;
use chrono_tz::Tz;
use runtime::boxed::Boxed;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Admission, Admitted, Change, ConsentRecord, ImportLook, ImportQuestion, ListPlace, Stored};

/// Leads that are written at the same time: each waits for the table twice, and a list is long.
const AT_ONCE: usize = 8;

/// The way in which leads are imported.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// The list that they come onto.
    pub list: &'a ListId,
    /// The company's zone, for leads that are new.
    pub zone: Tz,
    /// The way in which the leads came: `import` for a file, `api` for another system.
    pub method: &'static str,
    /// Whether nothing is written.
    pub is_plan: bool,
}

/// The outcome for one lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The lead.
    pub lead: LeadId,
    /// The outcome.
    pub outcome: RowOutcome,
    /// Values that found no room on the lead.
    pub left_out: usize,
}

impl Application<'_> {
    /// Imports leads, some at a time; rows of one lead come after each other, in their order. A plan tells what would come of it.
    pub async fn import(
        &self,
        identity: &IdentityKey,
        import: Import<'_>,
        rows: &[ImportedLead],
    ) -> anyhow::Result<Vec<Imported>> {
        let rows: Vec<_> = rows.iter().map(|row| (identity.lead(&row.address), row)).collect();
        let mut planned = HashMap::new();
        let mut outcomes = Vec::with_capacity(rows.len());
        for some in rows.chunks(AT_ONCE) {
            let leads: HashSet<&LeadId> = some.iter().map(|(lead, _)| lead).collect();
            if import.is_plan {
                for (lead, row) in some {
                    let decided = self.plan_row(identity, import, lead, row, &mut planned).await?;
                    outcomes.push(told(lead, &decided));
                }
            } else if leads.len() == some.len() {
                let work = some.iter().map(|(lead, row)| {
                    let boxed: Boxed<'_, _> = Box::pin(self.import_row(identity, import, lead, row));
                    boxed
                });
                for ((lead, _), decided) in some.iter().zip(together(work.collect()).await) {
                    outcomes.push(told(lead, &decided?));
                }
            } else {
                for (lead, row) in some {
                    outcomes.push(told(lead, &self.import_row(identity, import, lead, row).await?));
                }
            }
        }
        Ok(outcomes)
    }

    /// Decides about a row, by the rows of its lead that were planned before it.
    async fn plan_row(
        &self,
        identity: &IdentityKey,
        import: Import<'_>,
        lead: &LeadId,
        row: &ImportedLead,
        planned: &mut HashMap<LeadId, KnownLead>,
    ) -> anyhow::Result<ImportedRow> {
        let known = match planned.remove(lead) {
            Some(known) => known,
            None => known_of(&self.look(identity, import, lead, row).await?, row),
        };
        let decided = row.decide(lead, &known, import.zone, self.clock.now());
        let after = decided.changes.as_ref().map_or_else(|| known.clone(), |changes| known.after(changes));
        planned.insert(lead.clone(), after);
        Ok(decided)
    }

    /// Writes a row. Others who write the same lead meanwhile make it be decided anew.
    async fn import_row(
        &self,
        identity: &IdentityKey,
        import: Import<'_>,
        lead: &LeadId,
        row: &ImportedLead,
    ) -> anyhow::Result<ImportedRow> {
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let look = self.look(identity, import, lead, row).await?;
            let now = self.clock.now();
            let decided = row.decide(lead, &known_of(&look, row), import.zone, now);
            let Some(changes) = &decided.changes else { return Ok(decided) };
            let ground = row.ground.as_ref().zip(changes.given);
            let record = ground.map(|(ground, given)| record_of(ground, import, given));
            let admission = admission(lead, &look, changes, record, import, now);
            if self.store.admit(&admission).await? == Admitted::Done {
                return Ok(decided);
            }
        }
        Err(Contended("a lead").into())
    }

    async fn look(
        &self,
        identity: &IdentityKey,
        import: Import<'_>,
        lead: &LeadId,
        row: &ImportedLead,
    ) -> anyhow::Result<ImportLook> {
        let mailbox = identity.door().mailbox(&row.address);
        // The effect is no part of a record's key.
        let ground = row.ground.as_ref().map(|ground| record_of(ground, import, Given::Taken));
        let asked = ImportQuestion { lead, mailbox: &mailbox, ground: ground.as_ref() };
        Ok(self.store.look_for_import(import.list, asked).await?)
    }
}

fn told(lead: &LeadId, decided: &ImportedRow) -> Imported {
    Imported { lead: lead.clone(), outcome: decided.outcome, left_out: decided.left_out }
}

fn known_of(look: &ImportLook, row: &ImportedLead) -> KnownLead {
    let place = look.place.as_ref().map(|place| &place.value);
    KnownLead {
        card: look.card.as_ref().map(|card| card.value.clone()),
        tombstone: look.tombstone,
        profile: look.profile.as_ref().map(|profile| profile.value.clone()).unwrap_or_default(),
        tags: look.tags.as_ref().map(|tags| tags.value.clone()).unwrap_or_default(),
        is_suppressed: look.suppression.is_some(),
        mailbox_refused: look.mailbox_refused,
        is_on_list: place.is_some(),
        ground_is_recorded: look.ground_is_recorded,
        key_is_known: place.zip(row.key.as_deref()).is_some_and(|(place, key)| place.knows(key)),
    }
}

/// All that a row writes. A lead that is new counts as active from now on, so that a sweep finds it when it stays quiet.
fn admission(
    lead: &LeadId,
    look: &ImportLook,
    next: &RowChanges,
    consent: Option<ConsentRecord>,
    import: Import<'_>,
    now: Instant,
) -> Admission {
    let is_new = look.card.is_none();
    Admission {
        lead: lead.clone(),
        card: Change::of(look.card.as_ref(), next.card.clone()),
        profile: change(look.profile.as_ref(), &next.profile),
        tags: change(look.tags.as_ref(), &next.tags),
        consent,
        engagement: (is_new && !look.has_engagement).then(|| Change::Create(Engagement::none(now))),
        enrollments: Vec::new(),
        events: Vec::new(),
        campaign: None,
        mailbox: None,
        question: None,
        list: place(look, next, import.list, now).map(|change| (import.list.clone(), change)),
    }
}

/// The change of the place on the list; none where it stays.
fn place(look: &ImportLook, next: &RowChanges, list: &ListId, now: Instant) -> Option<Change<ListPlace>> {
    let seen = look.place.as_ref();
    let place = seen.map_or_else(|| ListPlace::new(list, now), |seen| seen.value.clone());
    let place = match &next.key {
        Some(key) => place.after(key),
        None => place,
    };
    Change::of(seen, place).if_written()
}

/// The change of an item; none where it stays, and none where an empty one would be made.
fn change<T: Clone + Default + PartialEq>(seen: Option<&Stored<T>>, next: &T) -> Option<Change<T>> {
    let stays = seen.map_or_else(|| *next == T::default(), |seen| seen.value == *next);
    (!stays).then(|| Change::of(seen, next.clone()))
}

/// The record of a ground. Its key names list and words, so that the same ground is the same record, whoever notes it again, and
/// another one has its own.
fn record_of(ground: &LeadGround, import: Import<'_>, given: Given) -> ConsentRecord {
    let LeadGround { consent, evidence, by } = ground;
    let words = fingerprint::hex(&format!("{:?}\n{evidence}", consent.basis));
    let (list, method) = (import.list, import.method);
    ConsentRecord {
        basis: consent.basis,
        proof: consent.proof,
        effect: Some(given),
        purpose: Purpose::Marketing,
        obtained_at: consent.obtained_at,
        method: format!("{method}:{list}:{words}"),
        form: None,
        text_hash: text_hash(evidence),
        evidence: BTreeMap::from([
            ("text".to_owned(), evidence.clone()),
            ("by".to_owned(), by.clone()),
            ("list".to_owned(), list.as_str().to_owned()),
        ]),
    }
}
