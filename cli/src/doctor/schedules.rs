//! Whether the tick and the sweep run, told from what they leave in the table.

use super::finding::Finding;
use super::published::Live;
use crate::language::said;
use crate::say;
use cadence::Instant;
use cadence::ids::SequenceId;
use cadence::sequence::Sequence;
use cadence::wording::Words;
use cadence::words;
use chrono::{Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use document::Catalog;
use operations::LocalTime;
use store::{Store, StoreError};

const TICK: &str = "tick";
const SWEEP: &str = "sweep";
/// A tick comes every minute; so long after the last one, some have failed.
const TICK_LATE: TimeDelta = TimeDelta::minutes(3);
const SCHEDULE: Words = words!(
    en = "look in EventBridge Scheduler whether the schedule is there and ENABLED, then at the \
         logs and dead letters of the function",
    ja = "EventBridge Scheduler で、スケジュールがあり ENABLED かを見て、次に関数のログと、処理で\
         きなかったものを見てください"
);

pub(super) async fn examine(store: &Store, live: &Live, now: Instant) -> Vec<Finding> {
    let catalog = live.as_ref().ok().and_then(Option::as_ref).and_then(|(_, catalog)| catalog.as_ref().ok());
    let zone = catalog.map_or(Tz::UTC, |catalog| catalog.policy().zone);
    let ran_at = store.tick_state().await.map(|state| state.map(|state| state.value.ran_at));
    let mut findings = vec![tick(ran_at, now, zone)];
    for sequence in catalog.into_iter().flat_map(Catalog::started_by_sweep) {
        let Sequence { id, .. } = sequence;
        let today = now.with_timezone(&zone).date_naive();
        findings.push(sweep(id, store.last_sweep(id).await, today));
    }
    findings
}

/// The remedy for a function that its schedule does not call.
fn of_schedule(function: &str) -> String {
    format!("{} {function}", said(SCHEDULE))
}

fn tick(ran_at: Result<Option<Instant>, StoreError>, now: Instant, zone: Tz) -> Finding {
    let remedy = of_schedule("cadence-tick");
    match ran_at {
        Err(error) => Finding::untold(TICK, &error),
        Ok(None) => Finding::broken(TICK, say!(en = "never seen", ja = "まだありません"), remedy),
        Ok(Some(ran_at)) if now - ran_at < TICK_LATE => {
            Finding::ok(TICK, say!(en = "less than 3 minutes ago", ja = "3分以内に動いています"))
        }
        Ok(Some(ran_at)) => {
            let found = say!(
                en = "last seen at {}; nothing that becomes due is sent",
                ja = "最後は {} です。期日の来たものが送られません",
                LocalTime::new(ran_at, zone)
            );
            Finding::broken(TICK, found, remedy)
        }
    }
}

/// The table knows the day of a sweep, not its hour: one of yesterday may be of this night or of the night before.
fn sweep(sequence: &SequenceId, last: Result<Option<NaiveDate>, StoreError>, today: NaiveDate) -> Finding {
    let remedy = of_schedule("sweep-dormant");
    match last {
        Err(error) => Finding::untold(SWEEP, &error),
        Ok(None) => Finding::look(
            SWEEP,
            say!(en = "none of {sequence} yet", ja = "{sequence} はまだありません"),
            say!(
                en = "the first comes in the night after publishing; if it does not, {remedy}",
                ja = "最初は、公開したあとの夜です。来なければ、{remedy}"
            ),
        ),
        Ok(Some(day)) if day + Days::new(1) >= today => {
            Finding::ok(SWEEP, say!(en = "{sequence}: on {day}", ja = "{sequence}：{day}"))
        }
        Ok(Some(day)) => Finding::broken(
            SWEEP,
            say!(
                en = "{sequence}: last on {day}; nobody is found who went quiet",
                ja = "{sequence}：最後は {day}。反応のなくなった方を見つけられません"
            ),
            remedy,
        ),
    }
}
