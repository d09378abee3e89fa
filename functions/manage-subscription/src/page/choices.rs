//! The choices of a person as they stand, and those that the company offers.

use cadence::Instant;
use cadence::ids::TopicId;
use cadence::lead::Card;
use cadence::preferences::{Topic, TrackingRule, Wish};
use cadence::sequence::Language;
use chrono::NaiveDate;
use document::Catalog;
use std::collections::BTreeSet;

/// The choices of the person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Choices {
    /// The person's day on which a pause under way ends.
    pub(crate) paused_until: Option<NaiveDate>,
    /// Whether the person asked for fewer mails.
    pub(crate) less_often: bool,
    /// Whether opens and clicks are tracked.
    pub(crate) is_tracked: bool,
    /// The topics of which the person wants nothing.
    pub(crate) topics_refused: BTreeSet<TopicId>,
    /// The choices that the company offers.
    pub(crate) offer: Offer,
}

/// The choices that the company offers beside a pause and fewer mails.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Offer {
    /// The topics of its marketing.
    pub(crate) topics: Vec<Topic>,
    /// Its rule about tracking; none where it is not known.
    pub(crate) tracking: Option<TrackingRule>,
}

impl Offer {
    /// The offer of a company: of its topics those to which a sequence belongs.
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let policy = catalog.policy();
        let is_used = |topic: &&Topic| catalog.sequences().any(|it| it.topic.as_ref() == Some(&topic.id));
        let topics = policy.topics.iter().filter(is_used).cloned().collect();
        Self { topics, tracking: Some(policy.tracking) }
    }

    /// Whether a mail to this person is tracked. Where the rule is not known, a person who did not refuse it may be.
    fn tracks(&self, card: &Card) -> bool {
        self.tracking.unwrap_or(TrackingRule::Always).allows(card.preferences.tracking)
    }
}

impl Choices {
    /// The choices on a card.
    pub(crate) fn of(card: &Card, offer: Offer, now: Instant) -> Self {
        let preferences = &card.preferences;
        Self {
            paused_until: preferences.pause(now).map(|until| until.with_timezone(&card.zone).date_naive()),
            less_often: preferences.less_often,
            is_tracked: offer.tracks(card),
            topics_refused: preferences.topics_refused.clone(),
            offer,
        }
    }

    /// Whether a button of the page may say this wish. Nobody is offered to be tracked by a company that tracks nobody.
    pub(crate) fn offers(&self, wish: &Wish) -> bool {
        match wish {
            Wish::StopTracking => self.is_tracked || self.offer.tracking.is_none(),
            Wish::AllowTracking => {
                let rule = self.offer.tracking;
                !self.is_tracked && rule.is_some_and(|rule| rule != TrackingRule::Never)
            }
            Wish::StopTopic(topic) => self.knows(topic) && !self.topics_refused.contains(topic),
            Wish::ResumeTopic(topic) => self.knows(topic) && self.topics_refused.contains(topic),
            Wish::LessOften => !self.less_often,
            Wish::AsOften => self.less_often,
            Wish::EndPause => self.paused_until.is_some(),
            Wish::Pause(_) => true,
        }
    }

    /// The title of a topic; nothing where the company has no such topic.
    pub(crate) fn title(&self, topic: &TopicId, language: Language) -> &str {
        let known = self.offer.topics.iter().find(|known| known.id == *topic);
        known.map_or("", |known| known.title(language))
    }

    fn knows(&self, topic: &TopicId) -> bool {
        self.offer.topics.iter().any(|known| known.id == *topic)
    }
}
