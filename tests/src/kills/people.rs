//! People who post forms: each one again until a post is acknowledged, as somebody does before whom a page failed.

use super::trap::{Moment, Trap};
use kit::company::{caller, forwarded};
use kit::http::{self, JSON};
use kit::locked::Locked;
use kit::program::Door;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// The number who post at once.
pub(super) const AT_ONCE: u64 = 3;

/// The load of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rush {
    /// All at once, as often as the sender keeps up with.
    Busy,
    /// One now and then.
    Calm,
    /// Nobody any more.
    Over,
}

impl Rush {
    fn pause(self) -> Duration {
        match self {
            Self::Busy => Duration::from_millis(1500),
            Self::Calm | Self::Over => Duration::from_secs(6),
        }
    }
}

/// The results of the posts. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Posts(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    next: AtomicU64,
    tries: AtomicU64,
    acknowledged: Locked<BTreeSet<String>>,
}

impl Posts {
    /// Addresses whose post was acknowledged.
    pub(super) fn acknowledged(&self) -> BTreeSet<String> {
        self.0.acknowledged.lock().clone()
    }

    /// Posts in all, also those of which nobody knows.
    pub(super) fn tries(&self) -> u64 {
        self.0.tries.load(Ordering::Relaxed)
    }

    /// One person after the other, until it is over.
    pub(super) async fn keep_coming(
        self,
        door: watch::Receiver<Option<Door>>,
        mut rush: watch::Receiver<Rush>,
        trap: Trap,
    ) {
        loop {
            let now = *rush.borrow_and_update();
            if now == Rush::Over {
                return;
            }
            let number = self.0.next.fetch_add(1, Ordering::Relaxed);
            self.post(number, &door, &rush, &trap).await;
            drop(tokio::time::timeout(now.pause(), rush.changed()).await);
        }
    }

    /// Posts until it is acknowledged, or over.
    async fn post(
        &self,
        number: u64,
        door: &watch::Receiver<Option<Door>>,
        rush: &watch::Receiver<Rush>,
        trap: &Trap,
    ) {
        let address = format!("lead{number}@example.jp");
        // Each from a place of his own: no caller comes near its ceiling.
        let headers = forwarded(&caller(number)) + JSON;
        let form = json!({ "email": address, "name": "見本 太郎", "agree": "on" }).to_string();
        let mut pause = tokio::time::interval(Duration::from_millis(100));
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while *rush.borrow() != Rush::Over {
            let at = door.borrow().clone();
            if let Some(Door { authority, .. }) = at {
                self.0.tries.fetch_add(1, Ordering::Relaxed);
                let answer = http::post(&authority, super::scenery::FORM, &headers, &form).await;
                if answer.is_ok_and(|status| (200..400).contains(&status)) {
                    self.0.acknowledged.lock().insert(address);
                    trap.now(Moment::PostAcknowledged);
                    return;
                }
            }
            pause.tick().await;
        }
    }
}
