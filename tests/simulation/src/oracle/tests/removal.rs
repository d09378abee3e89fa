//! A sequence that is removed with a lead inside, and comes back.

use super::play::{Play, Try, sequence};
use crate::happening::{FaultKind, What};
use crate::oracle::Rules;
use crate::oracle::UnknownMailEnd;
use cadence::enrollment::{Ending, State};
use cadence::recent::{RecentMail, RecentMails};
use chrono::TimeDelta;

const AT_ONCE: TimeDelta = TimeDelta::zero();
/// No running program knows a version for so long after another went live.
const LATER: TimeDelta = TimeDelta::minutes(16);

/// The shipped templates, and beside them those without the sequence, under the name `without`.
fn with_a_removal() -> Rules {
    let documents = || crate::editions()[0].documents();
    let mut without = documents();
    without.sequences.remove(sequence().as_str()).unwrap();
    Rules::read([("shipped".to_owned(), documents()), ("without".to_owned(), without)]).unwrap()
}

/// A lead in the sequence, of which a version goes live and then some time passes.
fn after(head: &str, span: TimeDelta) -> Play {
    let mut play = Play::under(with_a_removal());
    play.lead_comes_in();
    becomes_live(&mut play, head, span);
    play
}

fn becomes_live(play: &mut Play, head: &str, span: TimeDelta) {
    play.tell(What::Published { head: head.to_owned() });
    play.pass(span);
}

fn ends_as_removed(play: &mut Play) {
    play.become_(None, State::Done { ending: Ending::SequenceRemoved, at: play.now });
}

#[test]
fn a_mail_of_a_removed_sequence_is_found_once_nobody_knows_it_any_more() {
    for (span, broken) in [(AT_ONCE, &[][..]), (LATER, &["sent-while-removed"])] {
        let mut play = after("without", span);
        let (_, call) = play.hands_over();
        play.accepts(call);
        let found = play.broken().into_iter().filter(|name| *name != "outside-window");
        assert_eq!(found.collect::<Vec<_>>(), broken, "{span}");
    }
}

#[test]
fn a_run_that_ends_as_removed_while_its_sequence_is_published_is_found() {
    for (head, span, broken) in [
        ("shipped", LATER, &["removed-without-cause"][..]),
        ("without", AT_ONCE, &[]),
        ("without", LATER, &[]),
    ] {
        let mut play = after(head, span);
        ends_as_removed(&mut play);
        assert_eq!(play.broken(), broken, "{head} {span}");
    }
}

#[test]
fn a_program_may_know_the_removal_for_a_while_after_the_sequence_is_back() {
    for (span, broken) in [(AT_ONCE, &[][..]), (LATER, &["removed-without-cause"])] {
        let mut play = after("without", LATER);
        becomes_live(&mut play, "shipped", span);
        ends_as_removed(&mut play);
        assert_eq!(play.broken(), broken, "{span}");
    }
}

#[test]
fn a_run_of_somebody_erased_may_end_as_removed_at_any_time() {
    let mut play = after("shipped", LATER);
    let standing = play.standing.clone();
    play.is_erased();
    play.lead_comes_in();
    play.standing = standing;
    ends_as_removed(&mut play);
    assert_eq!(play.broken(), [""; 0]);
}

/// A lead whose mail went out, was remembered and is two days old, in a sequence that is removed by now.
fn mailed() -> (Play, Try) {
    let mut play = Play::under(with_a_removal());
    play.lead_comes_in();
    play.mail_goes_out("material", "stocktaking");
    let by = play.mail_goes_out("stocktaking", "wrap-up");
    let mut after = play.standing.clone().unwrap();
    let tag = super::play::send_key(&after.run, &by.step).tag();
    after.recent = RecentMails::from_parts(vec![RecentMail { at: play.now, tag }]);
    play.write(None, Some(after));
    becomes_live(&mut play, "without", LATER);
    (play, by)
}

#[test]
fn a_removal_that_forgets_the_latest_mails_is_found() {
    for (forgets, broken) in [(false, &[][..]), (true, &["mails-misremembered"])] {
        let (mut play, _) = mailed();
        let mut after = play.standing.clone().unwrap();
        after.state = State::Done { ending: Ending::SequenceRemoved, at: play.now };
        if forgets {
            after.recent = RecentMails::default();
        }
        play.write(None, Some(after));
        assert_eq!(play.broken(), broken, "{forgets}");
    }
}

#[test]
fn an_unknown_mail_of_a_removed_sequence_is_decided_without_waiting() {
    let mut play = Play::under(with_a_removal());
    play.lead_comes_in();
    let (by, call) = play.hands_over();
    play.fault(FaultKind::AnswerLost, &by);
    play.accepts(call);
    play.becomes_unknown(&by, Some(play.now + TimeDelta::minutes(15)));
    becomes_live(&mut play, "without", TimeDelta::minutes(1));
    ends_as_removed(&mut play);
    assert_eq!(play.broken(), [""; 0]);
    assert_eq!(play.oracle.unknown_mails()[0].end, Some(UnknownMailEnd::Removed));
}

#[test]
fn a_post_is_promised_no_run_in_a_sequence_that_was_removed_meanwhile() {
    for (head, broken) in [("without", &[][..]), ("shipped", &["acknowledged-lead-lost"])] {
        let mut play = after(head, AT_ONCE);
        play.standing = None;
        play.world_ends();
        assert_eq!(play.broken(), broken, "{head}");
    }
}
