//! The calls of DynamoDB's client. The code of each is compiled here; as part of an `async fn` it would be compiled again in every
//! crate that awaits one, and it is the largest part of all of them.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::batch_get_item::builders::BatchGetItemFluentBuilder;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemError, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::delete_item::builders::DeleteItemFluentBuilder;
use aws_sdk_dynamodb::operation::delete_item::{DeleteItemError, DeleteItemOutput};
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::operation::get_item::{GetItemError, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::operation::put_item::{PutItemError, PutItemOutput};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::query::{QueryError, QueryOutput};
use aws_sdk_dynamodb::operation::transact_write_items::builders::TransactWriteItemsFluentBuilder;
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::{UpdateItemError, UpdateItemOutput};
use std::pin::Pin;

/// A call that is under way.
pub(crate) type Call<T, E> = Pin<Box<dyn Future<Output = Result<T, SdkError<E>>> + Send>>;

pub(crate) fn batch_get_item(call: BatchGetItemFluentBuilder) -> Call<BatchGetItemOutput, BatchGetItemError> {
    Box::pin(call.send())
}

pub(crate) fn delete_item(call: DeleteItemFluentBuilder) -> Call<DeleteItemOutput, DeleteItemError> {
    Box::pin(call.send())
}

pub(crate) fn get_item(call: GetItemFluentBuilder) -> Call<GetItemOutput, GetItemError> {
    Box::pin(call.send())
}

pub(crate) fn put_item(call: PutItemFluentBuilder) -> Call<PutItemOutput, PutItemError> {
    Box::pin(call.send())
}

pub(crate) fn query(call: QueryFluentBuilder) -> Call<QueryOutput, QueryError> {
    Box::pin(call.send())
}

pub(crate) fn transact_write_items(
    call: TransactWriteItemsFluentBuilder,
) -> Call<TransactWriteItemsOutput, TransactWriteItemsError> {
    Box::pin(call.send())
}

pub(crate) fn update_item(call: UpdateItemFluentBuilder) -> Call<UpdateItemOutput, UpdateItemError> {
    Box::pin(call.send())
}
