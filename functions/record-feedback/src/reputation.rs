//! Mails that come back or are marked as spam are counted, and sending is held where there are too many of them.

use crate::{BatchReport, RecordFeedback};
use cadence::facts::Fact;
use cadence::ids::SequenceId;
use cadence::reputation::{REPUTATION_DAYS, Tally, TooHigh};
use store::{Brake, BrakeSource};

impl RecordFeedback {
    /// Counts a bounce or a complaint, and puts a brake on where the rates of the last days are too high.
    pub(crate) async fn judge(
        &self,
        sequence: &SequenceId,
        fact: Fact,
        report: &mut BatchReport,
    ) -> anyhow::Result<()> {
        let more = match fact {
            Fact::BouncedHard => Tally { bounced: 1, ..Tally::default() },
            Fact::Complained => Tally { complained: 1, ..Tally::default() },
            Fact::Sent
            | Fact::Delivered
            | Fact::Delayed
            | Fact::Opened
            | Fact::OpenedByMachine
            | Fact::Clicked
            | Fact::ClickedByMachine
            | Fact::BouncedSoft
            | Fact::Rejected => return Ok(()),
        };
        report.bounced += more.bounced;
        report.complained += more.complained;
        let today = self.clock.now().date_naive();
        self.store.count(today, sequence, more).await?;
        let (mut own, mut all) = (Tally::default(), Tally::default());
        for day in today.iter_days().rev().take(REPUTATION_DAYS as usize) {
            for (of, tally) in self.store.tallies(day).await? {
                all = all.plus(tally);
                if of == *sequence {
                    own = own.plus(tally);
                }
            }
        }
        if let Some(too_high) = all.holds_everything() {
            self.put_brake_on(None, too_high, all).await?;
            report.brakes += 1;
        }
        if let Some(too_high) = own.holds_a_sequence() {
            self.put_brake_on(Some(sequence), too_high, own).await?;
            report.brakes += 1;
        }
        Ok(())
    }

    async fn put_brake_on(
        &self,
        sequence: Option<&SequenceId>,
        too_high: TooHigh,
        tally: Tally,
    ) -> anyhow::Result<()> {
        let held = sequence.map_or("everything", SequenceId::as_str);
        tracing::error!(
            brake.held = held,
            brake.reason = too_high.name(),
            mails.sent = tally.sent,
            mails.bounced = tally.bounced,
            mails.complained = tally.complained,
            "sending is held; find out who did not want these mails, then `hikyaku resume`"
        );
        let brake = Brake {
            sequence: sequence.cloned(),
            source: BrakeSource::Rates,
            version: None,
            since: self.clock.now(),
            until: None,
            reason: Some(format!(
                "{}: {} sent, {} bounced, {} complained in {REPUTATION_DAYS} days",
                too_high.name(),
                tally.sent,
                tally.bounced,
                tally.complained
            )),
        };
        self.store.add_brake(&brake).await?;
        Ok(())
    }
}
