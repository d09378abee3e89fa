//! The watermark: steps up to it have been handed out; and which of those that still stand there are handed out again.

use crate::is_recent;
use cadence::Instant;
use store::{DueRow, Lane, Watermark};

/// Watermarks kept: enough to look back over what may still be worked on, at a tick a minute.
const KEPT_MAX: usize = 4;

/// A row that a tick finds.
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
pub(crate) fn find(watermarks: &[Watermark], lane: Lane, shard: u32, row: &DueRow, now: Instant) -> Found {
    let mut covering = watermarks.iter().filter(|watermark| watermark.covers(lane, shard, row)).peekable();
    if covering.peek().is_none() {
        return Found::New;
    }
    if covering.any(|watermark| !is_recent(watermark.at, now)) { Found::Overdue } else { Found::InFlight }
}

/// The watermarks to keep after a tick: its own and those before it, down to one that is old enough to look back to.
pub(crate) fn remembered(own: Watermark, before: &[Watermark]) -> Vec<Watermark> {
    let now = own.at;
    let recent = before.iter().take_while(|watermark| is_recent(watermark.at, now)).count();
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

    fn watermark(seconds: i64) -> Watermark {
        Watermark { at: at(seconds), stopped: BTreeMap::new() }
    }

    fn short(seconds: i64, last: Option<DueRow>) -> Watermark {
        Watermark { at: at(seconds), stopped: BTreeMap::from([((Lane::Main, 0), last)]) }
    }

    fn found(watermarks: &[Watermark], row: &DueRow, now: i64) -> Found {
        find(watermarks, Lane::Main, 0, row, at(now))
    }

    #[test]
    fn a_step_that_was_handed_out_is_left_alone_for_some_minutes() {
        let step = row(10, 'a');
        assert_eq!(found(&[], &step, 30), Found::New);
        let watermarks = [watermark(30)];
        assert_eq!(found(&watermarks, &step, 90), Found::InFlight);
        assert_eq!(found(&watermarks, &step, 30 + 149), Found::InFlight);
        assert_eq!(found(&watermarks, &step, 30 + 150), Found::Overdue);
        assert_eq!(found(&watermarks, &row(31, 'a'), 90), Found::New);
    }

    #[test]
    fn where_a_tick_stopped_short_what_stands_behind_it_is_new() {
        let watermarks = [short(30, Some(row(10, 'c')))];
        assert_eq!(found(&watermarks, &row(10, 'c'), 90), Found::InFlight);
        assert_eq!(found(&watermarks, &row(10, 'd'), 90), Found::New, "of the same moment, but further on");
        assert_eq!(found(&[short(30, None)], &row(1, 'a'), 90), Found::New);
    }

    #[test]
    fn enough_is_remembered_to_look_back_and_no_more() {
        let mut watermarks = Vec::new();
        for minute in 0..10 {
            watermarks = remembered(watermark(minute * 60), &watermarks);
            let ages: Vec<i64> =
                watermarks.iter().map(|watermark| minute - watermark.at.timestamp() / 60).collect();
            assert_eq!(ages, (0..=minute.min(3)).collect::<Vec<_>>());
        }
        let after_an_outage = remembered(watermark(100_000), &watermarks);
        assert_eq!(after_an_outage.len(), 2, "the last tick before it is old enough to look back to");
    }
}
