//! Ceilings where posts come in: what an unproven post may begin, counted where it begins. Which ceiling holds and what follows
//! is decided in `cadence::ceiling`.

use crate::IngestLead;
use crate::counting::Noted;
use bytes::Bytes;
use cadence::Instant;
use cadence::caller::Caller;
use cadence::ceiling::{Begun, BegunRun, CallerTag, Ceilings, is_large_provider, opening, put_off};
use cadence::door::DoorOutcome;
use cadence::enrollment::Enrollment;
use cadence::send_key::DoorHash;
use cadence::sequence::Sequence;
use http::Request;
use runtime::peer::Peer;
use store::{CallerAnswer, Change, Enrolled, FirstMailTurn, MailboxRuns, Stored};

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
        if !self.ceilings.address.has_place(&self.begun, opening(sequence), stranger.tag, self.now) {
            self.noted.note(DoorOutcome::AddressCeiling);
            return false;
        }
        self.begun.note(BegunRun { at: self.now, caller: stranger.tag });
        true
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

/// The turn that a post took for its first mails; it is taken once, however often the post is tried.
#[derive(Debug, Default)]
pub(crate) struct Turn(Option<(usize, FirstMailTurn)>);

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
        ceilings: &'a Ceilings,
        stranger: Option<Stranger>,
        address: &cadence::address::EmailAddress,
        now: Instant,
    ) -> anyhow::Result<Doorway<'a>> {
        let mailbox = self.identity.door().mailbox(address);
        let seen = match stranger {
            Some(stranger) => self.store.begun(&mailbox, stranger.checked).await?,
            None => None,
        };
        let begun = seen.as_ref().map(|seen| seen.value.clone()).unwrap_or_default();
        Ok(Doorway { ceilings, stranger, mailbox, seen, begun, now, noted: Noted::default() })
    }

    /// The runs of a post as they may begin: at once, with their first mails put off, or not at all.
    pub(crate) async fn paced(
        &self,
        doorway: &mut Doorway<'_>,
        address: &cadence::address::EmailAddress,
        runs: Vec<Enrolled>,
        turn: &mut Turn,
    ) -> anyhow::Result<Vec<Enrolled>> {
        if doorway.stranger.is_none() || runs.is_empty() {
            return Ok(runs);
        }
        let taken = match turn.0 {
            Some((count, taken)) if count >= runs.len() => taken,
            Some(_) | None => self.take_turn(doorway, address, runs.len()).await?,
        };
        turn.0 = Some((runs.len(), taken));
        let FirstMailTurn::From(from) = taken else {
            doorway.begun = doorway.seen.as_ref().map(|seen| seen.value.clone()).unwrap_or_default();
            return Ok(Vec::new());
        };
        let put_off = |run: Enrolled| {
            put_off(run.enrollment, from, doorway.now).map(|enrollment| Enrolled { enrollment, ..run })
        };
        Ok(runs.into_iter().filter_map(put_off).collect())
    }

    async fn take_turn(
        &self,
        doorway: &mut Doorway<'_>,
        address: &cadence::address::EmailAddress,
        count: usize,
    ) -> anyhow::Result<FirstMailTurn> {
        let (ceilings, now) = (doorway.ceilings, doorway.now);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let mut from = now;
        let domain = self.identity.door().domain(address);
        let small = (!is_large_provider(address.domain())).then_some(&domain);
        let ways = [
            small.map(|domain| (Some(domain), &ceilings.domain, DoorOutcome::DomainCeiling)),
            Some((None, &ceilings.everybody, DoorOutcome::EverybodyCeiling)),
        ];
        for (domain, pace, outcome) in ways.into_iter().flatten() {
            match self.store.first_mail_turn(domain, pace, count, now).await? {
                FirstMailTurn::From(turn) if turn <= now => {}
                FirstMailTurn::From(turn) => {
                    doorway.noted.note(outcome);
                    from = from.max(turn);
                }
                FirstMailTurn::TooLate => {
                    doorway.noted.note(outcome);
                    return Ok(FirstMailTurn::TooLate);
                }
            }
        }
        Ok(FirstMailTurn::From(from))
    }
}
