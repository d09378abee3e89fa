//! When steps are due: examples by hand, then over random anchors and over every zone of the world.

mod counted;
mod opened;
mod world;

use super::*;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{America, Asia};

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn clock(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// The only or the first moment at which the zone's clock shows this.
fn at(text: &str, zone: Tz) -> Instant {
    zone.from_local_datetime(&clock(text)).earliest().unwrap().with_timezone(&Utc)
}

/// Returns the time on the zone's clock.
fn shown(at: Instant, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

fn due(span: &str, at: Option<NaiveTime>, from: Instant, zone: Tz) -> Placed {
    let timing = Timing { anchor: Anchor::Previous, span: Span::parse(span).unwrap(), at };
    count(&timing, Instant::UNIX_EPOCH, from, zone, &Calendar::japan())
}
