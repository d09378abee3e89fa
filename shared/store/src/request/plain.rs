//! Writes without a revision: taking items away, and counters that are only added to.

use crate::calls;
use crate::error::StoreError;
use crate::expression::Terms;
use crate::keys::Key;
use crate::{Result, Store};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;

impl Store {
    /// Changes an item, making it where there is none.
    pub(crate) async fn update(
        &self,
        operation: &'static str,
        key: &Key,
        change: &str,
        terms: &Terms,
    ) -> Result<()> {
        calls::update_item(
            self.client
                .update_item()
                .table_name(&*self.table)
                .set_key(Some(key.attributes()))
                .update_expression(change)
                .set_expression_attribute_names(terms.names())
                .set_expression_attribute_values(terms.values()),
        )
        .await
        .map_err(|error| StoreError::of(operation, &error))?;
        Ok(())
    }

    /// Takes an item away, if it is there.
    pub(crate) async fn delete(&self, operation: &'static str, key: &Key) -> Result<()> {
        calls::delete_item(
            self.client.delete_item().table_name(&*self.table).set_key(Some(key.attributes())),
        )
        .await
        .map_err(|error| StoreError::of(operation, &error))?;
        Ok(())
    }

    /// Takes an item away where the condition holds.
    pub(crate) async fn delete_where(
        &self,
        operation: &'static str,
        key: &Key,
        condition: &str,
        terms: &Terms,
    ) -> Result<()> {
        let sent = calls::delete_item(
            self.client
                .delete_item()
                .table_name(&*self.table)
                .set_key(Some(key.attributes()))
                .condition_expression(condition)
                .set_expression_attribute_names(terms.names())
                .set_expression_attribute_values(terms.values()),
        )
        .await;
        match sent {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(StoreError::of(operation, &error)),
            },
        }
    }
}
