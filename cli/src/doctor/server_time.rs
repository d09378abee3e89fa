//! Whether the local clock goes with that of AWS.

use super::finding::Finding;
use chrono::TimeDelta;

const CHECK: &str = "clock";
/// Further off than this is worth a look.
const LOOK: TimeDelta = TimeDelta::seconds(30);
/// Further off than this, AWS refuses signatures (AWS Identity and Access Management User Guide, "Signature Version 4").
const BROKEN: TimeDelta = TimeDelta::minutes(5);

pub(super) fn judge(ahead: Option<TimeDelta>) -> Finding {
    let remedy = "set this machine's clock by the network, such as with timedatectl set-ntp true; functions in AWS have a \
                  clock of their own";
    let Some(ahead) = ahead else {
        return Finding::look(CHECK, "unknown: no answer of AWS had a date", remedy);
    };
    let (seconds, off) = (ahead.num_seconds().unsigned_abs(), ahead.abs());
    let way = if ahead < TimeDelta::zero() { "behind" } else { "ahead of" };
    let found = format!("{seconds} s {way} AWS");
    if off > BROKEN {
        Finding::broken(CHECK, format!("{found}; signatures are refused"), remedy)
    } else if off > LOOK {
        Finding::look(CHECK, found, remedy)
    } else {
        Finding::ok(CHECK, format!("within {} s of AWS", LOOK.num_seconds()))
    }
}
