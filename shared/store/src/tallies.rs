//! Tallies: how many mails of a sequence were sent, bounced or complained about on a day, how many of these strangers set off,
//! and how much somebody had seen who resumed what the rates had paused.
//!
//! They are counters for pauses and say "about": a count whose answer got lost is not counted again.

use crate::attributes::{Attributes, Record, number};
use crate::expression::Terms;
use crate::keys;
use crate::{Result, Store};
use cadence::ids::SequenceId;
use cadence::reputation::{DayTally, Tally};
use chrono::{NaiveDate, NaiveTime, TimeDelta};

/// The days for which a tally is kept.
const KEPT_DAYS: i64 = 60;
/// The attributes of the four tallies of a day, each with those of its counts.
const ALL: [&str; 3] = ["sent", "bounced", "complained"];
const BY_STRANGERS: [&str; 3] = ["sent_by_strangers", "bounced_by_strangers", "complained_by_strangers"];
const SEEN: [&str; 3] = ["sent_seen", "bounced_seen", "complained_seen"];
const SEEN_FOR_ALL: [&str; 3] = ["sent_seen_for_all", "bounced_seen_for_all", "complained_seen_for_all"];

impl Store {
    /// Adds to the tally of a sequence on a day (UTC); `by_strangers` is a part of `more`.
    pub async fn count(
        &self,
        day: NaiveDate,
        sequence: &SequenceId,
        more: Tally,
        by_strangers: Tally,
    ) -> Result<()> {
        let mut terms = Terms::new();
        let mut change = Vec::new();
        let counts = counts(ALL, more).into_iter().chain(counts(BY_STRANGERS, by_strangers));
        for (name, count) in counts.filter(|(_, count)| *count > 0) {
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
    pub async fn tallies(&self, day: NaiveDate) -> Result<Vec<(SequenceId, DayTally)>> {
        let items = self.query_all("read tallies", &keys::tallies(day), "").await?;
        items.iter().map(read).collect()
    }

    /// Notes that somebody has seen what was counted on these days, and resumed a sequence, or everything: the same counts do
    /// not pause it again.
    pub async fn note_seen(
        &self,
        days: impl IntoIterator<Item = NaiveDate>,
        resumed: Option<&SequenceId>,
    ) -> Result<()> {
        for day in days {
            for (sequence, tally) in self.tallies(day).await? {
                let counts = match resumed {
                    None => counts(SEEN_FOR_ALL, tally.all.minus(tally.by_strangers)),
                    Some(resumed) if *resumed == sequence => counts(SEEN, tally.all),
                    Some(_) => continue,
                };
                let mut terms = Terms::new();
                for (name, count) in counts {
                    terms = terms.name(name).value(name, number(count));
                }
                let change = counts.map(|(name, _)| format!("#{name} = :{name}")).join(", ");
                let key = keys::tally(day, &sequence);
                self.update("note what was seen", &key, &format!("SET {change}"), &terms).await?;
            }
        }
        Ok(())
    }
}

fn counts(names: [&'static str; 3], tally: Tally) -> [(&'static str, u64); 3] {
    let [sent, bounced, complained] = names;
    [(sent, tally.sent), (bounced, tally.bounced), (complained, tally.complained)]
}

fn read(item: &Attributes) -> Result<(SequenceId, DayTally)> {
    let record = Record::new("tally", item);
    let day = DayTally {
        all: tally(&record, ALL)?,
        by_strangers: tally(&record, BY_STRANGERS)?,
        seen: tally(&record, SEEN)?,
        seen_for_all: tally(&record, SEEN_FOR_ALL)?,
    };
    Ok((record.parsed("sk", |text| SequenceId::parse(text).ok())?, day))
}

/// The counts of these names; one that was never added to is not there.
fn tally(record: &Record<'_>, [sent, bounced, complained]: [&str; 3]) -> Result<Tally> {
    let count = |name: &str| if record.has(name) { record.number(name) } else { Ok(0) };
    Ok(Tally { sent: count(sent)?, bounced: count(bounced)?, complained: count(complained)? })
}
