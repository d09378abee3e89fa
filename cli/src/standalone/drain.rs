//! The queues worked off: one batch after another, or several side by side.

use super::Standalone;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use gateway::queue::Incoming;

/// Messages a function takes at a time, as many as a Lambda gets.
const BATCH: usize = 10;

/// One batch for one function.
enum Batch {
    /// Events of the mail service and of other systems.
    Feedback(Vec<Incoming>),
    /// Leads whose step is due.
    Jobs(Vec<Incoming>),
}

/// Whether the queues may be worked off any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disk {
    Takes,
    Full,
}

impl Standalone {
    /// Works through both queues until they are empty, one batch after another: the same messages are worked off in the same
    /// order.
    pub async fn drain(&self) {
        self.drain_while(1, || true).await;
    }

    /// Works through both queues until they are empty, or until it is not to go on when the next batch would begin. So many
    /// batches are worked side by side, as functions in the cloud do. A message that the disk does not take stays in its queue.
    pub async fn drain_while(&self, side_by_side: usize, go_on: impl Fn() -> bool) {
        let _one_at_a_time = self.functions.working.lock().await;
        let mut under_way = FuturesUnordered::new();
        let mut disk = Disk::Takes;
        loop {
            while disk == Disk::Takes && go_on() && under_way.len() < side_by_side {
                let Some(batch) = self.next_batch() else { break };
                under_way.push(Box::pin(self.work(batch)));
            }
            if under_way.is_empty() {
                return;
            }
            let takes_more = disk == Disk::Takes && go_on() && under_way.len() < side_by_side;
            tokio::select! {
                Some(ended) = under_way.next() => if ended == Disk::Full { disk = ended },
                () = self.sends.wait(), if takes_more => {}
                () = self.feedback.wait(), if takes_more => {}
            }
        }
    }

    /// The next batch: what came back goes first, since it may forbid a mail.
    fn next_batch(&self) -> Option<Batch> {
        let returned = self.feedback.take(BATCH);
        if !returned.is_empty() {
            return Some(Batch::Feedback(returned));
        }
        let jobs = self.sends.take(1);
        (!jobs.is_empty()).then_some(Batch::Jobs(jobs))
    }

    async fn work(&self, batch: Batch) -> Disk {
        match batch {
            Batch::Feedback(returned) => {
                let report = Box::pin(self.functions.record.work_through(returned.clone())).await;
                if !report.unhandled.is_empty() && self.try_the_disk().await {
                    self.feedback.give_back(&returned);
                    return Disk::Full;
                }
                self.feedback.settle(&returned, &report.unhandled);
                self.forget_the_erased(&returned).await;
            }
            Batch::Jobs(jobs) => {
                let report = Box::pin(self.functions.send.work_through(jobs.clone())).await;
                let failing = !report.unhandled.is_empty() || self.outbox.is_failing();
                if failing && self.try_the_disk().await {
                    self.sends.give_back(&jobs);
                    return Disk::Full;
                }
                self.sends.settle(&jobs, &report.unhandled);
            }
        }
        Disk::Takes
    }
}
