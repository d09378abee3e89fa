//! Every minute, by schedule.

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logging::json();
    let function = cadence_tick::CadenceTick::in_cloud().await?;
    runtime::lambda::serve_schedule(async || function.run().await.map(drop)).await
}
