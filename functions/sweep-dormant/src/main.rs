//! Once a night, by schedule.

use runtime::metrics::Figures;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    runtime::lambda::live(async {
        let function = sweep_dormant::SweepDormant::in_cloud().await?;
        runtime::lambda::serve_schedule(&|| {
            Box::pin(async { function.run().await.map(|_| Figures::default()) })
        })
        .await
    })
    .await
}
