//! The table itself: its shape, and what all its data depend on for good.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::expression::Terms;
use crate::keys::{self, DORMANT_INDEX, DUE_INDEX};
use crate::layout::LAYOUT;
use crate::request::Written;
use crate::{Result, Store};
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use std::time::Duration;

/// Shards of each index where the table does not say: good for a thousand index writes a second each, and cheap to look at
/// every minute.
const SHARDS_DEFAULT: u32 = 4;
/// The rules by which addresses are made one before they are hashed; other rules would make strangers of known leads.
pub const NORMALIZATION: u32 = 1;
/// The longest time for a new table to appear.
const CREATION_WAIT: Duration = Duration::from_mins(2);
/// The layout of data that name none.
const LAYOUT_UNNUMBERED: u32 = 1;
const GUARD: &str = "check the identity key";

/// The identity key that the data were written with; nothing when there are none yet.
#[derive(Debug)]
pub struct DataIdentity(Option<Attributes>);

impl DataIdentity {
    /// Refuses data of another layout; a table without any is fine.
    pub fn check_layout(&self) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), check_layout)
    }

    /// Refuses a program that runs with another identity key, and one that comes before any is settled. Functions that strangers
    /// reach ask this: they may not write what all data depend on.
    pub fn check(&self, fingerprint: &str) -> Result<()> {
        self.0
            .as_ref()
            .ok_or(StoreError::IdentityUnsettled)
            .and_then(|standing| compare(standing, fingerprint))
    }
}

impl Store {
    /// Makes the table with its indexes where there is none, and notes how many shards its indexes have. In an account the
    /// template makes the same table.
    pub async fn create_table(&self, shards: u32) -> Result<()> {
        const OPERATION: &str = "create the table";
        let unbuilt = |error: BuildError| StoreError::unbuilt(OPERATION, &error);
        let created = self
            .client
            .create_table()
            .table_name(&*self.table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(definitions().map_err(unbuilt)?))
            .set_key_schema(Some(schema("pk", "sk").map_err(unbuilt)?))
            .global_secondary_indexes(index(DUE_INDEX).map_err(unbuilt)?)
            .global_secondary_indexes(index(DORMANT_INDEX).map_err(unbuilt)?)
            .send()
            .await;
        match created {
            Ok(_) => self.await_table(OPERATION).await?,
            Err(error) => match error.as_service_error() {
                Some(CreateTableError::ResourceInUseException(_)) => {}
                _ => return Err(StoreError::of(OPERATION, &error)),
            },
        }
        let item = Draft::at(&keys::shards()).number("shards", shards).done();
        let terms = Terms::new().name("pk");
        self.put_where(OPERATION, "shards", item, "attribute_not_exists(#pk)", &terms).await?;
        Ok(())
    }

    async fn await_table(&self, operation: &'static str) -> Result<()> {
        self.client
            .wait_until_table_exists()
            .table_name(&*self.table)
            .wait(CREATION_WAIT)
            .await
            .map(|_| ())
            .map_err(|error| StoreError::Unavailable { operation, reason: error.to_string() })
    }

    /// The identity key that the data were written with, to be held against the program's own as soon as that is there.
    pub async fn identity(&self) -> Result<DataIdentity> {
        Ok(DataIdentity(self.get(GUARD, &keys::identity()).await?))
    }

    /// Refuses a program that runs with another identity key than the one the data were written with. The first program
    /// to ask settles which key that is.
    pub async fn guard_identity(&self, fingerprint: &str) -> Result<()> {
        let standing = self.identity().await?;
        self.guard_identity_against(standing, fingerprint).await
    }

    /// The same, with what was read before.
    pub async fn guard_identity_against(&self, standing: DataIdentity, fingerprint: &str) -> Result<()> {
        let key = keys::identity();
        let DataIdentity(mut standing) = standing;
        if standing.is_none() {
            let item =
                Draft::at(&key).text("fingerprint", fingerprint).number("normalization", NORMALIZATION);
            let item = item.number("layout", LAYOUT);
            let terms = Terms::new().name("pk");
            let only = "attribute_not_exists(#pk)";
            match self.put_where(GUARD, "identity", item.done(), only, &terms).await? {
                Written::Done(_) => return Ok(()),
                Written::Refused(other) => standing = other,
            }
        }
        let standing = standing.ok_or_else(|| StoreError::contended(GUARD))?;
        compare(&standing, fingerprint)
    }

    /// Says whether the data were written with this identity key; false where no program has settled a key yet. Writes
    /// nothing, unlike [`Store::guard_identity`].
    pub async fn knows_identity(&self, fingerprint: &str) -> Result<bool> {
        let standing = self.get("look at the identity key", &keys::identity()).await?;
        standing.map_or(Ok(false), |standing| compare(&standing, fingerprint).map(|()| true))
    }

    /// The number of the indexes' shards. Read once.
    pub async fn shards(&self) -> Result<u32> {
        if let Some(shards) = self.shards.get() {
            return Ok(*shards);
        }
        let read = match self.get("read the number of shards", &keys::shards()).await? {
            Some(item) => Record::new("shards", &item).number("shards")?,
            None => SHARDS_DEFAULT,
        };
        Ok(*self.shards.get_or_init(|| read))
    }
}

/// Data of another layout are refused first, since nothing can be said about a person whose refusal stands elsewhere.
fn compare(standing: &Attributes, fingerprint: &str) -> Result<()> {
    check_layout(standing)?;
    let record = Record::new("identity", standing);
    let describe =
        |fingerprint: &str, normalization: u32| format!("{fingerprint} (addresses {normalization})");
    let stored = describe(record.text("fingerprint")?, record.number("normalization")?);
    let given = describe(fingerprint, NORMALIZATION);
    if stored == given { Ok(()) } else { Err(StoreError::IdentityMismatch { stored, given }) }
}

fn check_layout(standing: &Attributes) -> Result<()> {
    let record = Record::new("identity", standing);
    let stored = if record.has("layout") { record.number("layout")? } else { LAYOUT_UNNUMBERED };
    if stored == LAYOUT { Ok(()) } else { Err(StoreError::OtherLayout { stored, given: LAYOUT }) }
}

fn definitions() -> std::result::Result<Vec<AttributeDefinition>, BuildError> {
    ["pk", "sk", "due_pk", "due_sk", "dormant_pk", "dormant_sk"]
        .into_iter()
        .map(|name| {
            AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build()
        })
        .collect()
}

fn schema(partition: &str, sort: &str) -> std::result::Result<Vec<KeySchemaElement>, BuildError> {
    [(partition, KeyType::Hash), (sort, KeyType::Range)]
        .into_iter()
        .map(|(name, kind)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build())
        .collect()
}

fn index(name: &str) -> std::result::Result<GlobalSecondaryIndex, BuildError> {
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(schema(&format!("{name}_pk"), &format!("{name}_sk"))?))
        .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
        .build()
}
