//! The records of grounds given.

use crate::items::consent::{self, ConsentRecord};
use crate::keys::{self, CONSENT};
use crate::{Result, Store};
use cadence::ids::LeadId;

impl Store {
    /// Every ground that was ever given for the lead, also those without effect, the earliest first, read strongly. They are written by [`Store::admit`].
    pub async fn consents_of(&self, lead: &LeadId) -> Result<Vec<ConsentRecord>> {
        let items = self.query_all("read the consents of a lead", &keys::lead(lead), CONSENT).await?;
        items.iter().map(consent::read).collect()
    }
}
