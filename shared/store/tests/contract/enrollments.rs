//! Enrollments: one writer at a time, and no answer that is lost does harm.

use crate::fixtures::{
    admit, at, attempt, begins, enrolled, enrollment, event, lead, mail, run, sequence, step, tags, waiting,
};
use cadence::enrollment::{Ending, Enrollment, Passed, State, Then, Way};
use cadence::recent::MailTag;
use cadence::sequence::Purpose;
use cadence::suppression::{Suppression, SuppressionReason};
use store::{Lane, Look, Saved, Store, Stored};

fn sending(number: u16, then: Option<Then>) -> State {
    State::Sending {
        step: step("hello"),
        due_at: at(5),
        listed_at: at(5),
        attempt: attempt(number),
        lease_until: at(6),
        counts_as: Some(MailTag([7; 4])),
        then,
    }
}

fn unknown(settle_at: Option<i64>, then: Option<Then>) -> State {
    State::Unknown {
        step: step("hello"),
        attempt: attempt(3),
        since: at(6),
        settle_at: settle_at.map(at),
        counts_as: Some(MailTag([7; 4])),
        then,
    }
}

fn states() -> Vec<State> {
    let endings = [
        Ending::Finished,
        Ending::Stopped,
        Ending::GoalReached,
        Ending::StoppedBy(event("purchase")),
        Ending::Unsubscribed,
        Ending::Suppressed(SuppressionReason::HardBounce),
        Ending::Suppressed(SuppressionReason::Complaint),
        Ending::Suppressed(SuppressionReason::Erased),
        Ending::Suppressed(SuppressionReason::Manual),
        Ending::NoConsent,
        Ending::Erased,
        Ending::SequenceRemoved,
    ];
    let mut states = vec![
        waiting(at(5)),
        sending(3, None),
        sending(3, Some(Then::Restart { run: run(9), at: at(7) })),
        unknown(None, None),
        unknown(Some(20), Some(Then::Restart { run: run(9), at: at(7) })),
    ];
    for ending in endings {
        states.push(unknown(Some(20), Some(Then::End(ending.clone()))));
        states.push(State::Done { ending, at: at(8) });
    }
    states
}

pub(crate) async fn every_state_is_read_back_as_it_was_saved(store: Store) {
    let mut seen = enrolled(&store, 1, at(5)).await;
    let ways = [Way::Onward, Way::Then, Way::Otherwise];
    for (state, way) in states().into_iter().zip(ways.into_iter().cycle()) {
        let mut next = enrollment(1, "welcome", state);
        if !matches!(next.state, State::Done { .. }) {
            next.previous = Some(Passed { step: step("before"), way });
        }
        let Saved::Yes(saved) = store.save_enrollment(&seen, &next, Lane::Fast).await.unwrap() else {
            panic!("nobody else writes")
        };
        assert_eq!((&saved.value, saved.rev), (&next, seen.rev + 1));
        seen = store.enrollment(&lead(1), &sequence("welcome")).await.unwrap().unwrap();
        assert_eq!(seen, saved);
    }
}

pub(crate) async fn an_enrollment_saved_twice_is_saved_once(store: Store) {
    let seen = enrolled(&store, 1, at(5)).await;
    let next = enrollment(1, "welcome", sending(3, None));
    let first = store.save_enrollment(&seen, &next, Lane::Main).await.unwrap();
    assert_eq!(first, Saved::Yes(Stored { value: next.clone(), rev: seen.rev + 1 }));
    assert_eq!(store.save_enrollment(&seen, &next, Lane::Main).await.unwrap(), first);
    assert_eq!(store.enrollment(&lead(1), &sequence("welcome")).await.unwrap().unwrap().rev, seen.rev + 1);
}

pub(crate) async fn of_two_that_take_the_same_step_one_wins(store: Store) {
    let seen = enrolled(&store, 1, at(5)).await;
    let takes = |number| enrollment(1, "welcome", sending(number, None));
    let mut racing = tokio::task::JoinSet::new();
    for number in 0..6 {
        let (store, seen) = (store.clone(), seen.clone());
        racing.spawn(async move { store.save_enrollment(&seen, &takes(number), Lane::Main).await.unwrap() });
    }
    let standing = |taken: &Saved<Enrollment>| match taken {
        Saved::Yes(stored) | Saved::Conflict(Some(stored)) => stored.clone(),
        Saved::Conflict(None) => panic!("the enrollment is there"),
    };
    let results = racing.join_all().await;
    assert_eq!(results.iter().filter(|taken| matches!(taken, Saved::Yes(_))).count(), 1);
    assert!(results.iter().all(|taken| standing(taken) == standing(&results[0])), "all see the winner");
}

