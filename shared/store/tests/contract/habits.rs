//! The ground of the table: habits of DynamoDB that its conditional writes, indexes and pages take for granted.
//!
//! Each is written down in the Amazon DynamoDB Developer Guide or API Reference, and asked here of whichever DynamoDB the
//! promises are tried on. They speak to it directly, so that a habit that is missing is not mistaken for a fault of ours.

pub(crate) mod conditions;
pub(crate) mod indexes;
pub(crate) mod limits;
pub(crate) mod sets;
pub(crate) mod transactions;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::{Client, operation::put_item::builders::PutItemFluentBuilder};
use std::collections::{BTreeMap, HashMap};

/// A table of our shape, spoken to directly.
pub(crate) struct Table {
    client: Client,
    name: String,
}

/// An item with its attributes in order.
type Item = BTreeMap<String, AttributeValue>;

impl Table {
    /// A new table of this name.
    pub(crate) async fn fresh(name: &str) -> Self {
        let (client, name) = (crate::place::client(), crate::place::table(name));
        store::Store::new(client.clone(), name.clone()).create_table(2).await.unwrap();
        Self { client, name }
    }

    /// A put of an item with these texts.
    fn put(&self, sk: &str, attributes: &[(&str, &str)]) -> PutItemFluentBuilder {
        let put = self.client.put_item().table_name(&self.name).item("pk", text("p")).item("sk", text(sk));
        attributes.iter().fold(put, |put, (name, value)| put.item(*name, text(value)))
    }

    async fn write(&self, sk: &str, attributes: &[(&str, &str)]) {
        self.put(sk, attributes).send().await.unwrap();
    }

    async fn read(&self, sk: &str) -> Option<Item> {
        let answer =
            self.client.get_item().table_name(&self.name).set_key(Some(key(sk))).consistent_read(true).send();
        answer.await.unwrap().item.map(|item| item.into_iter().collect())
    }
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn key(sk: &str) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".to_owned(), text("p")), ("sk".to_owned(), text(sk))])
}

fn item(sk: &str, attributes: &[(&str, &str)]) -> Item {
    let all = [("pk", "p"), ("sk", sk)].into_iter().chain(attributes.iter().copied());
    all.map(|(name, value)| (name.to_owned(), text(value))).collect()
}

/// The code of the service's refusal.
fn code<T: std::fmt::Debug, E: ProvideErrorMetadata + std::fmt::Debug>(
    answer: Result<T, SdkError<E>>,
) -> String {
    answer.unwrap_err().code().unwrap_or("no code").to_owned()
}
