//! One refusal after another, and the order in which they win.

use super::*;
use crate::address::EmailAddress;
use crate::calendar::Calendar;
use crate::consent::Asked;
use crate::consent::{Basis, Consent, ConsentState, Proof};
use crate::fixtures::{lead, minute, start};
use crate::preferences::Preferences;
use crate::window::QuietHours;
use chrono::NaiveTime;
use std::sync::LazyLock;

const DAY: i64 = 24 * 60;
static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::plain);

fn card() -> Card {
    let consent = Consent { basis: Basis::Express, proof: Proof::Posted, obtained_at: minute(-DAY) };
    Card {
        id: lead(),
        address: EmailAddress::parse("taro@example.jp").unwrap(),
        zone: chrono_tz::Asia::Tokyo,
        consent: ConsentState { marketing: Some(consent), ..ConsentState::default() },
        preferences: Preferences::default(),
        complaint_open: false,
        created_at: minute(-DAY),
        erased_at: None,
    }
}

fn quiet(from: u32, to: u32) -> QuietHours {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    QuietHours { from: time(from), to: time(to) }
}

/// Asks at nine o'clock about a marketing mail that nothing stands against but what is changed.
fn asked<'a>(card: &'a Card, change: impl FnOnce(&mut Inquiry<'a>)) -> Option<GateDenial> {
    let (zone, calendar, quiet_hours) = (card.zone, &*CALENDAR, Some(quiet(21, 8)));
    let mut inquiry = Inquiry {
        purpose: Purpose::Marketing,
        topic: None,
        paused_until: None,
        suppression: None,
        card,
        caps: &[Cap { mails: 1, days: 1 }],
        attempts: &[],
        in_flight: 0,
        ask_again_at: minute(3),
        run_began: minute(-60),
        rules: Rules { zone, calendar, window: None, quiet_hours, spread: 0 },
    };
    change(&mut inquiry);
    ask(&inquiry, start())
}

#[test]
fn a_mail_goes_when_nothing_stands_against_it() {
    assert_eq!(asked(&card(), |_| {}), None);
}

#[test]
fn nothing_goes_until_the_moment_at_which_a_hold_is_over() {
    let paused = |until| asked(&card(), |it| it.paused_until = Some(until));
    assert_eq!(paused(minute(1)), Some(GateDenial::Paused { until: minute(1) }));
    assert_eq!(paused(start()), None);
    assert_eq!(paused(minute(-1)), None);
}

#[test]
fn a_suppressed_address_gets_no_mail_of_any_kind() {
    let suppression = Suppression { reason: SuppressionReason::HardBounce, since: minute(-DAY) };
    let refused = Some(GateDenial::Suppressed(SuppressionReason::HardBounce));
    for purpose in [Purpose::Marketing, Purpose::Transactional] {
        let asked = asked(&card(), |it| {
            (it.purpose, it.suppression) = (purpose, Some(&suppression));
        });
        assert_eq!(asked, refused, "{purpose:?}");
    }
}

#[test]
fn marketing_needs_a_ground_and_a_refusal_is_told_from_a_missing_ground() {
    let none = Card { consent: ConsentState::default(), ..card() };
    assert_eq!(asked(&none, |_| {}), Some(GateDenial::NoConsent));
    let refused = Card { consent: ConsentState { refused_at: Some(start()), ..card().consent }, ..card() };
    assert_eq!(asked(&refused, |_| {}), Some(GateDenial::Unsubscribed));
    assert_eq!(asked(&refused, |it| it.purpose = Purpose::Transactional), None);
}

#[test]
fn marketing_waits_while_a_complaint_is_open() {
    let complaining = Card { complaint_open: true, ..card() };
    assert_eq!(asked(&complaining, |_| {}), Some(GateDenial::ComplaintOpen));
    assert_eq!(asked(&complaining, |it| it.purpose = Purpose::Transactional), None);
}

#[test]
fn marketing_waits_for_the_end_of_a_pause_and_for_the_right_hour_then() {
    let until = |end| Card {
        preferences: Preferences { paused_until: Some(minute(end)), ..Preferences::default() },
        ..card()
    };
    let later = |end| asked(&until(end), |_| {});
    assert_eq!(later(5 * 60), Some(GateDenial::OnPause { until: minute(5 * 60) }));
    let night = minute(13 * 60);
    assert_eq!(later(13 * 60), Some(GateDenial::OnPause { until: night + TimeDelta::hours(10) }));
    assert_eq!(later(0), None, "the pause is over");
    assert_eq!(asked(&until(60), |it| it.purpose = Purpose::Transactional), None);
}

#[test]
fn who_asked_for_fewer_mails_waits_longer_than_the_caps_ask() {
    let preferences = Preferences { less_often: true, ..Preferences::default() };
    let (fewer, attempts) = (Card { preferences, ..card() }, [minute(-3 * DAY)]);
    let denied = asked(&fewer, |it| it.attempts = &attempts);
    assert_eq!(denied, Some(GateDenial::CapReached { until: minute(11 * DAY) }));
    assert_eq!(asked(&card(), |it| it.attempts = &attempts), None);
}

