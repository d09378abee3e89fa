//! Unsubscribe links, behind the HTTP API.

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logging::json();
    let function = manage_subscription::ManageSubscription::in_cloud().await?;
    runtime::lambda::serve_http(|request| function.handle(request)).await
}
