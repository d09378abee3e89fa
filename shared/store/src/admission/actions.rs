//! The actions of one transaction, each with the condition under which it may be carried out.

use crate::Result;
use crate::attributes::Attributes;
use crate::change::Change;
use crate::error::StoreError;
use crate::expression::Terms;
use crate::key::Key;
use crate::request::{check_size, revised, unchanged};
use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem};
use cadence::Instant;

/// The actions of a transaction, gathered.
pub(crate) struct Actions<'a> {
    pub(crate) table: &'a str,
    pub(crate) operation: &'static str,
    /// Since when the lead is known, for items that hold no time of their own.
    pub(crate) lead_since: Option<Instant>,
    pub(crate) list: Vec<TransactWriteItem>,
}

impl Actions<'_> {
    pub(crate) fn change<T>(
        &mut self,
        kind: &'static str,
        key: Key,
        change: &Change<T>,
        write: impl Fn(&T) -> Attributes,
    ) -> Result<()> {
        match change {
            Change::Create(next) => self.revision(kind, write(next), None),
            Change::Replace { seen, next } => self.revision(kind, write(next), Some(*seen)),
            Change::Keep { seen } => {
                let (condition, terms) = unchanged(Some(*seen));
                self.check(key, condition, &terms)
            }
        }
    }

    pub(crate) fn revision(&mut self, kind: &'static str, item: Attributes, seen: Option<u64>) -> Result<()> {
        self.put(kind, revised(item, seen, self.lead_since), Some(unchanged(seen)))
    }

    pub(crate) fn put(
        &mut self,
        kind: &'static str,
        item: Attributes,
        only: Option<(&str, Terms)>,
    ) -> Result<()> {
        check_size(kind, &item)?;
        let put = Put::builder().table_name(self.table).set_item(Some(item));
        let put = match only {
            None => put,
            Some((condition, terms)) => put
                .condition_expression(condition)
                .set_expression_attribute_names(terms.names())
                .set_expression_attribute_values(terms.values()),
        }
        .build()
        .map_err(|error| StoreError::unbuilt(self.operation, &error))?;
        self.list.push(TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    #[expect(clippy::needless_pass_by_value, reason = "a key is made for this one call")]
    pub(crate) fn check(&mut self, key: Key, condition: &str, terms: &Terms) -> Result<()> {
        let check = ConditionCheck::builder()
            .table_name(self.table)
            .set_key(Some(key.attributes()))
            .condition_expression(condition)
            .set_expression_attribute_names(terms.names())
            .set_expression_attribute_values(terms.values())
            .build()
            .map_err(|error| StoreError::unbuilt(self.operation, &error))?;
        self.list.push(TransactWriteItem::builder().condition_check(check).build());
        Ok(())
    }
}
