//! The effect of a row, by what is known of its lead, and the rows that are no leads.

use super::*;
use crate::address::EmailAddress;
use crate::consent::{Basis, Proof};
use crate::fixtures::{lead, minute, start};
use crate::limits::ATTRIBUTE_LENGTH_MAX;
use chrono::TimeDelta;
use chrono_tz::Asia::Tokyo;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn terms(kind: Option<GroundKind>) -> ImportTerms {
    let ground = kind.map(|kind| GroundOfAll {
        kind,
        evidence: Some("fair of April".to_owned()),
        obtained_at: Some(minute(-60)),
        by: "sato".to_owned(),
    });
    ImportTerms { ground, zone: Tokyo }
}

fn row() -> ImportRow {
    ImportRow { address: "taro@example.jp".to_owned(), ..ImportRow::default() }
}

fn read(row: ImportRow, kind: Option<GroundKind>) -> ImportedLead {
    row.read(&terms(kind), start()).unwrap()
}

fn card(consent: ConsentState) -> Card {
    let address = EmailAddress::parse("taro@example.jp").unwrap();
    Card { consent, ..new_card(lead(), address, Tokyo, minute(-9_000), None) }
}

fn known(marketing: Option<(Basis, Proof, i64)>, refused: Option<i64>) -> KnownLead {
    let ground = |(basis, proof, at)| Consent { basis, proof, obtained_at: minute(at) };
    let consent =
        ConsentState { marketing: marketing.map(ground), refused_at: refused.map(minute), asked: None };
    KnownLead { card: Some(card(consent)), ..KnownLead::default() }
}

/// Every kind of lead that a row may be about.
fn everybody() -> Vec<(&'static str, KnownLead)> {
    let tombstone = Tombstone { erased_at: minute(-500), refused_at: minute(-500), is_finished: true };
    let posted = Some((Basis::Express, Proof::Posted, -300));
    let confirmed = Some((Basis::DoubleOptIn, Proof::ConfirmedByMail, -300));
    let back = card(ConsentState { marketing: None, refused_at: Some(minute(-500)), asked: None });
    let back = Card { erased_at: Some(minute(-500)), ..back };
    vec![
        ("unknown", KnownLead::default()),
        ("unknown, mailbox refused", KnownLead { mailbox_refused: true, ..KnownLead::default() }),
        ("no ground", known(None, None)),
        ("no ground, mailbox refused", KnownLead { mailbox_refused: true, ..known(None, None) }),
        ("posted", known(posted, None)),
        ("posted, mailbox refused", KnownLead { mailbox_refused: true, ..known(posted, None) }),
        ("confirmed", known(confirmed, None)),
        ("inquiry, run out", known(Some((Basis::ImpliedInquiry, Proof::Posted, -300_000)), None)),
        ("refused before the list", known(posted, Some(-200))),
        ("refused after the list", known(posted, Some(-10))),
        ("refused, then confirmed", known(confirmed, Some(-400))),
        ("suppressed", KnownLead { is_suppressed: true, ..known(posted, None) }),
        ("erased", KnownLead { tombstone: Some(tombstone), ..KnownLead::default() }),
        ("erased, came back", KnownLead { card: Some(back), ..KnownLead::default() }),
    ]
}

