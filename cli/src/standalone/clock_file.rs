//! The scenario's time, kept in a file of the data folder, so that it never goes back when the program is started again.
//!
//! After a crash the time goes on as if nothing had happened: to senders it was an outage. Stopped in good order, it
//! stands still until the next start. It never falls behind the real time.

use crate::arguments::SPEED_MAX;
use crate::say;
use anyhow::{Context as _, bail};
use cadence::Instant;
use cadence::limits::{CLOCK_YEAR_FIRST, CLOCK_YEAR_LAST};
use chrono::{DateTime, Datelike as _, SecondsFormat, TimeDelta, Utc};
use gateway::local::private;
use runtime::clock::Clock;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A scenario that is no further ahead than this runs in real time.
const TOLERANCE: TimeDelta = TimeDelta::seconds(1);

/// The file that keeps the time.
#[derive(Debug, Clone)]
pub(crate) struct ClockFile(PathBuf);

/// The content of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// The scenario's time, RFC 3339 in UTC.
    scenario: String,
    /// The real time of that moment.
    real: String,
    /// The speed of the scenario's time, as a multiple of the real one.
    speed: f64,
    /// Whether it ran on.
    running: bool,
}

impl ClockFile {
    pub(crate) fn in_folder(data: &Path) -> Self {
        Self(data.join("clock.json"))
    }

    /// The clock to go on with.
    pub(crate) fn clock(&self, speed: f64) -> anyhow::Result<Clock> {
        let real = Clock::real();
        let now = real.now();
        is_set(now)?;
        let start = match self.read()? {
            Some(kept) => self.reached(&kept, now)?,
            None => now,
        };
        let in_step = start - now < TOLERANCE && (speed - 1.0).abs() < f64::EPSILON;
        Ok(if in_step { real } else { Clock::sped(start, speed) })
    }

    /// Writes down where the clock stands; whole, or not at all.
    pub(crate) fn write(&self, clock: &Clock, speed: f64, running: bool) -> anyhow::Result<()> {
        let text = |at: Instant| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let (scenario, real) = (text(clock.now()), text(Clock::real().now()));
        let kept = serde_json::to_vec_pretty(&Kept { scenario, real, speed, running })?;
        private::write(&self.0, &kept)
            .with_context(|| say!(en = "{} cannot be written", ja = "{} に書けません", self.0.display()))
    }

    /// The scenario's time from which it goes on; a time that no calendar knows is refused.
    fn reached(&self, kept: &Kept, now: Instant) -> anyhow::Result<Instant> {
        let file = self.0.display();
        let reached = kept.goes_on_at(now).with_context(|| {
            say!(
                en = "{file} is damaged; delete it to go on with the real time",
                ja = "{file} が壊れています。消すと、実際の時刻で続けられます"
            )
        })?;
        if reached >= Clock::end() {
            bail!(say!(
                en = "the scenario's time in {file} has come to {}, and calendars go to \
                     {CLOCK_YEAR_LAST} only; take a new --data folder, or delete that file to go \
                     on with the real time",
                ja = "{file} に残ったシナリオの時刻が {} まで進んでいますが、暦は \
                     {CLOCK_YEAR_LAST} 年までです。--data で新しいフォルダーを指定するか、このフ\
                     ァイルを消して実際の時刻で続けてください",
                reached.format("%Y-%m-%d")
            ));
        }
        Ok(reached)
    }

    fn read(&self) -> anyhow::Result<Option<Kept>> {
        let file = self.0.display();
        match std::fs::read(&self.0) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).with_context(|| {
                say!(
                    en = "{file} is damaged; delete it to go on with the real time",
                    ja = "{file} が壊れています。消すと、実際の時刻で続けられます"
                )
            })?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(error).with_context(|| say!(en = "{file} cannot be read", ja = "{file} を読めません"))
            }
        }
    }
}

/// Refuses a machine whose clock was never set, or set wrongly: mails would be timed, and consent dated, by it.
fn is_set(now: Instant) -> anyhow::Result<()> {
    if (CLOCK_YEAR_FIRST..=CLOCK_YEAR_LAST).contains(&now.year()) {
        return Ok(());
    }
    bail!(say!(
        en = "the clock of this machine says {} UTC, which cannot be; set it (on Linux: \
             timedatectl set-ntp true) and start again",
        ja = "このパソコンの時計が {} UTC になっていて、正しくありません。合わせてから（Linux なら \
             timedatectl set-ntp true）、もう一度始めてください",
        now.format("%Y-%m-%d %H:%M")
    ))
}

