//! Facts about mails: the same in every order.

use crate::fixtures::{at, attempt, lead, mail, send_key};
use cadence::facts::{Fact, Facts};
use cadence::sequence::Purpose;
use store::Store;

fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for place in 0..count {
        all = all
            .iter()
            .flat_map(|shorter: &Vec<usize>| {
                (0..=shorter.len()).map(|at| {
                    let mut longer = shorter.clone();
                    longer.insert(at, place);
                    longer
                })
            })
            .collect();
    }
    all
}

pub(crate) async fn every_order_of_reports_gives_the_same_record(store: Store) {
    let (one, two) = (attempt(1), attempt(2));
    let reports = [
        (Fact::Opened, at(5), Some(&one)),
        (Fact::Opened, at(4), Some(&two)),
        (Fact::Opened, at(6), None),
        (Fact::Rejected, at(3), Some(&one)),
        (Fact::Sent, at(1), Some(&two)),
    ];
    let mut expected = Facts::default();
    for (fact, at, attempt) in reports {
        expected.note(fact, at, attempt);
    }
    for (number, order) in permutations(reports.len()).into_iter().enumerate() {
        let name = mail(u16::try_from(number).unwrap());
        store.fence(&name, Purpose::Marketing, &attempt(1), at(0)).await.unwrap();
        let mut folded = Facts::default();
        for index in order.iter().chain(&order[..1]) {
            let (fact, at, attempt) = reports[*index];
            folded.note(fact, at, attempt);
            let record =
                store.note_fact(&name.lead, &name.send_key, fact, at, attempt).await.unwrap().unwrap();
            assert_eq!(record.record.facts, folded, "{order:?}");
        }
        let record = store.message(&name.lead, &name.send_key).await.unwrap().unwrap();
        assert_eq!(record.facts, expected, "{order:?}");
    }
}

pub(crate) async fn a_fact_about_an_unknown_mail_makes_no_record(store: Store) {
    for attempt in [None, Some(&attempt(1))] {
        assert_eq!(store.note_fact(&lead(1), &send_key(1), Fact::Sent, at(1), attempt).await.unwrap(), None);
    }
    assert_eq!(store.message(&lead(1), &send_key(1)).await.unwrap(), None);
}

pub(crate) async fn every_fact_has_a_place_of_its_own(store: Store) {
    let name = mail(1);
    store.fence(&name, Purpose::Marketing, &attempt(1), at(0)).await.unwrap();
    let mut expected = Facts::default();
    for (minutes, fact) in (1..).zip(Fact::ALL) {
        expected.note(fact, at(minutes), Some(&attempt(1)));
        store.note_fact(&name.lead, &name.send_key, fact, at(minutes), Some(&attempt(1))).await.unwrap();
    }
    assert_eq!(store.message(&name.lead, &name.send_key).await.unwrap().unwrap().facts, expected);
}

pub(crate) async fn all_messages_to_a_lead_are_found(store: Store) {
    for number in 0..130 {
        store.fence(&mail(number), Purpose::Marketing, &attempt(number), at(0)).await.unwrap();
    }
    let found = store.messages_of(&lead(1)).await.unwrap();
    let mut names: Vec<_> = found.into_iter().map(|record| record.name.send_key).collect();
    names.sort_unstable();
    let mut expected: Vec<_> = (0..130).map(send_key).collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert!(store.messages_of(&lead(2)).await.unwrap().is_empty());
}
