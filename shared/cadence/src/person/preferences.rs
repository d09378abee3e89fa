//! The choices of a person who wants less mail and yet some: a pause, fewer mails, not of these topics, no tracking. A refusal of
//! everything is no preference.
//!
//! Like a refusal they count at once and for every sequence. Unlike one, the person may take them back with the same link: whoever
//! holds the mail could only bring back what the person had agreed to before.

mod topic;
mod tracking;

pub use topic::Topic;
pub use tracking::{Tracking, TrackingRule};

use crate::Instant;
use crate::ids::TopicId;
use crate::limits::TOPICS_MAX;
use chrono::{Days, Months};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The preferences of a person, as the gate asks them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The end of the pause; it may lie in the past.
    pub paused_until: Option<Instant>,
    /// Whether the cap of fewer mails holds beside the company's.
    pub less_often: bool,
    /// The topics of which the person wants no marketing.
    pub topics_refused: BTreeSet<TopicId>,
    /// The person's word about tracking.
    pub tracking: Tracking,
}

/// The length of a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PauseFor {
    /// Fourteen days.
    TwoWeeks,
    /// To the same day of the next month, or its last one.
    OneMonth,
    /// Three months.
    ThreeMonths,
    /// Six months.
    SixMonths,
}

impl PauseFor {
    /// All lengths, the shortest first.
    pub const ALL: [Self; 4] = [Self::TwoWeeks, Self::OneMonth, Self::ThreeMonths, Self::SixMonths];

    /// Its name in a form and in an event.
    pub fn name(self) -> &'static str {
        match self {
            Self::TwoWeeks => "2-weeks",
            Self::OneMonth => "1-month",
            Self::ThreeMonths => "3-months",
            Self::SixMonths => "6-months",
        }
    }

    /// The length of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|length| length.name() == name)
    }

    /// The end of a pause that begins at `now`.
    pub fn end(self, now: Instant) -> Instant {
        match self {
            Self::TwoWeeks => now.checked_add_days(Days::new(14)),
            Self::OneMonth => now.checked_add_months(Months::new(1)),
            Self::ThreeMonths => now.checked_add_months(Months::new(3)),
            Self::SixMonths => now.checked_add_months(Months::new(6)),
        }
        .unwrap_or(now)
    }
}

/// A change that a person makes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wish {
    /// No marketing for a while. A pause under way ends by the new one, sooner or later.
    Pause(PauseFor),
    /// The pause ends now.
    EndPause,
    /// Fewer mails.
    LessOften,
    /// As many as the company sends to others.
    AsOften,
    /// Opens and clicks are not to be tracked.
    StopTracking,
    /// Opens and clicks may be tracked.
    AllowTracking,
    /// No marketing of this topic.
    StopTopic(TopicId),
    /// Marketing of this topic again.
    ResumeTopic(TopicId),
}

const STOP_TOPIC: &str = "stop-topic-";
const RESUME_TOPIC: &str = "resume-topic-";

impl Wish {
    /// Every wish but those about topics, in the order of a page.
    pub fn all_without_topics() -> impl Iterator<Item = Self> {
        let others =
            [Self::EndPause, Self::LessOften, Self::AsOften, Self::StopTracking, Self::AllowTracking];
        PauseFor::ALL.into_iter().map(Self::Pause).chain(others)
    }

    /// Its name in a form and in an event.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Pause(length) => format!("pause-{}", length.name()).into(),
            Self::EndPause => "end-pause".into(),
            Self::LessOften => "less-often".into(),
            Self::AsOften => "as-often".into(),
            Self::StopTracking => "stop-tracking".into(),
            Self::AllowTracking => "allow-tracking".into(),
            Self::StopTopic(topic) => format!("{STOP_TOPIC}{topic}").into(),
            Self::ResumeTopic(topic) => format!("{RESUME_TOPIC}{topic}").into(),
        }
    }

    /// The wish of this name.
    pub fn parse(name: &str) -> Option<Self> {
        let topic = |prefix| TopicId::parse(name.strip_prefix(prefix)?).ok();
        topic(STOP_TOPIC)
            .map(Self::StopTopic)
            .or_else(|| topic(RESUME_TOPIC).map(Self::ResumeTopic))
            .or_else(|| Self::all_without_topics().find(|wish| wish.name() == name))
    }

    /// The topic that it is about.
    pub fn topic(&self) -> Option<&TopicId> {
        match self {
            Self::StopTopic(topic) | Self::ResumeTopic(topic) => Some(topic),
            Self::Pause(_)
            | Self::EndPause
            | Self::LessOften
            | Self::AsOften
            | Self::StopTracking
            | Self::AllowTracking => None,
        }
    }

    /// The wish that takes this one back; none where it takes back one itself.
    pub fn contrary(&self) -> Option<Self> {
        match self {
            Self::Pause(_) => Some(Self::EndPause),
            Self::LessOften => Some(Self::AsOften),
            Self::StopTracking => Some(Self::AllowTracking),
            Self::StopTopic(topic) => Some(Self::ResumeTopic(topic.clone())),
            Self::EndPause | Self::AsOften | Self::AllowTracking | Self::ResumeTopic(_) => None,
        }
    }

    /// Whether the person asks for less than before: a refusal in rates, though not of everything.
    pub fn asks_for_less(&self) -> bool {
        self.contrary().is_some()
    }
}

