//! Wishes for less mail, for other mail, or for none that is tracked, as every card must have them that is read later.

use super::{Moment, Person};
use cadence::Instant;
use cadence::ids::TopicId;
use cadence::preferences::Wish;

impl Person {
    /// The earliest end of the pause that every card has that was read from a moment on; `None` if the person may have wished
    /// otherwise.
    pub(in crate::oracle) fn pause_seen(&self, read: Moment) -> Option<Instant> {
        let about = |wish: &Wish| matches!(wish, Wish::Pause(_) | Wish::EndPause);
        match self.wish_seen(read, about)? {
            (Wish::Pause(length), began) => Some(length.end(began.at)),
            _ => None,
        }
    }

    /// Whether every card that was read from a moment on has the wish for fewer mails.
    pub(in crate::oracle) fn less_often_seen(&self, read: Moment) -> bool {
        let about = |wish: &Wish| matches!(wish, Wish::LessOften | Wish::AsOften);
        self.wish_seen(read, about).is_some_and(|(wish, _)| *wish == Wish::LessOften)
    }

    /// Whether every card that was read from a moment on has the wish not to be tracked.
    pub(in crate::oracle) fn untracked_seen(&self, read: Moment) -> bool {
        let about = |wish: &Wish| matches!(wish, Wish::StopTracking | Wish::AllowTracking);
        self.wish_seen(read, about).is_some_and(|(wish, _)| *wish == Wish::StopTracking)
    }

    /// Whether every card that was read from a moment on refuses a topic.
    pub(in crate::oracle) fn topic_refused_seen(&self, read: Moment, topic: &TopicId) -> bool {
        let seen = self.wish_seen(read, |wish| wish.topic() == Some(topic));
        seen.is_some_and(|(wish, _)| wish.asks_for_less())
    }

    /// Whether a card that was read at a moment, or not long before, may refuse a topic.
    pub(in crate::oracle) fn may_refuse_topic(&self, read: Moment, topic: &TopicId) -> bool {
        let about = |wish: &Wish| wish.topic() == Some(topic);
        let never = !self.wishes.iter().any(|wished| about(&wished.wish));
        let resumed = self.wish_seen(read, about).is_some_and(|(wish, _)| !wish.asks_for_less());
        !never && !resumed
    }

    /// The latest wish of a kind, if it was acknowledged before a moment and no other one may come to be written after it.
    fn wish_seen(&self, read: Moment, about: impl Fn(&Wish) -> bool) -> Option<(&Wish, Moment)> {
        let mut of_kind = self.wishes.iter().filter(|wished| about(&wished.wish));
        let latest = of_kind.clone().next_back()?;
        let seen = latest.acknowledged.is_some_and(|acknowledged| acknowledged < read);
        let settled = of_kind.all(|wished| wished.wish == latest.wish || wished.acknowledged.is_some());
        (seen && settled && !self.is_erased_since(latest.began)).then_some((&latest.wish, latest.began))
    }
}
