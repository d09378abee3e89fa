//! Ceilings where posts come in: what an unproven post may begin, counted where it begins. `cadence::ceiling` decides which
//! ceiling holds and what follows.

use crate::IngestLead;
use crate::counting::Noted;
use bytes::Bytes;
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::caller::{Caller, CallerTag};
use cadence::ceiling::{
    Begun, BegunRun, Ceilings, DoorPace, FirstMailSlots, Shares, first_purpose, is_large_provider, put_off,
};
use cadence::door::DoorOutcome;
use cadence::enrollment::Enrollment;
use cadence::ids::SequenceId;
use cadence::send_key::DoorHash;
use cadence::sequence::Sequence;
use document::Catalog;
use http::Request;
use runtime::peer::Peer;
use std::collections::BTreeMap;
use store::{CallerAnswer, Change, Enrolled, FirstMailSlot, MailboxRuns, Stored};

/// The traits of a post that anybody could have sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stranger {
    /// The caller, as far as the network tells.
    pub(crate) tag: Option<CallerTag>,
    /// Whether the post passed a human check. Such posts are counted apart, so that machines cannot use up their places.
    pub(crate) checked: bool,
}

/// The runs that one post may begin for its address, while it is decided about.
pub(crate) struct Doorway<'a> {
    ceilings: &'a Ceilings,
    shares: Shares,
    /// `None` for a post of staff, which has no ceilings.
    stranger: Option<Stranger>,
    mailbox: DoorHash,
    seen: Option<Stored<Begun>>,
    begun: Begun,
    now: Instant,
    /// The outcomes that were noted on the way.
    pub(crate) noted: Noted,
}

impl Doorway<'_> {
    /// Whether a run of this sequence may begin; if so, it is counted.
    pub(crate) fn lets_begin(&mut self, sequence: &Sequence, standing: Option<&Enrollment>) -> bool {
        let Some(stranger) = self.stranger else { return true };
        if standing.is_some_and(|standing| self.ceilings.is_too_soon(standing.started_at, self.now)) {
            self.noted.note(DoorOutcome::RestartTooSoon);
            return false;
        }
        if !self.ceilings.address.has_place(&self.begun, first_purpose(sequence), stranger.tag, self.now) {
            self.noted.note(DoorOutcome::AddressCeiling);
            return false;
        }
        self.begun.note(BegunRun { at: self.now, caller: stranger.tag });
        true
    }

    /// Counts the runs that begin after all, of those that might have.
    fn begins(&mut self, runs: usize) {
        self.begun = self.seen.as_ref().map(|seen| seen.value.clone()).unwrap_or_default();
        let caller = self.stranger.and_then(|stranger| stranger.tag);
        (0..runs).for_each(|_| self.begun.note(BegunRun { at: self.now, caller }));
    }

    /// The runs that the admission counts for the address; `None` if no run was counted.
    pub(crate) fn runs(&self) -> Option<MailboxRuns> {
        let stranger = self.stranger?;
        let seen = self.seen.as_ref();
        if seen.map_or(&Begun::default(), |seen| &seen.value) == &self.begun {
            return None;
        }
        let runs = Change::of(seen, self.begun.clone());
        Some(MailboxRuns { mailbox: self.mailbox.clone(), checked: stranger.checked, runs })
    }
}

/// The slots that a post took for the first mails of its runs; each is taken once, however often the post is tried.
#[derive(Debug, Default)]
pub(crate) struct TakenSlots(BTreeMap<SequenceId, FirstMailSlot>);

impl IngestLead {
    /// The caller, as far as the network tells.
    pub(crate) fn calls_from(request: &Request<Bytes>, ceilings: &Ceilings) -> Option<Caller> {
        let Peer(peer) = request.extensions().get::<Peer>()?;
        let forwarded: Vec<&str> = request
            .headers()
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        Some(Caller::nearest(*peer, &forwarded.join(","), &ceilings.trusted_proxies))
    }

    /// Counts the caller of a post. `Err` says when it may come again.
    pub(crate) async fn welcome(
        &self,
        caller: Option<Caller>,
        ceilings: &Ceilings,
    ) -> anyhow::Result<Result<Option<CallerTag>, Instant>> {
        let Some(caller) = caller else { return Ok(Ok(None)) };
        let now = self.clock.now();
        let (name, tag) = self.identity.door().caller(&caller, now.date_naive());
        Ok(match self.store.welcome(&name, &ceilings.caller, now).await? {
            CallerAnswer::Welcome => Ok(Some(tag)),
            CallerAnswer::ComeAt(at) => Err(at),
        })
    }

