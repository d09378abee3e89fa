//! `L#<lead>` / `engagement`: `landmark`, `sum`, `deeds` (map from key to `<weight> <time>`), `last_at`, `hot_at`,
//! `armed`, `rev`; `dormant_pk` and `dormant_sk` for the index, which moves only when the day of `last_at` does.
//!
//! Weights and the sum are the shortest decimal text that reads back as the same double; times keep all their digits,
//! because the sum is scaled by them.

use crate::attributes::{Attributes, Draft, Record, exact, parse_instant};
use crate::error::StoreError;
use crate::keys;
use cadence::Instant;
use cadence::ids::LeadId;
use cadence::score::Engagement;
use std::collections::BTreeMap;

pub(crate) fn write(lead: &LeadId, engagement: &Engagement, shards: u32) -> Attributes {
    let activities = engagement
        .activities
        .iter()
        .map(|(key, (weight, at))| (key.clone(), format!("{weight} {}", exact(*at))));
    Draft::at(&keys::engagement(lead))
        .text("landmark", exact(engagement.landmark))
        .text("sum", engagement.sum.to_string())
        .map("deeds", activities)
        .text("last_at", exact(engagement.last_at))
        .maybe_text("hot_at", engagement.hot_at.map(exact))
        .flag("armed", engagement.armed)
        .text("dormant_pk", keys::quiet(keys::shard(lead, shards)))
        .text("dormant_sk", engagement.last_at.date_naive().to_string())
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<Engagement, StoreError> {
    let record = Record::new("engagement", item);
    let activities = record
        .map("deeds")?
        .into_iter()
        .map(|(key, activity)| Some((key, parse_activity(&activity)?)))
        .collect::<Option<BTreeMap<_, _>>>()
        .ok_or_else(|| record.corrupt("deeds"))?;
    Ok(Engagement {
        landmark: record.instant("landmark")?,
        activities,
        sum: record.parsed("sum", |text| text.parse().ok())?,
        last_at: record.instant("last_at")?,
        hot_at: record.maybe_instant("hot_at")?,
        armed: record.flag("armed")?,
    })
}

fn parse_activity(text: &str) -> Option<(f64, Instant)> {
    let (weight, at) = text.split_once(' ')?;
    Some((weight.parse().ok()?, parse_instant(at)?))
}
