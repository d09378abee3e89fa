//! Orders of events, what counts for caps, and when an attempt is one too many.

use super::*;
use crate::fixtures::{lead, mine, minute, other, run, step};
use chrono::TimeDelta;
use proptest::prelude::*;

fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for shorter in permutations(n - 1) {
        for place in 0..n {
            let mut longer = shorter.clone();
            longer.insert(place, n - 1);
            all.push(longer);
        }
    }
    all
}

#[test]
fn every_order_of_the_same_events_gives_the_same_facts() {
    let attempt = AttemptId::from_random([1; 16]);
    let at = |minutes| Instant::UNIX_EPOCH + TimeDelta::minutes(minutes);
    let events = [
        (Fact::Sent, at(1)),
        (Fact::Delivered, at(2)),
        (Fact::BouncedHard, at(3)),
        (Fact::Opened, at(5)),
        (Fact::Opened, at(4)),
        (Fact::Complained, at(9)),
    ];
    let fold = |order: &[usize]| {
        let mut facts = Facts::default();
        for &index in order {
            facts.note(events[index].0, events[index].1, Some(&attempt));
        }
        facts
    };
    let first = fold(&[0, 1, 2, 3, 4, 5]);
    assert_eq!(first.at(Fact::Opened), Some(at(4)));
    for order in permutations(events.len()) {
        assert_eq!(fold(&order), first);
    }
}

#[test]
fn facts_have_names_and_what_was_not_sent_proves_the_contrary() {
    let said = Fact::ALL.map(|fact| {
        format!("{}{}", fact.name(), if fact.proves_sending() { "" } else { " proves the contrary" })
    });
    insta::assert_snapshot!(said.join("\n"), @r"
    sent
    delivered
    delayed
    opened
    opened_by_machine
    clicked
    clicked_by_machine
    bounced_hard
    bounced_soft
    complained
    rejected proves the contrary
    not_tried_guess proves the contrary
    not_tried_listed proves the contrary
    not_tried_global proves the contrary
    auto_replied
    marked_not_spam
    ");
}

#[test]
fn facts_come_out_as_they_were_put_together() {
    let mut facts = Facts::default();
    facts.note(Fact::Delivered, minute(2), Some(&mine()));
    facts.note(Fact::Rejected, minute(1), Some(&other()));
    let (proven, rejected) = (facts.proven().clone(), facts.rejected().clone());
    assert_eq!((&proven, &rejected), (&[mine()].into(), &[other()].into()));
    let times: BTreeMap<Fact, Instant> = facts.iter().collect();
    assert_eq!(times, [(Fact::Delivered, minute(2)), (Fact::Rejected, minute(1))].into());
    assert_eq!(Facts::from_parts(times, proven, rejected), facts);
}

fn record(dispatch: Dispatch, purpose: Purpose, events: &[(Fact, i64, AttemptId)]) -> MessageRecord {
    let name = MessageName {
        send_key: SendKey::parse(lead().as_str()).unwrap(),
        lead: lead(),
        sequence: SequenceId::parse("welcome").unwrap(),
        run: run(1),
        step: step("hello"),
    };
    let mut facts = Facts::default();
    for (fact, at, attempt) in events {
        facts.note(*fact, minute(*at), Some(attempt));
    }
    MessageRecord { name, purpose, dispatch, given_up: None, facts }
}

#[test]
fn a_marketing_mail_counts_for_caps_from_its_fence_unless_rejected() {
    let fenced = Dispatch::Fenced { attempt: mine(), at: minute(3) };
    let counts =
        |dispatch: &Dispatch, purpose, events: &[_]| record(dispatch.clone(), purpose, events).counts_at();
    let rejected = |attempt| [(Fact::Rejected, 4, attempt)];
    assert_eq!(counts(&fenced, Purpose::Marketing, &[]), Some(minute(3)));
    assert_eq!(counts(&fenced, Purpose::Marketing, &rejected(other())), Some(minute(3)));
    assert_eq!(counts(&fenced, Purpose::Marketing, &rejected(mine())), None);
    assert_eq!(counts(&fenced, Purpose::Transactional, &[]), None);
    assert_eq!(counts(&Dispatch::Closed, Purpose::Marketing, &[]), None);
}

#[test]
fn a_given_up_mail_that_was_sent_counts_for_caps_from_its_first_fact() {
    let sent = [(Fact::Delivered, 6, other()), (Fact::Sent, 5, other()), (Fact::Rejected, 1, mine())];
    let counts = |dispatch, purpose| record(dispatch, purpose, &sent).counts_at();
    assert_eq!(counts(Dispatch::Closed, Purpose::Marketing), Some(minute(5)));
    assert_eq!(counts(Dispatch::Closed, Purpose::Transactional), None);
    let rejected = Dispatch::Fenced { attempt: mine(), at: minute(3) };
    assert_eq!(counts(rejected, Purpose::Marketing), Some(minute(5)));
}

#[test]
fn a_given_up_mail_counts_for_caps_unless_its_attempt_was_rejected() {
    let given_up = Some(GivenUp { attempt: other(), at: minute(2) });
    let counts = |dispatch, purpose, events: &[_]| {
        MessageRecord { given_up: given_up.clone(), ..record(dispatch, purpose, events) }.counts_at()
    };
    assert_eq!(counts(Dispatch::Closed, Purpose::Marketing, &[]), Some(minute(2)));
    assert_eq!(counts(Dispatch::Closed, Purpose::Transactional, &[]), None);
    assert_eq!(counts(Dispatch::Closed, Purpose::Marketing, &[(Fact::Rejected, 4, other())]), None);
    let again = Dispatch::Fenced { attempt: mine(), at: minute(9) };
    assert_eq!(counts(again.clone(), Purpose::Marketing, &[]), Some(minute(9)));
    assert_eq!(counts(again, Purpose::Marketing, &[(Fact::Rejected, 10, mine())]), Some(minute(2)));
}

#[test]
fn an_attempt_is_one_too_many_once_another_is_proved_and_not_rejected() {
    let too_many =
        |events: &[_]| record(Dispatch::Closed, Purpose::Marketing, events).is_sent_by_another(&mine());
    assert!(!too_many(&[]));
    assert!(!too_many(&[(Fact::Sent, 1, mine())]));
    assert!(too_many(&[(Fact::Delivered, 1, other())]));
    assert!(!too_many(&[(Fact::Sent, 1, other()), (Fact::Rejected, 2, other())]));
}

proptest! {
    #[test]
    fn a_repeated_event_changes_nothing(index in 0usize..11, minutes in 0i64..1000) {
        let at = Instant::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let mut once = Facts::default();
        once.note(Fact::ALL[index], at, None);
        let mut twice = once.clone();
        twice.note(Fact::ALL[index], at, None);
        prop_assert_eq!(once, twice);
    }
}
