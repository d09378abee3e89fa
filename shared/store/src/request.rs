//! The requests all others are made of: get, put, update, delete, query. Each sorts failures and checks sizes.

mod plain;
mod revision;

pub(crate) use crate::key::key_of;
pub(crate) use revision::{REV, revised, stored, unchanged};

use crate::attributes::Attributes;
use crate::calls;
use crate::error::StoreError;
use crate::expression::Terms;
use crate::items::card::is_tombstone;
use crate::key::Key;
use crate::stored::{Saved, Stored};
use crate::{Result, Store, size};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{KeysAndAttributes, ReturnValue, ReturnValuesOnConditionCheckFailure};
use cadence::limits::CONTENDED_TRIES_MAX;
use std::collections::HashMap;

/// Items asked for at a time where all of them are wanted.
pub(crate) const PAGE: i32 = 100;
/// Keys in one batch read (Amazon DynamoDB API Reference, `BatchGetItem`).
const BATCH: usize = 100;

/// The outcome of a conditional write.
#[derive(Debug)]
pub(crate) enum Written {
    /// It was carried out; the item after an update, or before it where that was asked for; nothing after a put.
    Done(Attributes),
    /// The condition did not hold; what stands there.
    Refused(Option<Attributes>),
}

/// A query of one partition.
#[derive(Debug)]
pub(crate) struct Query<'a> {
    pub(crate) operation: &'static str,
    /// An index, or the table itself, which is read strongly.
    pub(crate) index: Option<&'static str>,
    pub(crate) condition: &'a str,
    pub(crate) terms: Terms,
    pub(crate) limit: i32,
    pub(crate) after: Option<Attributes>,
    /// Whether the order of the sort key is turned round.
    pub(crate) latest_first: bool,
}

/// A page of items and where the next one begins.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) items: Vec<Attributes>,
    pub(crate) next: Option<Attributes>,
}

impl Store {
    /// One item, as it stands after every write that was answered.
    pub(crate) async fn get(&self, operation: &'static str, key: &Key) -> Result<Option<Attributes>> {
        let answer = calls::get_item(
            self.client
                .get_item()
                .table_name(&*self.table)
                .set_key(Some(key.attributes()))
                .consistent_read(true),
        )
        .await
        .map_err(|error| StoreError::of(operation, &error))?;
        Ok(answer.item)
    }

    /// One item as it stood some time ago, at half the price: for items that never change once they are written.
    pub(crate) async fn get_weakly(&self, operation: &'static str, key: &Key) -> Result<Option<Attributes>> {
        let request = self.client.get_item().table_name(&*self.table).set_key(Some(key.attributes()));
        let answer = calls::get_item(request).await.map_err(|error| StoreError::of(operation, &error))?;
        Ok(answer.item)
    }

    /// One item with its revision; none where a tombstone stands.
    pub(crate) async fn get_stored<T>(
        &self,
        operation: &'static str,
        key: &Key,
        read: fn(&Attributes) -> Result<T>,
    ) -> Result<Option<Stored<T>>> {
        let item = self.get(operation, key).await?.filter(|item| !is_tombstone(item));
        item.map(|item| stored(&item, read)).transpose()
    }

    /// Many items by their keys, read strongly; keys without an item are left out.
    pub(crate) async fn batch_get(
        &self,
        operation: &'static str,
        keys: &[Key],
    ) -> Result<HashMap<Key, Attributes>> {
        let mut found = HashMap::new();
        for chunk in keys.chunks(BATCH) {
            let mut wanted: Vec<Attributes> = chunk.iter().map(Key::attributes).collect();
            let mut tries = 0;
            while !wanted.is_empty() {
                if tries == CONTENDED_TRIES_MAX {
                    return Err(StoreError::contended(operation));
                }
                tries += 1;
                let (items, rest) = self.batch_get_once(operation, wanted).await?;
                found.extend(items.into_iter().filter_map(|item| Some((key_of(&item)?, item))));
                wanted = rest;
            }
        }
        Ok(found)
    }

    async fn batch_get_once(
        &self,
        operation: &'static str,
        keys: Vec<Attributes>,
    ) -> Result<(Vec<Attributes>, Vec<Attributes>)> {
        let asked = KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .consistent_read(true)
            .build()
            .map_err(|error| StoreError::unbuilt(operation, &error))?;
        let answer = calls::batch_get_item(self.client.batch_get_item().request_items(&*self.table, asked))
            .await
            .map_err(|error| StoreError::of(operation, &error))?;
        let items = answer.responses.and_then(|mut tables| tables.remove(&*self.table)).unwrap_or_default();
        let rest = answer.unprocessed_keys.and_then(|mut tables| tables.remove(&*self.table));
        Ok((items, rest.map(|keys| keys.keys).unwrap_or_default()))
    }

    /// Writes the item whatever stands there.
    pub(crate) async fn put(
        &self,
        operation: &'static str,
        kind: &'static str,
        item: Attributes,
    ) -> Result<()> {
        check_size(kind, &item)?;
        calls::put_item(self.client.put_item().table_name(&*self.table).set_item(Some(item)))
            .await
            .map_err(|error| StoreError::of(operation, &error))?;
        Ok(())
    }

