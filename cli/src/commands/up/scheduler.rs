//! The scheduler of one machine: it sends mails that wait, ticks every scenario minute, sweeps every scenario night, and keeps
//! the time.

use super::shutdown::Shutdown;
use crate::say;
use crate::standalone::Standalone;
use crate::standalone::clock_file::ClockFile;
use anyhow::Context as _;
use cadence::Instant;
use chrono::{DurationRound as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use gateway::local::private;
use runtime::clock::Clock;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

/// The least real time between two ticks, however fast the clock.
const TICK_PAUSE_MIN: Duration = Duration::from_millis(50);
/// Batches worked at once: while one waits for the disk or the mail service, the others go on.
const SIDE_BY_SIDE: usize = 8;
/// Before what failed is tried again.
const AGAIN: Duration = Duration::from_millis(200);
/// Between two tries of a disk that was full.
const ROOM_AGAIN: Duration = Duration::from_secs(2);
/// Between two writes of the scenario's time.
const TIME_KEPT_EVERY: Duration = Duration::from_secs(3);
/// When the nightly sweep runs, on the company's clock.
const NIGHT_HOUR: u32 = 3;

/// Works through the queues whenever something is in them.
pub(super) async fn drain(standalone: Standalone, mut shutdown: Shutdown) {
    loop {
        tokio::select! {
            () = shutdown.asked() => return,
            () = standalone.sends.wait() => {}
            () = standalone.feedback.wait() => {}
        }
        if standalone.is_out_of_room() {
            runtime::clock::pause(AGAIN).await;
            continue;
        }
        // A backlog of jobs must not delay the shutdown: the next start finds them in the table.
        Box::pin(standalone.drain_while(SIDE_BY_SIDE, || !shutdown.is_asked())).await;
        if !standalone.sends.is_empty() || !standalone.feedback.is_empty() {
            runtime::clock::pause(AGAIN).await;
        }
    }
}

/// Ticks at every scenario minute, and sweeps at night.
pub(super) async fn run(standalone: Standalone, data: PathBuf, mut shutdown: Shutdown) {
    let nights = Nights(data.join("sweep.json"));
    loop {
        if !standalone.is_out_of_room() {
            look_once(&standalone, &nights).await;
        }
        if standalone.clock.now() >= Clock::end() {
            tracing::error!(
                "the scenario's time has come to its end, where calendars end; begin a new one with another --data folder"
            );
            return;
        }
        let next = next_minute(standalone.clock.now());
        tokio::select! {
            () = shutdown.asked() => return,
            ((), ()) = async { tokio::join!(standalone.clock.sleep_until(next), runtime::clock::pause(TICK_PAUSE_MIN)) } => {}
        }
    }
}

/// One tick, and the sweep of the night if it is due.
async fn look_once(standalone: &Standalone, nights: &Nights) {
    let failed = match (standalone.tick().await, nights.sweep(standalone).await) {
        (Err(error), _) => ("a tick failed; the next one looks again", error),
        (Ok(_), Err(error)) => ("the sweep failed; it is tried again at the next tick", error),
        (Ok(_), Ok(())) => return,
    };
    if !standalone.try_the_disk().await {
        tracing::error!(error = format!("{:#}", failed.1), "{}", failed.0);
    }
}

/// Writes the scenario's time down again and again.
pub(super) async fn keep_time(file: ClockFile, standalone: Standalone, speed: f64, mut shutdown: Shutdown) {
    loop {
        tokio::select! {
            () = shutdown.asked() => return,
            () = runtime::clock::pause(TIME_KEPT_EVERY) => {}
        }
        if standalone.is_out_of_room() {
            continue;
        }
        if let Err(error) = file.write(&standalone.clock, speed, true)
            && !standalone.try_the_disk().await
        {
            tracing::warn!(error = format!("{error:#}"), "the scenario's time could not be kept");
        }
    }
}

/// Tries a full disk again and again until it takes what is written.
pub(super) async fn look_for_room(standalone: Standalone, mut shutdown: Shutdown) {
    loop {
        tokio::select! {
            () = shutdown.asked() => return,
            () = runtime::clock::pause(ROOM_AGAIN) => {}
        }
        if standalone.is_out_of_room() {
            standalone.try_the_disk().await;
        }
    }
}

fn next_minute(now: Instant) -> Instant {
    let minute = TimeDelta::minutes(1);
    now.duration_trunc(minute).unwrap_or(now) + minute
}

/// The file that keeps which night was swept last.
struct Nights(PathBuf);

impl Nights {
    /// Sweeps once a night; a night that was missed is made up for.
    async fn sweep(&self, standalone: &Standalone) -> anyhow::Result<()> {
        if standalone.store.head().await?.is_none() {
            return Ok(());
        }
        let zone = standalone.policy().await?.zone;
        let Some(night) = due(standalone.clock.now().with_timezone(&zone).naive_local(), self.read()?) else {
            return Ok(());
        };
        standalone.sweep().await?;
        self.write(night)
    }

    fn read(&self) -> anyhow::Result<Option<NaiveDate>> {
        match std::fs::read(&self.0) {
            // A night that cannot be read was never swept: a sweep more does no harm.
            Ok(bytes) => Ok(serde_json::from_slice::<String>(&bytes).ok().and_then(|day| day.parse().ok())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error)
                .with_context(|| say!(en = "{} cannot be read", ja = "{} を読めません", self.0.display())),
        }
    }

    fn write(&self, night: NaiveDate) -> anyhow::Result<()> {
        private::write(&self.0, &serde_json::to_vec(&night.to_string())?)
            .with_context(|| say!(en = "{} cannot be written", ja = "{} に書けません", self.0.display()))
    }
}

/// The night to sweep now, by the day on which it ends; none when it was swept.
fn due(local: NaiveDateTime, swept: Option<NaiveDate>) -> Option<NaiveDate> {
    let begins = NaiveTime::from_hms_opt(NIGHT_HOUR, 0, 0).unwrap_or_default();
    let today = local.date();
    let night = if local.time() >= begins { Some(today) } else { today.pred_opt() };
    night.filter(|night| swept.is_none_or(|swept| swept < *night))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_night_is_swept_once_at_three() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let swept = Some(day("2026-11-20"));
        assert_eq!(due(at("2026-11-21T02:59:59"), swept), None);
        assert_eq!(due(at("2026-11-21T03:00:00"), swept), Some(day("2026-11-21")));
        assert_eq!(due(at("2026-11-21T23:00:00"), Some(day("2026-11-21"))), None);
    }

    #[test]
    fn a_missed_night_is_made_up_for() {
        assert_eq!(
            due(at("2026-11-25T01:00:00"), Some("2026-11-20".parse().unwrap())),
            "2026-11-24".parse().ok()
        );
        assert_eq!(due(at("2026-11-25T12:00:00"), None), "2026-11-25".parse().ok());
    }

    #[test]
    fn ticks_fall_on_whole_minutes() {
        let now: Instant = "2026-11-21T10:00:30.500Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert_eq!(next_minute(now).to_rfc3339(), "2026-11-21T10:01:00+00:00");
    }
}
