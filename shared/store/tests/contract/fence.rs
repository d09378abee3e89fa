//! The fence: at most one attempt is let through, and what is voided never is.

use crate::fixtures::{at, attempt, lead, mail, send_key};
use cadence::facts::{Dispatch, Fact, GivenUp, MessageName};
use cadence::sequence::Purpose;
use std::collections::BTreeSet;
use store::{Fence, Store, Voided};

const PURPOSE: Purpose = Purpose::Marketing;
/// The number of calls in a row that are tried in every order.
const CALLS: u32 = 4;

/// A call by one of two attempts, 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Fence(u16),
    Void(u16),
    Close(u16),
}

/// The answer to the caller: let through, shut out, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    LetThrough,
    NotLetThrough,
    ShutOut,
    NotShutOut,
}

/// The record in its simplest form: who holds the fence, and who is shut out.
#[derive(Debug, Default)]
struct Model {
    holder: Option<u16>,
    shut_out: BTreeSet<u16>,
}

impl Model {
    fn call(&mut self, call: Call) -> Told {
        match call {
            Call::Fence(one) => {
                if self.holder.is_none() && !self.shut_out.contains(&one) {
                    self.holder = Some(one);
                }
                if self.holder == Some(one) { Told::LetThrough } else { Told::NotLetThrough }
            }
            Call::Void(one) => {
                if self.holder == Some(one) {
                    return Told::NotShutOut;
                }
                self.shut_out.insert(one);
                Told::ShutOut
            }
            Call::Close(one) => {
                if self.holder == Some(one) {
                    self.holder = None;
                    self.shut_out.insert(one);
                }
                if self.shut_out.contains(&one) { Told::ShutOut } else { Told::NotShutOut }
            }
        }
    }
}

async fn really(store: &Store, name: &MessageName, call: Call) -> Told {
    match call {
        Call::Fence(one) => match store.fence(name, PURPOSE, &attempt(one), at(1)).await.unwrap() {
            Fence::Won(_) => Told::LetThrough,
            Fence::Taken(record) => {
                assert_eq!(&record.name, name);
                Told::NotLetThrough
            }
        },
        Call::Void(one) => match store.void(name, PURPOSE, &attempt(one)).await.unwrap() {
            Voided::Voided => Told::ShutOut,
            Voided::WasFenced => Told::NotShutOut,
        },
        Call::Close(one) => {
            if store.close(name, &attempt(one)).await.unwrap() {
                Told::ShutOut
            } else {
                Told::NotShutOut
            }
        }
    }
}

/// All orders of `CALLS` calls that begin with one by attempt 0; those that begin with attempt 1 are their mirror images.
fn orders() -> Vec<Vec<Call>> {
    let calls =
        [Call::Fence(0), Call::Void(0), Call::Close(0), Call::Fence(1), Call::Void(1), Call::Close(1)];
    let mut orders: Vec<Vec<Call>> = calls[..3].iter().map(|call| vec![*call]).collect();
    for _ in 1..CALLS {
        orders =
            orders.iter().flat_map(|order| calls.map(|call| [order.as_slice(), &[call]].concat())).collect();
    }
    orders
}

/// Checks what no order may ever show, told from the answers alone.
fn check_promises(order: &[Call], told: &[Told]) {
    for one in [0, 1] {
        let shut_out = (0..order.len()).find(|&place| {
            matches!(order[place], Call::Void(who) | Call::Close(who) if who == one)
                && told[place] == Told::ShutOut
        });
        if let Some(since) = shut_out {
            let later = (since..order.len())
                .any(|place| order[place] == Call::Fence(one) && told[place] == Told::LetThrough);
            assert!(!later, "attempt {one} was let through after it was shut out: {order:?}");
        }
        let other = 1 - one;
        for (place, _) in order
            .iter()
            .enumerate()
            .filter(|(place, call)| **call == Call::Fence(one) && told[*place] == Told::LetThrough)
        {
            let holding = order[place..]
                .iter()
                .position(|call| *call == Call::Close(one))
                .map_or(order.len(), |end| place + end);
            for during in place..holding {
                assert!(
                    order[during] != Call::Fence(other) || told[during] == Told::NotLetThrough,
                    "two at once: {order:?}"
                );
                assert!(
                    order[during] != Call::Void(one) || told[during] == Told::NotShutOut,
                    "voided in flight: {order:?}"
                );
            }
        }
    }
}

