//! The meter: processor time of another process as the system counts it, all threads, user and system.

use anyhow::Context as _;
use std::time::Duration;
use tokio::time::Instant;

/// Units of the times in `/proc/<pid>/stat` in a second; Linux shows 100 to programs on every architecture that Rust knows
/// (`USER_HZ`, proc(5)).
const UNITS_PER_SECOND: u64 = 100;
/// The span over which a process has to be at rest.
const REST: Duration = Duration::from_millis(500);
/// Processor time that a process at rest may take in that span: it keeps its clock and looks at its templates.
const REST_MAX: Duration = Duration::from_millis(20);
/// The longest that rest is waited for.
const PATIENCE: Duration = Duration::from_mins(10);

/// Processor time of a process so far.
pub(super) fn processor(process: u32) -> anyhow::Result<Duration> {
    let path = format!("/proc/{process}/stat");
    let stat = std::fs::read_to_string(&path)
        .with_context(|| format!("{path} cannot be read; this benchmark needs Linux"))?;
    let units = units(&stat).with_context(|| format!("{path} does not say the processor time"))?;
    Ok(Duration::from_millis(units * 1000 / UNITS_PER_SECOND))
}

/// `utime` and `stime`, the 14th and 15th field; the second one, in brackets, may hold spaces.
fn units(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// Waits until a process is at rest, and gives its processor time by then.
pub(super) async fn at_rest(process: u32) -> anyhow::Result<Duration> {
    let since = Instant::now();
    let mut before = processor(process)?;
    while since.elapsed() < PATIENCE {
        runtime::clock::pause(REST).await;
        let now = processor(process)?;
        if now.saturating_sub(before) <= REST_MAX {
            return Ok(now);
        }
        before = now;
    }
    anyhow::bail!("the process {process} does not come to rest")
}

/// The machine's load over the last minute, as the system says it.
pub(super) fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_times_are_read_behind_a_name_with_spaces_and_brackets() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 9 9 20 0 1 0 1 1 1";
        assert_eq!(units(stat), Some(300));
        assert_eq!(units("7 (a) S"), None);
    }
}
