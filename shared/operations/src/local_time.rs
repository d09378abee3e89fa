//! Local time, as operators read it: in the company's time zone.

use cadence::Instant;
use chrono::{DateTime, FixedOffset, Offset as _, SecondsFormat};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment with its distance from UTC. For programs it is RFC 3339, for people `2026-11-24 10:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalTime(DateTime<FixedOffset>);

impl LocalTime {
    /// A moment on the clocks of a zone.
    pub fn new(at: Instant, zone: Tz) -> Self {
        let local = at.with_timezone(&zone);
        Self(local.with_timezone(&local.offset().fix()))
    }

    /// The moment itself.
    pub fn instant(self) -> Instant {
        self.0.to_utc()
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d %H:%M"))
    }
}

impl From<LocalTime> for String {
    fn from(moment: LocalTime) -> Self {
        moment.0.to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}

impl TryFrom<String> for LocalTime {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, chrono::ParseError> {
        DateTime::parse_from_rfc3339(&text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_the_companys_zone_and_is_read_back() {
        let at = DateTime::parse_from_rfc3339("2026-11-24T01:00:00Z").unwrap().to_utc();
        let moment = LocalTime::new(at, chrono_tz::Asia::Tokyo);
        assert_eq!(moment.to_string(), "2026-11-24 10:00");
        let text = serde_json::to_string(&moment).unwrap();
        assert_eq!(text, "\"2026-11-24T10:00:00+09:00\"");
        let back: LocalTime = serde_json::from_str(&text).unwrap();
        assert_eq!((back, back.instant()), (moment, at));
    }
}
