//! Runs that strangers begin for one mailbox: five a day, fifteen in thirty days, and then one transactional run a day.

use super::play::{Play, id, lead, waiting};
use cadence::enrollment::Enrollment;
use cadence::ids::{FormId, RunId};
use chrono::TimeDelta;

/// So many more runs after the first one, so much time apart.
fn more_runs(many: u8, apart: TimeDelta, mailbox: Option<usize>) -> Vec<&'static str> {
    let mut play = Play::new();
    play.lead_comes_in();
    let form = FormId::parse(if mailbox.is_some() { "material-request" } else { "customer" }).unwrap();
    for number in 1..=many {
        play.pass(apart);
        play.tell(crate::faults::happening::What::PostBegan { lead: lead(), form: form.clone(), mailbox });
        let run = RunId::parse(&id(number)).unwrap();
        let standing = play.standing.clone().unwrap();
        let state = waiting("material", play.now);
        play.write(None, Some(Enrollment { run, started_at: play.now, state, ..standing }));
    }
    play.broken()
}

#[test]
fn a_sixth_run_in_a_day_is_found() {
    assert_eq!(more_runs(4, TimeDelta::hours(4), Some(0)), [""; 0]);
    assert_eq!(more_runs(5, TimeDelta::hours(4), Some(0)), ["ceiling-broken"]);
    assert_eq!(more_runs(9, TimeDelta::hours(5), Some(0)), [""; 0]);
}

#[test]
fn a_sixteenth_run_in_a_month_is_found() {
    assert_eq!(more_runs(14, TimeDelta::hours(12), Some(0)), [""; 0]);
    assert_eq!(more_runs(15, TimeDelta::hours(12), Some(0)), ["ceiling-broken"]);
}
