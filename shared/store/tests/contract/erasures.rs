//! Erasures: what a tombstone keeps, and that nothing decided by an older look is written beside it.

use crate::fixtures::{
    admit, at, begins, card, consent, enrollment, event, lead, newcomer, step, tags, waiting,
};
use cadence::enrollment::State;
use cadence::erasure::Tombstone;
use cadence::ids::AttemptId;
use cadence::lead::Card;
use cadence::limits::CLOCKS_APART_SECONDS;
use chrono::TimeDelta;
use store::{Admission, Admitted, AuditEntry, Change, RefusalNoted, Saved, Store, Stored, Swept};

fn tombstone() -> Tombstone {
    Tombstone { erased_at: at(5), refused_at: at(5), is_finished: false }
}

/// A lead with a run and a proof, whose card was buried. The card as it was seen before.
async fn buried(store: &Store) -> Stored<Card> {
    let run = begins(enrollment(1, "welcome", waiting(at(1))));
    let admission = Admission { consent: Some(consent()), ..newcomer(1, vec![run]) };
    assert_eq!(store.admit(&admission).await.unwrap(), Admitted::Done);
    let seen = store.card(&lead(1)).await.unwrap().unwrap();
    let Saved::Yes(saved) = store.bury(&seen, &tombstone()).await.unwrap() else {
        panic!("nobody else wrote")
    };
    assert_eq!((saved.value, saved.rev), (tombstone(), seen.rev + 1));
    assert_eq!(store.bury(&seen, &tombstone()).await.unwrap(), Saved::Yes(saved), "said again");
    seen
}

pub(crate) async fn a_tombstone_is_no_card_to_anybody(store: Store) {
    let seen = buried(&store).await;
    let snapshot = store.snapshot(&lead(1), &[]).await.unwrap();
    assert_eq!((snapshot.card, snapshot.tombstone.unwrap().value), (None, tombstone()));
    assert_eq!(store.card(&lead(1)).await.unwrap(), None);
    assert_eq!(store.lead(&lead(1)).await.unwrap(), None);
    assert_eq!(store.look(&lead(1)).await.unwrap().card, None);
    assert_eq!(store.save_card(&seen, &card(1)).await.unwrap(), Saved::Conflict(None));
    let late = store.admit(&newcomer(1, Vec::new())).await.unwrap();
    assert_eq!(late, Admitted::Conflict, "who saw nobody before finds a tombstone");
    let gone = card(2);
    assert_eq!(store.save_tags(&gone, None, &tags(&["met"])).await.unwrap(), Saved::Conflict(None));
    let known = Stored { value: card(1), rev: seen.rev };
    assert!(!store.note_event(&known, &event("purchase"), at(6), "order-1").await.unwrap());
}

pub(crate) async fn a_sweep_leaves_the_tombstone_and_what_names_nobody(store: Store) {
    buried(&store).await;
    admit(&store, 2, Vec::new()).await;
    let swept = store.sweep_person(&lead(1), at(6)).await.unwrap();
    assert_eq!(swept, Swept { items: 3, held_until: None }, "profile, tags, run");
    assert_eq!(store.sweep_person(&lead(1), at(6)).await.unwrap(), Swept::default());
    let left = store.everything_about(&lead(1)).await.unwrap();
    assert_eq!(left.keys().collect::<Vec<_>>(), ["card", "grounds"]);
    assert!(store.card(&lead(2)).await.unwrap().is_some(), "others stay");
    store.let_proofs_run_out(&lead(1), at(9)).await.unwrap();
    let left = store.everything_about(&lead(1)).await.unwrap();
    let (_, proof) = left["grounds"].as_object().unwrap().iter().next().unwrap();
    assert_eq!(proof["expires_at"], at(9).timestamp());
    assert_eq!(proof["proof"], "in_writing");
}

pub(crate) async fn a_mail_in_flight_holds_its_run_until_the_lease_is_over(store: Store) {
    let attempt = AttemptId::from_random([1; 16]);
    let lease_until = at(60);
    let sending = State::Sending {
        step: step("hello"),
        due_at: at(1),
        listed_at: at(1),
        attempt,
        lease_until,
        counts_as: None,
        then: None,
    };
    admit(&store, 1, vec![begins(enrollment(1, "welcome", sending))]).await;
    let released = lease_until + TimeDelta::seconds(CLOCKS_APART_SECONDS);
    let swept = store.sweep_person(&lead(1), released - TimeDelta::milliseconds(1)).await.unwrap();
    assert_eq!(swept, Swept { items: 2, held_until: Some(released) });
    let swept = store.sweep_person(&lead(1), released).await.unwrap();
    assert_eq!(swept, Swept { items: 1, held_until: None });
}

pub(crate) async fn who_comes_back_takes_the_place_of_the_tombstone(store: Store) {
    buried(&store).await;
    assert!(!store.tombstone(&lead(1)).await.unwrap().unwrap().value.is_finished);
    store.finish_erasure(&lead(1)).await.unwrap();
    store.finish_erasure(&lead(1)).await.unwrap();
    assert_eq!(store.refuse_marketing(&lead(1), at(8)).await.unwrap(), RefusalNoted::NoLead);
    let gone = store.tombstone(&lead(1)).await.unwrap().unwrap();
    assert_eq!(gone.value, Tombstone { erased_at: at(5), refused_at: at(8), is_finished: true });
    store.sweep_person(&lead(1), at(9)).await.unwrap();
    let anew = Card { created_at: at(9), erased_at: Some(at(5)), ..card(1) };
    let admission =
        Admission { card: Change::Replace { seen: gone.rev, next: anew.clone() }, ..newcomer(1, Vec::new()) };
    assert_eq!(store.admit(&admission).await.unwrap(), Admitted::Done);
    assert_eq!(store.card(&lead(1)).await.unwrap().unwrap().value, anew);
    assert_eq!(store.tombstone(&lead(1)).await.unwrap(), None);
    assert_eq!(store.admit(&admission).await.unwrap(), Admitted::Conflict);
}

pub(crate) async fn what_was_done_by_hand_is_read_back_in_order(store: Store) {
    let entry = |second, by: &str| AuditEntry {
        at: at(second),
        by: by.to_owned(),
        operation: "erase-person".to_owned(),
        about: Some(lead(1).as_str().to_owned()),
        because: None,
    };
    for entry in [entry(9, "sato"), entry(3, "suzuki"), entry(3, "tanaka"), entry(9, "sato")] {
        store.note_operation(&entry).await.unwrap();
    }
    let day = at(0).date_naive();
    let mut read = store.operations_on(day).await.unwrap();
    assert_eq!(read.pop(), Some(entry(9, "sato")), "the same line twice is one");
    assert_eq!(read.len(), 2);
    assert!(read.iter().all(|line| line.at == at(3)));
    assert!(store.operations_on(day.succ_opt().unwrap()).await.unwrap().is_empty());
}
