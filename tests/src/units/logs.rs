//! The lines that functions log, as Lambda would hand them on; only their bytes are kept.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tracing_subscriber::fmt::MakeWriter;

/// The bytes that CloudWatch adds to each line when it counts (CloudWatch Logs, `PutLogEvents`).
const LINE_BYTES: u64 = 26;

/// The mark in the line that tells of a mail which the gate did not let through.
const GATE: &[u8] = b"\"gate.denial\"";

/// Bytes logged so far. Clones count together.
#[derive(Debug, Clone, Default)]
pub(super) struct LogBytes {
    bytes: Arc<AtomicU64>,
    gate: Arc<AtomicU64>,
}

impl LogBytes {
    pub(super) fn read(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let bytes = self.bytes.load(Ordering::Relaxed) as f64;
        bytes
    }

    /// The number of times the gate has refused a mail.
    pub(super) fn gate_denials(&self) -> u64 {
        self.gate.load(Ordering::Relaxed)
    }
}

impl Write for LogBytes {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.bytes.fetch_add(line.len() as u64 + LINE_BYTES, Ordering::Relaxed);
        if line.windows(GATE.len()).any(|part| part == GATE) {
            self.gate.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogBytes {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
