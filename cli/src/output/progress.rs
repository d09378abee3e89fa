//! A line on standard error for work that takes long: after two seconds, on a terminal, gone when the work is done.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// The time that work may take before anything is said.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks of the line.
const BEAT: Duration = Duration::from_millis(250);
const LOOKS: [char; 4] = ['⠋', '⠙', '⠸', '⠴'];

/// Work under way; the line goes when this is dropped.
#[derive(Debug)]
pub struct Progress {
    work: Arc<Mutex<String>>,
    watched: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to watch over work with this name.
    pub fn over(work: impl Into<String>) -> Self {
        let work = Arc::new(Mutex::new(work.into()));
        if !io::stderr().is_terminal() {
            return Self { work, watched: None };
        }
        let (done, wait) = channel();
        let told = Arc::clone(&work);
        let watcher = std::thread::spawn(move || {
            if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            for look in LOOKS.iter().cycle() {
                let work = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
                say(&format!("\r\u{1b}[2K{look} {work} …"));
                if wait.recv_timeout(BEAT) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
            say("\r\u{1b}[2K");
        });
        Self { work, watched: Some((done, watcher)) }
    }

    /// Says how far it has come.
    pub fn tell(&self, work: String) {
        *self.work.lock().unwrap_or_else(PoisonError::into_inner) = work;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, watcher)) = self.watched.take() {
            drop(done);
            // A watcher that failed has nothing left to say.
            drop(watcher.join());
        }
    }
}

fn say(text: &str) {
    let mut stderr = io::stderr().lock();
    // Nobody is left to tell where even standard error is gone.
    drop(stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()));
}
