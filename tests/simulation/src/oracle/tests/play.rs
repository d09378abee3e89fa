//! A made-up world of one lead in one sequence, told in verbs. Whatever is not told otherwise goes as it should.

mod sender;

pub(super) use sender::{Try, sending, unknown, waiting};

use crate::happening::{FinalState, Happening, IndexRow, Invocation, RefusalKind, StandingEnrollment, What};
use crate::oracle::{Oracle, Rules, Violation};
use cadence::Instant;
use cadence::enrollment::{Ending, Enrollment, State};
use cadence::facts::Fact;
use cadence::ids::{AttemptId, FormId, LeadId, RunId, SequenceId, StepId, Version};
use cadence::recent::RecentMails;
use cadence::send_key::SendKey;
use chrono::{TimeDelta, TimeZone as _};
use chrono_tz::Asia::Tokyo;
use std::collections::BTreeSet;

/// The world.
pub(super) struct Play {
    pub(super) oracle: Oracle,
    pub(super) now: Instant,
    pub(super) standing: Option<Enrollment>,
    pub(super) left: FinalState,
    found: Vec<Violation>,
    number: u8,
}

/// A text that looks like an id of the program.
pub(super) fn id(number: u8) -> String {
    AttemptId::from_random([number; 16]).as_str().to_owned()
}

pub(super) fn lead() -> LeadId {
    LeadId::parse(&id(250)).unwrap()
}

pub(super) fn sequence() -> SequenceId {
    SequenceId::parse("welcome-material").unwrap()
}

fn form() -> FormId {
    FormId::parse("material-request").unwrap()
}

pub(super) fn step(name: &str) -> StepId {
    StepId::parse(name).unwrap()
}

/// A moment in Tokyo.
pub(super) fn tokyo(month: u32, day: u32, hour: u32, minute: u32) -> Instant {
    Tokyo.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap().to_utc()
}

/// The shipped templates, under the name `shipped`.
pub(super) fn shipped() -> Rules {
    let documents = crate::editions()[0].documents();
    Rules::read([("shipped".to_owned(), documents)]).unwrap()
}

