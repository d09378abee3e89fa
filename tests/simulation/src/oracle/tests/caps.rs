//! Frequency caps: one a day, three a week, eight in thirty days.

use super::play::{Play, tokyo};
use chrono::TimeDelta;

/// Two marketing mails with so much time between their calls.
fn two_mails(apart: TimeDelta) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    play.now = tokyo(4, 8, 10, 0);
    play.mail_goes_out("stocktaking", "pricing");
    play.now = tokyo(4, 8, 10, 0) + apart;
    play.mail_goes_out("pricing", "wrap-up");
    play.broken()
}

#[test]
fn two_marketing_mails_in_a_day_are_found() {
    assert_eq!(two_mails(TimeDelta::hours(4)), ["cap-broken"]);
    assert_eq!(two_mails(TimeDelta::hours(24) - TimeDelta::seconds(91)), ["cap-broken"]);
}

#[test]
fn the_second_mail_may_go_a_day_later_less_the_way_from_fence_to_call() {
    assert_eq!(two_mails(TimeDelta::hours(24)), [""; 0]);
    assert_eq!(two_mails(TimeDelta::hours(24) - TimeDelta::seconds(90)), [""; 0]);
}

#[test]
fn transactional_mail_and_a_mail_that_was_not_accepted_do_not_count() {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    play.now = tokyo(4, 6, 11, 0);
    let (by, call) = play.hands_over();
    play.refuses(call, "MessageRejected");
    play.goes_on(Some(by.invocation), "pricing");
    play.pass(TimeDelta::hours(1));
    play.mail_goes_out("pricing", "wrap-up");
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_fourth_mail_in_a_week_is_found() {
    for (days, broken) in [(2, &["cap-broken"][..]), (3, &[])] {
        let mut play = Play::new();
        play.now = tokyo(6, 1, 10, 0);
        play.lead_comes_in();
        play.mail_goes_out("material", "stocktaking");
        for (index, step) in ["stocktaking", "choosing", "pricing", "wrap-up"].iter().enumerate() {
            play.now = tokyo(6, 1, 10, 30) + TimeDelta::days(days) * i32::try_from(index).unwrap();
            let next = ["choosing", "pricing", "wrap-up", "mark-guided"][index];
            play.mail_goes_out(step, next);
        }
        let found: Vec<_> = play.broken().into_iter().filter(|name| *name == "cap-broken").collect();
        assert_eq!(found, broken, "{days}");
    }
}