#[test]
fn marketing_waits_until_the_caps_have_room_and_the_hour_is_right() {
    let attempts = [minute(60 - DAY)];
    let capped =
        |to| asked(&card(), |it| (it.attempts, it.rules.quiet_hours) = (&attempts, Some(quiet(7, to))));
    assert_eq!(capped(9), Some(GateDenial::CapReached { until: minute(60) }));
    assert_eq!(capped(12), Some(GateDenial::CapReached { until: minute(180) }));
    let long_ago = [minute(-DAY)];
    assert_eq!(asked(&card(), |it| it.attempts = &long_ago), None);
}

#[test]
fn marketing_waits_while_a_mail_in_flight_may_use_up_the_cap() {
    let contended = Some(GateDenial::CapContended { until: minute(3) });
    assert_eq!(asked(&card(), |it| it.in_flight = 1), contended);
    let two = [Cap { mails: 2, days: 1 }];
    assert_eq!(asked(&card(), |it| (it.caps, it.in_flight) = (&two, 1)), None);
    assert_eq!(asked(&card(), |it| (it.caps, it.in_flight) = (&two, 2)), contended);
    let sent = [minute(-30)];
    assert_eq!(asked(&card(), |it| (it.caps, it.attempts, it.in_flight) = (&two, &sent, 1)), contended);
    assert_eq!(asked(&card(), |it| (it.purpose, it.in_flight) = (Purpose::Transactional, 9)), None);
}

#[test]
fn marketing_waits_for_the_right_hour() {
    let waits = |to| asked(&card(), |it| it.rules.quiet_hours = Some(quiet(7, to)));
    assert_eq!(waits(10), Some(GateDenial::WrongTime { until: minute(60) }));
    assert_eq!(waits(9), None);
}

#[test]
fn a_refusal_has_a_name_and_puts_off_or_ends_the_run() {
    let refusals = [
        GateDenial::Paused { until: minute(30) },
        GateDenial::Suppressed(SuppressionReason::Complaint),
        GateDenial::Unsubscribed,
        GateDenial::NoConsent,
        GateDenial::OnPause { until: minute(50) },
        GateDenial::ComplaintOpen,
        GateDenial::CapReached { until: minute(40) },
        GateDenial::CapContended { until: minute(3) },
        GateDenial::WrongTime { until: start() },
    ];
    let said = refusals.map(|denial| {
        let becomes = match denial.disposition(start()) {
            Disposition::PutOff { until } => {
                format!("put off by {} minutes", (until - start()).num_minutes())
            }
            Disposition::LeaveOut => "left out".to_owned(),
            Disposition::End(ending) => format!("ends the run: {}", ending.name()),
        };
        format!("{:<15} {becomes}", denial.name())
    });
    insta::assert_snapshot!(said.join("\n"), @r"
    paused          put off by 30 minutes
    suppressed      ends the run: suppressed
    unsubscribed    ends the run: unsubscribed
    no_consent      ends the run: no_consent
    on_pause        put off by 50 minutes
    complaint_open  put off by 1440 minutes
    cap_reached     put off by 40 minutes
    cap_contended   put off by 3 minutes
    wrong_time      put off by 1 minutes
    ");
}

#[test]
fn marketing_waits_for_a_confirmation_and_the_question_goes_meanwhile() {
    let asked_at = minute(-60);
    let open = |once, refused_at| Card {
        consent: ConsentState { marketing: None, refused_at, asked: Some(Asked { at: asked_at, once }) },
        ..card()
    };
    let until = minute(7 * DAY - 60);
    for refused_at in [None, Some(minute(-90))] {
        let denied = asked(&open(false, refused_at), |_| {});
        assert_eq!(denied, Some(GateDenial::ToBeConfirmed { until }), "{refused_at:?}");
    }
    let question = |card: &Card| asked(card, |it| it.purpose = Purpose::Confirmation);
    assert_eq!(question(&open(false, None)), None);
    assert_eq!(question(&open(true, Some(minute(-90)))), None);
    let nothing = Some(GateDenial::NothingToConfirm);
    assert_eq!(question(&open(false, Some(minute(-30)))), nothing, "refused since");
    assert_eq!(question(&card()), nothing);
    let earlier =
        asked(&open(false, None), |it| (it.purpose, it.run_began) = (Purpose::Confirmation, minute(-90)));
    assert_eq!(earlier, nothing, "a later question has mails of its own");
    assert_eq!(asked(&open(false, Some(minute(-30))), |_| {}), Some(GateDenial::Unsubscribed));
}

#[test]
fn who_refused_a_topic_gets_other_marketing_and_what_was_asked_for() {
    let (refused, other) = (TopicId::parse("news").unwrap(), TopicId::parse("events").unwrap());
    let preferences = Preferences { topics_refused: [refused.clone()].into(), ..Preferences::default() };
    let card = Card { preferences, ..card() };
    let denied = asked(&card, |inquiry| inquiry.topic = Some(&refused));
    assert_eq!(denied, Some(GateDenial::TopicRefused));
    assert_eq!(denied.unwrap().disposition(start()), Disposition::LeaveOut);
    assert_eq!(asked(&card, |inquiry| inquiry.topic = Some(&other)), None);
    assert_eq!(asked(&card, |_| {}), None);
    let thanks = asked(&card, |inquiry| {
        inquiry.topic = Some(&refused);
        inquiry.purpose = Purpose::Transactional;
    });
    assert_eq!(thanks, None);
}
