//! How far steps have been handed out, and which of those that still stand there are handed out again.

use crate::is_recent;
use cadence::Instant;
use store::{DueRow, Lane, Reach};

/// Reaches kept: enough to look back over what may still be worked on, at a tick a minute.
const KEPT_MAX: usize = 4;

/// What is done with a row that a tick finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nobody has handed it out.
    New,
    /// It was handed out lately and may still be worked on.
    InFlight,
    /// It was handed out long ago: its job was lost or its sender is gone.
    Overdue,
}

/// Says what a row is, from how far earlier ticks came.
pub(crate) fn find(reaches: &[Reach], lane: Lane, shard: u32, row: &DueRow, now: Instant) -> Found {
    let mut covering = reaches.iter().filter(|reach| reach.covers(lane, shard, row)).peekable();
    if covering.peek().is_none() {
        return Found::New;
    }
    if covering.any(|reach| !is_recent(reach.at, now)) { Found::Overdue } else { Found::InFlight }
}

/// The reaches to keep after a tick: its own and those before it, down to one that is old enough to look back to.
pub(crate) fn remembered(own: Reach, before: &[Reach]) -> Vec<Reach> {
    let now = own.at;
    let recent = before.iter().take_while(|reach| is_recent(reach.at, now)).count();
    let kept = before.iter().take((recent + 1).min(KEPT_MAX - 1));
    std::iter::once(own).chain(kept.cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::ids::{LeadId, SequenceId};
    use chrono::TimeDelta;
    use std::collections::BTreeMap;

    fn at(seconds: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn row(seconds: i64, lead: char) -> DueRow {
        let lead = LeadId::parse(&lead.to_string().repeat(26)).unwrap();
        DueRow { lead, sequence: SequenceId::parse("welcome").unwrap(), due_at: at(seconds) }
    }

    fn reach(seconds: i64) -> Reach {
        Reach { at: at(seconds), stopped: BTreeMap::new() }
    }

    fn short(seconds: i64, last: Option<DueRow>) -> Reach {
        Reach { at: at(seconds), stopped: BTreeMap::from([((Lane::Main, 0), last)]) }
    }

    fn found(reaches: &[Reach], row: &DueRow, now: i64) -> Found {
        find(reaches, Lane::Main, 0, row, at(now))
    }

    #[test]
    fn a_step_that_was_handed_out_is_left_alone_for_some_minutes() {
        let step = row(10, 'a');
        assert_eq!(found(&[], &step, 30), Found::New);
        let reaches = [reach(30)];
        assert_eq!(found(&reaches, &step, 90), Found::InFlight);
        assert_eq!(found(&reaches, &step, 30 + 149), Found::InFlight);
        assert_eq!(found(&reaches, &step, 30 + 150), Found::Overdue);
        assert_eq!(found(&reaches, &row(31, 'a'), 90), Found::New);
    }

    #[test]
    fn where_a_tick_stopped_short_what_stands_behind_it_is_new() {
        let reaches = [short(30, Some(row(10, 'c')))];
        assert_eq!(found(&reaches, &row(10, 'c'), 90), Found::InFlight);
        assert_eq!(found(&reaches, &row(10, 'd'), 90), Found::New, "of the same moment, but further on");
        assert_eq!(found(&[short(30, None)], &row(1, 'a'), 90), Found::New);
    }

    #[test]
    fn enough_is_remembered_to_look_back_and_no_more() {
        let mut reaches = Vec::new();
        for minute in 0..10 {
            reaches = remembered(reach(minute * 60), &reaches);
            let ages: Vec<i64> = reaches.iter().map(|reach| minute - reach.at.timestamp() / 60).collect();
            assert_eq!(ages, (0..=minute.min(3)).collect::<Vec<_>>());
        }
        let after_an_outage = remembered(reach(100_000), &reaches);
        assert_eq!(after_an_outage.len(), 2, "the last tick before it is old enough to look back to");
    }
}
