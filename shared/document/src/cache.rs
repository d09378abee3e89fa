//! Keeps the catalog between invocations, until something else is published.

use crate::catalog::{Catalog, CatalogError};
use cadence::ids::Version;
use cadence::publication::Publication;
use std::sync::{Arc, Mutex, PoisonError};

/// The catalog read last, with the head version it belongs to.
#[derive(Debug, Default)]
pub struct CatalogCache(Mutex<Option<(Version, Arc<Catalog>)>>);

/// The reason why there is no current catalog.
#[derive(Debug, thiserror::Error)]
pub enum CacheError<E> {
    /// The publications could not be loaded.
    #[error("the publications could not be loaded: {0}")]
    Load(E),
    /// They were loaded but make no catalog.
    #[error(transparent)]
    Catalog(CatalogError),
}

impl CatalogCache {
    /// The catalog of this head version; loads the publications only when the head is another than the last time.
    pub async fn current<E>(
        &self,
        head: Version,
        load: impl AsyncFnOnce() -> Result<Vec<Publication>, E>,
    ) -> Result<Arc<Catalog>, CacheError<E>> {
        if let Some(catalog) = self.kept(&head) {
            return Ok(catalog);
        }
        let publications = load().await.map_err(CacheError::Load)?;
        let catalog = Arc::new(Catalog::read(publications).map_err(CacheError::Catalog)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((head, Arc::clone(&catalog)));
        Ok(catalog)
    }

    /// The catalog of this head version if it was loaded last.
    pub fn kept(&self, head: &Version) -> Option<Arc<Catalog>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(version, _)| version == head).map(|(_, catalog)| Arc::clone(catalog))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::publication::PublicationKind;
    use std::cell::Cell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// Runs a future that never has to wait.
    fn now<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("the future waits"),
        }
    }

    fn settings() -> Vec<Publication> {
        let text = r#"{ "company": { "legal_name": "A", "postal_address": "B", "contact": { "phone": "1" } },
                        "sender": { "name": "A", "address": "hello@example.co.jp" } }"#;
        let version = Version::from_digest(&[0; 16]);
        vec![Publication {
            kind: PublicationKind::Settings,
            id: String::new(),
            version,
            text: text.to_owned(),
        }]
    }

    #[test]
    fn publications_are_loaded_once_for_each_head() {
        let cache = CatalogCache::default();
        let loads = Cell::new(0);
        for head in [1, 1, 2, 2, 2, 1] {
            let load = async || {
                loads.set(loads.get() + 1);
                Ok::<_, String>(settings())
            };
            now(cache.current(Version::from_digest(&[head; 16]), load)).unwrap();
        }
        assert_eq!(loads.get(), 3);
    }

    #[test]
    fn a_failed_load_is_told_and_tried_again() {
        let cache = CatalogCache::default();
        let head = Version::from_digest(&[1; 16]);
        let failed = now(cache.current(head.clone(), async || Err("the table is away")));
        assert_eq!(
            failed.unwrap_err().to_string(),
            "the publications could not be loaded: the table is away"
        );
        assert!(now(cache.current(head, async || Ok::<_, String>(settings()))).is_ok());
    }
}
