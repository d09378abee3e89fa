//! The promises of the shipped sequences in their notes.

use authoring::publish;
use cadence::condition::ConditionInputs;
use cadence::ids::{EventName, FormId, SequenceId, Tag};
use cadence::sequence::{Entry, SweepRule, Verb};
use cadence::tags::Tags;
use chrono::{TimeZone as _, Utc};
use document::{Catalog, FieldKind};
use std::collections::BTreeMap;

fn shipped() -> Catalog {
    let templates = kit::folder::templates();
    Catalog::read(publish::read(&templates).unwrap().publications).unwrap()
}

fn win_back(catalog: &Catalog) -> &SweepRule {
    let sequence = catalog.sequence(&SequenceId::parse("win-back").unwrap()).unwrap();
    let Entry::Sweep(rule) = &sequence.entry else { panic!("win-back is swept") };
    rule
}

/// Whether a customer with these further tags and this answer about the contract is won back.
fn is_won_back(catalog: &Catalog, tags: &[&str], contract: Option<&str>) -> bool {
    let tags: Tags = tags.iter().chain(&["customer"]).map(|tag| Tag::parse(tag).unwrap()).collect();
    let attributes = contract.map(|answer| ("contract".to_owned(), answer.to_owned()));
    let inputs = ConditionInputs {
        tags,
        attributes: attributes.into_iter().collect::<BTreeMap<_, _>>(),
        ..ConditionInputs::default()
    };
    let now = Utc.with_ymd_and_hms(2026, 12, 1, 1, 0, 0).unwrap();
    win_back(catalog).only_if.as_ref().unwrap().holds(&inputs, now)
}

#[test]
fn nobody_under_contract_gets_the_win_back() {
    let catalog = shipped();
    let form = catalog.form(&FormId::parse("customer").unwrap()).unwrap();
    let field = form.fields.iter().find(|field| field.name == "contract").unwrap();
    let FieldKind::Choice { options } = &field.kind else { panic!("staff choose") };
    let [under_contract, without] = options.as_slice() else { panic!("two answers") };
    assert!(field.required, "so that nobody is won back because staff left it out");
    assert!(!is_won_back(&catalog, &[], Some(under_contract)));
    assert!(is_won_back(&catalog, &[], Some(without)));
    assert!(!is_won_back(&catalog, &["contract-active"], Some(without)));
    assert!(!is_won_back(&catalog, &["sunset"], Some(without)));
}

#[test]
fn the_mark_of_a_contract_is_set_and_taken_off_by_events() {
    let catalog = shipped();
    let started = EventName::parse("contract_started").unwrap();
    let sequence = catalog.started_by_event(&started).next().unwrap();
    let mark = Tag::parse("contract-active").unwrap();
    let (mut set, mut taken) = (false, false);
    for step in sequence.steps.iter() {
        if let Verb::Tag { add, remove } = &step.verb {
            set |= add.contains(&mark);
            taken |= remove.contains(&mark);
        }
    }
    assert!(set && taken);
    assert!(catalog.events_mentioned().contains(&EventName::parse("contract_ended").unwrap()));
}
