//! Every minute, by schedule.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    runtime::lambda::live(async {
        let function = cadence_tick::CadenceTick::in_cloud().await?;
        runtime::lambda::serve_schedule(&|| Box::pin(async { Ok(function.run().await?.figures()) })).await
    })
    .await
}
