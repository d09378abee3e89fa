//! Runs that strangers begin for one mailbox: five a day, fifteen in thirty days, and then one transactional run a day. Of all of
//! them, twelve first mails at once, and one in 7.2 minutes.

use super::play::{Play, id, lead, waiting};
use crate::happening::What;
use cadence::enrollment::Enrollment;
use cadence::ids::{FormId, LeadId, RunId};
use chrono::TimeDelta;

/// So many more runs after the first one, so much time apart.
fn more_runs(many: u8, apart: TimeDelta, mailbox: Option<usize>) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    let form = FormId::parse(if mailbox.is_some() { "material-request" } else { "customer" }).unwrap();
    for number in 1..=many {
        play.pass(apart);
        play.tell(What::PostBegan { lead: lead(), form: form.clone(), mailbox });
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

/// So many people come, so much time apart.
fn newcomers(many: u8, apart: TimeDelta) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    let (first, form) = (play.standing.take().unwrap(), FormId::parse("material-request").unwrap());
    for number in 1..=many {
        play.pass(apart);
        let lead = LeadId::parse(&id(number)).unwrap();
        let post =
            What::PostBegan { lead: lead.clone(), form: form.clone(), mailbox: Some(usize::from(number)) };
        play.tell(post);
        let (run, state) = (RunId::parse(&id(number)).unwrap(), waiting("material", play.now));
        let after = Enrollment { lead, run, started_at: play.now, state, ..first.clone() };
        play.tell(What::EnrollmentWritten { invocation: None, before: None, after: Some(after) });
    }
    play.broken()
}

#[test]
fn first_mails_that_come_faster_than_the_pace_of_everybody_are_found() {
    assert_eq!(newcomers(12, TimeDelta::zero()), [""; 0], "as many as have a place, and one in the line");
    assert_eq!(newcomers(13, TimeDelta::zero()), ["pace-broken"]);
    assert_eq!(newcomers(60, TimeDelta::seconds(432)), [""; 0], "at the pace");
    assert_eq!(newcomers(60, TimeDelta::seconds(300)), ["pace-broken"]);
}