pub(crate) async fn every_order_of_calls_agrees_with_the_model(store: Store) {
    for (number, order) in orders().into_iter().enumerate() {
        let name = mail(u16::try_from(number).unwrap());
        let (mut model, mut told) = (Model::default(), Vec::new());
        for call in &order {
            let expected = model.call(*call);
            let answer = really(&store, &name, *call).await;
            assert_eq!(answer, expected, "{call:?} in {order:?}");
            told.push(answer);
        }
        check_promises(&order, &told);
        let dispatch = store.message(&name.lead, &name.send_key).await.unwrap().map(|record| record.dispatch);
        let holder = model.holder.map(|one| Dispatch::Fenced { attempt: attempt(one), at: at(1) });
        match dispatch {
            None => assert!(holder.is_none() && model.shut_out.is_empty()),
            Some(dispatch) => assert_eq!(dispatch, holder.unwrap_or(Dispatch::Closed)),
        }
    }
}

pub(crate) async fn of_many_racing_attempts_one_wins(store: Store) {
    let mut racing = tokio::task::JoinSet::new();
    for number in 0..12 {
        let store = store.clone();
        racing.spawn(async move { store.fence(&mail(1), PURPOSE, &attempt(number), at(1)).await.unwrap() });
    }
    let results = racing.join_all().await;
    assert_eq!(results.iter().filter(|fence| matches!(fence, Fence::Won(_))).count(), 1);
}

pub(crate) async fn an_answer_that_was_lost_is_given_again(store: Store) {
    let (name, mine, other) = (mail(1), attempt(1), attempt(2));
    for minutes in [1, 2] {
        assert!(matches!(store.fence(&name, PURPOSE, &mine, at(minutes)).await.unwrap(), Fence::Won(_)));
        assert_eq!(store.void(&name, PURPOSE, &mine).await.unwrap(), Voided::WasFenced);
        assert_eq!(store.void(&name, PURPOSE, &other).await.unwrap(), Voided::Voided);
    }
    let record = store.message(&name.lead, &name.send_key).await.unwrap().unwrap();
    assert_eq!(record.dispatch, Dispatch::Fenced { attempt: mine.clone(), at: at(1) });
    assert_eq!(record.counts_at(), Some(at(1)));
    for _ in 0..2 {
        assert!(store.close(&name, &mine).await.unwrap());
        assert!(matches!(store.fence(&name, PURPOSE, &mine, at(3)).await.unwrap(), Fence::Taken(_)));
    }
}

pub(crate) async fn a_fence_that_was_opened_again_keeps_what_is_known(store: Store) {
    let name = mail(1);
    store.fence(&name, PURPOSE, &attempt(1), at(1)).await.unwrap();
    store.note_fact(&name.lead, &name.send_key, Fact::Rejected, at(2), Some(&attempt(1))).await.unwrap();
    assert!(store.close(&name, &attempt(1)).await.unwrap());
    assert!(matches!(store.fence(&name, PURPOSE, &attempt(2), at(5)).await.unwrap(), Fence::Won(_)));
    let record = store.message(&name.lead, &name.send_key).await.unwrap().unwrap();
    assert_eq!(record.dispatch, Dispatch::Fenced { attempt: attempt(2), at: at(5) });
    assert_eq!(record.facts.at(Fact::Rejected), Some(at(2)));
    assert!(record.facts.rejected().contains(&attempt(1)));
}

pub(crate) async fn a_mail_that_was_given_up_is_sent_again_and_counts_meanwhile(store: Store) {
    let name = mail(1);
    store.fence(&name, PURPOSE, &attempt(1), at(1)).await.unwrap();
    for _ in 0..2 {
        assert!(store.give_up(&name, &attempt(1)).await.unwrap());
    }
    assert!(!store.give_up(&name, &attempt(2)).await.unwrap());
    let record = store.message(&name.lead, &name.send_key).await.unwrap().unwrap();
    assert_eq!((&record.dispatch, record.counts_at()), (&Dispatch::Closed, Some(at(1))));
    assert!(matches!(store.fence(&name, PURPOSE, &attempt(1), at(3)).await.unwrap(), Fence::Taken(_)));
    assert!(matches!(store.fence(&name, PURPOSE, &attempt(2), at(5)).await.unwrap(), Fence::Won(_)));
    assert!(store.close(&name, &attempt(2)).await.unwrap());
    let record = store.message(&name.lead, &name.send_key).await.unwrap().unwrap();
    assert_eq!(record.given_up, Some(GivenUp { attempt: attempt(1), at: at(1) }));
    assert_eq!(record.counts_at(), Some(at(1)));
}

pub(crate) async fn the_record_names_its_mail_whoever_wrote_first(store: Store) {
    store.void(&mail(1), Purpose::Transactional, &attempt(1)).await.unwrap();
    store.fence(&mail(2), Purpose::Transactional, &attempt(1), at(1)).await.unwrap();
    for number in [1, 2] {
        let record = store.message(&lead(1), &send_key(number)).await.unwrap().unwrap();
        assert_eq!((record.name, record.purpose), (mail(number), Purpose::Transactional));
    }
    assert!(!store.close(&mail(3), &attempt(1)).await.unwrap());
    assert_eq!(store.message(&lead(1), &send_key(3)).await.unwrap(), None);
}
