//! Shutdown: the signal that tells all loops of a program to stop.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Tells everything to stop.
#[derive(Debug)]
pub(super) struct Sender(watch::Sender<bool>);

/// Hears when everything is to stop.
#[derive(Debug, Clone)]
pub(super) struct Shutdown(watch::Receiver<bool>);

/// The two ends.
pub(super) fn channel() -> (Sender, Shutdown) {
    let (sender, receiver) = watch::channel(false);
    (Sender(sender), Shutdown(receiver))
}

impl Sender {
    pub(super) fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Shutdown {
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

/// Ctrl-C and SIGTERM, heard from the moment this is made: a program that has said how to stop it can be stopped. A file that may
/// not grow further is told as a full disk is, and is no reason to end.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: Option<Signal>,
    #[cfg(unix)]
    terminate: Option<Signal>,
    #[cfg(unix)]
    _deaf: Option<Signal>,
}

#[cfg(unix)]
impl Signals {
    /// Hears from now on.
    pub(crate) fn listen() -> Self {
        let file_size = SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
            _deaf: signal(file_size).ok(),
        }
    }

    /// Waits until one of them comes.
    pub(crate) async fn heard(&mut self) {
        tokio::select! {
            () = next(self.interrupt.as_mut()) => {}
            () = next(self.terminate.as_mut()) => {}
        }
    }
}

/// The next signal; never where the system does not tell of it.
#[cfg(unix)]
async fn next(signal: Option<&mut Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Hears from the first wait on.
    pub(crate) fn listen() -> Self {
        Self {}
    }

    /// Waits for Ctrl-C.
    pub(crate) async fn heard(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
