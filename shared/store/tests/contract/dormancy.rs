//! The leads who went quiet, day by day, read once.

use crate::fixtures::{admit, at, lead, sequence};
use cadence::ids::LeadId;
use cadence::score::Engagement;
use chrono::{Days, NaiveDate};
use store::{QuietCursor, Store};

fn day(number: u64) -> NaiveDate {
    at(0).date_naive() + Days::new(number)
}

async fn did_something_on(store: &Store, number: u16, days: u64) {
    let seen = store.snapshot(&lead(number), &[]).await.unwrap().engagement;
    let next = Engagement::none(at(0) + Days::new(days));
    assert!(matches!(
        store.save_engagement(&lead(number), seen.as_ref(), &next).await.unwrap(),
        store::Saved::Yes(_)
    ));
}

/// Everybody quiet through a day, in pages of three, behind a cursor.
async fn quiet(store: &Store, through: u64, after: Option<&QuietCursor>) -> Vec<(LeadId, NaiveDate)> {
    let mut all = Vec::new();
    for shard in 0..store.shards().await.unwrap() {
        let mut after = after.cloned();
        let mut days = Vec::new();
        loop {
            let page = store.quiet(shard, day(through), after.as_ref(), 3).await.unwrap();
            assert!(page.leads.len() <= 3);
            days.extend(page.leads);
            match page.next {
                None => break,
                next => after = next,
            }
        }
        assert!(days.is_sorted_by_key(|(_, day)| *day));
        all.extend(days);
    }
    all.sort_by_key(|(lead, day)| (*day, lead.clone()));
    all
}

pub(crate) async fn quiet_leads_come_by_day_and_page_on_behind_a_cursor(store: Store) {
    for number in 0..20 {
        admit(&store, number, Vec::new()).await;
        did_something_on(&store, number, u64::from(number / 5)).await;
    }
    let expected = |from: u16, to: u16| {
        let mut all: Vec<_> = (from * 5..(to + 1) * 5).map(|n| (lead(n), day(u64::from(n / 5)))).collect();
        all.sort_by_key(|(lead, day)| (*day, lead.clone()));
        all
    };
    assert_eq!(quiet(&store, 2, None).await, expected(0, 2));
    let from_the_second_day = QuietCursor { day: day(1), after: None };
    assert_eq!(quiet(&store, 2, Some(&from_the_second_day)).await, expected(1, 2));
    let ahead = QuietCursor { day: day(3), after: None };
    assert!(quiet(&store, 2, Some(&ahead)).await.is_empty());
}

pub(crate) async fn whoever_does_something_moves_to_that_day(store: Store) {
    admit(&store, 1, Vec::new()).await;
    did_something_on(&store, 1, 0).await;
    did_something_on(&store, 1, 4).await;
    assert!(quiet(&store, 3, None).await.is_empty());
    assert_eq!(quiet(&store, 4, None).await, [(lead(1), day(4))]);
}

pub(crate) async fn a_sweep_goes_on_where_it_stopped(store: Store) {
    for number in 0..12 {
        admit(&store, number, Vec::new()).await;
        did_something_on(&store, number, u64::from(number)).await;
    }
    let winback = sequence("winback");
    assert_eq!(store.sweep_cursor(&winback, 0).await.unwrap(), None);
    let page = store.quiet(0, day(20), None, 2).await.unwrap();
    let cursor = page.next.unwrap();
    store.save_sweep_cursor(&winback, 0, &cursor).await.unwrap();
    assert_eq!(store.sweep_cursor(&winback, 0).await.unwrap(), Some(cursor.clone()));
    assert_eq!(store.sweep_cursor(&winback, 1).await.unwrap(), None);
    // The lead the cursor stands behind has come back since.
    let (last, _) = page.leads[1].clone();
    let number = (0..12).find(|number| lead(*number) == last).unwrap();
    did_something_on(&store, number, 30).await;
    let rest = store.quiet(0, day(20), Some(&cursor), 50).await.unwrap().leads;
    let all = store.quiet(0, day(20), None, 50).await.unwrap().leads;
    assert_eq!(rest, all[1..]);
    let start = QuietCursor { day: day(7), after: None };
    store.save_sweep_cursor(&winback, 0, &start).await.unwrap();
    assert_eq!(store.sweep_cursor(&winback, 0).await.unwrap(), Some(start));
}

pub(crate) async fn a_sweep_begins_once_a_day(store: Store) {
    let winback = sequence("winback");
    assert_eq!(store.last_sweep(&winback).await.unwrap(), None);
    assert!(store.begin_sweep(&winback, day(1)).await.unwrap());
    assert!(!store.begin_sweep(&winback, day(1)).await.unwrap());
    assert!(!store.begin_sweep(&winback, day(0)).await.unwrap());
    assert!(store.begin_sweep(&winback, day(2)).await.unwrap());
    assert_eq!(store.last_sweep(&winback).await.unwrap(), Some(day(2)));
    assert!(store.begin_sweep(&sequence("other"), day(1)).await.unwrap());
}

pub(crate) async fn leads_quiet_since_the_same_day_page_on_without_gap_or_overlap(store: Store) {
    for number in 0..24 {
        admit(&store, number, Vec::new()).await;
        did_something_on(&store, number, 1).await;
    }
    let mut seen = Vec::new();
    for shard in 0..2 {
        let mut after = Some(QuietCursor { day: day(1), after: None });
        while let Some(cursor) = after {
            let page = store.quiet(shard, day(1), Some(&cursor), 5).await.unwrap();
            assert!(page.leads.len() <= 5);
            seen.extend(page.leads.into_iter().map(|(lead, _)| lead));
            after = page.next;
        }
    }
    seen.sort_unstable();
    let mut expected: Vec<_> = (0..24).map(lead).collect();
    expected.sort_unstable();
    assert_eq!(seen, expected);
}
