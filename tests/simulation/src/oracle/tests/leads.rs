//! Posts that were accepted, and people who were erased.

use super::play::{Play, lead, sequence, step};
use crate::happening::{IndexRow, What};
use cadence::ids::FormId;

#[test]
fn an_accepted_post_without_a_lead_or_without_its_run_is_found() {
    let mut play = Play::with_a_lead();
    play.left.leads.clear();
    play.world_ends();
    assert_eq!(play.broken(), ["acknowledged-lead-lost"]);
    let mut play = Play::with_a_lead();
    play.standing = None;
    play.world_ends();
    assert_eq!(play.broken(), ["acknowledged-lead-lost"]);
}

#[test]
fn a_post_that_was_not_accepted_promises_nothing() {
    let mut play = Play::new();
    let form = FormId::parse("contact").unwrap();
    play.tell(What::PostBegan { lead: lead(), form: form.clone(), mailbox: Some(0) });
    play.tell(What::PostAnswered { lead: lead(), form, accepted: false, sequences: vec![sequence()] });
    play.world_ends();
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn who_was_erased_after_an_accepted_post_is_not_missed() {
    let mut play = Play::with_a_lead();
    play.is_erased();
    play.world_ends();
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_run_a_card_or_tags_of_somebody_erased_are_found() {
    let mut play = Play::with_a_lead();
    let standing = play.standing.clone();
    play.is_erased();
    play.write(None, standing);
    assert_eq!(play.broken(), ["resurrected"]);
    let mut play = Play::with_a_lead();
    play.is_erased();
    play.left.leads.insert(lead());
    play.world_ends();
    assert_eq!(play.broken(), ["resurrected"]);
    let mut play = Play::with_a_lead();
    play.is_erased();
    play.left.items.insert((lead(), "now#tags".to_owned()));
    play.world_ends();
    assert_eq!(play.broken(), ["resurrected"]);
}

#[test]
fn a_record_of_somebody_erased_is_found_unless_a_sender_held_the_step() {
    for (held, broken) in [(false, &["resurrected"][..]), (true, &[])] {
        let mut play = Play::with_a_lead();
        let (by, _) = play.hands_over();
        let mut messages = play.left.messages.clone();
        if !held {
            messages[0].name.step = step("stocktaking");
        }
        play.is_erased();
        play.dies(&by);
        play.left.messages = messages;
        play.world_ends_with(IndexRow::Absent);
        assert_eq!(play.broken(), broken, "{held}");
    }
}

#[test]
fn a_post_from_before_an_erasure_that_is_taken_after_it_is_found() {
    let mut play = Play::with_a_lead();
    let standing = play.standing.clone();
    let form = FormId::parse("contact").unwrap();
    play.tell(What::PostBegan { lead: lead(), form: form.clone(), mailbox: Some(0) });
    play.is_erased();
    play.write(None, standing);
    play.tell(What::PostAnswered { lead: lead(), form, accepted: true, sequences: vec![sequence()] });
    assert_eq!(play.broken(), ["resurrected"]);
}

#[test]
fn a_post_under_way_of_whom_nothing_was_known_may_be_taken_after_a_wish() {
    let known = Play::with_a_lead().standing;
    let mut play = Play::new();
    let form = FormId::parse("contact").unwrap();
    play.tell(What::PostBegan { lead: lead(), form: form.clone(), mailbox: Some(0) });
    play.is_erased();
    play.write(None, known);
    play.tell(What::PostAnswered { lead: lead(), form, accepted: true, sequences: vec![sequence()] });
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn who_comes_back_after_an_erasure_is_welcome() {
    let mut play = Play::with_a_lead();
    play.is_erased();
    play.lead_comes_in();
    play.world_ends();
    assert_eq!(play.broken(), [""; 0]);
}
