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

/// The certainty that the ground is the person's own. The stronger comes later in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// A form that anybody may post said so: whoever posts it can write anybody's address.
    Posted,
    /// A link in a mail to the person was pressed. Whoever holds the mail can press it, also a program that follows links.
    PressedInMail,
    /// Staff noted it from a business card or a letter that gives the address.
    BusinessCard,
    /// Staff or another system of the company noted what the person said, in writing or to them.
    InWriting,
    /// The person confirmed it from the mailbox.
    ConfirmedByMail,
}

impl Proof {
    /// Whether it can undo a refusal: whoever only knows the address must not be able to.
    pub fn undoes_a_refusal(self) -> bool {
        match self {
            Self::Posted | Self::PressedInMail => false,
            Self::BusinessCard | Self::InWriting | Self::ConfirmedByMail => true,
        }
    }
}

/// One ground, given once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// Which one.
    pub basis: Basis,
    /// The strength of its proof.
    pub proof: Proof,
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

    /// Whether it undoes a refusal that came before it: in the person's own words, and proven to be theirs.
    fn undoes_a_refusal(&self) -> bool {
        let in_own_words = match self.basis {
            Basis::DoubleOptIn | Basis::Express => true,
            Basis::WrittenNotice
            | Basis::ExistingBusiness
            | Basis::ImpliedPurchase
            | Basis::ImpliedInquiry => false,
        };
        in_own_words && self.proof.undoes_a_refusal()
    }
}

/// The effect of a ground when it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Given {
    /// It stands.
    Taken,
    /// One that lasts longer or is better proven stands already, and goes on standing.
    BetterStands,
    /// It has no effect: the person refused, and this does not undo it.
    AfterRefusal,
}

/// The standing of a person's marketing at one moment. Every display of consent shows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// There is a ground, and marketing may be sent.
    Agrees,
    /// The person refused.
    Refused,
    /// There is no ground, or it ran out.
    NoGround,
}

/// What stands on the lead's card; the proof of each ground is kept apart, append-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConsentState {
    /// The ground that stands.
    pub marketing: Option<Consent>,
    /// When marketing was refused last.
    pub refused_at: Option<Instant>,
}

impl ConsentState {
    /// Takes in a ground and says what became of it. A refusal is undone only by the person's own words that are proven to be
    /// theirs; no ground replaces one that lasts longer or is better proven.
    pub fn give(&mut self, consent: Consent) -> Given {
        if self.is_refused_against(&consent) {
            return Given::AfterRefusal;
        }
        let better = self.marketing.filter(|held| held.holds(consent.obtained_at) && self.stands(held));
        if better.is_some_and(|held| rank(&held) > rank(&consent)) {
            return Given::BetterStands;
        }
        self.marketing = Some(consent);
        Given::Taken
    }

    /// Whether a refusal stands against this ground.
    fn is_refused_against(&self, consent: &Consent) -> bool {
        let Some(refused_at) = self.refused_at else { return false };
        // A ground that comes after another has undone the refusal need not undo it again.
        let undone = self.marketing.is_some_and(|held| self.stands(&held));
        refused_at >= consent.obtained_at || !(undone || consent.undoes_a_refusal())
    }

    /// Whether no refusal came at or after the ground.
    fn stands(&self, held: &Consent) -> bool {
        self.refused_at.is_none_or(|refused_at| refused_at < held.obtained_at)
    }

    /// The standing at `now`.
    pub fn standing(&self, now: Instant) -> Standing {
        let held = self.marketing.filter(|held| self.stands(held));
        match (held, self.refused_at) {
            (Some(held), _) if held.holds(now) => Standing::Agrees,
            (_, Some(_)) => Standing::Refused,
            (_, None) => Standing::NoGround,
        }
    }

    /// Whether marketing may be sent: there is a ground, it has not run out, and no refusal came at or after it.
    pub fn allows_marketing(&self, now: Instant) -> bool {
        self.standing(now) == Standing::Agrees
    }
}

