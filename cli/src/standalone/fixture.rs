//! A standalone program with the shipped templates, as tests of the rooms around it need one.

use super::{Place, Standalone, StandaloneOptions};
use cadence::Instant;
use chrono::DateTime;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use std::path::Path;

/// The address under which its pages are reached; nothing listens there.
pub(crate) const BASE_URL: &str = "http://127.0.0.1:8025";

/// A Tuesday morning in Tokyo.
pub(crate) fn start() -> Instant {
    DateTime::parse_from_rfc3339("2026-11-24T10:00:00+09:00").unwrap().to_utc()
}

/// A program whose clock stands at [`start`], with the shipped templates published.
pub(crate) async fn standalone(place: Place) -> Standalone {
    let options = StandaloneOptions {
        place,
        base_url: BASE_URL.to_owned(),
        clock: Clock::told(start()),
        entropy: Entropy::seeded(1),
        ledger: None,
    };
    let standalone = Standalone::open(options).await.unwrap();
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates");
    assert!(!standalone.publish(&templates).await.unwrap().has_errors());
    standalone
}

/// The same with its table in memory, and the folder of its outbox.
pub(crate) async fn in_memory() -> (Standalone, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (standalone(Place::Memory(folder.path().to_owned())).await, folder)
}
