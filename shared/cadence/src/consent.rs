//! On what ground a person may be mailed marketing, and until when.
//!
//! Sources: 特定電子メール法 3条 (opt-in, refusal beats every ground at once), CASL (implied consent of two years after a
//! purchase, six months after an inquiry), GDPR art. 7 (proof, withdrawal as easy as giving).

use crate::Instant;
use chrono::Days;

/// The ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The person agreed, and confirmed it from the mailbox.
    DoubleOptIn,
    /// The person agreed in so many words.
    Express,
    /// The person gave the address in writing, such as a business card (特定電子メール法 3条1項2号).
    WrittenNotice,
    /// The person deals with the company already (特定電子メール法 3条1項3号).
    ExistingBusiness,
    /// A purchase, where the law lets it stand for consent for two years (CASL 10(10)).
    ImpliedPurchase,
    /// An inquiry, where the law lets it stand for consent for six months (CASL 10(10)).
    ImpliedInquiry,
}

impl Basis {
    /// Days for which the ground holds; none where it holds until refused.
    pub fn holds_for_days(self) -> Option<u64> {
        match self {
            Self::DoubleOptIn | Self::Express | Self::WrittenNotice | Self::ExistingBusiness => None,
            Self::ImpliedPurchase => Some(730),
            Self::ImpliedInquiry => Some(180),
        }
    }
}

/// One ground, given once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// Which one.
    pub basis: Basis,
    /// When it was given.
    pub obtained_at: Instant,
}

impl Consent {
    /// Whether it holds at `now`.
    pub fn holds(&self, now: Instant) -> bool {
        match self.basis.holds_for_days() {
            None => true,
            Some(days) => self.obtained_at.checked_add_days(Days::new(days)).is_some_and(|end| now < end),
        }
    }
}

/// What stands on the lead's card; the proof of each ground is kept apart, append-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConsentState {
    /// The ground given last.
    pub marketing: Option<Consent>,
    /// When marketing was refused last.
    pub refused_at: Option<Instant>,
}

impl ConsentState {
    /// Takes in a ground. A refusal is undone only by the person's own words; a ground that runs out does not replace one
    /// that does not.
    pub fn give(&mut self, consent: Consent) {
        let in_own_words = matches!(consent.basis, Basis::DoubleOptIn | Basis::Express);
        if self.refused_at.is_some_and(|refused_at| refused_at >= consent.obtained_at) {
            return;
        }
        if self.refused_at.is_some() && !in_own_words {
            return;
        }
        let lasting = |basis: Basis| basis.holds_for_days().is_none();
        let weaker = self.marketing.is_some_and(|held| lasting(held.basis) && !lasting(consent.basis));
        if !weaker {
            self.marketing = Some(consent);
        }
    }

    /// Whether marketing may be sent: there is a ground, it has not run out, and no refusal came at or after it.
    pub fn allows_marketing(&self, now: Instant) -> bool {
        self.marketing.is_some_and(|consent| {
            consent.holds(now) && self.refused_at.is_none_or(|refused_at| refused_at < consent.obtained_at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn day(number: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::days(number)
    }

    fn given(basis: Basis, refused_at: Option<Instant>) -> ConsentState {
        ConsentState { marketing: Some(Consent { basis, obtained_at: day(100) }), refused_at }
    }

    #[test]
    fn without_a_ground_nobody_is_mailed() {
        assert!(!ConsentState::default().allows_marketing(day(100)));
        assert!(!ConsentState { marketing: None, refused_at: Some(day(1)) }.allows_marketing(day(100)));
    }

    #[test]
    fn a_ground_that_was_given_holds_until_it_is_refused() {
        for basis in [Basis::DoubleOptIn, Basis::Express, Basis::WrittenNotice, Basis::ExistingBusiness] {
            assert!(given(basis, None).allows_marketing(day(100_000)), "{basis:?}");
            assert!(!given(basis, Some(day(101))).allows_marketing(day(102)), "{basis:?}");
        }
    }

    #[test]
    fn a_refusal_beats_a_ground_of_the_same_moment_and_a_later_ground_beats_the_refusal() {
        assert!(!given(Basis::Express, Some(day(100))).allows_marketing(day(200)));
        assert!(given(Basis::Express, Some(day(99))).allows_marketing(day(200)));
    }

    #[test]
    fn an_implied_ground_runs_out_on_its_last_day() {
        for (basis, days) in [(Basis::ImpliedPurchase, 730), (Basis::ImpliedInquiry, 180)] {
            let end = day(100 + days);
            assert!(given(basis, None).allows_marketing(end - TimeDelta::seconds(1)), "{basis:?}");
            assert!(!given(basis, None).allows_marketing(end), "{basis:?}");
        }
    }

    /// The ground that stands after these were given one after another, and since when.
    fn after(state: ConsentState, given: &[(Basis, i64)]) -> Option<(Basis, Instant)> {
        let mut state = state;
        for (basis, on) in given {
            state.give(Consent { basis: *basis, obtained_at: day(*on) });
        }
        state.marketing.map(|consent| (consent.basis, consent.obtained_at))
    }

    #[test]
    fn the_ground_given_last_stands_but_one_that_runs_out_replaces_none_that_lasts() {
        let first = |given: &[_]| after(ConsentState::default(), given);
        assert_eq!(first(&[(Basis::WrittenNotice, 1)]), Some((Basis::WrittenNotice, day(1))));
        let lasting = [(Basis::Express, 1), (Basis::DoubleOptIn, 2)];
        assert_eq!(first(&lasting), Some((Basis::DoubleOptIn, day(2))));
        let runs_out = [(Basis::ImpliedInquiry, 1), (Basis::ImpliedPurchase, 2)];
        assert_eq!(first(&runs_out), Some((Basis::ImpliedPurchase, day(2))));
        let weaker = [(Basis::ExistingBusiness, 1), (Basis::ImpliedPurchase, 2)];
        assert_eq!(first(&weaker), Some((Basis::ExistingBusiness, day(1))));
        let stronger = [(Basis::ImpliedPurchase, 1), (Basis::ExistingBusiness, 2)];
        assert_eq!(first(&stronger), Some((Basis::ExistingBusiness, day(2))));
    }

    #[test]
    fn only_the_persons_own_later_words_undo_a_refusal() {
        let refused = given(Basis::WrittenNotice, Some(day(200)));
        let before = Some((Basis::WrittenNotice, day(100)));
        for basis in [Basis::DoubleOptIn, Basis::Express] {
            assert_eq!(after(refused, &[(basis, 199)]), before);
            assert_eq!(after(refused, &[(basis, 200)]), before, "of the same moment");
            assert_eq!(after(refused, &[(basis, 201)]), Some((basis, day(201))));
        }
        for basis in [Basis::WrittenNotice, Basis::ExistingBusiness, Basis::ImpliedPurchase] {
            assert_eq!(after(refused, &[(basis, 201)]), before, "{basis:?}");
        }
    }
}
