//! A function that does nothing: what Lambda's runtime costs by itself, to measure the others against. Told to panic it panics,
//! to see that a panic fails one invocation and not the environment.

use runtime::metrics::Figures;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::lambda::serve_queue(&|records| {
        Box::pin(async move {
            assert!(records.iter().all(|(_, body)| body != "panic"), "as it was told");
            (Vec::new(), Figures::default())
        })
    })
    .await
}
