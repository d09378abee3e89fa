//! Walks: reading the whole table, which nothing that runs by itself may do.

use crate::attributes::Attributes;
use crate::error::StoreError;
use crate::request::PAGE;
use crate::{Result, Store};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

impl Store {
    /// Every item as one line of DynamoDB JSON (each value under the name of its type), in no order that means anything.
    /// Binary values, which no item has, are left out. Returns how many items there were.
    pub async fn export_lines(&self, mut take: impl FnMut(String)) -> Result<u64> {
        let mut count = 0;
        self.walk(|item| {
            count += 1;
            take(line(item));
        })
        .await?;
        Ok(count)
    }

    /// Shows every item, page by page.
    async fn walk(&self, mut visit: impl FnMut(&Attributes)) -> Result<()> {
        let mut after = None;
        loop {
            let page = self
                .client
                .scan()
                .table_name(&*self.table)
                .limit(PAGE)
                .set_exclusive_start_key(after)
                .send()
                .await
                .map_err(|error| StoreError::of("walk the table", &error))?;
            page.items().iter().for_each(&mut visit);
            match page.last_evaluated_key {
                None => return Ok(()),
                next @ Some(_) => after = next,
            }
        }
    }
}

fn line(item: &Attributes) -> String {
    object(item).to_string()
}

fn object(map: &Attributes) -> Value {
    map.iter().filter_map(|(name, value)| Some((name.clone(), typed(value)?))).collect::<Map<_, _>>().into()
}

fn typed(value: &AttributeValue) -> Option<Value> {
    Some(match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(flag) => json!({ "NULL": flag }),
        AttributeValue::Ss(texts) => {
            let mut sorted = texts.clone();
            sorted.sort_unstable();
            json!({ "SS": sorted })
        }
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::L(values) => json!({ "L": values.iter().filter_map(typed).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": object(map) }),
        AttributeValue::B(_) | AttributeValue::Bs(_) | _ => return None,
    })
}
