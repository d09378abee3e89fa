//! Suppressions: addresses that get nothing.

use crate::attributes::millis;
use crate::expression::Terms;
use crate::items::suppression::{self, SINCE};
use crate::keys;
use crate::request::Written;
use crate::{Result, Store};
use cadence::ids::LeadId;
use cadence::suppression::Suppression;

impl Store {
    /// The suppression of this address, read strongly.
    pub async fn suppression(&self, lead: &LeadId) -> Result<Option<Suppression>> {
        let item = self.get("read a suppression", &keys::suppression(lead)).await?;
        item.as_ref().map(suppression::read).transpose()
    }

    /// Suppresses the address, also where it is no lead. Of several suppressions the earliest stays, with its reason; what
    /// stands in the end is returned.
    pub async fn suppress(&self, lead: &LeadId, suppression: Suppression) -> Result<Suppression> {
        let item = suppression::write(lead, suppression);
        let terms = Terms::new().name("pk").pair(SINCE, millis(suppression.since));
        let condition = "attribute_not_exists(#pk) OR #since > :since";
        match self.put_where("suppress an address", "suppression", item, condition, &terms).await? {
            Written::Refused(Some(standing)) => suppression::read(&standing),
            Written::Done(_) | Written::Refused(None) => Ok(suppression),
        }
    }
}
