//! The impact of a publication on the leads inside: a walk over the enrollments, each of which the domain is asked about.

use super::{Candidate, Changes, Live};
use crate::LocalTime;
use cadence::Instant;
use cadence::advance::Context;
use cadence::edit::{self, Fate};
use cadence::enrollment::{Enrollment, State};
use cadence::ids::{LeadId, SequenceId};
use chrono_tz::Tz;
use document::Catalog;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{Met, Store, Walked};

/// The impact on the leads inside one sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Passages {
    /// Those whose run is not over.
    pub inside: u64,
    /// Of them, who goes on with the same step at the same time.
    pub stay: u64,
    /// Runs whose step would come sooner and keeps its time.
    pub keep_their_time: u64,
    /// Runs whose step comes later.
    pub later: u64,
    /// Runs whose step has another name.
    pub renamed: u64,
    /// Runs whose step was taken out: to which one they go on.
    pub go_on_to: BTreeMap<String, u64>,
    /// Runs whose step was taken out with the one before it: they enter at the first step.
    pub begin_again: u64,
    /// Runs whose next mail is too late.
    pub left_out: u64,
    /// Runs that end.
    pub end: u64,
    /// Runs with a mail in flight or unknown, which is settled first.
    pub in_flight: u64,
    /// Runs that were over before; no edit opens them again.
    pub over: u64,
    /// When the first of those comes up for whom something is another way.
    pub first: Option<LocalTime>,
}

/// The impact of a publication on all leads inside.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Impact {
    /// By sequence.
    pub sequences: BTreeMap<String, Passages>,
    /// Items of the table that were looked at.
    pub items: u64,
    /// Read units that it took.
    pub read_units: f64,
    /// Items that could not be read, by the error that names each.
    pub unreadable: Vec<String>,
}

impl Impact {
    /// Walks the table. After each page `come` is told how far.
    pub async fn read(
        store: &Store,
        question: (&Live, &Candidate, &Changes),
        now: Instant,
        come: impl FnMut(Walked),
    ) -> store::Result<Self> {
        let mut tally = Tally::new(question, now);
        let walked = store.walk_enrollments(|met| tally.take(met), come).await?;
        for enrollment in std::mem::take(&mut tally.aside) {
            // The walk met it apart from its lead, or there is no such lead any more.
            if let Some(card) = store.card(&enrollment.lead).await? {
                tally.count(&enrollment, card.value.zone);
            }
        }
        Ok(Self { items: walked.items, read_units: walked.read_units, ..tally.found })
    }
}

/// The count so far.
struct Tally<'a> {
    live: &'a Live,
    candidate: &'a Candidate,
    touched: BTreeSet<&'a str>,
    now: Instant,
    /// The lead met last; mostly its enrollments follow.
    lead: Option<(LeadId, Tz)>,
    aside: Vec<Enrollment>,
    found: Impact,
}

impl<'a> Tally<'a> {
    fn new((live, candidate, changes): (&'a Live, &'a Candidate, &'a Changes), now: Instant) -> Self {
        let touched: BTreeSet<&str> = changes.touched().collect();
        let sequences = touched.iter().map(|id| ((*id).to_owned(), Passages::default())).collect();
        let found = Impact { sequences, ..Impact::default() };
        Self { live, candidate, touched, now, lead: None, aside: Vec::new(), found }
    }

    fn take(&mut self, met: store::Result<Met>) {
        match met {
            Ok(Met::Lead(lead, zone)) => self.lead = Some((lead, zone)),
            Ok(Met::Enrollment(it)) if !self.touched.contains(it.sequence.as_str()) => {}
            Ok(Met::Enrollment(enrollment)) => match &self.lead {
                Some((lead, zone)) if *lead == enrollment.lead => {
                    let zone = *zone;
                    self.count(&enrollment, zone);
                }
                Some(_) | None => self.aside.push(*enrollment),
            },
            Err(error) => self.found.unreadable.push(error.to_string()),
        }
    }

    fn count(&mut self, enrollment: &Enrollment, zone: Tz) {
        let fate = self.fate(enrollment, zone);
        let company = self.candidate.catalog.policy().zone;
        let now = self.now;
        let counts = self.found.sequences.entry(enrollment.sequence.to_string()).or_default();
        counts.add(&fate);
        if let State::Waiting { due_at, .. } = &enrollment.state
            && fate.is_changed()
        {
            let comes_up = LocalTime::new(now.max(*due_at), company);
            counts.first = Some(counts.first.map_or(comes_up, |first| first.min(comes_up)));
        }
    }

    fn fate(&self, enrollment: &Enrollment, zone: Tz) -> Fate {
        let after = context(&self.candidate.catalog, &enrollment.sequence, zone, self.now);
        let before = self.live.catalog.as_ref();
        let before = before.and_then(|catalog| context(catalog, &enrollment.sequence, zone, self.now));
        match after {
            None => edit::fate_without_sequence(enrollment),
            Some(after) => edit::fate(enrollment, before.as_ref(), &after),
        }
    }
}

fn context<'a>(catalog: &'a Catalog, sequence: &SequenceId, zone: Tz, now: Instant) -> Option<Context<'a>> {
    let sequence = catalog.sequence(sequence)?;
    Some(catalog.context(sequence, zone, now))
}

impl Passages {
    fn add(&mut self, fate: &Fate) {
        self.inside += u64::from(*fate != Fate::Over);
        let counter = match fate {
            Fate::Over => &mut self.over,
            Fate::InFlight => &mut self.in_flight,
            Fate::Stays => &mut self.stay,
            Fate::KeepsTime => &mut self.keep_their_time,
            Fate::Later { .. } => &mut self.later,
            Fate::Renamed { .. } => &mut self.renamed,
            Fate::GoesOn { step, .. } => self.go_on_to.entry(step.to_string()).or_default(),
            Fate::BeginsAgain { .. } => &mut self.begin_again,
            Fate::LeftOut { .. } => &mut self.left_out,
            Fate::Ends(_) => &mut self.end,
        };
        *counter += 1;
    }
}
