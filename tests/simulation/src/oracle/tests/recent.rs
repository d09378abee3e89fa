//! The marketing mails that an enrollment remembers.

use super::play::{Play, Try, id, send_key};
use cadence::facts::Fact;
use cadence::ids::RunId;
use cadence::recent::{RecentMail, RecentMails};
use chrono::TimeDelta;

/// A lead who got a marketing mail that the enrollment remembers, and so long ago.
fn mailed(ago: TimeDelta) -> (Play, Try) {
    let mut play = Play::new();
    play.lead_comes_in();
    play.mail_goes_out("material", "stocktaking");
    let by = play.mail_goes_out("stocktaking", "wrap-up");
    let mut after = play.standing.clone().unwrap();
    let tag = send_key(&after.run, &by.step).tag();
    after.recent = RecentMails::from_parts(vec![RecentMail { at: play.now, tag }]);
    play.write(None, Some(after));
    play.pass(ago);
    (play, by)
}

/// The person posts again, and the new run remembers so much.
fn begins_anew(play: &mut Play, recent: RecentMails) {
    let mut after = play.standing.clone().unwrap();
    after.run = RunId::parse(&id(241)).unwrap();
    after.recent = recent;
    play.write(None, Some(after));
}

#[test]
fn a_new_run_that_forgets_a_mail_is_found() {
    let (mut play, _) = mailed(TimeDelta::days(3));
    begins_anew(&mut play, RecentMails::default());
    assert_eq!(play.broken(), ["mails-misremembered"]);
}

#[test]
fn a_new_run_may_forget_a_mail_that_no_cap_counts() {
    let (mut play, _) = mailed(TimeDelta::days(32));
    begins_anew(&mut play, RecentMails::default());
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_new_run_that_remembers_is_right() {
    let (mut play, _) = mailed(TimeDelta::days(3));
    let recent = play.standing.clone().unwrap().recent;
    begins_anew(&mut play, recent);
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_mail_that_was_proved_unsent_may_be_forgotten() {
    let (mut play, by) = mailed(TimeDelta::days(3));
    play.event_comes(&by, Fact::Rejected, play.now);
    begins_anew(&mut play, RecentMails::default());
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_mail_that_is_recorded_as_unsent_may_not_be_remembered() {
    for (recorded, broken) in [(true, &["mails-misremembered"][..]), (false, &[])] {
        let (mut play, by) = mailed(TimeDelta::days(3));
        play.event_is_taken(&by, Fact::Rejected, play.now);
        if recorded {
            play.event_comes(&by, Fact::Rejected, play.now);
        }
        play.world_ends();
        let found = play.broken().into_iter().filter(|name| *name == "mails-misremembered");
        assert_eq!(found.collect::<Vec<_>>(), broken, "{recorded}");
    }
}