/// The key of a step's mail in a run.
pub(super) fn send_key(run: &RunId, step: &StepId) -> SendKey {
    let sum = |text: &str| text.bytes().fold(7u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    SendKey::parse(&id(sum(step.as_str()) ^ sum(run.as_str()))).unwrap()
}

impl Play {
    pub(super) fn new() -> Self {
        Self::under(shipped())
    }

    /// A world into which the lead has come.
    pub(super) fn with_a_lead() -> Self {
        let mut play = Self::new();
        play.lead_comes_in();
        play
    }

    /// On a Monday morning.
    pub(super) fn under(rules: Rules) -> Self {
        let now = tokyo(4, 6, 10, 0);
        let left = FinalState {
            now,
            enrollments: Vec::new(),
            messages: Vec::new(),
            leads: BTreeSet::new(),
            items: BTreeSet::new(),
            suppressed: BTreeSet::new(),
            dead_letters: 0,
        };
        Self { oracle: Oracle::new(rules), now, standing: None, left, found: Vec::new(), number: 0 }
    }

    pub(super) fn tell(&mut self, what: What) {
        let happening = Happening { at: self.now, what };
        self.found.extend(self.oracle.take(&happening));
    }

    pub(super) fn pass(&mut self, span: TimeDelta) {
        self.now += span;
    }

    pub(super) fn number(&mut self) -> u8 {
        self.number += 1;
        self.number
    }

    /// The names of all promises that were broken, each once.
    pub(super) fn broken(&self) -> Vec<&'static str> {
        let names: BTreeSet<_> = self.found.iter().map(|violation| violation.promise.name()).collect();
        names.into_iter().collect()
    }

    pub(super) fn steps(&self) -> u64 {
        self.oracle.steps()
    }

    /// Writes the enrollment.
    pub(super) fn write(&mut self, invocation: Option<Invocation>, after: Option<Enrollment>) {
        let before = self.standing.take();
        self.standing.clone_from(&after);
        self.tell(What::EnrollmentWritten { invocation, before, after });
    }

    /// Writes another state of it.
    pub(super) fn become_(&mut self, invocation: Option<Invocation>, state: State) {
        let mut after = self.standing.clone().unwrap();
        after.state = state;
        self.write(invocation, Some(after));
    }

    /// A form is posted and answered; the lead waits for the first step.
    pub(super) fn lead_comes_in(&mut self) {
        self.begins_to_post();
        self.enters();
        let sequences = vec![sequence()];
        self.tell(What::PostAnswered { lead: lead(), form: form(), accepted: true, sequences });
        self.left.leads.insert(lead());
    }

    /// A post that is not answered yet.
    pub(super) fn begins_to_post(&mut self) {
        self.tell(What::PostBegan { lead: lead(), form: form(), mailbox: Some(0) });
    }

    /// A run begins at the first step.
    pub(super) fn enters(&mut self) {
        let run = RunId::parse(&id(240)).unwrap();
        let after = Enrollment {
            lead: lead(),
            sequence: sequence(),
            run,
            version: Some(Version::parse(&id(249)).unwrap()),
            started_at: self.now,
            previous_at: self.now,
            previous: None,
            recent: RecentMails::default(),
            state: waiting("material", self.now),
        };
        self.write(None, Some(after));
    }

    pub(super) fn is_refused(&mut self, refusal: RefusalKind) {
        self.tell(What::RefusalBegan { lead: lead(), refusal });
        self.tell(What::RefusalAcknowledged { lead: lead(), refusal });
    }

    /// Everything of the person is deleted.
    pub(super) fn is_erased(&mut self) {
        let at = self.now;
        self.tell(What::EraseBegan(lead(), at));
        if self.standing.is_some() {
            self.write(None, None);
        }
        self.tell(What::EraseEnded(lead(), at));
        self.left.leads.clear();
        self.left.items.clear();
        self.left.messages.clear();
    }

    /// An event about a mail comes and is taken and recorded; the record keeps it as it should.
    pub(super) fn event_comes(&mut self, of: &Try, fact: Fact, at: Instant) {
        let run = RunId::parse(&id(240)).unwrap();
        let (send_key, attempt) = (send_key(&run, &of.step), Some(of.attempt.clone()));
        self.event_is_taken(of, fact, at);
        self.tell(What::EventRecorded { send_key: send_key.clone(), attempt: attempt.clone(), fact, at });
        if let Some(record) = self.left.messages.iter_mut().find(|record| record.name.send_key == send_key) {
            record.facts.note(fact, at, attempt.as_ref());
        }
    }

    /// An event about a mail comes and is taken, and no more.
    pub(super) fn event_is_taken(&mut self, of: &Try, fact: Fact, at: Instant) {
        let run = RunId::parse(&id(240)).unwrap();
        let (send_key, attempt) = (send_key(&run, &of.step), Some(of.attempt.clone()));
        self.tell(What::EventTaken { send_key, attempt, fact, at });
    }

    /// The run ends.
    pub(super) fn finishes(&mut self, by: Option<Invocation>) {
        let state = State::Done { ending: Ending::Finished, at: self.now };
        self.become_(by, state);
    }

    /// The world ends, and what is left is what the happenings say; a lead that waits has time.
    pub(super) fn world_ends(&mut self) {
        let row = match self.standing.as_ref().map(|standing| &standing.state) {
            Some(State::Waiting { due_at, .. }) => IndexRow::Due(*due_at),
            Some(State::Sending { lease_until, .. }) => IndexRow::Due(*lease_until),
            Some(State::Unknown { settle_at: Some(at), .. }) => IndexRow::Due(*at),
            Some(State::Unknown { settle_at: None, .. }) => IndexRow::Attention,
            Some(State::Done { .. }) | None => IndexRow::Absent,
        };
        if let Some(State::Waiting { due_at, .. }) = self.standing.as_ref().map(|standing| &standing.state) {
            self.now = self.now.min(*due_at);
        }
        self.world_ends_with(row);
    }

    /// The world ends now, with the enrollment at this place of the list.
    pub(super) fn world_ends_with(&mut self, row: IndexRow) {
        self.tell(What::Ended);
        self.left.now = self.now;
        let standing = self.standing.clone();
        self.left.enrollments =
            standing.into_iter().map(|enrollment| StandingEnrollment { enrollment, row }).collect();
        self.found.extend(self.oracle.finish(&self.left));
    }
}