pub(crate) async fn an_enrollment_that_is_gone_is_not_brought_back(store: Store) {
    let ghost = Stored { value: enrollment(1, "welcome", waiting(at(5))), rev: 1 };
    let next = enrollment(1, "welcome", sending(3, None));
    assert_eq!(store.save_enrollment(&ghost, &next, Lane::Main).await.unwrap(), Saved::Conflict(None));
    assert_eq!(store.enrollment(&lead(1), &sequence("welcome")).await.unwrap(), None);
}

pub(crate) async fn all_enrollments_of_a_lead_are_found_beyond_one_page(store: Store) {
    let name = |n: i64| format!("sequence-{n:03}");
    admit(&store, 1, (0..90).map(|n| begins(enrollment(1, &name(n), waiting(at(n))))).collect()).await;
    let known = store.lead(&lead(1)).await.unwrap().unwrap();
    let more = store::Admission {
        card: store::Change::Keep { seen: known.card.rev },
        profile: None,
        tags: None,
        ..crate::fixtures::newcomer(
            1,
            (90..150).map(|n| begins(enrollment(1, &name(n), waiting(at(n))))).collect(),
        )
    };
    store.admit(&more).await.unwrap();
    let found = store.enrollments_of(&lead(1)).await.unwrap();
    let names: Vec<_> = found.iter().map(|found| found.value.sequence.to_string()).collect();
    assert_eq!(names, (0..150).map(name).collect::<Vec<_>>());
}

pub(crate) async fn stopping_ends_what_waits_and_marks_what_is_in_flight(store: Store) {
    let passages = [
        enrollment(1, "in-flight", sending(3, None)),
        enrollment(1, "over", State::Done { ending: Ending::Finished, at: at(2) }),
        enrollment(1, "spared", waiting(at(5))),
        enrollment(1, "waits", waiting(at(5))),
    ];
    admit(&store, 1, passages.clone().map(begins).into()).await;
    let ending =
        |passage: &Enrollment| (passage.sequence != sequence("spared")).then_some(Ending::Unsubscribed);
    for _ in 0..2 {
        store.stop_runs(&lead(1), at(9), ending).await.unwrap();
        let standing = store.enrollments_of(&lead(1)).await.unwrap();
        let states: Vec<_> = standing.into_iter().map(|found| found.value.state).collect();
        let expected = [
            sending(3, Some(Then::End(Ending::Unsubscribed))),
            passages[1].state.clone(),
            passages[2].state.clone(),
            State::Done { ending: Ending::Unsubscribed, at: at(9) },
        ];
        assert_eq!(states, expected);
    }
}

pub(crate) async fn a_look_shows_what_a_sender_asks_and_nothing_of_others(store: Store) {
    enrolled(&store, 1, at(5)).await;
    enrolled(&store, 2, at(5)).await;
    store.fence(&mail(1), Purpose::Marketing, &attempt(1), at(5)).await.unwrap();
    let bounce = Suppression { reason: SuppressionReason::HardBounce, since: at(6) };
    store.suppress(&lead(1), bounce).await.unwrap();
    let mut look = store.look(&lead(1)).await.unwrap();
    assert_eq!(look.card, store.card(&lead(1)).await.unwrap());
    assert_eq!(look.suppression, Some(bounce));
    assert_eq!(look.tags.take().unwrap().value, tags(&["customer", "vip"]));
    assert_eq!(look.enrollments, store.enrollments_of(&lead(1)).await.unwrap());
    let own = look.enrollment(&sequence("welcome"));
    assert_eq!(own, store.enrollment(&lead(1), &sequence("welcome")).await.unwrap().as_ref());
    assert_eq!(look.enrollment(&sequence("another")), None);
}

pub(crate) async fn a_look_at_an_erased_lead_shows_no_card(store: Store) {
    assert_eq!(store.look(&lead(1)).await.unwrap(), Look::default());
    let complaint = Suppression { reason: SuppressionReason::Complaint, since: at(6) };
    store.suppress(&lead(1), complaint).await.unwrap();
    let look = store.look(&lead(1)).await.unwrap();
    assert_eq!((look.card, look.suppression, look.enrollments), (None, Some(complaint), Vec::new()));
}
