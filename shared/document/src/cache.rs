//! Keeps the catalog between invocations, until something else is published.

use crate::catalog::{Catalog, CatalogError};
use cadence::publication::{Head, Publication};
use std::sync::{Arc, Mutex, PoisonError};

/// The catalog read last, with the publication it belongs to.
#[derive(Debug, Default)]
pub struct CatalogCache(Mutex<Option<(Head, Arc<Catalog>)>>);

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
    /// The catalog of this publication; loads the documents only when it is another than the last time.
    pub async fn current<E>(
        &self,
        head: Head,
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

    /// The catalog of this publication if it was loaded last.
    pub fn kept(&self, head: &Head) -> Option<Arc<Catalog>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(kept, _)| kept == head).map(|(_, catalog)| Arc::clone(catalog))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::ids::Version;
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

    fn head(version: u8, number: u64) -> Head {
        Head { version: Version::from_digest(&[version; 16]), number }
    }

    #[test]
    fn documents_are_loaded_once_for_each_publication() {
        let cache = CatalogCache::default();
        let loads = Cell::new(0);
        // The first version goes live once more, and then once more again.
        for (version, number) in [(1, 1), (1, 1), (2, 2), (2, 2), (2, 2), (1, 3), (1, 4), (1, 4)] {
            let load = async || {
                loads.set(loads.get() + 1);
                Ok::<_, String>(settings())
            };
            now(cache.current(head(version, number), load)).unwrap();
        }
        assert_eq!(loads.get(), 4);
    }

    #[test]
    fn a_failed_load_is_told_and_tried_again() {
        let cache = CatalogCache::default();
        let head = head(1, 1);
        let failed = now(cache.current(head.clone(), async || Err("the table is away")));
        assert_eq!(
            failed.unwrap_err().to_string(),
            "the publications could not be loaded: the table is away"
        );
        assert!(now(cache.current(head, async || Ok::<_, String>(settings()))).is_ok());
    }
}