    /// Writes the item where the condition holds.
    pub(crate) async fn put_where(
        &self,
        operation: &'static str,
        kind: &'static str,
        item: Attributes,
        condition: &str,
        terms: &Terms,
    ) -> Result<Written> {
        check_size(kind, &item)?;
        let sent = calls::put_item(
            self.client
                .put_item()
                .table_name(&*self.table)
                .set_item(Some(item))
                .condition_expression(condition)
                .set_expression_attribute_names(terms.names())
                .set_expression_attribute_values(terms.values())
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld),
        )
        .await;
        match sent {
            Ok(_) => Ok(Written::Done(Attributes::new())),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(Written::Refused(failed.item.clone()))
                }
                _ => Err(StoreError::of(operation, &error)),
            },
        }
    }

    /// Writes the next revision of an item. An item that already is what was wanted was written by a call whose answer got
    /// lost.
    pub(crate) async fn save<T>(
        &self,
        operation: &'static str,
        kind: &'static str,
        item: Attributes,
        seen: Option<u64>,
        read: fn(&Attributes) -> Result<T>,
    ) -> Result<Saved<T>> {
        let item = revised(item, seen, None);
        let (condition, terms) = unchanged(seen);
        match self.put_where(operation, kind, item.clone(), condition, &terms).await? {
            Written::Done(_) => Ok(Saved::Yes(stored(&item, read)?)),
            Written::Refused(Some(old)) if old == item => Ok(Saved::Yes(stored(&item, read)?)),
            Written::Refused(Some(old)) if is_tombstone(&old) => Ok(Saved::Conflict(None)),
            Written::Refused(Some(old)) => Ok(Saved::Conflict(Some(stored(&old, read)?))),
            Written::Refused(None) => Ok(Saved::Conflict(None)),
        }
    }

    /// Changes an item where the condition holds; gives it as it is then.
    pub(crate) async fn update_where(
        &self,
        operation: &'static str,
        key: &Key,
        change: &str,
        condition: &str,
        terms: &Terms,
    ) -> Result<Written> {
        self.update_giving(ReturnValue::AllNew, operation, key, change, condition, terms).await
    }

    /// Changes an item where the condition holds; gives what `returned` says.
    pub(crate) async fn update_giving(
        &self,
        returned: ReturnValue,
        operation: &'static str,
        key: &Key,
        change: &str,
        condition: &str,
        terms: &Terms,
    ) -> Result<Written> {
        let sent = calls::update_item(
            self.client
                .update_item()
                .table_name(&*self.table)
                .set_key(Some(key.attributes()))
                .update_expression(change)
                .condition_expression(condition)
                .set_expression_attribute_names(terms.names())
                .set_expression_attribute_values(terms.values())
                .return_values(returned)
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld),
        )
        .await;
        match sent {
            Ok(answer) => Ok(Written::Done(answer.attributes.unwrap_or_default())),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(Written::Refused(failed.item.clone()))
                }
                _ => Err(StoreError::of(operation, &error)),
            },
        }
    }

    /// One page of a partition, in the order of its sort key.
    pub(crate) async fn query(&self, query: &Query<'_>) -> Result<Page> {
        let answer = calls::query(
            self.client
                .query()
                .table_name(&*self.table)
                .set_index_name(query.index.map(str::to_owned))
                .consistent_read(query.index.is_none())
                .key_condition_expression(query.condition)
                .set_expression_attribute_names(query.terms.names())
                .set_expression_attribute_values(query.terms.values())
                .limit(query.limit)
                .scan_index_forward(!query.latest_first)
                .set_exclusive_start_key(query.after.clone()),
        )
        .await
        .map_err(|error| StoreError::of(query.operation, &error))?;
        Ok(Page { items: answer.items.unwrap_or_default(), next: answer.last_evaluated_key })
    }

    /// All items of a partition whose sort key begins with the prefix, read strongly.
    pub(crate) async fn query_all(
        &self,
        operation: &'static str,
        pk: &str,
        prefix: &str,
    ) -> Result<Vec<Attributes>> {
        let terms = Terms::new().name("pk").text("pk", pk);
        let (condition, terms) = if prefix.is_empty() {
            ("#pk = :pk", terms)
        } else {
            ("#pk = :pk AND begins_with(#sk, :prefix)", terms.name("sk").text("prefix", prefix))
        };
        let mut query =
            Query { operation, index: None, condition, terms, limit: PAGE, after: None, latest_first: false };
        let mut all = Vec::new();
        loop {
            let page = self.query(&query).await?;
            all.extend(page.items);
            match page.next {
                None => return Ok(all),
                next @ Some(_) => query.after = next,
            }
        }
    }
}

/// Refuses an item that the table would not take.
pub(crate) fn check_size(kind: &'static str, item: &Attributes) -> Result<()> {
    let bytes = size::of_item(item);
    if bytes <= size::ITEM_BYTES_MAX {
        return Ok(());
    }
    let key = key_of(item).map(|key| format!("{} / {}", key.pk, key.sk)).unwrap_or_default();
    Err(StoreError::TooLarge { kind, key, bytes, limit: size::ITEM_BYTES_MAX })
}
