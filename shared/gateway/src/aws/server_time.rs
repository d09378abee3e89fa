//! The gap between the local clock and that of AWS, read off the `Date` of its answers. Signatures older or newer than five
//! minutes are refused.

use aws_sdk_sesv2::config::interceptors::BeforeDeserializationInterceptorContextRef;
use aws_sdk_sesv2::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_sesv2::error::BoxError;
use cadence::Instant;
use chrono::{DateTime, TimeDelta};
use std::sync::{Arc, Mutex, PoisonError};

/// Watches the answers of a client.
#[derive(Clone)]
pub struct ServerTime {
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    ahead: Arc<Mutex<Option<TimeDelta>>>,
}

impl std::fmt::Debug for ServerTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerTime").field("ahead", &self.ahead()).finish_non_exhaustive()
    }
}

impl ServerTime {
    /// Compares with this clock.
    pub fn against(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), ahead: Arc::default() }
    }

    /// By how much the local clock is ahead, to a second; none before the first answer with a date.
    pub fn ahead(&self) -> Option<TimeDelta> {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Intercept for ServerTime {
    fn name(&self) -> &'static str {
        "ServerTime"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date");
        if let Some(date) = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) {
            let ahead = (self.now)() - date.to_utc();
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
        Ok(())
    }
}
