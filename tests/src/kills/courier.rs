//! Brings events to the program, again and again while it is down, and remembers which were acknowledged.

use super::trap::{Moment, Trap};
use kit::http::{self, JSON};
use kit::locked::Locked;
use kit::program::Door;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// Between two tries.
const AGAIN: Duration = Duration::from_millis(100);

/// One event about an accepted mail.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) send_key: String,
    pub(super) attempt: String,
    pub(super) body: String,
}

/// Acknowledged events, by send key and attempt. Clones are the same list.
#[derive(Debug, Clone, Default)]
pub(super) struct Delivered(Arc<Locked<BTreeSet<(String, String)>>>);

impl Delivered {
    pub(super) fn all(&self) -> BTreeSet<(String, String)> {
        self.0.lock().clone()
    }
}

/// Works until no more events can come.
pub(super) async fn deliver(
    mut events: UnboundedReceiver<Event>,
    door: watch::Receiver<Option<Door>>,
    trap: Trap,
    delivered: Delivered,
) {
    let mut pause = tokio::time::interval(AGAIN);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while let Some(event) = events.recv().await {
        loop {
            let at = door.borrow().clone();
            if let Some(door) = at
                && http::post(&door.authority, &door.events(), JSON, &event.body)
                    .await
                    .is_ok_and(|status| status == 204)
            {
                break;
            }
            pause.tick().await;
        }
        delivered.0.lock().insert((event.send_key, event.attempt));
        trap.now(Moment::EventAcknowledged);
    }
}