    /// Loads what the ceilings of an address ask for.
    pub(crate) async fn doorway<'a>(
        &self,
        catalog: &'a Catalog,
        stranger: Option<Stranger>,
        address: &EmailAddress,
        now: Instant,
    ) -> anyhow::Result<Doorway<'a>> {
        let ceilings = &catalog.policy().ceilings;
        let shares = ceilings.everybody.shares(catalog.begun_by_strangers());
        let mailbox = self.identity.door().mailbox(address);
        let seen = match stranger {
            Some(stranger) => self.store.begun(&mailbox, stranger.checked).await?,
            None => None,
        };
        let begun = seen.as_ref().map(|seen| seen.value.clone()).unwrap_or_default();
        Ok(Doorway { ceilings, shares, stranger, mailbox, seen, begun, now, noted: Noted::default() })
    }

    /// The runs of a post as they may begin: at once, with their first mails put off, or not at all.
    pub(crate) async fn paced(
        &self,
        doorway: &mut Doorway<'_>,
        address: &EmailAddress,
        runs: Vec<Enrolled>,
        taken: &mut TakenSlots,
    ) -> anyhow::Result<Vec<Enrolled>> {
        if doorway.stranger.is_none() || runs.is_empty() {
            return Ok(runs);
        }
        let sequences = runs.iter().map(|run| &run.enrollment.sequence);
        let new: Vec<SequenceId> = sequences.filter(|id| !taken.0.contains_key(id)).cloned().collect();
        if !new.is_empty() {
            taken.0.extend(self.take_slots(doorway, address, new).await?);
        }
        let paced = |run: Enrolled| match taken.0.get(&run.enrollment.sequence)? {
            FirstMailSlot::From(from) => {
                let enrollment = put_off(run.enrollment, *from, doorway.now)?;
                Some(Enrolled { enrollment, ..run })
            }
            FirstMailSlot::TooLate => None,
        };
        let paced: Vec<Enrolled> = runs.into_iter().filter_map(paced).collect();
        doorway.begins(paced.len());
        Ok(paced)
    }

    /// Takes a slot for the first mail of each of these sequences: at the domain, and among everybody.
    async fn take_slots(
        &self,
        doorway: &mut Doorway<'_>,
        address: &EmailAddress,
        sequences: Vec<SequenceId>,
    ) -> anyhow::Result<Vec<(SequenceId, FirstMailSlot)>> {
        let all =
            |sequences: Vec<SequenceId>, slot| sequences.into_iter().map(|id| (id, slot)).collect::<Vec<_>>();
        let FirstMailSlot::From(from) = self.domain_slot(doorway, address, sequences.len()).await? else {
            return Ok(all(sequences, FirstMailSlot::TooLate));
        };
        let (mut at_once, mut waiting) = (Vec::new(), Vec::new());
        for sequence in sequences {
            // A mail that waits for its domain has no use for a place.
            let has_place = from <= doorway.now && self.has_place(doorway, &sequence).await?;
            if has_place { at_once.push(sequence) } else { waiting.push(sequence) }
        }
        let places = doorway.shares.at_once;
        if !at_once.is_empty()
            && self.slot(doorway, FirstMailSlots::AtOnce, places, at_once.len()).await?
                == FirstMailSlot::TooLate
        {
            waiting.append(&mut at_once);
        }
        let mut slots = all(at_once, FirstMailSlot::From(from));
        if !waiting.is_empty() {
            let slot =
                self.slot(doorway, FirstMailSlots::Waiting, doorway.shares.waiting, waiting.len()).await?;
            let slot = slot.no_earlier_than(from);
            if slot != FirstMailSlot::From(from) {
                doorway.noted.note(DoorOutcome::EverybodyCeiling);
            }
            slots.extend(all(waiting, slot));
        }
        Ok(slots)
    }

    /// Whether a sequence has a place left for one more of its first mails; if so, it is taken.
    async fn has_place(&self, doorway: &Doorway<'_>, sequence: &SequenceId) -> anyhow::Result<bool> {
        let Some(pace) = doorway.shares.sequence else { return Ok(true) };
        Ok(self.slot(doorway, FirstMailSlots::Sequence(sequence), pace, 1).await? != FirstMailSlot::TooLate)
    }

    /// The slot at the domain of an address; at large providers there is none to wait for.
    async fn domain_slot(
        &self,
        doorway: &mut Doorway<'_>,
        address: &EmailAddress,
        count: usize,
    ) -> anyhow::Result<FirstMailSlot> {
        let at_once = FirstMailSlot::From(doorway.now);
        if is_large_provider(address.domain()) {
            return Ok(at_once);
        }
        let domain = self.identity.door().domain(address);
        let slot =
            self.slot(doorway, FirstMailSlots::Domain(&domain), doorway.ceilings.domain, count).await?;
        if slot != at_once {
            doorway.noted.note(DoorOutcome::DomainCeiling);
        }
        Ok(slot)
    }

    async fn slot(
        &self,
        doorway: &Doorway<'_>,
        slots: FirstMailSlots<'_>,
        pace: DoorPace,
        count: usize,
    ) -> anyhow::Result<FirstMailSlot> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Ok(self.store.first_mail_slot(slots, &pace, count, doorway.now).await?)
    }
}
