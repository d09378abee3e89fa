//! Suppressions: addresses that get nothing, those that were lifted, and the soft bounces that lead to one.

use crate::attributes::Attributes;
use crate::expression::Terms;
use crate::items::suppression;
use crate::keys;
use crate::request::{self, REV, Written};
use crate::{Result, Store, StoreError};
use cadence::ids::LeadId;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::suppression::{AddressStanding, Suppression};

impl Store {
    /// The suppression of this address, read strongly.
    pub async fn suppression(&self, lead: &LeadId) -> Result<Option<Suppression>> {
        Ok(self.address_standing(lead).await?.suppression)
    }

    /// All that is known about mail to this address, read strongly.
    pub async fn address_standing(&self, lead: &LeadId) -> Result<AddressStanding> {
        let item = self.get("read a suppression", &keys::suppression(lead)).await?;
        item.as_ref().map_or_else(|| Ok(AddressStanding::default()), suppression::read)
    }

    /// Suppresses the address, also where it is no lead. Returns the suppression that stands in the end: an earlier one, or `None`
    /// if an operator has lifted it since.
    pub async fn suppress(&self, lead: &LeadId, suppression: Suppression) -> Result<Option<Suppression>> {
        // Most addresses have no item, so the first write is tried without looking.
        let mut standing = AddressStanding::default();
        standing.suppress(suppression);
        let item = numbered(lead, &standing, None);
        let terms = Terms::new().name("pk");
        match self.write_standing(item, "attribute_not_exists(#pk)", &terms).await? {
            Written::Done(_) => Ok(standing.suppression),
            Written::Refused(found) => {
                let suppress = |standing: &mut AddressStanding| standing.suppress(suppression);
                Ok(self.change_found(lead, found, suppress).await?.suppression)
            }
        }
    }

    /// Changes what is known about mail to an address, and gives what stands in the end. `change` is asked again where
    /// somebody else was faster; where it changes nothing, nothing is written.
    pub async fn change_address(
        &self,
        lead: &LeadId,
        change: impl Fn(&mut AddressStanding),
    ) -> Result<AddressStanding> {
        let found = self.get("read a suppression", &keys::suppression(lead)).await?;
        self.change_found(lead, found, change).await
    }

    async fn change_found(
        &self,
        lead: &LeadId,
        mut found: Option<Attributes>,
        change: impl Fn(&mut AddressStanding),
    ) -> Result<AddressStanding> {
        for _ in 0..CONTENDED_TRIES_MAX {
            let before = found.as_ref().map(suppression::read).transpose()?.unwrap_or_default();
            let mut after = before.clone();
            change(&mut after);
            if after == before {
                return Ok(after);
            }
            let (condition, terms, seen) = unchanged(found.as_ref())?;
            match self.write_standing(numbered(lead, &after, seen), condition, &terms).await? {
                Written::Done(_) => return Ok(after),
                Written::Refused(standing) => found = standing,
            }
        }
        Err(StoreError::contended("change a suppression"))
    }

    async fn write_standing(&self, item: Attributes, condition: &str, terms: &Terms) -> Result<Written> {
        self.put_where("suppress an address", "suppression", item, condition, terms).await
    }
}

/// The item with the revision after the one that was seen.
fn numbered(lead: &LeadId, standing: &AddressStanding, seen: Option<u64>) -> Attributes {
    request::revised(suppression::write(lead, standing), seen, None)
}

/// The condition that nobody has written since, and the revision that was seen. Items of before have none.
fn unchanged(found: Option<&Attributes>) -> Result<(&'static str, Terms, Option<u64>)> {
    let Some(found) = found else {
        return Ok(("attribute_not_exists(#pk)", Terms::new().name("pk"), None));
    };
    let record = crate::attributes::Record::new("suppression", found);
    if !record.has(REV) {
        return Ok((
            "attribute_exists(#pk) AND attribute_not_exists(#rev)",
            Terms::new().name("pk").name(REV),
            None,
        ));
    }
    let seen = record.number(REV)?;
    let (condition, terms) = request::unchanged(Some(seen));
    Ok((condition, terms, Some(seen)))
}
