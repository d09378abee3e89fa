//! Batches of the feedback queue.

use gateway::queue::Incoming;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logging::json();
    let function = record_feedback::RecordFeedback::in_cloud().await?;
    runtime::lambda::serve_queue(|records| function.handle(Incoming::all(records))).await
}
