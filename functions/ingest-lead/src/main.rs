//! A form or API post, behind the HTTP API.

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logging::json();
    let function = ingest_lead::IngestLead::in_cloud().await?;
    runtime::lambda::serve_http(|request| function.handle(request)).await
}
