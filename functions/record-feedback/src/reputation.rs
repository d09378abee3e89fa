//! Mails that come back or are marked as spam are counted, and sending is paused where there are too many of them.

use crate::{BatchReport, RecordFeedback};
use cadence::facts::{Fact, MessageName};
use cadence::ids::SequenceId;
use cadence::reputation::{self, REPUTATION_DAYS, RatePause, SequenceTally, Tally};
use document::Catalog;
use std::collections::BTreeMap;
use store::{Pause, SetBy};

impl RecordFeedback {
    /// Counts a bounce or a complaint, and pauses what the rates of the last days call for.
    pub(crate) async fn judge(
        &self,
        catalog: &Catalog,
        name: &MessageName,
        fact: Fact,
        report: &mut BatchReport,
    ) -> anyhow::Result<()> {
        let Some(more) = counted(fact) else { return Ok(()) };
        report.bounced += more.bounced;
        report.complained += more.complained;
        let by_strangers =
            if catalog.is_set_off_by_strangers(&name.sequence, &name.step) { more } else { Tally::default() };
        let today = self.clock.now().date_naive();
        self.store.count(today, &name.sequence, more, by_strangers).await?;
        let mut tallies: BTreeMap<SequenceId, SequenceTally> = BTreeMap::new();
        for day in today.iter_days().rev().take(REPUTATION_DAYS as usize) {
            for (of, tally) in self.store.tallies(day).await? {
                let sum = tallies.entry(of).or_default();
                *sum = sum.plus(tally);
            }
        }
        for pause in reputation::pauses(&tallies, &name.sequence) {
            report.pauses += u64::from(self.pause(&pause).await?);
        }
        Ok(())
    }

    /// Puts a pause on. False where it stands already.
    async fn pause(&self, rate: &RatePause) -> anyhow::Result<bool> {
        let reason = reason(rate);
        let pause = Pause {
            sequence: rate.sequence.clone(),
            set_by: SetBy::Rates,
            version: None,
            since: self.clock.now(),
            until: None,
            reason: Some(reason.clone()),
        };
        let is_new = self.store.add_pause(&pause).await?;
        if is_new {
            let paused = rate.sequence.as_ref().map_or("everything", SequenceId::as_str);
            tracing::error!(
                pause.sequence = paused,
                pause.reason = reason,
                mails.sent = rate.tally.sent,
                mails.bounced = rate.tally.bounced,
                mails.complained = rate.tally.complained,
                "sending is paused; find out who did not want these mails, then `hikyaku resume`"
            );
        }
        Ok(is_new)
    }
}

/// The fact as rates count it; `None` if they do not.
fn counted(fact: Fact) -> Option<Tally> {
    match fact {
        Fact::BouncedHard => Some(Tally { bounced: 1, ..Tally::default() }),
        Fact::Complained => Some(Tally { complained: 1, ..Tally::default() }),
        Fact::Sent
        | Fact::Delivered
        | Fact::Delayed
        | Fact::Opened
        | Fact::OpenedByMachine
        | Fact::Clicked
        | Fact::ClickedByMachine
        | Fact::BouncedSoft
        | Fact::Rejected
        | Fact::NotTriedGuess
        | Fact::NotTriedListed
        | Fact::NotTriedGlobal
        | Fact::AutoReplied
        | Fact::MarkedNotSpam => None,
    }
}

/// The reason, in words: the counts, the rate that is surpassed with a confidence of 95 %, and the part that strangers set off.
fn reason(pause: &RatePause) -> String {
    let (tally, name) = (pause.tally, pause.too_high.name());
    let least = tally.at_least_percent(pause.too_high);
    let mut reason = format!(
        "{name}: {} sent, {} bounced, {} complained in {REPUTATION_DAYS} days, so at least {least:.2} %",
        tally.sent, tally.bounced, tally.complained
    );
    let strangers = pause.by_strangers;
    if pause.sequence.is_none() {
        reason.push_str(", also without the sequence that adds most and without first mails of public forms");
    } else if strangers != Tally::default() {
        let (sent, bounced, complained) = (strangers.sent, strangers.bounced, strangers.complained);
        let of = format!(
            "; first mails of a public form: {sent} sent, {bounced} bounced, {complained} complained"
        );
        reason.push_str(&of);
    }
    reason
}
