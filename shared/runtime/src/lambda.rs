//! Lambda: invocations in, answers out. A function's own code sees plain HTTP requests, plain message bodies or nothing.

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use bytes::Bytes;
use lambda_http::{Body, Request};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

/// Answers HTTP requests until the environment is taken down.
pub async fn serve_http<F, Answer>(handle: F) -> anyhow::Result<()>
where
    F: Fn(http::Request<Bytes>) -> Answer + Send + Sync,
    Answer: Future<Output = http::Response<Bytes>> + Send,
{
    let handle = &handle;
    let answer = move |request: Request| async move {
        let request = request.map(|body| Bytes::copy_from_slice(body.as_ref()));
        let response = Box::pin(handle(request)).await;
        Ok::<_, Error>(response.map(|bytes| match String::from_utf8(bytes.into()) {
            Ok(text) => Body::Text(text),
            Err(error) => Body::Binary(error.into_bytes()),
        }))
    };
    lambda_http::run(lambda_http::service_fn(answer)).await.map_err(|error| anyhow::anyhow!(error))
}

/// Takes batches of queue messages, each an id and a body; the ids given back come again.
pub async fn serve_queue<F, Failed>(handle: F) -> anyhow::Result<()>
where
    F: Fn(Vec<(String, String)>) -> Failed,
    Failed: Future<Output = Vec<String>>,
{
    let handle = &handle;
    let answer = move |event: LambdaEvent<SqsEvent>| async move {
        let records = event.payload.records.into_iter();
        let messages =
            records.map(|record| (record.message_id.unwrap_or_default(), record.body.unwrap_or_default()));
        let failed = Box::pin(handle(messages.collect())).await;
        let mut response = SqsBatchResponse::default();
        response.batch_item_failures = failed
            .into_iter()
            .map(|id| {
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = id;
                failure
            })
            .collect();
        Ok::<_, Error>(response)
    };
    lambda_runtime::run(service_fn(answer)).await.map_err(|error| anyhow::anyhow!(error))
}

/// Runs at every scheduled invocation; an error makes Lambda report the invocation as failed.
pub async fn serve_schedule<F, Done>(handle: F) -> anyhow::Result<()>
where
    F: Fn() -> Done,
    Done: Future<Output = anyhow::Result<()>>,
{
    let handle = &handle;
    let answer = move |_: LambdaEvent<Value>| async move {
        Box::pin(handle()).await.map_err(|error| Error::from(error.to_string()))
    };
    lambda_runtime::run(service_fn(answer)).await.map_err(|error| anyhow::anyhow!(error))
}
