//! When a ground holds, and what a refusal does to it.

use super::*;
use chrono::TimeDelta;

fn day(number: i64) -> Instant {
    Instant::UNIX_EPOCH + TimeDelta::days(number)
}

fn given(basis: Basis, refused_at: Option<Instant>) -> ConsentState {
    ConsentState { marketing: Some(consent(basis, Proof::Posted, 100)), refused_at, asked: None }
}

fn consent(basis: Basis, proof: Proof, on: i64) -> Consent {
    Consent { basis, proof, obtained_at: day(on) }
}

const PROOFS: [Proof; 5] =
    [Proof::Posted, Proof::PressedInMail, Proof::BusinessCard, Proof::InWriting, Proof::ConfirmedByMail];

#[test]
fn a_refusal_under_another_spelling_stops_what_is_only_posted() {
    let bases = [Basis::Express, Basis::WrittenNotice, Basis::ExistingBusiness, Basis::ImpliedInquiry];
    for basis in bases {
        for proof in PROOFS {
            let (mut state, given) = (ConsentState::default(), consent(basis, proof, 100));
            let undoes = basis == Basis::Express && proof.undoes_a_refusal();
            let expected = if undoes { Given::Taken } else { Given::AfterRefusal };
            assert_eq!(state.give_in_mailbox(given, true), expected, "{basis:?} {proof:?}");
            assert_eq!(state.allows_marketing(day(101)), undoes);
            assert_eq!(state.give_in_mailbox(given, false), Given::Taken);
            assert_eq!(state.give_in_mailbox(given, true), Given::Taken, "what stands here goes on standing");
        }
    }
}

#[test]
fn without_a_ground_nobody_is_mailed() {
    assert!(!ConsentState::default().allows_marketing(day(100)));
    assert!(
        !ConsentState { marketing: None, refused_at: Some(day(1)), asked: None }.allows_marketing(day(100))
    );
}

#[test]
fn a_ground_that_was_given_holds_until_it_is_refused() {
    for basis in [Basis::DoubleOptIn, Basis::Express, Basis::WrittenNotice, Basis::ExistingBusiness] {
        assert!(given(basis, None).allows_marketing(day(100_000)), "{basis:?}");
        assert!(!given(basis, Some(day(101))).allows_marketing(day(102)), "{basis:?}");
    }
}

#[test]
fn a_refusal_beats_a_ground_of_its_moment_and_a_later_ground_beats_it() {
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
fn the_last_ground_stands_but_one_that_runs_out_replaces_no_lasting_one() {
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
            let before = ConsentState {
                marketing: Some(consent(Basis::Express, held, 100)),
                refused_at: None,
                asked: None,
            };
            let mut state = before;
            let said = state.give(consent(Basis::Express, given, 150));
            let weaker = other_at < at;
            assert_eq!(said, if weaker { Given::BetterStands } else { Given::Taken }, "{held:?} {given:?}");
            assert_eq!(state == before, weaker, "{held:?} {given:?}");
        }
    }
}

#[test]
fn a_ground_that_ran_out_or_was_refused_stands_in_the_way_of_none() {
    let ran_out = ConsentState {
        marketing: Some(consent(Basis::ImpliedInquiry, Proof::InWriting, 0)),
        ..ConsentState::default()
    };
    for basis in [Basis::Express, Basis::ImpliedInquiry] {
        let mut state = ran_out;
        assert_eq!(state.give(consent(basis, Proof::Posted, 300)), Given::Taken, "{basis:?}");
    }
    let refused = ConsentState {
        marketing: Some(consent(Basis::Express, Proof::ConfirmedByMail, 0)),
        refused_at: Some(day(10)),
        asked: None,
    };
    let mut state = refused;
    assert_eq!(state.give(consent(Basis::Express, Proof::InWriting, 20)), Given::Taken);
    assert!(state.allows_marketing(day(20)));
}

#[test]
fn a_stranger_changes_nothing_after_an_undone_refusal_and_a_new_one_holds() {
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
        (ConsentState { marketing: None, refused_at: Some(day(1)), asked: None }, Standing::Refused),
    ] {
        assert_eq!(state.standing(day(400)), standing, "{state:?}");
    }
}
