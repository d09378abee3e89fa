//! Logging: JSON lines in Lambda, plain lines on one machine. Fields have dotted names; no field holds an address or a name.

use cadence::advance::{Event, Refused};
use cadence::enrollment::State;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What is logged when `HIKYAKU_LOG` says nothing.
const USUAL_FILTER: &str = "warn,hikyaku=info,ingest_lead=info,cadence_tick=info,send_email=info,record_feedback=info,sweep_dormant=info,manage_subscription=info,store=info,gateway=info,runtime=info";

/// Notes at the level `trace` that an enrollment met an event, and whether that changed anything.
pub fn enrollment_met(state: &State, event: &Event, refused: Option<Refused>) {
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

fn filter(usual: &str) -> EnvFilter {
    let directives = crate::environment::optional("HIKYAKU_LOG");
    EnvFilter::new(directives.as_deref().unwrap_or(usual))
}

/// JSON lines on standard output, for Lambda.
pub fn json() {
    // A second call finds the first one's subscriber in place, which is as good.
    drop(json_lines(std::io::stdout).try_init());
}

/// The same lines, written elsewhere by whoever counts them.
pub fn json_lines<W>(writer: W) -> impl tracing::Subscriber + Send + Sync + 'static
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let subscriber =
        tracing_subscriber::fmt().json().with_env_filter(filter(USUAL_FILTER)).flatten_event(true);
    subscriber.with_current_span(false).without_time().with_writer(writer).finish()
}

/// Plain lines on standard error, for one machine; warnings only where it is to be quiet.
pub fn plain(colours: bool, quiet: bool) {
    let usual = if quiet { "warn" } else { USUAL_FILTER };
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter(usual)).with_ansi(colours);
    drop(subscriber.with_writer(std::io::stderr).with_target(false).try_init());
}
