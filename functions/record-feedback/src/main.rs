//! Batches of the feedback queue.

use gateway::queue::{Incoming, Unhandled};
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    runtime::lambda::live(async {
        let function = record_feedback::RecordFeedback::in_cloud().await?;
        runtime::lambda::serve_queue(&|records| {
            Box::pin(async {
                let report = function.work_through(Incoming::all(records)).await;
                (Unhandled::ids(&report.unhandled), report.figures())
            })
        })
        .await
    })
    .await
}
