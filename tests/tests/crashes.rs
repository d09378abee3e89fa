//! Killed at every await: whatever was under way is dropped, and afterwards nothing is doubled and nothing is lost.

mod disk;
mod folder;
mod meanwhile;
mod standalone;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

/// Lets a future run until it has waited so many times, and drops it where it stands. None when it was killed.
///
/// Everything it asks of the one thread for blocking work is held up until it waits, so that each such question is one wait,
/// however fast the machine. A question that was asked is answered also when nobody waits for the answer any more.
async fn killed_at<F: Future>(await_number: usize, future: F) -> Option<F::Output> {
    run_until(await_number, pin!(future)).await
}

/// Lets a future run until it has waited so many times, lets something else happen meanwhile, and goes on with it. True when it
/// had ended before.
async fn overtaken_at(
    await_number: usize,
    future: impl Future<Output = ()>,
    meanwhile: impl Future<Output = ()>,
) -> bool {
    let mut future = pin!(future);
    let ended = run_until(await_number, future.as_mut()).await.is_some();
    meanwhile.await;
    if !ended {
        future.await;
    }
    ended
}

async fn run_until<F: Future>(await_number: usize, mut future: Pin<&mut F>) -> Option<F::Output> {
    let mut waited = 0;
    poll_fn(|context| {
        let (go_on, held_up) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || held_up.recv());
        let polled = future.as_mut().poll(context);
        drop(go_on);
        match polled {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => {
                waited += 1;
                if waited >= await_number { Poll::Ready(None) } else { Poll::Pending }
            }
        }
    })
    .await
}

/// Runs a test with one thread for what blocks, so that [`the_dust_settles`] means something.
fn on_one_thread(test: impl Future<Output = ()>) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().max_blocking_threads(1).build().unwrap().block_on(test);
}

/// Waits until the writes have ended that nobody waits for any more: in a process that is killed they end with it.
async fn the_dust_settles() {
    tokio::task::spawn_blocking(|| ()).await.unwrap();
}
