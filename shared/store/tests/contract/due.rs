//! The due index: order, pages, shards, and what moves a row.

use crate::fixtures::{at, attempt, begins, enrolled, enrollment, lead, sequence, step, waiting};
use cadence::enrollment::{Ending, State};
use cadence::ids::LeadId;
use cadence::recent::MailTag;
use store::{DueCursor, DueRow, Lane, Saved, Store};

/// All rows due by now in both shards of the main lane.
async fn all_due(store: &Store, minutes: i64) -> Vec<(LeadId, i64)> {
    let mut rows = Vec::new();
    for shard in 0..2 {
        rows.extend(store.due(Lane::Main, shard, at(minutes), 50, None).await.unwrap().rows);
    }
    rows.sort_by_key(|row| row.due_at);
    rows.into_iter().map(|row| (row.lead, (row.due_at - at(0)).num_minutes())).collect()
}

/// The shard of the main lane that the lead is in.
async fn shard_of(store: &Store, number: u16) -> u32 {
    for shard in 0..2 {
        let rows = store.due(Lane::Main, shard, at(10_000), 50, None).await.unwrap().rows;
        if rows.iter().any(|row| row.lead == lead(number)) {
            return shard;
        }
    }
    panic!("the lead is in no shard")
}

pub(crate) async fn rows_come_in_the_order_of_their_time(store: Store) {
    for (number, minutes) in [(1, 30), (2, 10), (3, 20), (4, 40)] {
        enrolled(&store, number, at(minutes)).await;
    }
    assert_eq!(all_due(&store, 30).await, [(lead(2), 10), (lead(3), 20), (lead(1), 30)]);
    let mut next = Vec::new();
    for shard in 0..2 {
        let page = store.due(Lane::Main, shard, at(10_000), 50, None).await.unwrap();
        assert!(page.rows.is_sorted_by_key(|row| row.due_at));
        assert_eq!(store.next_due(Lane::Main, shard).await.unwrap(), page.rows.first().map(|row| row.due_at));
        next.extend(store.next_due(Lane::Main, shard).await.unwrap());
    }
    assert_eq!(next.into_iter().min(), Some(at(10)));
    assert_eq!(store.next_due(Lane::Fast, 0).await.unwrap(), None);
}

pub(crate) async fn pages_join_without_gap_or_overlap(store: Store) {
    for number in 0..30 {
        // Many rows share a time.
        enrolled(&store, number, at(i64::from(number / 10))).await;
    }
    let mut seen = Vec::new();
    for shard in 0..2 {
        let mut after: Option<DueCursor> = None;
        loop {
            let page = store.due(Lane::Main, shard, at(5), 4, after.as_ref()).await.unwrap();
            assert!(page.rows.len() <= 4);
            seen.extend(page.rows.into_iter().map(|row| row.lead));
            match page.next {
                None => break,
                next => after = next,
            }
        }
    }
    seen.sort_unstable();
    let mut expected: Vec<_> = (0..30).map(lead).collect();
    expected.sort_unstable();
    assert_eq!(seen, expected);
}

