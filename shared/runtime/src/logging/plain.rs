//! Lines for a person at a terminal. A warning that repeats itself is said once, and then now and then with a count, so that
//! a fault that lasts all night leaves a page to read and not a full disk.

use std::collections::{BTreeMap, HashSet};
use std::fmt::{self, Write as _};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::registry::LookupSpan;

/// For how long a repeated warning is counted and not said.
const QUIET: Duration = Duration::from_mins(10);
/// Different lines that one place in the code may say in that time; further ones are counted.
const LIKE_IT_MAX: usize = 20;

/// One line an event: time, level, message and fields.
#[derive(Debug, Default)]
pub(super) struct Lines {
    colours: bool,
    said: Mutex<Said>,
}

impl Lines {
    pub(super) fn with_colours(colours: bool) -> Self {
        Self { colours, said: Mutex::default() }
    }

    fn painted(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// The addition to a warning; `None` if it is to be counted only.
    fn addition(&self, place: &'static str, text: &str) -> Option<String> {
        // The frequency of a line is no business of any clock that is told.
        let now = Instant::now();
        self.said.lock().unwrap_or_else(PoisonError::into_inner).hear(place, text, now)
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let (mut time, mut text) = (String::new(), String::new());
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        context.format_fields(Writer::new(&mut text), event)?;
        let metadata = event.metadata();
        let level = *metadata.level();
        if level <= Level::WARN {
            // An empty line is none: whoever writes lines writes no bytes of it.
            let Some(addition) = self.addition(metadata.name(), &text) else { return Ok(()) };
            text.push_str(&addition);
        }
        let code = match level {
            Level::ERROR => "31",
            Level::WARN => "33",
            Level::INFO => "32",
            _ => "2",
        };
        let (time, level) = (self.painted("2", &time), self.painted(code, &format!("{level:>5}")));
        writeln!(writer, "{time} {level} {text}")
    }
}

/// The lines said lately, by the place in the code that said them.
#[derive(Debug, Default)]
struct Said(BTreeMap<&'static str, Place>);

#[derive(Debug)]
struct Place {
    since: Instant,
    texts: HashSet<u64>,
    left_out: usize,
}

impl Said {
    /// The addition to a line when it is said; `None` if it is to be counted only.
    fn hear(&mut self, place: &'static str, text: &str, now: Instant) -> Option<String> {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let fresh = || Place { since: now, texts: HashSet::new(), left_out: 0 };
        let known = self.0.entry(place).or_insert_with(fresh);
        let mut addition = String::new();
        if now.duration_since(known.since) >= QUIET {
            let left_out = std::mem::replace(known, fresh()).left_out;
            if left_out > 0 {
                write!(addition, " ({left_out} more like it were left out before)").ok()?;
            }
        }
        if known.texts.len() >= LIKE_IT_MAX || !known.texts.insert(hasher.finish()) {
            known.left_out += 1;
            return None;
        }
        Some(addition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_repeats_itself_is_said_once_and_later_with_a_count() {
        let (mut said, begun) = (Said::default(), Instant::now());
        let mut hear = |minute: u64| said.hear("place", "full", begun + Duration::from_mins(minute));
        assert_eq!(hear(0).as_deref(), Some(""));
        assert!((1..10).all(|minute| hear(minute).is_none()));
        assert_eq!(hear(10).as_deref(), Some(" (9 more like it were left out before)"));
        assert_eq!(hear(11), None);
    }

    #[test]
    fn lines_that_differ_are_said_up_to_a_number() {
        let (mut said, now) = (Said::default(), Instant::now());
        let heard = |lead: usize| said.hear("place", &format!("lead {lead}"), now).is_some();
        assert_eq!((0..1000).map(heard).filter(|said| *said).count(), LIKE_IT_MAX);
        assert!(said.hear("another place", "lead 1", now).is_some());
    }
}
