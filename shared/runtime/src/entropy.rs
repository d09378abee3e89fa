//! The one source of randomness.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::{Arc, Mutex, PoisonError};

/// Random bytes from the operating system, or from a seed so that a run can be repeated.
#[derive(Debug, Clone)]
pub struct Entropy(Option<Arc<Mutex<StdRng>>>);

/// The operating system gives no random bytes.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the operating system gives no random bytes; nothing can be sent without them")]
pub struct NoEntropy;

impl Entropy {
    /// From the operating system.
    pub fn system() -> Self {
        Self(None)
    }

    /// From a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], NoEntropy> {
        let mut bytes = [0; N];
        match &self.0 {
            None => getrandom::fill(&mut bytes).map_err(|_| NoEntropy)?,
            Some(seeded) => seeded.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut bytes),
        }
        Ok(bytes)
    }
}
