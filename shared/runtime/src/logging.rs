//! Logging: JSON lines in Lambda, plain lines on one machine. Fields have dotted names; no field holds an address or a name.

use tracing_subscriber::EnvFilter;

/// Filter when `HIKYAKU_LOG` says nothing.
const DEFAULT_FILTER: &str = "warn,hikyaku=info,ingest_lead=info,cadence_tick=info,send_email=info,record_feedback=info,sweep_dormant=info,manage_subscription=info,store=info,gateway=info,runtime=info";

fn filter() -> EnvFilter {
    let directives = crate::environment::optional("HIKYAKU_LOG");
    EnvFilter::new(directives.as_deref().unwrap_or(DEFAULT_FILTER))
}

/// JSON lines on standard output, for Lambda.
pub fn json() {
    let subscriber = tracing_subscriber::fmt().json().with_env_filter(filter()).flatten_event(true);
    // A second call finds the first one's subscriber in place, which is as good.
    drop(subscriber.with_current_span(false).without_time().try_init());
}

/// Plain lines on standard error, for one machine.
pub fn plain(colours: bool) {
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter()).with_ansi(colours);
    drop(subscriber.with_writer(std::io::stderr).with_target(false).try_init());
}