/// By what two grounds are compared: first whether it lasts until refused, then how well it is proven.
fn rank(consent: &Consent) -> (bool, Proof) {
    (consent.basis.holds_for_days().is_none(), consent.proof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn day(number: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::days(number)
    }

    fn given(basis: Basis, refused_at: Option<Instant>) -> ConsentState {
        ConsentState { marketing: Some(consent(basis, Proof::Posted, 100)), refused_at }
    }

    fn consent(basis: Basis, proof: Proof, on: i64) -> Consent {
        Consent { basis, proof, obtained_at: day(on) }
    }

    const PROOFS: [Proof; 5] =
        [Proof::Posted, Proof::PressedInMail, Proof::BusinessCard, Proof::InWriting, Proof::ConfirmedByMail];

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
            state.give(consent(*basis, Proof::Posted, *on));
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
    fn only_proven_own_words_after_a_refusal_undo_it() {
        let refused = given(Basis::WrittenNotice, Some(day(200)));
        for basis in [
            Basis::DoubleOptIn,
            Basis::Express,
            Basis::WrittenNotice,
            Basis::ExistingBusiness,
            Basis::ImpliedPurchase,
            Basis::ImpliedInquiry,
        ] {
            for proof in PROOFS {
                for on in [199, 200, 201] {
                    let mut state = refused;
                    let said = state.give(consent(basis, proof, on));
                    let own_words = matches!(basis, Basis::DoubleOptIn | Basis::Express);
                    let proven = !matches!(proof, Proof::Posted | Proof::PressedInMail);
                    let undone = own_words && proven && on == 201;
                    assert_eq!(
                        said,
                        if undone { Given::Taken } else { Given::AfterRefusal },
                        "{basis:?} {proof:?} {on}"
                    );
                    assert_eq!(state.allows_marketing(day(201)), undone, "{basis:?} {proof:?} {on}");
                    assert_eq!(state == refused, !undone, "nothing changes where it has no effect");
                }
            }
        }
    }

    #[test]
    fn a_ground_never_weakens_one_that_is_better_proven() {
        for (at, held) in PROOFS.into_iter().enumerate() {
            for (other_at, given) in PROOFS.into_iter().enumerate() {
                let before =
                    ConsentState { marketing: Some(consent(Basis::Express, held, 100)), refused_at: None };
                let mut state = before;
                let said = state.give(consent(Basis::Express, given, 150));
                let weaker = other_at < at;
                assert_eq!(
                    said,
                    if weaker { Given::BetterStands } else { Given::Taken },
                    "{held:?} {given:?}"
                );
                assert_eq!(state == before, weaker, "{held:?} {given:?}");
            }
        }
    }

    #[test]
    fn a_ground_that_ran_out_or_was_refused_stands_in_the_way_of_none() {
        let ran_out = ConsentState {
            marketing: Some(consent(Basis::ImpliedInquiry, Proof::InWriting, 0)),
            refused_at: None,
        };
        for basis in [Basis::Express, Basis::ImpliedInquiry] {
            let mut state = ran_out;
            assert_eq!(state.give(consent(basis, Proof::Posted, 300)), Given::Taken, "{basis:?}");
        }
        let refused = ConsentState {
            marketing: Some(consent(Basis::Express, Proof::ConfirmedByMail, 0)),
            refused_at: Some(day(10)),
        };
        let mut state = refused;
        assert_eq!(state.give(consent(Basis::Express, Proof::InWriting, 20)), Given::Taken);
        assert!(state.allows_marketing(day(20)));
    }

    #[test]
    fn after_a_refusal_was_undone_a_stranger_changes_nothing_and_a_new_refusal_stands() {
        let mut state = given(Basis::Express, Some(day(200)));
        state.give(consent(Basis::Express, Proof::InWriting, 210));
        assert_eq!(state.give(consent(Basis::Express, Proof::Posted, 220)), Given::BetterStands);
        state.refused_at = Some(day(230));
        assert_eq!(state.give(consent(Basis::Express, Proof::Posted, 240)), Given::AfterRefusal);
        assert_eq!(state.standing(day(240)), Standing::Refused);
    }

    /// Rules about strangers came later than the first cards: what the older rule let stand goes on standing.
    #[test]
    fn a_ground_of_older_data_that_undid_a_refusal_stands() {
        assert_eq!(given(Basis::Express, Some(day(99))).standing(day(200)), Standing::Agrees);
    }

    #[test]
    fn what_holds_is_shown_and_not_what_was_said_once() {
        for (state, standing) in [
            (ConsentState::default(), Standing::NoGround),
            (given(Basis::Express, None), Standing::Agrees),
            (given(Basis::Express, Some(day(99))), Standing::Agrees),
            (given(Basis::Express, Some(day(100))), Standing::Refused),
            (given(Basis::Express, Some(day(101))), Standing::Refused),
            (given(Basis::ImpliedInquiry, None), Standing::NoGround),
            (ConsentState { marketing: None, refused_at: Some(day(1)) }, Standing::Refused),
        ] {
            assert_eq!(state.standing(day(400)), standing, "{state:?}");
        }
    }
}
