//! Work on several leads at the same time, where each waits for the table most of the time.

use runtime::boxed::Boxed;
use std::future::poll_fn;
use std::task::Poll;

/// Work under way, or its result.
enum Part<'a, T> {
    Pending(Boxed<'a, T>),
    Ready(T),
}

/// Waits for all of it. Results come in the order of the work.
pub(crate) async fn together<T>(work: Vec<Boxed<'_, T>>) -> Vec<T> {
    let mut parts: Vec<Part<'_, T>> = work.into_iter().map(Part::Pending).collect();
    poll_fn(|context| {
        let mut is_pending = false;
        for part in &mut parts {
            let Part::Pending(pending) = part else { continue };
            match pending.as_mut().poll(context) {
                Poll::Ready(result) => *part = Part::Ready(result),
                Poll::Pending => is_pending = true,
            }
        }
        if is_pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    let result = |part| match part {
        Part::Ready(result) => Some(result),
        Part::Pending(_) => None,
    };
    parts.into_iter().filter_map(result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::Mutex;
    use std::task::{Context, Waker};

    #[test]
    fn work_goes_on_side_by_side_and_its_results_keep_their_order() {
        let told = Mutex::new(Vec::new());
        let waits = |name: u8, mut left: u8| -> Boxed<'_, u8> {
            let told = &told;
            Box::pin(async move {
                poll_fn(|_| {
                    told.lock().unwrap().push(name);
                    left -= 1;
                    if left == 0 { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
                name
            })
        };
        let mut all = pin!(together(vec![waits(1, 3), waits(2, 1), waits(3, 2)]));
        let mut context = Context::from_waker(Waker::noop());
        let result = loop {
            if let Poll::Ready(result) = all.as_mut().poll(&mut context) {
                break result;
            }
        };
        assert_eq!(result, [1, 2, 3]);
        assert_eq!(*told.lock().unwrap(), [1, 2, 3, 1, 3, 1]);
    }
}
