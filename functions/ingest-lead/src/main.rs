//! A form or API post, behind the HTTP API.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    runtime::lambda::live(async {
        let function = ingest_lead::IngestLead::in_cloud().await?;
        runtime::lambda::serve_http(&|request| function.handle(request)).await
    })
    .await
}