impl Preferences {
    /// The preferences after a wish.
    #[must_use]
    pub fn after(mut self, wish: &Wish, now: Instant) -> Self {
        match wish {
            Wish::Pause(length) => self.paused_until = Some(length.end(now)),
            Wish::EndPause => self.paused_until = None,
            Wish::LessOften => self.less_often = true,
            Wish::AsOften => self.less_often = false,
            Wish::StopTracking => self.tracking = Tracking::Refused,
            Wish::AllowTracking => self.tracking = Tracking::Allowed,
            Wish::StopTopic(topic) => {
                self.topics_refused.insert(topic.clone());
            }
            Wish::ResumeTopic(topic) => {
                self.topics_refused.remove(topic);
            }
        }
        self
    }

    /// Forgets refusals of topics that the company has no more, where they would make more than there may be topics.
    pub fn forget_topics(&mut self, company: &[Topic]) {
        if self.topics_refused.len() > TOPICS_MAX {
            self.topics_refused.retain(|refused| company.iter().any(|topic| topic.id == *refused));
        }
    }

    /// Whether the person wants no marketing of a topic; never of a sequence without one.
    pub fn refuses(&self, topic: Option<&TopicId>) -> bool {
        topic.is_some_and(|topic| self.topics_refused.contains(topic))
    }

    /// The end of the pause that holds at `now`.
    pub fn pause(&self, now: Instant) -> Option<Instant> {
        self.paused_until.filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    fn on(month: u32, day: u32) -> Instant {
        Utc.with_ymd_and_hms(2026, month, day, 0, 30, 0).unwrap()
    }

    fn topic(id: &str) -> TopicId {
        TopicId::parse(id).unwrap()
    }

    #[test]
    fn a_pause_ends_on_the_same_day_of_a_later_month_or_its_last() {
        let ends = PauseFor::ALL.map(|length| length.end(on(8, 31)));
        let expected =
            [on(9, 14), on(9, 30), on(11, 30), Utc.with_ymd_and_hms(2027, 2, 28, 0, 30, 0).unwrap()];
        assert_eq!(ends, expected);
    }

    #[test]
    fn names_are_read_back_and_no_other_name_is_a_wish() {
        let topics = [Wish::StopTopic(topic("news")), Wish::ResumeTopic(topic("news"))];
        for wish in Wish::all_without_topics().chain(topics) {
            assert_eq!(Wish::parse(&wish.name()), Some(wish));
        }
        for length in PauseFor::ALL {
            assert_eq!(PauseFor::parse(length.name()), Some(length));
        }
        for unknown in ["pause", "", "stop-topic-", "stop-topic-News", "resume-topic"] {
            assert_eq!(Wish::parse(unknown), None, "{unknown}");
        }
        assert_eq!(PauseFor::parse("2 weeks"), None);
    }

    #[test]
    fn each_wish_changes_one_thing_and_its_contrary_undoes_it() {
        let now = on(5, 1);
        let before = Preferences { tracking: Tracking::Allowed, ..Preferences::default() };
        let less = [
            (Wish::Pause(PauseFor::OneMonth), Preferences { paused_until: Some(on(6, 1)), ..before.clone() }),
            (Wish::LessOften, Preferences { less_often: true, ..before.clone() }),
            (Wish::StopTracking, Preferences { tracking: Tracking::Refused, ..before.clone() }),
            (
                Wish::StopTopic(topic("news")),
                Preferences { topics_refused: [topic("news")].into(), ..before.clone() },
            ),
        ];
        for (wish, expected) in less {
            let after = before.clone().after(&wish, now);
            assert_eq!(after, expected, "{wish:?}");
            let contrary = wish.contrary().unwrap();
            assert!(wish.asks_for_less() && !contrary.asks_for_less());
            assert_eq!(after.after(&contrary, now), before, "{wish:?}");
        }
        let paused = before.clone().after(&Wish::Pause(PauseFor::OneMonth), now);
        assert_eq!(paused.after(&Wish::Pause(PauseFor::TwoWeeks), now).paused_until, Some(on(5, 15)));
    }

    #[test]
    fn refusals_of_topics_that_are_gone_make_room_for_others_and_for_no_less() {
        let company = [Topic { id: topic("news"), japanese: None, english: Some("News".to_owned()) }];
        let refused = |count: usize| {
            let gone = (1..count).map(|number| topic(&format!("gone-{number}")));
            Preferences { topics_refused: gone.chain([topic("news")]).collect(), ..Preferences::default() }
        };
        let after = |count| {
            let mut preferences = refused(count);
            preferences.forget_topics(&company);
            preferences.topics_refused.len()
        };
        assert_eq!((after(TOPICS_MAX), after(TOPICS_MAX + 1)), (TOPICS_MAX, 1));
    }

    #[test]
    fn a_pause_holds_until_its_end() {
        let paused = Preferences { paused_until: Some(on(6, 1)), ..Preferences::default() };
        assert_eq!(paused.pause(on(5, 31)), Some(on(6, 1)));
        assert_eq!(paused.pause(on(6, 1)), None);
        assert_eq!(Preferences::default().pause(on(5, 1)), None);
    }
}
