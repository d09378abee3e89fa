//! One pass of a tick through the due list: shard by shard from the beginning, and on from where a slice ended.

use crate::watermark::{self, Found};
use crate::{CadenceTick, TickReport};
use cadence::Instant;
use cadence::ids::{LeadId, SequenceId};
use gateway::queue::SendJob;
use std::collections::BTreeMap;
use store::{DueCursor, DueRow, Lane, TickState, Watermark};

/// Rows read at a time.
const PAGE: u32 = 100;

/// The progress of a shard's reading.
#[derive(Debug, Default)]
struct Reading {
    /// Behind which row it goes on.
    after: Option<DueCursor>,
    /// The last row that was handed out, now or lately.
    last: Option<DueRow>,
    /// Whether it was read to its end.
    is_read: bool,
}

/// One shard, and by what its rows are judged.
#[derive(Clone, Copy)]
struct Part<'a> {
    lane: Lane,
    shard: u32,
    before: &'a [Watermark],
    began: Instant,
    until: Instant,
}

/// One pass of a tick through the due list.
#[derive(Debug)]
pub(crate) struct DuePass<'a> {
    before: &'a [Watermark],
    began: Instant,
    until: Instant,
    shards: BTreeMap<(Lane, u32), Reading>,
    is_first: bool,
}

impl<'a> DuePass<'a> {
    pub(crate) fn new(state: &'a TickState, shards: u32, began: Instant) -> Self {
        let all = Lane::ALL.into_iter().flat_map(|lane| (0..shards).map(move |shard| (lane, shard)));
        let shards = all.map(|place| (place, Reading::default())).collect();
        Self { before: &state.watermarks, began, until: began, shards, is_first: true }
    }

    /// Whether nothing has been read yet.
    pub(crate) fn is_first(&self) -> bool {
        self.is_first
    }

    /// Whether rows are left that could not be handed out.
    pub(crate) fn has_more(&self) -> bool {
        self.shards.values().any(|reading| !reading.is_read)
    }

    /// The watermark that it came to.
    pub(crate) fn watermark(&self) -> Watermark {
        let short = self.shards.iter().filter(|(_, reading)| !reading.is_read);
        let stopped = short.map(|(place, reading)| (*place, reading.last.clone())).collect();
        Watermark { at: self.until, stopped }
    }
}

impl CadenceTick {
    /// Hands out unknown mails that are to be looked at, before the first slice.
    pub(crate) async fn unknown_mails(
        &self,
        pass: &DuePass<'_>,
        room: usize,
        report: &mut TickReport,
    ) -> anyhow::Result<usize> {
        if !pass.is_first || room == 0 {
            return Ok(0);
        }
        let limit = u32::try_from(room).unwrap_or(u32::MAX);
        let rows = self.store.unknown_due(pass.until, limit).await?;
        let count = rows.len();
        let enrollments = rows.into_iter().map(|row| (row.lead, row.sequence));
        self.sends.enqueue(&SendJob::together(enrollments, false)).await?;
        report.enqueued += count;
        Ok(count)
    }

    /// Hands out at most `room` rows: first those that somebody waits for. Within a lane each shard has its share, so that
    /// none waits until the others are done.
    pub(crate) async fn slice(
        &self,
        pass: &mut DuePass<'_>,
        room: usize,
        report: &mut TickReport,
    ) -> anyhow::Result<()> {
        pass.is_first = false;
        let mut left = room;
        let (before, began, until) = (pass.before, pass.began, pass.until);
        for lane in Lane::ALL {
            let mut due = Vec::new();
            while left > 0 {
                let of_lane =
                    pass.shards.iter_mut().filter(|((of, _), reading)| *of == lane && !reading.is_read);
                let mut unread: Vec<_> = of_lane.map(|((_, shard), reading)| (*shard, reading)).collect();
                if unread.is_empty() {
                    break;
                }
                let mut shards = unread.len();
                for (shard, reading) in &mut unread {
                    let part = Part { lane, shard: *shard, before, began, until };
                    let found = self.gather(part, reading, left.div_ceil(shards), report).await?;
                    left -= found.len();
                    shards -= 1;
                    due.extend(found);
                }
            }
            let count = due.len();
            self.sends.enqueue(&SendJob::together(due, lane == Lane::Fast)).await?;
            report.enqueued += count;
        }
        Ok(())
    }

    /// At most `room` rows of one shard that are to be handed out.
    async fn gather(
        &self,
        part: Part<'_>,
        reading: &mut Reading,
        room: usize,
        report: &mut TickReport,
    ) -> anyhow::Result<Vec<(LeadId, SequenceId)>> {
        let Part { lane, shard, before, began, until } = part;
        let mut due = Vec::new();
        while !reading.is_read && due.len() < room {
            let page = self.store.due(lane, shard, until, PAGE, reading.after.as_ref()).await?;
            let mut whole = true;
            for row in page.rows {
                let found = watermark::find(before, lane, shard, &row, began);
                if found != Found::InFlight {
                    if due.len() == room {
                        whole = false;
                        break;
                    }
                    due.push((row.lead.clone(), row.sequence.clone()));
                }
                match found {
                    Found::New => {
                        report.lag_minutes = report.lag_minutes.max((until - row.due_at).num_minutes());
                    }
                    Found::Overdue => report.again += 1,
                    Found::InFlight => {}
                }
                reading.last = Some(row);
            }
            reading.is_read = whole && page.next.is_none();
            reading.after = reading.last.clone().map(DueCursor::behind);
        }
        Ok(due)
    }
}
