//! Refusals in a person's own words: by a link, by a mark as spam, by a wish not to be asked again.

use super::{Moment, Person};
use crate::happening::RefusalKind;
use cadence::Instant;

impl Person {
    /// The first refusal in the person's own words, unless an erasure came before it: then nobody knows the address any more.
    pub(in crate::oracle) fn own_refusal(&self) -> Option<(RefusalKind, Moment)> {
        let known =
            |(_, since): &&(RefusalKind, Moment)| self.erasures.iter().all(|erasure| erasure.began > *since);
        self.refusals.iter().filter(|(kind, _)| kind.is_own_word()).find(known).copied()
    }

    /// A refusal in the person's own words that was acknowledged after a moment and before another, and not taken back. A press that had
    /// begun by the first moment may be dated before it.
    pub(in crate::oracle) fn own_refusal_between(&self, since: Instant, before: Moment) -> Option<Moment> {
        let own =
            self.refusals.iter().filter(|(kind, at)| kind.is_own_word() && at.at > since && *at < before);
        let had_begun =
            |at: Moment| self.stops.iter().any(|(began, told)| *told == Some(at) && began.at <= since);
        own.map(|(_, at)| *at).find(|at| !self.may_be_taken_back(*at) && !had_begun(*at))
    }

    /// Whether the person refused in own words after a moment, or may have, or was erased.
    pub(in crate::oracle) fn may_refuse_after(&self, since: Moment) -> bool {
        self.stops.iter().any(|(_, at)| at.is_none_or(|at| at > since))
            || self.refusals.iter().any(|(kind, at)| kind.is_own_word() && *at > since)
            || self.is_erased_since(since)
    }

    /// Whether the person ever refused in own words, or may have.
    pub(in crate::oracle) fn may_have_refused(&self) -> bool {
        !self.stops.is_empty() || self.refusals.iter().any(|(kind, _)| kind.is_own_word())
    }
}
