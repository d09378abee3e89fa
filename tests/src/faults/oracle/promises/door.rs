//! Posts that anybody could have sent begin no more runs for one mailbox, in whatever spelling, than its ceiling says: so many
//! in 24 hours, so many in 30 days, and beyond these one transactional run that comes 24 hours after the one before it.

use crate::faults::happening::{Happening, What};
use crate::faults::oracle::record::Record;
use crate::faults::oracle::rules::{Edition, SequenceRules};
use crate::faults::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::enrollment::Enrollment;
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
            found.extend(self.begins(record, after, happening.at));
        }
    }

    fn begins(&mut self, record: &Record, after: &Enrollment, now: Instant) -> Option<Violation> {
        let mailbox = *self.of.get(&after.lead)?;
        let editions = || record.rules.editions.iter().map(|(_, edition)| edition);
        let rules: &SequenceRules = editions().find_map(|edition| edition.sequences.get(&after.sequence))?;
        let form = FormId::parse(rules.form.as_deref()?).ok()?;
        if !self.public.contains(&form) {
            return None;
        }
        let begun = self.begun.entry(mailbox).or_default();
        if begun.iter().any(|known| known.run == after.run) {
            return None;
        }
        let first = rules.steps.first().and_then(|(_, purpose)| *purpose);
        let purpose = first.unwrap_or(rules.purpose);
        begun.push(Begun { at: after.started_at, run: after.run.clone(), purpose });
        begun.sort_by_key(|run| run.at);
        let broken = editions().all(|edition| is_broken(edition, begun));
        broken.then(|| {
            let sentence = format!("{} runs began for the mailbox of {}", begun.len(), after.lead);
            Promise::CeilingBroken.broken(now, sentence)
        })
    }
}

/// Whether any span holds more than it may.
fn is_broken(edition: &Edition, begun: &[Begun]) -> bool {
    let (a_day, a_month) = edition.runs_of_strangers;
    begun.iter().enumerate().any(|(place, this)| {
        let before = |span: TimeDelta| begun[..place].iter().filter(|run| run.at > this.at - span).count();
        let alone = this.purpose == Purpose::Transactional && before(DAY) == 0;
        before(DAY) >= a_day || (before(MONTH) >= a_month && !alone)
    })
}
