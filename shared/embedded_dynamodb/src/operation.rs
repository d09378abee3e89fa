//! The operations the engine answers, from the request's JSON to the answer's.
//!
//! Streams, `PartiQL`, tags and time to live are left out: nothing here uses them, and some of them read whole tables.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde_json::{Value, json};

/// The idempotency token the SDK is told to generate, so that it can be told from one that somebody chose.
pub(crate) const GENERATED_TOKEN: &str = "generated-by-the-client";

/// One operation of DynamoDB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    GetItem,
    BatchGetItem,
    Query,
    Scan,
    PutItem,
    UpdateItem,
    DeleteItem,
    BatchWriteItem,
    TransactGetItems,
    TransactWriteItems,
    CreateTable,
    DescribeTable,
    DeleteTable,
    ListTables,
}

/// The answer: an HTTP status and a JSON body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Operation {
    pub(crate) const ALL: [Self; 14] = [
        Self::GetItem,
        Self::BatchGetItem,
        Self::Query,
        Self::Scan,
        Self::PutItem,
        Self::UpdateItem,
        Self::DeleteItem,
        Self::BatchWriteItem,
        Self::TransactGetItems,
        Self::TransactWriteItems,
        Self::CreateTable,
        Self::DescribeTable,
        Self::DeleteTable,
        Self::ListTables,
    ];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GetItem => "GetItem",
            Self::BatchGetItem => "BatchGetItem",
            Self::Query => "Query",
            Self::Scan => "Scan",
            Self::PutItem => "PutItem",
            Self::UpdateItem => "UpdateItem",
            Self::DeleteItem => "DeleteItem",
            Self::BatchWriteItem => "BatchWriteItem",
            Self::TransactGetItems => "TransactGetItems",
            Self::TransactWriteItems => "TransactWriteItems",
            Self::CreateTable => "CreateTable",
            Self::DescribeTable => "DescribeTable",
            Self::DeleteTable => "DeleteTable",
            Self::ListTables => "ListTables",
        }
    }

    /// Whether the operation changes data.
    pub(crate) fn writes(self) -> bool {
        match self {
            Self::GetItem
            | Self::BatchGetItem
            | Self::Query
            | Self::Scan
            | Self::TransactGetItems
            | Self::DescribeTable
            | Self::ListTables => false,
            Self::PutItem
            | Self::UpdateItem
            | Self::DeleteItem
            | Self::BatchWriteItem
            | Self::TransactWriteItems
            | Self::CreateTable
            | Self::DeleteTable => true,
        }
    }

    /// Carries the operation out. A commit is in the log then, and not yet on the disk.
    pub(crate) fn answer(self, database: &Database, body: &[u8]) -> Answer {
        let request = match self.prepared(body) {
            Ok(request) => request,
            Err(error) => return Answer::failed(&error),
        };
        self.run(database, request).unwrap_or_else(|error| Answer::failed(&error))
    }

    /// The request as the engine is to see it.
    ///
    /// The engine walks every client token of the last ten minutes in each transaction, so the one the SDK made up is taken
    /// out; nothing repeats a request here. A read without a limit loads the whole partition or table, so it is refused.
    fn prepared(self, body: &[u8]) -> Result<Value, DynoxideError> {
        let mut request: Value = serde_json::from_slice(body)
            .map_err(|error| DynoxideError::SerializationException(error.to_string()))?;
        match self {
            Self::Query | Self::Scan if request.get("Limit").is_none() => {
                Err(DynoxideError::ValidationException(format!(
                    "{} without Limit reads everything into memory; give a Limit and page",
                    self.name()
                )))
            }
            Self::TransactWriteItems => {
                if request.get("ClientRequestToken").and_then(Value::as_str) == Some(GENERATED_TOKEN)
                    && let Some(fields) = request.as_object_mut()
                {
                    fields.remove("ClientRequestToken");
                }
                Ok(request)
            }
            Self::GetItem
            | Self::BatchGetItem
            | Self::Query
            | Self::Scan
            | Self::PutItem
            | Self::UpdateItem
            | Self::DeleteItem
            | Self::BatchWriteItem
            | Self::TransactGetItems
            | Self::CreateTable
            | Self::DescribeTable
            | Self::DeleteTable
            | Self::ListTables => Ok(request),
        }
    }

    fn run(self, database: &Database, request: Value) -> Result<Answer, DynoxideError> {
        macro_rules! on_database {
            ($action:ident) => {
                Answer::succeeded(&database.$action(serde_json::from_value(request).map_err(unreadable)?)?)
            };
        }
        match self {
            Self::GetItem => on_database!(get_item),
            Self::BatchGetItem => on_database!(batch_get_item),
            Self::Query => on_database!(query),
            Self::Scan => on_database!(scan),
            Self::PutItem => on_database!(put_item),
            Self::UpdateItem => on_database!(update_item),
            Self::DeleteItem => on_database!(delete_item),
            Self::BatchWriteItem => on_database!(batch_write_item),
            Self::TransactGetItems => on_database!(transact_get_items),
            Self::TransactWriteItems => on_database!(transact_write_items),
            Self::CreateTable => on_database!(create_table),
            Self::DescribeTable => on_database!(describe_table),
            Self::DeleteTable => on_database!(delete_table),
            Self::ListTables => on_database!(list_tables),
        }
    }
}

impl Answer {
    /// The answer to an operation that is not among ours.
    pub(crate) fn unknown_operation(name: &str) -> Self {
        let body = json!({
            "__type": "com.amazon.coral.service#UnknownOperationException",
            "message": format!("the embedded engine does not answer {name:?}"),
        });
        Self { status: 400, body: body.to_string() }
    }

    /// The answer where the engine cannot keep its promise.
    pub(crate) fn broken(message: &str) -> Self {
        let body = json!({
            "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError",
            "message": message,
        });
        Self { status: 500, body: body.to_string() }
    }

    fn succeeded(answer: &impl Serialize) -> Result<Self, DynoxideError> {
        serde_json::to_string(answer)
            .map(|body| Self { status: 200, body })
            .map_err(|error| DynoxideError::InternalServerError(error.to_string()))
    }

    fn failed(error: &DynoxideError) -> Self {
        Self { status: error.status_code(), body: error.to_json() }
    }
}

/// A well-formed request that the engine's types refuse is a mistake in it, as DynamoDB sees it.
#[expect(clippy::needless_pass_by_value, reason = "used as the function of map_err")]
fn unreadable(error: serde_json::Error) -> DynoxideError {
    let text = error.to_string();
    let mut reason = text.as_str();
    for marker in [
        "VALIDATION_REQUEST:",
        "VALIDATION_AS_READ:",
        "VALIDATION:",
        "SERIALIZATION_AS_READ:",
        "SERIALIZATION:",
    ] {
        reason = reason.strip_prefix(marker).unwrap_or(reason);
    }
    DynoxideError::ValidationException(reason.to_owned())
}
