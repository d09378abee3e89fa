//! The report at the end.

use super::measure::Measured;
use hikyaku::output::{Output, Table, Tone};
use kit::verdict::Mark;
use serde_json::{Value, json};
use std::io;
use std::time::Duration;

/// Bytes of an archive at most, 8.5 MiB: a larger one takes noticeably longer to be fetched. These are compiled to be ready
/// soon; what is deployed is compiled for size, and held to 5 MiB by `.ci/long package`.
const ARCHIVE_BYTES_MAX: u64 = 17 << 19;
/// The largest ratio of a function's time to the empty program's. The machine's noise is in it, so it is told, not demanded.
const RATIO_AIM: f64 = 3.0;

/// Everything that is told.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) empty: Measured,
    pub(super) functions: Vec<Measured>,
    pub(super) survives_a_panic: bool,
}

impl Report {
    /// Whether what does not depend on the machine is as it should be.
    pub(super) fn holds(&self) -> bool {
        let small = |function: &Measured| function.archive_bytes <= ARCHIVE_BYTES_MAX;
        self.survives_a_panic && self.functions.iter().all(small)
    }

    fn ratio(&self, function: &Measured) -> f64 {
        function.median().as_secs_f64() / self.empty.median().as_secs_f64()
    }

    fn ratio_on_processor(&self, function: &Measured) -> f64 {
        function.on_processor_median().as_secs_f64() / self.empty.on_processor_median().as_secs_f64()
    }

    /// Prints it for people.
    pub(super) fn print(&self, output: &mut Output) -> io::Result<()> {
        let heading = format!("{} starts of each function, turn and turn about", self.empty.inits.len());
        output.line(output.paint(Tone::Strong, &heading))?;
        let mut table = Table::new([
            "  function",
            "init",
            "× empty",
            "processor",
            "× empty",
            "program",
            "archive",
            "memory",
            "asks AWS for",
        ]);
        for one in [&self.empty].into_iter().chain(&self.functions) {
            table.row([
                format!("  {}", one.name),
                milliseconds(one.median()),
                format!("{:.2}", self.ratio(one)),
                milliseconds(one.on_processor_median()),
                format!("{:.2}", self.ratio_on_processor(one)),
                mebibytes(one.bytes),
                mebibytes(one.archive_bytes),
                mebibytes(one.resident_median() * 1024),
                if one.asked.is_empty() { "nothing".to_owned() } else { one.asked.join(", ") },
            ]);
        }
        output.line(table.lines().join("\n"))?;
        output.line("")?;
        let slowest = self.functions.iter().map(|function| self.ratio(function)).fold(0.0, f64::max);
        let largest = self.functions.iter().map(|function| function.archive_bytes).max().unwrap_or(0);
        let judged = [
            (
                Mark::of_an_aim(slowest <= RATIO_AIM),
                format!(
                    "the slowest takes {slowest:.2} times as long as the empty one; the aim is {RATIO_AIM}"
                ),
            ),
            (
                Mark::of(largest <= ARCHIVE_BYTES_MAX),
                format!(
                    "the largest archive has {}; {} are the most",
                    mebibytes(largest),
                    mebibytes(ARCHIVE_BYTES_MAX)
                ),
            ),
            (
                Mark::of(self.survives_a_panic),
                "a panic fails one invocation and not the environment".to_owned(),
            ),
        ];
        for (mark, what) in judged {
            output.line(format!("  {} {what}", mark.shown(output)))?;
        }
        Ok(())
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Value {
        let one = |one: &Measured| {
            json!({
                "name": one.name,
                "init_ms": one.median().as_secs_f64() * 1000.0,
                "ratio": self.ratio(one),
                "processor_ms": one.on_processor_median().as_secs_f64() * 1000.0,
                "ratio_on_processor": self.ratio_on_processor(one),
                "bytes": one.bytes,
                "archive_bytes": one.archive_bytes,
                "resident_kib": one.resident_median(),
                "asked": one.asked,
            })
        };
        json!({
            "runs": self.empty.inits.len(),
            "empty": one(&self.empty),
            "functions": self.functions.iter().map(one).collect::<Vec<_>>(),
            "ratio_aim": RATIO_AIM,
            "archive_bytes_max": ARCHIVE_BYTES_MAX,
            "survives_a_panic": self.survives_a_panic,
            "holds": self.holds(),
        })
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

#[expect(clippy::cast_precision_loss, reason = "sizes of programs")]
fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