impl Kept {
    /// Returns the scenario's time to go on from, the real time being `now`.
    fn goes_on_at(&self, now: Instant) -> anyhow::Result<Instant> {
        let parse = |text: &str| DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc));
        let (scenario, real) = (parse(&self.scenario)?, parse(&self.real)?);
        let passed = (now - real).to_std().unwrap_or_default().as_secs_f64();
        let speed = if self.speed.is_finite() { self.speed.clamp(1.0, SPEED_MAX) } else { 1.0 };
        let went_on = if self.running { passed * speed } else { 0.0 };
        let went_on =
            Duration::try_from_secs_f64(went_on).ok().and_then(|span| TimeDelta::from_std(span).ok());
        let reached = went_on.and_then(|went_on| scenario.checked_add_signed(went_on));
        Ok(reached.unwrap_or_else(Clock::end).max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;

    fn at(minute: i64) -> Instant {
        Utc.with_ymd_and_hms(2026, 11, 21, 0, 0, 0).unwrap() + TimeDelta::minutes(minute)
    }

    fn kept(scenario: i64, real: i64, running: bool) -> Kept {
        Kept { scenario: at(scenario).to_rfc3339(), real: at(real).to_rfc3339(), speed: 60.0, running }
    }

    #[test]
    fn after_a_crash_the_scenario_is_where_it_would_have_been() {
        assert_eq!(kept(600, 0, true).goes_on_at(at(2)).unwrap(), at(720));
    }

    #[test]
    fn after_a_stop_the_scenario_is_where_it_was() {
        assert_eq!(kept(600, 0, false).goes_on_at(at(2)).unwrap(), at(600));
    }

    #[test]
    fn the_scenario_never_goes_back_and_never_falls_behind() {
        assert_eq!(kept(600, 0, true).goes_on_at(at(-5)).unwrap(), at(600));
        assert_eq!(kept(600, 0, false).goes_on_at(at(900)).unwrap(), at(900));
    }

    #[test]
    fn what_is_written_is_read_back_by_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let clock_file = ClockFile::in_folder(folder.path());
        let ahead = Clock::real().now() + TimeDelta::days(30);
        clock_file.write(&Clock::told(ahead), 1.0, false).unwrap();
        let clock = clock_file.clock(1.0).unwrap();
        assert!(clock.now() >= ahead);
        assert!(clock_file.clock(60.0).unwrap().now() >= ahead);
    }

    #[test]
    fn a_scenario_beyond_all_calendars_is_refused_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let clock_file = ClockFile::in_folder(folder.path());
        for (scenario, real, running) in [
            ("9999-12-31T23:59:59Z", "2026-11-21T00:00:00Z", false),
            ("2090-01-01T00:00:00Z", "2026-11-21T00:00:00Z", true),
            ("2026-11-21T00:00:00Z", "0001-01-01T00:00:00Z", true),
        ] {
            let kept =
                serde_json::json!({ "scenario": scenario, "real": real, "speed": 1e300, "running": running });
            std::fs::write(folder.path().join("clock.json"), kept.to_string()).unwrap();
            let error = format!("{:#}", clock_file.clock(1.0).unwrap_err());
            assert!(error.contains("new --data folder") && error.contains("delete that file"), "{error}");
        }
        let kept =
            serde_json::json!({ "scenario": "tomorrow", "real": "today", "speed": 1, "running": false });
        std::fs::write(folder.path().join("clock.json"), kept.to_string()).unwrap();
        assert!(format!("{:#}", clock_file.clock(1.0).unwrap_err()).contains("delete it"));
    }

    #[test]
    fn a_machine_whose_clock_cannot_be_right_is_refused() {
        let year = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
        for wrong in [1970, 2000, 2024, 2090, 9999] {
            assert!(is_set(year(wrong)).unwrap_err().to_string().contains("set it"), "{wrong}");
        }
        assert!(is_set(year(2026)).is_ok());
    }

    #[test]
    fn a_damaged_file_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("clock.json"), "{").unwrap();
        let error = format!("{:#}", ClockFile::in_folder(folder.path()).clock(1.0).unwrap_err());
        assert!(error.contains("delete it"), "{error}");
    }
}