#[test]
fn the_effect_of_a_row_by_what_is_known_of_its_lead() {
    let mut table = String::new();
    for (name, known) in everybody() {
        let mut line = format!("{name:<27}");
        for kind in [None].into_iter().chain(GroundKind::ALL.map(Some)) {
            let decided = read(row(), kind).decide(&lead(), &known, Tokyo, start());
            let given = decided.changes.as_ref().and_then(|changes| changes.given);
            let card = decided.changes.as_ref().map(|changes| &changes.card).or(known.card.as_ref());
            let standing = card.map(|card| card.consent.standing(start()));
            let told = format!("{:?} {given:?} {standing:?}", decided.outcome);
            let told = told.replace("Some(", "").replace(')', "").replace("None", "-");
            write!(line, "| {told:<34}").unwrap();
        }
        writeln!(table, "{}", line.trim_end()).unwrap();
    }
    insta::assert_snapshot!(table, @r"
    unknown                    | Created - NoGround                | Created Taken Agrees              | Created Taken Agrees              | Created Taken Agrees
    unknown, mailbox refused   | Refused - NoGround                | Refused AfterRefusal NoGround     | Refused AfterRefusal NoGround     | Refused AfterRefusal NoGround
    no ground                  | Known - NoGround                  | Known Taken Agrees                | Known Taken Agrees                | Known Taken Agrees
    no ground, mailbox refused | Refused - NoGround                | Refused AfterRefusal NoGround     | Refused AfterRefusal NoGround     | Refused AfterRefusal NoGround
    posted                     | Known - Agrees                    | Known Taken Agrees                | Known Taken Agrees                | Known Taken Agrees
    posted, mailbox refused    | Known - Agrees                    | Known BetterStands Agrees         | Known BetterStands Agrees         | Known BetterStands Agrees
    confirmed                  | Known - Agrees                    | Known BetterStands Agrees         | Known BetterStands Agrees         | Known BetterStands Agrees
    inquiry, run out           | Known - NoGround                  | Known Taken Agrees                | Known Taken Agrees                | Known Taken Agrees
    refused before the list    | Refused - Refused                 | Refused AfterRefusal Refused      | Refused AfterRefusal Refused      | Refused AfterRefusal Refused
    refused after the list     | Refused - Refused                 | Refused AfterRefusal Refused      | Refused AfterRefusal Refused      | Refused AfterRefusal Refused
    refused, then confirmed    | Known - Agrees                    | Known BetterStands Agrees         | Known BetterStands Agrees         | Known BetterStands Agrees
    suppressed                 | Suppressed - Agrees               | Suppressed - Agrees               | Suppressed - Agrees               | Suppressed - Agrees
    erased                     | Erased - -                        | Erased - -                        | Erased - -                        | Erased - -
    erased, came back          | Erased - Refused                  | Erased - Refused                  | Erased - Refused                  | Erased - Refused
    ");
}

proptest! {
    #[test]
    fn no_row_undoes_a_refusal_or_weakens_a_ground(
        who in 0..14_usize, kind in 0..4_usize, obtained in -600..0_i64, recorded in any::<bool>()
    ) {
        let (_, mut known) = everybody().swap_remove(who);
        known.ground_is_recorded = recorded;
        let kind = GroundKind::ALL.get(kind).copied();
        let mut terms = terms(kind);
        if let Some(ground) = &mut terms.ground {
            ground.obtained_at = Some(minute(obtained));
        }
        let row = row().read(&terms, start()).unwrap();
        let decided = row.decide(&lead(), &known, Tokyo, start());
        let before = known.card.as_ref().map(|card| card.consent).unwrap_or_default();
        let refuses = before.standing(start()) == Standing::Refused || known.mailbox_refused && !before.allows_marketing(start());
        let Some(changes) = decided.changes else { return Ok(()) };
        let after = changes.card.consent;
        prop_assert_eq!(after.refused_at, before.refused_at);
        if refuses || kind.is_none() || recorded {
            prop_assert_eq!(after, before);
        }
        prop_assert!(after.allows_marketing(start()) || !before.allows_marketing(start()));
        let held = before.marketing.filter(|_| before.allows_marketing(start()));
        prop_assert!(held.is_none_or(|held| after.marketing.is_some_and(|now| now.proof >= held.proof)));
    }

    #[test]
    fn a_row_that_was_written_changes_nothing_the_second_time(who in 0..14_usize, kind in 0..4_usize) {
        let (_, known) = everybody().swap_remove(who);
        let mut row = row();
        row.attributes.insert("company".to_owned(), "みどり".to_owned());
        row.tags.push("met".to_owned());
        let row = row.read(&terms(GroundKind::ALL.get(kind).copied()), start()).unwrap();
        let first = row.decide(&lead(), &known, Tokyo, start());
        let after = first.changes.as_ref().map_or(known.clone(), |changes| known.after(changes));
        let again = row.decide(&lead(), &after, Tokyo, start() + TimeDelta::days(1));
        prop_assert_eq!(again.changes, None);
        let is_new = |outcome| matches!(outcome, RowOutcome::Created | RowOutcome::Known);
        prop_assert_eq!(again.outcome, if is_new(first.outcome) { RowOutcome::Unchanged } else { first.outcome });
    }
}

#[test]
fn a_later_ground_replaces_an_equal_one_and_an_earlier_one_does_not() {
    let held = |at| known(Some((Basis::ExistingBusiness, Proof::InWriting, at)), None);
    let given = |known: &KnownLead| {
        let decided = read(row(), Some(GroundKind::Express)).decide(&lead(), known, Tokyo, start());
        let changes = decided.changes.unwrap();
        (changes.given, changes.card.consent.marketing.map(|ground| ground.basis))
    };
    assert_eq!(given(&held(-120)), (Some(Given::Taken), Some(Basis::Express)));
    assert_eq!(given(&held(-30)), (Some(Given::BetterStands), Some(Basis::ExistingBusiness)));
}

#[test]
fn a_lead_handed_over_twice_under_one_name_counts_once() {
    let handed = |name: &str, key: &str| {
        read(ImportRow { name: Some(name.to_owned()), key: Some(key.to_owned()), ..row() }, None)
    };
    let first = handed("太郎", "crm-1").decide(&lead(), &KnownLead::default(), Tokyo, start());
    let changes = first.changes.unwrap();
    assert_eq!((first.outcome, changes.key.as_deref()), (RowOutcome::Created, Some("crm-1")));
    let known = KnownLead { key_is_known: false, ..KnownLead::default().after(&changes) };
    let same = handed("太郎", "crm-2").decide(&lead(), &known, Tokyo, start());
    assert_eq!(same.outcome, RowOutcome::Unchanged);
    assert!(same.changes.is_some(), "the name is remembered");
    let late = KnownLead { key_is_known: true, ..known };
    let late = handed("次郎", "crm-1").decide(&lead(), &late, Tokyo, start());
    assert_eq!((late.outcome, late.changes), (RowOutcome::Unchanged, None));
    for key in [String::new(), "x".repeat(101), "a\u{FFFD}".to_owned()] {
        let fault = ImportRow { key: Some(key), ..row() }.read(&terms(None), start());
        assert_eq!(fault, Err(RowFault::Key));
    }
}

#[test]
fn blanks_clear_nothing_and_values_replace_those_before() {
    let attributes =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let mut known = known(None, None);
    known.is_on_list = true;
    known.profile = Profile {
        name: Some("太郎".to_owned()),
        attributes: attributes(&[("company", "あおば"), ("city", "京都")]),
        ..Profile::default()
    };
    let words = ImportRow {
        name: Some(" \u{3000}".to_owned()),
        attributes: attributes(&[("company", " みどり\n商事 "), ("city", ""), ("plan", "gold")]),
        ..row()
    };
    let decided = read(words, None).decide(&lead(), &known, Tokyo, start());
    let profile = decided.changes.unwrap().profile;
    assert_eq!(profile.name.as_deref(), Some("太郎"));
    let expected = attributes(&[("company", "みどり 商事"), ("city", "京都"), ("plan", "gold")]);
    assert_eq!(profile.attributes, expected);
}

#[test]
fn values_without_room_are_left_out_and_counted() {
    let many = |count: usize| (0..count).map(|it| (format!("a{it}"), "x".to_owned()));
    let words = ImportRow {
        attributes: many(ATTRIBUTES_PER_LEAD_MAX + 3).collect(),
        tags: (0..22).map(|it| format!("t{it}")).collect(),
        ..row()
    };
    let decided = read(words, None).decide(&lead(), &KnownLead::default(), Tokyo, start());
    assert_eq!(decided.left_out, 3 + 2);
}

#[test]
fn a_row_that_is_no_lead_is_refused_with_its_reason() {
    let fault = |change: fn(&mut ImportRow)| {
        let mut row = row();
        row.name = Some("山田".to_owned());
        change(&mut row);
        row.read(&terms(Some(GroundKind::Express)), start()).unwrap_err()
    };
    let attribute = |value: &str| BTreeMap::from([("memo".to_owned(), value.to_owned())]);
    assert!(matches!(fault(|row| row.address = "taro@".to_owned()), RowFault::Address(_)));
    assert!(matches!(fault(|row| row.address = "noreply@example.jp".to_owned()), RowFault::Address(_)));
    assert_eq!(fault(|row| row.name = Some("a\u{7}b".to_owned())), RowFault::Name);
    assert_eq!(fault(|row| row.name = Some("x".repeat(101))), RowFault::NameTooLong);
    assert_eq!(fault(|row| row.tags = vec!["見込み客".to_owned()]), RowFault::Tag("見込み客".to_owned()));
    assert_eq!(fault(|row| row.obtained_on = Some("soon".to_owned())), RowFault::Date(DateFault::Unreadable));
    assert_eq!(
        fault(|row| row.obtained_on = Some("2100-01-01".to_owned())),
        RowFault::Date(DateFault::InFuture)
    );
    for evidence in ["card of 山田", "taro＠example.jp"] {
        let row = ImportRow { evidence: Some(evidence.to_owned()), name: Some("山田".to_owned()), ..row() };
        let fault = row.read(&terms(Some(GroundKind::Express)), start()).unwrap_err();
        assert_eq!(fault, RowFault::Evidence(EvidenceFault::NamesPerson), "{evidence}");
    }
    let long = "x".repeat(ATTRIBUTE_LENGTH_MAX + 1);
    for (value, expected) in [
        (long.as_str(), RowFault::AttributeTooLong("memo".to_owned())),
        ("a\u{7}", RowFault::AttributeText("memo".to_owned())),
    ] {
        let row = ImportRow { attributes: attribute(value), ..row() };
        assert_eq!(row.read(&terms(None), start()), Err(expected));
    }
    let bare =
        GroundOfAll { evidence: None, obtained_at: None, ..terms(Some(GroundKind::Express)).ground.unwrap() };
    let mut bare = ImportTerms { ground: Some(bare), zone: Tokyo };
    assert_eq!(row().read(&bare, start()), Err(RowFault::Date(DateFault::Missing)));
    bare.ground.as_mut().unwrap().obtained_at = Some(start());
    assert_eq!(row().read(&bare, start()), Err(RowFault::Evidence(EvidenceFault::Missing)));
}

#[test]
fn every_reason_is_told_in_both_languages() {
    for fault in [
        RowFault::Name,
        RowFault::NameTooLong,
        RowFault::Tag("A".to_owned()),
        RowFault::AttributeName,
        RowFault::AttributeTooLong("a".to_owned()),
        RowFault::AttributeText("a".to_owned()),
        RowFault::Date(DateFault::Unreadable),
        RowFault::Date(DateFault::Missing),
        RowFault::Date(DateFault::InFuture),
        RowFault::Evidence(EvidenceFault::Missing),
        RowFault::Evidence(EvidenceFault::NamesPerson),
        RowFault::Evidence(EvidenceFault::TooLong),
        RowFault::Address(crate::address::AddressError::NoAtSign),
    ] {
        let text = fault.text();
        assert!(!text.english().is_empty());
        assert!(text.in_language(crate::wording::Language::Japanese).ends_with('。'), "{fault:?}");
    }
}

#[test]
fn a_ground_of_a_row_has_its_own_day_on_the_clocks_of_the_company() {
    let told = |text: &str| moment(text, Tokyo).map(|at| at.to_rfc3339());
    assert_eq!(told("2026-04-01").as_deref(), Some("2026-03-31T15:00:00+00:00"));
    assert_eq!(told("2026-04-01T09:30").as_deref(), Some("2026-04-01T00:30:00+00:00"));
    assert_eq!(told("2026-04-01T09:30:05").as_deref(), Some("2026-04-01T00:30:05+00:00"));
    assert_eq!(told("2026-04-01T09:30:00Z").as_deref(), Some("2026-04-01T09:30:00+00:00"));
    let spring = moment("2026-03-29T02:30", chrono_tz::Europe::Berlin).unwrap();
    assert_eq!(spring.to_rfc3339(), "2026-03-29T01:30:00+00:00");
    assert_eq!(told("4/1/2026"), None);
    let own = ImportRow { obtained_on: Some("2025-12-01".to_owned()), ..row() };
    let ground = read(own, Some(GroundKind::BusinessCard)).ground.unwrap();
    assert_eq!(ground.consent.obtained_at.to_rfc3339(), "2025-11-30T15:00:00+00:00");
    assert_eq!((ground.consent.basis, ground.consent.proof), (Basis::WrittenNotice, Proof::BusinessCard));
}
