//! Batches of the send queue.

use gateway::queue::Incoming;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logging::json();
    let function = send_email::SendEmail::in_cloud().await?;
    runtime::lambda::serve_queue(|records| function.handle(Incoming::all(records))).await
}
