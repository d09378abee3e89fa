//! Lambda: invocations in, answers and figures out. A function's own code sees plain HTTP requests, plain message bodies or
//! nothing, and gives a plain report.

use crate::boxed::{Boxed, LocalBoxed};
use crate::clock::Clock;
use crate::environment;
use crate::metrics::{Figures, Metric};
use crate::peer::Peer;
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use bytes::Bytes;
use lambda_http::request::RequestContext;
use lambda_http::{Body, Request, RequestExt as _};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;
use std::io::Write as _;
use std::process::ExitCode;

/// Answers one HTTP request.
pub type HttpHandler<'a> =
    dyn Fn(http::Request<Bytes>) -> Boxed<'a, http::Response<Bytes>> + Send + Sync + 'a;

/// Works through one batch of messages, each an id and a body, and gives the ids of those that have to come again.
pub type QueueHandler<'a> = dyn Fn(Vec<(String, String)>) -> LocalBoxed<'a, (Vec<String>, Figures)> + 'a;

/// Carries out one scheduled invocation.
pub type ScheduleHandler<'a> = dyn Fn() -> LocalBoxed<'a, anyhow::Result<Figures>> + 'a;

/// A whole life in Lambda: starts, serves, and says in one line of the log why it could not.
pub fn live(life: impl Future<Output = anyhow::Result<()>>) -> impl Future<Output = ExitCode> {
    let life = Box::pin(life);
    async {
        crate::logging::json();
        match life.await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the function cannot start or go on");
                ExitCode::FAILURE
            }
        }
    }
}

/// Answers HTTP requests until the environment is taken down. An answer may carry [`Figures`] among its extensions.
pub fn serve_http<'a>(handle: &'a HttpHandler<'a>) -> LocalBoxed<'a, anyhow::Result<()>> {
    Box::pin(serve_requests(handle))
}

async fn serve_requests<'a>(handle: &'a HttpHandler<'a>) -> anyhow::Result<()> {
    let teller = &Teller::from_environment()?;
    let answer = move |request: Request| async move {
        let peer = peer(&request);
        let mut request = request.map(|body| Bytes::copy_from_slice(body.as_ref()));
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        let response = handle(request).await;
        let figures = response.extensions().get::<Figures>().cloned().unwrap_or_default();
        teller.tell(&figures.and(Metric::Failures, u64::from(response.status().is_server_error())));
        Ok::<_, Error>(response.map(|bytes| match String::from_utf8(bytes.into()) {
            Ok(text) => Body::Text(text),
            Err(error) => Body::Binary(error.into_bytes()),
        }))
    };
    lambda_http::run(lambda_http::service_fn(answer)).await.map_err(|error| anyhow::anyhow!(error))
}

/// The caller of the HTTP API. The headers of a request are a stranger's; this is what API Gateway saw itself.
fn peer(request: &Request) -> Option<Peer> {
    let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else { return None };
    context.http.source_ip.as_deref()?.parse().ok().map(Peer)
}

/// Takes batches of queue messages, each an id and a body; the ids given back come again.
pub fn serve_queue<'a>(handle: &'a QueueHandler<'a>) -> LocalBoxed<'a, anyhow::Result<()>> {
    Box::pin(serve_batches(handle))
}

async fn serve_batches<'a>(handle: &'a QueueHandler<'a>) -> anyhow::Result<()> {
    let teller = &Teller::from_environment()?;
    let answer = move |event: LambdaEvent<SqsEvent>| async move {
        let records = event.payload.records.into_iter();
        let messages =
            records.map(|record| (record.message_id.unwrap_or_default(), record.body.unwrap_or_default()));
        let (failed, figures) = handle(messages.collect()).await;
        teller.tell(&figures.and(Metric::Failures, failed.len() as u64));
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
pub fn serve_schedule<'a>(handle: &'a ScheduleHandler<'a>) -> LocalBoxed<'a, anyhow::Result<()>> {
    Box::pin(serve_invocations(handle))
}

async fn serve_invocations<'a>(handle: &'a ScheduleHandler<'a>) -> anyhow::Result<()> {
    let teller = &Teller::from_environment()?;
    let answer = move |_: LambdaEvent<Value>| async move {
        let done = handle().await;
        let figures =
            done.as_ref().map_or_else(|_| Figures::default().and(Metric::Failures, 1), Clone::clone);
        teller.tell(&figures);
        done.map(drop).map_err(|error| Error::from(format!("{error:#}")))
    };
    lambda_runtime::run(service_fn(answer)).await.map_err(|error| anyhow::anyhow!(error))
}

/// Writes figures where CloudWatch Logs looks for them. One machine has no such place, so nothing else uses this.
struct Teller {
    stack: String,
    clock: Clock,
}

impl Teller {
    fn from_environment() -> anyhow::Result<Self> {
        Ok(Self { stack: environment::stack()?, clock: Clock::real() })
    }

    /// A line that cannot be written is let go: no work fails for its figures.
    fn tell(&self, figures: &Figures) {
        if let Some(line) = figures.line(&self.stack, self.clock.now()) {
            drop(writeln!(std::io::stdout().lock(), "{line}"));
        }
    }
}
