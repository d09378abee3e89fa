//! The documents of the live version.

use cadence::publication::Head;
use document::{Catalog, CatalogCache};
use std::sync::Arc;
use store::Store;

/// The catalog of the live version; an error that says what to do where nothing is published.
pub async fn published(store: &Store, cache: &CatalogCache) -> anyhow::Result<Arc<Catalog>> {
    of_head(store, cache, store.head().await?).await
}

/// The catalog of the live version; `None` if nothing was ever published.
pub async fn live_catalog(store: &Store, cache: &CatalogCache) -> anyhow::Result<Option<Arc<Catalog>>> {
    match store.head().await? {
        None => Ok(None),
        head => of_head(store, cache, head).await.map(Some),
    }
}

/// The catalog of a publication that was read already; an error that says what to do where nothing is published. Documents that
/// cannot be read are left out, and named in the log once, when they are loaded.
pub async fn of_head(
    store: &Store,
    cache: &CatalogCache,
    head: Option<Head>,
) -> anyhow::Result<Arc<Catalog>> {
    let head = head.ok_or_else(|| anyhow::anyhow!("nothing is published; run `hikyaku publish`"))?;
    if let Some(catalog) = cache.kept(&head) {
        return Ok(catalog);
    }
    let catalog = cache.current(head, async || store.publications().await).await?;
    for broken in catalog.problems() {
        tracing::error!(%broken, "a published document is left out");
    }
    Ok(catalog)
}
