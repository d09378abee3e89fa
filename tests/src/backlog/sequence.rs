//! The sequence in which all of them are: a mail at once, and one three days later. The second is what is due at nine.

use cadence::Instant;
use cadence::advance::Context;
use cadence::calendar::Calendar;
use cadence::enrollment::{Enrollment, Listed, Passed, State, Way};
use cadence::ids::{FormId, LeadId, MailName, RunId, SequenceId, StepId, Version};
use cadence::recent::RecentMails;
use cadence::schedule::{Anchor, Timing};
use cadence::sequence::{
    Entry, IfLate, IfUnknown, Language, LateAction, Purpose, Reentry, Sequence, StepTree, Steps, Verb,
};
use cadence::span::Span;
use cadence::window::{Days, Window};
use chrono::{NaiveTime, TimeDelta};

/// The zone of everybody.
pub(super) const ZONE: chrono_tz::Tz = chrono_tz::Asia::Tokyo;

/// The sequence with what it is timed by.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) sequence: Sequence,
    calendar: Calendar,
}

impl Course {
    pub(super) fn new() -> anyhow::Result<Self> {
        let hash = "a".repeat(26);
        let nine = NaiveTime::from_hms_opt(9, 0, 0);
        let sequence = Sequence {
            id: SequenceId::parse("welcome")?,
            version: Version::parse(&hash)?,
            title: "ようこそ".to_owned(),
            language: Language::Japanese,
            purpose: Purpose::Marketing,
            topic: None,
            sender: None,
            calendar: None,
            entry: Entry::Form(FormId::parse("contact")?),
            reentry: Reentry::Never,
            goal: None,
            stop_if: Vec::new(),
            window: Window {
                from: NaiveTime::MIN,
                to: NaiveTime::from_hms_opt(23, 59, 0).unwrap_or(NaiveTime::MIN),
                days: Days::Every,
            },
            if_late: IfLate { by: Span::Days(3), then: LateAction::Send },
            if_unknown: IfUnknown::Skip,
            steps: Steps::lay_out(vec![
                step("hello", Span::Minutes(0), None)?,
                step("news", Span::Days(3), nine)?,
            ])?,
        };
        Ok(Self { sequence, calendar: Calendar::plain() })
    }

    pub(super) fn context(&self, now: Instant) -> Context<'_> {
        let (sequence, calendar) = (&self.sequence, &self.calendar);
        Context { sequence, calendar, quiet_hours: None, caps: &[], zone: ZONE, now }
    }

    /// Somebody who has got the first mail and waits for the second until nine.
    pub(super) fn due_at_nine(&self, lead: LeadId, nine: Instant) -> anyhow::Result<Enrollment> {
        let began = nine - TimeDelta::days(3);
        Ok(Enrollment {
            run: RunId::parse(lead.as_str())?,
            lead,
            sequence: self.sequence.id.clone(),
            version: Some(self.sequence.version.clone()),
            started_at: began,
            previous_at: began,
            previous: Some(Passed { step: StepId::parse("hello")?, way: Way::Onward }),
            recent: RecentMails::default(),
            state: State::Waiting { step: StepId::parse("news")?, due_at: nine, listed: Listed::At(nine) },
        })
    }
}

fn step(name: &str, span: Span, at: Option<NaiveTime>) -> anyhow::Result<StepTree> {
    Ok(StepTree {
        id: StepId::parse(name)?,
        was: None,
        timing: Timing { anchor: Anchor::Start, span, at },
        verb: Verb::Send { mail: MailName::parse(name)?, purpose: Purpose::Marketing },
        then: Vec::new(),
        otherwise: Vec::new(),
    })
}
