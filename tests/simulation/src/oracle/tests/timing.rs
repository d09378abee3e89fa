//! Hours and days.

use super::play::{Play, tokyo};
use crate::happening::What;
use chrono::TimeDelta;

/// A marketing mail whose reads begin at this moment and whose call begins some seconds later.
fn called(month: u32, day: u32, hour: u32, minute: u32, later: i64) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    play.now = tokyo(month, day, hour, minute);
    let by = play.claims();
    play.fences(&by);
    play.reads(&by);
    play.pass(TimeDelta::seconds(later));
    play.calls(&by);
    play.broken()
}

#[test]
fn marketing_at_night_on_a_holiday_and_on_a_weekend_is_found() {
    for (month, day, hour) in [(4, 10, 22), (4, 10, 8), (4, 10, 18), (4, 29, 10), (4, 11, 10), (8, 13, 10)] {
        assert_eq!(called(month, day, hour, 0, 1), ["outside-window"], "{month}-{day} {hour}");
    }
}

#[test]
fn marketing_in_its_hours_may_go() {
    for (month, day, hour, minute) in [(4, 10, 9, 0), (4, 10, 17, 58), (5, 7, 12, 0)] {
        assert_eq!(called(month, day, hour, minute, 1), [""; 0], "{month}-{day} {hour}");
    }
}

#[test]
fn the_way_from_gate_to_door_may_take_a_minute_over_the_end_and_no_more() {
    assert_eq!(called(4, 10, 17, 59, 60), [""; 0]);
    assert_eq!(called(4, 10, 17, 59, 61), ["outside-window"]);
}

#[test]
fn transactional_mail_goes_at_any_hour() {
    let mut play = Play::new();
    play.now = tokyo(4, 11, 23, 0);
    play.lead_comes_in();
    play.hands_over();
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_version_whose_rules_are_not_known_is_found() {
    let mut play = Play::new();
    play.tell(What::Published { head: "shipped".to_owned() });
    assert_eq!(play.broken(), [""; 0]);
    play.tell(What::Published { head: "other".to_owned() });
    assert_eq!(play.broken(), ["rules-unknown"]);
}
