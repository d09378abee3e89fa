//! Erasure of a person: the tombstone that stays in the place of the card, and what it takes and what it does not.
//!
//! An erasure is a refusal (GDPR art. 17 and 21, APPI 35条): nobody who was erased gets marketing until the person agrees anew, and
//! proves it. A later post of the person's own begins from nothing; a post from before is not taken, however late it is handled.

use crate::Instant;
use crate::lead::Card;
use crate::limits::{CLOCKS_APART_SECONDS, PROOFS_KEPT_DAYS};
use chrono::TimeDelta;

/// The remains of a person in the place of the card. It names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tombstone {
    /// The moment of the erasure.
    pub erased_at: Instant,
    /// The person's last refusal: by the erasure, or by the link of an old mail since.
    pub refused_at: Instant,
    /// Whether everything else is gone too. Until then nothing new begins.
    pub is_finished: bool,
}

impl Tombstone {
    /// The end of the proofs of the person's grounds.
    pub fn proofs_until(&self) -> Instant {
        self.erased_at + TimeDelta::days(PROOFS_KEPT_DAYS)
    }
}

/// The moment from which a sender whose lease ends at a time sends nothing more.
pub fn released_at(lease_until: Instant) -> Instant {
    lease_until + TimeDelta::seconds(CLOCKS_APART_SECONDS)
}

/// The effect of a request to erase a person of whom something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasing {
    /// Everything is erased that is known by now, the data of posts under way among it.
    Begins(Tombstone),
    /// Nothing: what is known came after the request, which was carried out before and is told once more.
    CameBackSince,
}

/// The effect of a request of a moment on a card.
pub fn erase(card: &Card, requested_at: Instant, now: Instant) -> Erasing {
    if card.created_at > requested_at {
        return Erasing::CameBackSince;
    }
    let at = now.max(requested_at);
    Erasing::Begins(Tombstone { erased_at: at, refused_at: at, is_finished: false })
}

/// Whether a post of a moment is older than the erasure of its person, if there was one. Nobody can tell two moments of the same
/// millisecond apart, so the erasure wins.
pub fn is_from_before(erased_at: Option<Instant>, posted_at: Instant) -> bool {
    erased_at.is_some_and(|erased_at| posted_at <= erased_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::EmailAddress;
    use crate::consent::{Basis, Consent, Given, Proof, Standing};
    use crate::fixtures::{lead, minute, start};
    use crate::intake::new_card;

    fn card(tombstone: Option<&Tombstone>) -> Card {
        let address = EmailAddress::parse("taro@example.jp").unwrap();
        new_card(lead(), address, chrono_tz::Asia::Tokyo, start(), tombstone)
    }

    #[test]
    fn a_request_erases_what_was_known_and_not_what_came_after() {
        let at = minute(9);
        let tombstone = Tombstone { erased_at: at, refused_at: at, is_finished: false };
        assert_eq!(erase(&card(None), minute(5), minute(9)), Erasing::Begins(tombstone));
        assert_eq!(erase(&card(None), start(), minute(9)), Erasing::Begins(tombstone));
        assert_eq!(erase(&card(None), minute(-1), minute(9)), Erasing::CameBackSince);
        // The clock of the one who asks may be ahead.
        assert_eq!(erase(&card(None), minute(9), minute(5)), Erasing::Begins(tombstone));
    }

    #[test]
    fn a_post_from_before_the_erasure_is_not_taken() {
        assert!(!is_from_before(None, start()));
        let before = |posted| is_from_before(Some(minute(5)), posted);
        assert!(before(minute(4)) && before(minute(5)) && !before(minute(6)));
    }

    #[test]
    fn whoever_comes_back_has_refused_until_a_proven_word() {
        let tombstone = Tombstone { erased_at: minute(-5), refused_at: minute(-3), is_finished: true };
        let mut card = card(Some(&tombstone));
        assert_eq!(card.consent.standing(start()), Standing::Refused);
        assert_eq!(card.consent.refused_at, Some(minute(-3)));
        let ground = |proof| Consent { basis: Basis::Express, proof, obtained_at: minute(1) };
        assert_eq!(card.consent.give(ground(Proof::Posted)), Given::AfterRefusal);
        assert_eq!(card.consent.give(ground(Proof::ConfirmedByMail)), Given::Taken);
        assert_eq!(card.erased_at, Some(minute(-5)));
    }
}
