//! How everything that runs is told to stop.

use tokio::sync::watch;

/// Tells everything to stop.
#[derive(Debug)]
pub(super) struct Sender(watch::Sender<bool>);

/// Hears when everything is to stop.
#[derive(Debug, Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

/// The two ends.
pub(super) fn channel() -> (Sender, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Sender(sender), Stop(receiver))
}

impl Sender {
    pub(super) fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Whether everything is to stop.
    pub(super) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until everything is to stop; also when nobody is left to say so.
    pub(super) async fn asked(&mut self) {
        // The only error is that the other end is gone, which means the same.
        drop(self.0.wait_for(|stop| *stop).await);
    }
}

/// Waits for Ctrl-C or SIGTERM. A file that may not grow further is told as a full disk is, and is no reason to end.
pub(super) async fn signal() {
    #[cfg(unix)]
    let _deaf = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(
        rustix::process::Signal::XFSZ.as_raw(),
    ));
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate() => {}
    }
}

#[cfg(unix)]
async fn terminate() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending::<()>().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending::<()>().await;
}
