//! Places for connections. When all are taken, the one that has done nothing for the longest time leaves for the next, so that
//! clients which only hold on keep nobody out.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// All places.
#[derive(Debug, Clone)]
pub(super) struct Seats {
    free: Arc<Semaphore>,
    taken: Arc<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    places: Mutex<Vec<Arc<Place>>>,
    /// Counts what happened on any connection.
    count: Arc<AtomicU64>,
}

/// One connection's place.
#[derive(Debug)]
pub(super) struct Place {
    count: Arc<AtomicU64>,
    /// The count when something happened here last.
    active: AtomicU64,
    at_work: AtomicBool,
    leave: Notify,
}

/// A place, free again when this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) place: Arc<Place>,
    taken: Arc<Taken>,
    _permit: OwnedSemaphorePermit,
}

/// A request is being answered, as long as this is kept.
#[derive(Debug)]
pub(super) struct AtWork<'a>(&'a Place);

impl Seats {
    pub(super) fn new(places: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(places)), taken: Arc::default() }
    }

    /// Takes a place, for which somebody may have to leave.
    pub(super) async fn take(&self) -> Seat {
        loop {
            if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
                return self.sit(permit);
            }
            self.let_the_idlest_go();
            if let Ok(permit) = Arc::clone(&self.free).acquire_owned().await {
                return self.sit(permit);
            }
        }
    }

    fn sit(&self, permit: OwnedSemaphorePermit) -> Seat {
        let count = Arc::clone(&self.taken.count);
        let active = AtomicU64::new(count.fetch_add(1, Ordering::Relaxed));
        let place = Arc::new(Place { count, active, at_work: AtomicBool::new(false), leave: Notify::new() });
        self.taken.places().push(Arc::clone(&place));
        Seat { place, taken: Arc::clone(&self.taken), _permit: permit }
    }

    /// A connection that answers a request stays; if all do, the next one waits.
    fn let_the_idlest_go(&self) {
        let places = self.taken.places();
        let idle = places.iter().filter(|place| !place.at_work.load(Ordering::Relaxed));
        if let Some(place) = idle.min_by_key(|place| place.active.load(Ordering::Relaxed)) {
            place.leave.notify_one();
        }
    }
}

impl Taken {
    fn places(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Place>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Waits until somebody else needs the place.
    pub(super) async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }

    /// Notes that a request is being answered here.
    pub(super) fn at_work(&self) -> AtWork<'_> {
        self.at_work.store(true, Ordering::Relaxed);
        AtWork(self)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.active.store(self.0.count.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        self.0.at_work.store(false, Ordering::Relaxed);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.taken.places().retain(|place| !Arc::ptr_eq(place, &self.place));
    }
}
