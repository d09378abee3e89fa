//! Every night: who went quiet enters a win-back sequence.
//!
//! Leads are read in the order in which they went quiet, from where the last night stopped, so each is looked at once when
//! it crosses the line and never again until it crosses it anew.

mod candidate;
#[cfg(feature = "lambda")]
mod cloud;

use application::Application;
use cadence::Instant;
use cadence::send_key::IdentityKey;
use cadence::sequence::{Entry, Sequence, SweepRule};
use chrono::{Days, NaiveDate};
use document::{Catalog, CatalogCache};
use gateway::bus::Bus;
use gateway::queue::Queue;
use runtime::boxed::Boxed;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use std::collections::BTreeMap;
use store::{QuietCursor, Store};

/// Leads read at a time.
const PAGE: u32 = 100;

/// The function with all it works with.
#[derive(Debug)]
pub struct SweepDormant {
    /// The table.
    pub store: Store,
    /// The queue of jobs for first steps.
    pub sends: Queue,
    /// The bus that tells others.
    pub bus: Bus,
    /// The time.
    pub clock: Clock,
    /// Chance, for writers that give way to one another.
    pub entropy: Entropy,
    /// The key behind all ids.
    pub identity: IdentityKey,
    /// The published documents.
    pub catalogs: CatalogCache,
}

/// The report of one night.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SweepReport {
    /// Leads looked at.
    pub looked_at: usize,
    /// Leads that entered a sequence.
    pub enrolled: usize,
    /// Leads passed over, by reason.
    pub passed_over: BTreeMap<&'static str, usize>,
}

/// One sequence's sweep of one night.
struct Night<'a> {
    catalog: &'a Catalog,
    sequence: &'a Sequence,
    rule: &'a SweepRule,
    through: NaiveDate,
    now: Instant,
}

impl SweepDormant {
    /// Runs the sweeps of this night, each at most once however often it is called.
    pub fn run(&self) -> Boxed<'_, anyhow::Result<SweepReport>> {
        Box::pin(self.sweep_all())
    }

    async fn sweep_all(&self) -> anyhow::Result<SweepReport> {
        let catalog = application::catalog::published(&self.store, &self.catalogs).await?;
        let now = self.clock.now();
        let today = now.with_timezone(&catalog.policy().zone).date_naive();
        let mut report = SweepReport::default();
        for sequence in catalog.started_by_sweep() {
            let rule = match &sequence.entry {
                Entry::Sweep(rule) => rule,
                Entry::Form(_) | Entry::Event(_) => continue,
            };
            let through = today - Days::new(u64::from(rule.quiet_for_days));
            if !self.store.begin_sweep(&sequence.id, today).await? {
                continue;
            }
            let night = Night { catalog: &catalog, sequence, rule, through, now };
            self.sweep(&night, &mut report).await?;
        }
        tracing::info!(
            leads.looked_at = report.looked_at, leads.enrolled = report.enrolled,
            passed_over = ?report.passed_over, "sweep"
        );
        Ok(report)
    }

    async fn sweep(&self, night: &Night<'_>, report: &mut SweepReport) -> anyhow::Result<()> {
        let mut room = night.rule.at_most_per_day as usize;
        for shard in 0..self.store.shards().await? {
            let mut cursor = self.store.sweep_cursor(&night.sequence.id, shard).await?;
            loop {
                let page = self.store.quiet(shard, night.through, cursor.as_ref(), PAGE).await?;
                for (lead, day) in &page.leads {
                    if room == 0 {
                        return Ok(());
                    }
                    report.looked_at += 1;
                    match self.consider(night, lead, *day).await? {
                        None => {
                            room -= 1;
                            report.enrolled += 1;
                        }
                        Some(reason) => *report.passed_over.entry(reason.name()).or_default() += 1,
                    }
                    let place = QuietCursor { day: *day, after: Some(lead.clone()) };
                    self.store.save_sweep_cursor(&night.sequence.id, shard, &place).await?;
                    cursor = Some(place);
                }
                if page.next.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn application(&self) -> Application<'_> {
        Application { store: &self.store, bus: &self.bus, clock: &self.clock, entropy: &self.entropy }
    }
}
