//! Tallies: how many mails of a sequence were sent, bounced or complained about on a day.
//!
//! They are counters for brakes and say "about": a count whose answer got lost is not counted again.

use crate::attributes::{Attributes, Record, number};
use crate::expression::Terms;
use crate::keys;
use crate::{Result, Store};
use cadence::ids::SequenceId;
use cadence::reputation::Tally;
use chrono::{NaiveDate, NaiveTime, TimeDelta};

/// How long a tally is kept.
const KEPT_DAYS: i64 = 60;
const SENT: &str = "sent";
const BOUNCED: &str = "bounced";
const COMPLAINED: &str = "complained";

impl Store {
    /// Adds to the tally of a sequence on a day (UTC).
    pub async fn count(&self, day: NaiveDate, sequence: &SequenceId, more: Tally) -> Result<()> {
        let counts = [(SENT, more.sent), (BOUNCED, more.bounced), (COMPLAINED, more.complained)];
        let mut terms = Terms::new();
        let mut change = Vec::new();
        for (name, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            terms = terms.name(name).value(name, number(count));
            change.push(format!("#{name} :{name}"));
        }
        if change.is_empty() {
            return Ok(());
        }
        let expires_at = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(KEPT_DAYS);
        terms = terms.name("expires_at").value("expires_at", number(expires_at.timestamp()));
        let change = format!("SET #expires_at = :expires_at ADD {}", change.join(", "));
        self.update("count mails", &keys::tally(day, sequence), &change, &terms).await
    }

    /// The tallies of all sequences on a day.
    pub async fn tallies(&self, day: NaiveDate) -> Result<Vec<(SequenceId, Tally)>> {
        let items = self.query_all("read tallies", &keys::tallies(day), "").await?;
        items.iter().map(read).collect()
    }
}

fn read(item: &Attributes) -> Result<(SequenceId, Tally)> {
    let record = Record::new("tally", item);
    let count = |name| if record.has(name) { record.number(name) } else { Ok(0) };
    let tally = Tally { sent: count(SENT)?, bounced: count(BOUNCED)?, complained: count(COMPLAINED)? };
    Ok((record.parsed("sk", |text| SequenceId::parse(text).ok())?, tally))
}
