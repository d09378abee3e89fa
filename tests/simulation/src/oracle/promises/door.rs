//! Posts that anybody could have sent begin no more runs for one mailbox, in whatever spelling, than its ceiling says: so many
//! in 24 hours, so many in 30 days, and beyond these one run that is no marketing and comes 24 hours after the one before it. All together set off no more first mails
//! in any span than go at once, and as many as the pace of everybody has steps in it.

use crate::happening::{Happening, What};
use crate::oracle::record::Record;
use crate::oracle::rules::{Edition, SequenceRules};
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::enrollment::{Enrollment, State};
use cadence::ids::{FormId, LeadId, RunId};
use cadence::sequence::Purpose;
use chrono::TimeDelta;
use std::collections::{BTreeSet, HashMap};

const DAY: TimeDelta = TimeDelta::days(1);
const MONTH: TimeDelta = TimeDelta::days(30);

/// The runs of each mailbox.
#[derive(Debug, Default)]
pub(super) struct Mailboxes {
    of: HashMap<LeadId, usize>,
    /// Forms that anybody may post.
    public: BTreeSet<FormId>,
    begun: HashMap<usize, Vec<Begun>>,
    /// When the first mails of all runs may go, in order.
    first_mails: Vec<Instant>,
}

#[derive(Debug, Clone)]
struct Begun {
    at: Instant,
    run: RunId,
    purpose: Purpose,
}

impl Mailboxes {
    pub(super) fn take(&mut self, record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
        if let What::PostBegan { lead, form, mailbox: Some(mailbox) } = &happening.what {
            self.of.insert(lead.clone(), *mailbox);
            self.public.insert(form.clone());
        }
        if let What::EnrollmentWritten { before, after: Some(after), .. } = &happening.what
            && before.as_ref().is_none_or(|before| before.run != after.run)
        {
            let was_in_flight = before.as_ref().is_some_and(|before| before.attempt().is_some());
            self.begins(record, after, was_in_flight, happening.at, found);
        }
    }

    fn begins(
        &mut self,
        record: &Record,
        after: &Enrollment,
        was_in_flight: bool,
        now: Instant,
        found: &mut Vec<Violation>,
    ) {
        let Some((mailbox, rules)) = self.by_a_stranger(record, after) else { return };
        let editions = || record.rules.editions.iter().map(|(_, edition)| edition);
        let begun = self.begun.entry(mailbox).or_default();
        if begun.iter().any(|known| known.run == after.run) {
            return;
        }
        let first = rules.steps.first().and_then(|(_, purpose)| *purpose);
        let purpose = first.unwrap_or(rules.purpose);
        begun.push(Begun { at: after.started_at, run: after.run.clone(), purpose });
        begun.sort_by_key(|run| run.at);
        if editions().all(|edition| is_broken(edition, begun)) {
            let sentence = format!("{} runs began for the mailbox of {}", begun.len(), after.lead);
            found.push(Promise::CeilingBroken.broken(now, sentence));
        }
        let State::Waiting { due_at, .. } = after.state else { return };
        // A run that waits for a mail in flight had its slot when it was posted.
        let slot = if was_in_flight { after.started_at } else { due_at };
        if first.is_some() {
            let place = self.first_mails.partition_point(|known| *known <= slot);
            self.first_mails.insert(place, slot);
            if editions().all(|edition| is_too_fast(edition, &self.first_mails)) {
                let sentence =
                    format!("the first mail to {} may go at {slot}, too soon after others", after.lead);
                found.push(Promise::PaceBroken.broken(now, sentence));
            }
        }
    }

    /// The mailbox of a run and the rules of its sequence, where anybody could have posted the form that begins it.
    fn by_a_stranger<'a>(
        &self,
        record: &'a Record,
        after: &Enrollment,
    ) -> Option<(usize, &'a SequenceRules)> {
        let mailbox = *self.of.get(&after.lead)?;
        let mut editions = record.rules.editions.iter().map(|(_, edition)| edition);
        let rules = editions.find_map(|edition| edition.sequences.get(&after.sequence))?;
        let form = FormId::parse(rules.form.as_deref()?).ok()?;
        self.public.contains(&form).then_some((mailbox, rules))
    }
}

/// Whether any span holds more than it may.
fn is_broken(edition: &Edition, begun: &[Begun]) -> bool {
    let (a_day, a_month) = edition.runs_of_strangers;
    begun.iter().enumerate().any(|(place, this)| {
        let before = |span: TimeDelta| begun[..place].iter().filter(|run| run.at > this.at - span).count();
        let alone = this.purpose != Purpose::Marketing && before(DAY) == 0;
        before(DAY) >= a_day || (before(MONTH) >= a_month && !alone)
    })
}

/// Whether any span from one mail to another holds more than it may: the line goes on where the places end, so one more.
fn is_too_fast(edition: &Edition, first_mails: &[Instant]) -> bool {
    let (at_once, step) = edition.pace_of_strangers;
    let mut arrival = Instant::MIN_UTC;
    first_mails.iter().any(|at| {
        arrival = arrival.max(*at) + step;
        arrival - *at > step * (at_once + 1)
    })
}
