//! Keeps the look at a lead small: runs that are over forget the mails that no cap asks about any more.

use crate::batch::Batch;
use application::Application;
use cadence::enrollment::State;
use cadence::recent;
use store::{Lane, Look};

/// The size from which a look is trimmed: some more, and each look would cost a unit more.
const TRIM_FROM_BYTES: usize = 3_000;
/// Enrollments that are trimmed after one look, so that no mail waits for many writes.
const TRIMMED_MAX: usize = 2;

/// Trims a few enrollments. Each is written at most once after its run is over; where somebody else writes at the same
/// moment, a later look trims it.
pub(crate) async fn trim(app: Application<'_>, batch: &Batch, look: &Look) {
    if look.bytes < TRIM_FROM_BYTES {
        return;
    }
    let (caps, now) = (&batch.catalog.policy().caps, app.clock.now());
    let over = look.enrollments.iter().filter(|it| matches!(it.value.state, State::Done { .. }));
    let stale = over.filter_map(|it| Some((it, recent::without_stale(&it.value, caps, now)?)));
    for (standing, trimmed) in stale.take(TRIMMED_MAX) {
        if let Err(error) = app.save(standing, &trimmed, Lane::Main).await {
            tracing::warn!(lead.id = %standing.value.lead, %error, "an enrollment was not trimmed; a later look does it");
        }
    }
}
