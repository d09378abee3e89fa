//! Logging: JSON lines in Lambda, plain lines on one machine. Fields have dotted names; no field holds an address or a name.

mod plain;

use cadence::advance::{Event, InvalidTransition};
use cadence::enrollment::State;
use tracing::Subscriber;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The filter when `HIKYAKU_LOG` says nothing.
const USUAL_FILTER: &str = "warn,hikyaku=info,ingest_lead=info,cadence_tick=info,send_email=info,record_feedback=info,sweep_dormant=info,manage_subscription=info,store=info,gateway=info,runtime=info";

/// Notes at the level `trace` that an enrollment met an event, and whether that changed anything.
pub fn enrollment_met(state: &State, event: &Event, refused: Option<InvalidTransition>) {
    tracing::trace!(
        target: "enrollment",
        { enrollment.state = state.name(), event.name = event.name(), event.refused = refused.map(tracing::field::display) },
        "an enrollment met an event"
    );
}

/// Notes at the level `trace` that a lead entered a sequence in which it stood already, so that its run began anew.
pub fn run_restarted(standing: &State) {
    tracing::trace!(
        target: "enrollment",
        { enrollment.state = standing.name(), event.name = "interrupted: restart" },
        "an enrollment met an event"
    );
}

/// The filter of `HIKYAKU_LOG` (`level` and `target=level`, with commas between them), or the usual one where it is not set.
/// The error of a filter that cannot be read comes with the usual one.
fn filter(usual: &str) -> (Targets, Option<ParseError>) {
    let read = |directives: &str| directives.parse::<Targets>();
    let asked = crate::environment::optional("HIKYAKU_LOG").map(|directives| read(&directives));
    let usual = || read(usual).unwrap_or_default();
    match asked {
        None => (usual(), None),
        Some(Ok(filter)) => (filter, None),
        Some(Err(error)) => (usual(), Some(error)),
    }
}

/// Tells of a filter that cannot be read.
fn say(unread: Option<ParseError>) {
    if let Some(error) = unread {
        tracing::warn!(
            error = %error,
            "HIKYAKU_LOG cannot be read and is not used; write a level, or targets with levels, as in `warn,send_email=debug`"
        );
    }
}

/// JSON lines on standard output, for Lambda.
pub fn json() {
    let (filter, unread) = filter(USUAL_FILTER);
    // A second call finds the first one's subscriber in place, which is as good.
    drop(json_lines_of(filter, std::io::stdout).try_init());
    say(unread);
}

/// The same lines, written elsewhere by whoever counts them.
pub fn json_lines<W>(writer: W) -> impl Subscriber + Send + Sync + 'static
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    json_lines_of(filter(USUAL_FILTER).0, writer)
}

/// Lambda takes a line's `level` only where a `timestamp` stands beside it; without one every line would count as INFO.
fn json_lines_of<W>(filter: Targets, writer: W) -> impl Subscriber + Send + Sync + 'static
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false);
    tracing_subscriber::registry().with(filter).with(lines.with_writer(writer))
}

/// Plain lines on standard error, for one machine; warnings only where it is to be quiet.
pub fn plain(colours: bool, quiet: bool) {
    let usual = if quiet { "warn" } else { USUAL_FILTER };
    // The client of the engine in this process has no connection to give up, and would say so at each failure.
    let usual = &format!("{usual},aws_smithy_runtime::client::http=off");
    let (filter, unread) = filter(usual);
    drop(plain_lines(filter, colours, std::io::stderr).try_init());
    say(unread);
}

/// The colours are ours: `with_ansi` of the library complains on the terminal where its feature is not built in.
fn plain_lines<W>(filter: Targets, colours: bool, writer: W) -> impl Subscriber + Send + Sync + 'static
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().event_format(plain::Lines::with_colours(colours));
    tracing_subscriber::registry().with(filter).with(lines.with_writer(writer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex, PoisonError};

    fn filter_of(directives: &str) -> Targets {
        directives.parse().unwrap()
    }

    #[test]
    fn the_usual_filters_can_be_read() {
        for usual in [USUAL_FILTER, "warn"] {
            let plain = format!("{usual},aws_smithy_runtime::client::http=off");
            assert!(usual.parse::<Targets>().is_ok() && plain.parse::<Targets>().is_ok(), "{usual}");
        }
    }

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_for_lambda_has_a_timestamp_a_level_and_dotted_fields() {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = json_lines_of(filter_of("info"), move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(sequence.id = "welcome", "a mail\nwas refused");
            tracing::debug!("not said");
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        let timestamp = line["timestamp"].as_str().unwrap();
        assert!(
            timestamp.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(timestamp).is_ok(),
            "{timestamp}"
        );
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["sequence.id"], "welcome");
        assert_eq!(line["message"], "a mail\nwas refused");
    }

    #[test]
    fn a_terminal_gets_coloured_lines_and_a_warning_that_repeats_itself_once() {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = plain_lines(filter_of("info"), true, move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            for _ in 0..100 {
                tracing::warn!(error = "no space", "a tick failed");
            }
            for _ in 0..2 {
                tracing::info!("the edited templates are in force");
            }
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[0].ends_with("\u{1b}[33m WARN\u{1b}[0m a tick failed error=\"no space\""), "{text}");
        assert!(lines[1].contains("\u{1b}[32m INFO"), "{text}");
    }
}