pub(crate) async fn each_lead_is_in_one_shard_of_its_lane(store: Store) {
    assert_eq!(store.shards().await.unwrap(), 2);
    let mut in_shard = [0, 0];
    for number in 0..20 {
        let fast =
            store::Enrolled { lane: Lane::Fast, ..begins(enrollment(number, "thanks", waiting(at(1)))) };
        let main = begins(enrollment(number, "welcome", waiting(at(1))));
        crate::fixtures::admit(&store, number, vec![fast, main]).await;
    }
    for shard in 0..2_u32 {
        let [fast, main] = [Lane::Fast, Lane::Main].map(|lane| {
            let store = store.clone();
            async move { store.due(lane, shard, at(1), 50, None).await.unwrap().rows }
        });
        let (fast, main) = (fast.await, main.await);
        let leads = |rows: &[DueRow]| {
            rows.iter().map(|row| row.lead.clone()).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(leads(&fast), leads(&main));
        assert!(fast.iter().all(|row| row.sequence == sequence("thanks")));
        in_shard[shard as usize] = main.len();
    }
    assert_eq!(in_shard.iter().sum::<usize>(), 20);
    assert!(in_shard.iter().all(|count| *count > 2), "{in_shard:?}");
}

pub(crate) async fn a_taken_step_keeps_its_place_and_a_settled_one_moves(store: Store) {
    let mut seen = enrolled(&store, 1, at(5)).await;
    let unknown = |settle_at| State::Unknown {
        step: step("hello"),
        attempt: attempt(1),
        since: at(6),
        settle_at,
        counts_as: Some(MailTag([7; 4])),
        then: None,
    };
    let taken = State::Sending {
        step: step("hello"),
        due_at: at(5),
        listed_at: at(5),
        attempt: attempt(1),
        lease_until: at(6),
        counts_as: Some(MailTag([7; 4])),
        then: None,
    };
    let done = State::Done { ending: Ending::Finished, at: at(30) };
    let ways: [(State, &[(LeadId, i64)]); 5] = [
        (taken, &[(lead(1), 5)]),
        (unknown(Some(at(20))), &[]),
        (waiting(at(60)), &[(lead(1), 60)]),
        (unknown(None), &[]),
        (done, &[]),
    ];
    for (state, rows) in ways {
        let next = enrollment(1, "welcome", state);
        let Saved::Yes(saved) = store.save_enrollment(&seen, &next, Lane::Main).await.unwrap() else {
            panic!("nobody else writes")
        };
        seen = saved;
        assert_eq!(all_due(&store, 100).await, rows);
        let unknown = matches!(seen.value.state, State::Unknown { settle_at: Some(_), .. });
        assert_eq!(store.unknown(10).await.unwrap().len(), usize::from(unknown));
        assert_eq!(store.unknown_due(at(20), 10).await.unwrap().len(), usize::from(unknown));
        assert!(store.unknown_due(at(19), 10).await.unwrap().is_empty());
    }
    assert!(store.attention(10).await.unwrap().is_empty());
}

pub(crate) async fn a_cursor_holds_when_its_row_is_gone(store: Store) {
    for number in 0..12 {
        enrolled(&store, number, at(i64::from(number))).await;
    }
    let shard = shard_of(&store, 5).await;
    let rows = store.due(Lane::Main, shard, at(100), 50, None).await.unwrap().rows;
    let place = rows.iter().position(|row| row.lead == lead(5)).unwrap();
    let cursor = DueCursor::behind(rows[place].clone());
    let seen = store.enrollment(&lead(5), &sequence("welcome")).await.unwrap().unwrap();
    let done = enrollment(5, "welcome", State::Done { ending: Ending::Stopped, at: at(9) });
    store.save_enrollment(&seen, &done, Lane::Main).await.unwrap();
    let after = store.due(Lane::Main, shard, at(100), 50, Some(&cursor)).await.unwrap().rows;
    assert_eq!(after, rows[place + 1..]);
    assert_eq!(cursor.row().lead, lead(5));
    let too_early = store.due(Lane::Main, shard, at(4), 50, Some(&cursor)).await.unwrap();
    assert!(too_early.rows.is_empty() && too_early.next.is_none());
}

pub(crate) async fn what_a_person_must_decide_is_listed_apart(store: Store) {
    for (number, since) in [(1, 30), (2, 10), (3, 20)] {
        let seen = enrolled(&store, number, at(5)).await;
        let state = State::Unknown {
            step: step("hello"),
            attempt: attempt(1),
            since: at(since),
            settle_at: None,
            counts_as: Some(MailTag([7; 4])),
            then: None,
        };
        store.save_enrollment(&seen, &enrollment(number, "welcome", state), Lane::Main).await.unwrap();
    }
    assert!(all_due(&store, 10_000).await.is_empty());
    let listed = store.attention(2).await.unwrap();
    assert_eq!(listed.iter().map(|row| row.lead.clone()).collect::<Vec<_>>(), [lead(2), lead(3)]);
    assert_eq!((listed[0].due_at, &listed[0].sequence), (at(10), &sequence("welcome")));
    assert_eq!(store.attention(50).await.unwrap().len(), 3);
}

pub(crate) async fn a_page_that_is_full_to_the_brim_is_followed_by_an_end(store: Store) {
    for number in 0..8 {
        enrolled(&store, number, at(1)).await;
    }
    let shard = shard_of(&store, 1).await;
    let all = store.due(Lane::Main, shard, at(5), 50, None).await.unwrap();
    assert!(all.rows.len() > 1 && all.next.is_none());
    // Whether a full page says that more may be is the table's to choose; what follows is nothing either way.
    let full =
        store.due(Lane::Main, shard, at(5), u32::try_from(all.rows.len()).unwrap(), None).await.unwrap();
    assert_eq!(full.rows, all.rows);
    let behind = DueCursor::behind(all.rows.last().unwrap().clone());
    for cursor in full.next.into_iter().chain([behind]) {
        let rest = store.due(Lane::Main, shard, at(5), 1, Some(&cursor)).await.unwrap();
        assert!(rest.rows.is_empty() && rest.next.is_none());
    }
}
