//! A pause that a person set.

use super::play::{Play, sequence};
use crate::happening::What;
use cadence::ids::SequenceId;
use chrono::TimeDelta;

/// A mail that is taken some seconds after a person paused something, and released it again or not.
fn sent(paused: Option<SequenceId>, seconds: i64, released: bool) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    play.tell(What::Paused { sequence: paused.clone() });
    play.pass(TimeDelta::seconds(seconds));
    if released {
        play.tell(What::Resumed { sequence: paused });
    }
    let by = play.claims();
    play.fences(&by);
    play.reads(&by);
    play.calls(&by);
    play.broken()
}

#[test]
fn a_mail_taken_while_its_sequence_or_everything_is_paused_is_found() {
    assert_eq!(sent(Some(sequence()), 361, false), ["sent-while-paused"]);
    assert_eq!(sent(None, 361, false), ["sent-while-paused"]);
}

#[test]
fn a_sender_that_read_before_the_pause_may_go_on_and_so_may_the_unpaused() {
    assert_eq!(sent(Some(sequence()), 360, false), [""; 0]);
    assert_eq!(sent(Some(sequence()), 3_600, true), [""; 0]);
    assert_eq!(sent(Some(SequenceId::parse("win-back").unwrap()), 3_600, false), [""; 0]);
}
