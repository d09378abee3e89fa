//! Documents in, what was understood or what is wrong out.

mod forms_and_calendars;

use crate::{Form, Problems, Settings, read_calendar, read_sequence};
use cadence::ids::{FormId, SequenceId, Version};
use cadence::sequence::{Sequence, Verb};
use cadence::window::Days;
use proptest::prelude::*;
use std::fmt::Debug;

const SETTINGS: &str = r#"{
    "company": { "legal_name": "株式会社ひきゃく商店", "postal_address": "東京都千代田区1-1",
                 "contact": { "phone": "03-0000-0000" } },
    "sender": { "name": "ひきゃく商店", "address": "hello@example.co.jp" } }"#;

fn settings() -> Settings {
    Settings::read(SETTINGS).unwrap()
}

fn sequence_id() -> SequenceId {
    SequenceId::parse("s").unwrap()
}

fn form_id() -> FormId {
    FormId::parse("f").unwrap()
}

fn sequence(text: &str) -> Result<Sequence, Problems> {
    read_sequence(sequence_id(), Version::from_digest(&[1; 16]), text, &settings())
}

fn form(text: &str) -> Result<Form, Problems> {
    Form::read(form_id(), text)
}

/// Pointer and rule of everything that is wrong.
fn wrong<T: Debug>(read: Result<T, Problems>) -> String {
    let problems = read.unwrap_err().0;
    let lines = problems.iter().map(|it| format!("{} {}: {}", it.pointer, it.rule, it.message.english()));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_smallest_settings_have_sensible_defaults() {
    let settings = settings();
    assert_eq!(settings.defaults.window.days, Days::Business);
    assert_eq!(settings.policy.honorific, "様");
    assert_eq!(settings.policy.caps.len(), 3);
    insta::assert_debug_snapshot!(settings.defaults, @r#"
    Defaults {
        window: Window {
            from: 09:00:00,
            to: 18:00:00,
            days: Business,
        },
        if_late: IfLate {
            by: Days(
                3,
            ),
            then: Skip,
        },
        if_unknown: Skip,
        calendar: "japan",
    }
    "#);
}

#[test]
fn everything_wrong_in_the_settings_is_reported_at_once() {
    let text = r#"{
        "company": { "legal_name": " ", "postal_address": "東京都", "contact": {} },
        "sender": { "name": "A" },
        "time_zone": "Tokyo", "send_between": { "from": "18:00", "to": "9:00", "on": "every day", "on_days": [] },
        "caps": [ { "mails": 0, "days": 1 }, { "mails": 3, "days": 7 } ],
        "score": { "half_life": "3 days", "hot": { "engagement": 60, "again_below": 60 } } }"#;
    insta::assert_snapshot!(wrong(Settings::read(text)), @r#"
    /company/legal_name empty-text: `legal_name` is empty
    /company/contact company-contact: no way to reach the company is given, and the law wants one in every mail
    /sender missing-key: `address` is missing
    /time_zone bad-time-zone: "Tokyo" is not a time zone
    /send_between/to bad-time: "9:00" is not a time of day
    /send_between window-days: `on` and `on_days` are both there
    /caps/0 cap-zero: 0 mails in 1 days lets nothing through or says nothing
    /score/half_life half-life-short: a half-life of 3 days forgets people over a weekend
    /score/hot hot-again: `again_below` 60 is not below `engagement` 60
    "#);
}

#[test]
fn caps_that_can_never_be_reached_contradict_each_other() {
    let caps = r#", "caps": [ { "mails": 3, "days": 7 }, { "mails": 2, "days": 30 } ] }"#;
    let text = format!("{}{caps}", SETTINGS.trim_end_matches('}').trim_end());
    insta::assert_snapshot!(wrong(Settings::read(&text)), @"/caps/0 cap-contradiction: 3 mails in 7 days can never be reached: 2 mails in 30 days is stricter");
}

#[test]
fn a_cap_counts_as_many_mails_as_a_run_remembers() {
    let text = |mails: u32| {
        format!(
            "{}, \"caps\": [ {{ \"mails\": {mails}, \"days\": 30 }} ] }}",
            SETTINGS.trim_end_matches('}').trim_end()
        )
    };
    assert!(Settings::read(&text(12)).is_ok());
    insta::assert_snapshot!(wrong(Settings::read(&text(13))), @"/caps/0 cap-large: a cap counts at most 12 mails, and 13 are written");
}

#[test]
fn ceilings_are_read_and_those_that_let_nothing_through_are_refused() {
    let with = |members: &str| format!("{}, {members} }}", SETTINGS.trim_end_matches('}').trim_end());
    let read = Settings::read(&with(
        r#""trusted_proxies": ["10.0.0.0/8"], "ceilings": { "address": { "runs_per_day": 20 }, "restart_after": "2 days" }"#,
    ));
    let ceilings = read.unwrap().policy.ceilings;
    assert_eq!((ceilings.address.a_day, ceilings.address.a_month), (20, 20));
    assert_eq!(ceilings.trusted_proxies, ["10.0.0.0/8".parse().unwrap()]);
    assert_eq!(ceilings.restart_after, chrono::TimeDelta::days(2));
    assert_eq!(ceilings.caller, cadence::ceiling::Ceilings::usual().caller);
    let bad = r#""trusted_proxies": ["proxy.example"], "ceilings": {
        "address": { "runs_per_day": 9, "runs_per_month": 8 }, "caller": { "posts_per_hour": 0 },
        "domain": { "per_day": 0 }, "everybody": {}, "restart_after": "1 month" }"#;
    insta::assert_snapshot!(wrong(Settings::read(&with(bad))), @r#"
    /ceilings/address ceiling-contradiction: `runs_per_day` 9 can never be reached: `runs_per_month` is 8
    /ceilings/caller/posts_per_hour ceiling-zero: `posts_per_hour` of 0 lets nothing through
    /ceilings/domain/per_day ceiling-zero: `per_day` of 0 lets nothing through
    /ceilings/restart_after bad-duration: "1 month" has no fixed length
    /trusted_proxies/0 bad-network: "proxy.example": this is no IP address and no network; write one such as 203.0.113.7 or 10.0.0.0/8
    "#);
    insta::assert_snapshot!(wrong(Settings::read(&with(r#""ceilings": { "address": { "runs_per_month": 61 } }"#))), @"/ceilings/address ceiling-too-high: more than 60 runs in a month for one address");
}

#[test]
fn a_human_check_is_for_the_public_and_has_a_field_of_its_own() {
    let with = |more: &str| {
        form(&format!(
            r#"{{ "fields": [ {{ "name": "email", "type": "email" }} ], "human_check": true{more} }}"#
        ))
    };
    assert!(with("").unwrap().human_check);
    insta::assert_snapshot!(wrong(with(r#", "staff_only": true, "honeypot": "human_check""#)), @r#"
    /human_check human-check-for-staff: a form for staff has a key of its own and needs no human check
    /human_check human-check-is-field: "human_check" is the field of the human check, and the form uses it for something else
    "#);
}

#[test]
fn the_example_of_the_win_back_sequence_is_understood() {
    let text = r#"{ "$schema": "../sequence.schema.json",
      "title": "休眠顧客の掘り起こし", "language": "ja", "purpose": "marketing",
      "start": { "sweep": { "quiet_for": "180 days", "only_if": { "tag": "customer" }, "at_most_per_day": 500 } },
      "start_again": "after 365 days",
      "goal": { "event": "purchase", "within": "60 days" },
      "stop_if": [ { "event": "complaint_opened" } ],
      "send_between": { "from": "09:00", "to": "18:00", "on": "business days" },
      "if_late": { "by": "3 days", "then": "skip" },
      "steps": [
        { "step": "value", "day": 0, "send": "value", "note": "売り込みなし。役立つ情報だけ" },
        { "step": "coupon", "day": 7, "at": "10:00", "send": "coupon" },
        { "step": "reacted", "wait_for": { "clicked": "coupon" }, "at_most": "5 days",
          "then": [ { "step": "tell-sales", "notify": "sales" },
                    { "step": "handed-over", "stop": "sales has taken over" } ],
          "else": [ { "step": "strengths", "after": "2 days", "at": "10:00", "send": "strengths" } ] },
        { "step": "stay-or-leave", "after": "3 business days", "send": "stay-or-leave" } ] }"#;
    let sequence = sequence(text).unwrap();
    let steps = sequence
        .steps
        .iter()
        .map(|it| format!("{} {:?} -> {:?} {:?}/{:?}", it.id, it.timing, it.next, it.then, it.otherwise));
    insta::assert_snapshot!(steps.collect::<Vec<_>>().join("\n"), @r"
    value Timing { anchor: Start, span: Days(0), at: None } -> Some(1) None/None
    coupon Timing { anchor: Start, span: Days(7), at: Some(10:00:00) } -> Some(2) None/None
    reacted Timing { anchor: Previous, span: Minutes(0), at: None } -> Some(6) Some(3)/Some(5)
    tell-sales Timing { anchor: Previous, span: Minutes(0), at: None } -> Some(4) None/None
    handed-over Timing { anchor: Previous, span: Minutes(0), at: None } -> Some(6) None/None
    strengths Timing { anchor: Previous, span: Days(2), at: Some(10:00:00) } -> Some(6) None/None
    stay-or-leave Timing { anchor: Previous, span: BusinessDays(3), at: None } -> None None/None
    ");
    insta::assert_debug_snapshot!((sequence.entry, sequence.reentry, sequence.goal, sequence.stop_if), @r#"
    (
        Sweep(
            SweepRule {
                quiet_for_days: 180,
                only_if: Some(
                    Tag(
                        Tag(
                            "customer",
                        ),
                    ),
                ),
                at_most_per_day: 500,
            },
        ),
        AfterDays(
            365,
        ),
        Some(
            Goal {
                event: EventName(
                    "purchase",
                ),
                within_days: Some(
                    60,
                ),
            },
        ),
        [
            EventName(
                "complaint_opened",
            ),
        ],
    )
    "#);
}

#[test]
fn a_sequence_of_two_keys_inherits_the_rest() {
    let sequence =
        sequence(r#"{ "start": { "event": "signup" }, "steps": [ { "step": "hello", "send": "hello" } ] }"#)
            .unwrap();
    assert_eq!(sequence.window, settings().defaults.window);
    assert_eq!(sequence.title, "s");
    assert!(matches!(sequence.steps.first().verb, Verb::Send { .. }));
}

#[test]
fn everything_wrong_in_a_sequence_is_reported_at_once() {
    let text = r#"{ "start": { "form": "a", "event": "b" }, "start_again": "sometimes", "goal": {},
      "steps": [
        { "step": "one", "day": 1, "after": "1 day", "send": "a", "notify": "sales" },
        { "step": "one", "at": "10:00", "send": "Große Post" },
        { "step": "three", "after": "2 hours", "at": "10:00", "send": "a" },
        { "step": "four" },
        { "step": "five", "wait_for": { "clicked": "one", "event": "x" }, "day": 3, "then": [ { "send": "x" } ] },
        { "step": "six", "choose": { "tag": "a", "any": [] }, "then": [ { "step": "seven", "stop": "" } ] },
        { "step": "eight", "send": "a", "then": [], "at_most": "1 day", "after": "soon" },
        { "step": "nine", "choose": { "attribute": "size", "at_least": 5, "equals": "x" } },
        { "step": "ten", "choose": { "all": [] } },
        { "step": "eleven", "wait": "3 years", "purpose": "marketing" } ] }"#;
    insta::assert_snapshot!(wrong(sequence(text)), @r#"
    /start start-one-way: `start` names several ways in
    /start_again bad-start-again: "sometimes" is not a way to enter again
    /goal missing-key: `event` is missing
    /steps/0 several-timings: the step says several times when it comes: day, after
    /steps/0 several-verbs: the step does several things: send, notify
    /steps/1/step duplicate-step: another step is named "one" already (/steps/0/step)
    /steps/1/at at-without-day: `at` says the time of day, but not of which day
    /steps/1/send bad-name: "Große Post" cannot be used: the id contains 'G'; use lower case letters a-z, digits, hyphens and underscores
    /steps/2/at at-without-day: `at` cannot be kept when the step comes exactly 2 hours later
    /steps/3 no-verb: the step does nothing
    /steps/4 timing-on-wait-for: a step that waits for something begins at once and cannot be timed
    /steps/4/then/0 missing-key: `step` is missing
    /steps/4/wait_for wait-for-one-thing: `wait_for` has to wait for exactly one thing
    /steps/4 missing-key: `at_most` is missing
    /steps/5/then/0/stop empty-text: `stop` gives no reason
    /steps/5/choose condition-question: the condition asks several things at once: any, tag
    /steps/5/choose/any condition-question: the list of conditions is empty
    /steps/6/after bad-duration: "soon" is not a length of time; write a number and minutes, hours, days, business days, weeks or months, such as "3 days"
    /steps/6 branches-without-question: `then` and `else` belong to `wait_for` or `choose`
    /steps/6/at_most stray-key: `at_most` belongs to `wait_for`
    /steps/7/choose condition-comparison: `attribute` needs exactly one comparison; there are 2
    /steps/8/choose/all condition-question: the list of conditions is empty
    /steps/9/wait bad-duration: "3 years" is not a length of time; write a number and minutes, hours, days, business days, weeks or months, such as "3 days"
    /steps/9/purpose stray-key: `purpose` belongs to `send`
    "#);
}

#[test]
fn branches_nest_only_so_deep() {
    let mut steps = r#"{ "step": "end", "stop": "done" }"#.to_owned();
    for depth in 0..9 {
        steps = format!(r#"{{ "step": "c{depth}", "choose": {{ "tag": "a" }}, "then": [ {steps} ] }}"#);
    }
    let text = format!(r#"{{ "start": {{ "event": "e" }}, "steps": [ {steps} ] }}"#);
    assert!(wrong(sequence(&text)).contains("branches-too-deep"));
}

#[test]
fn an_unknown_key_is_an_error_and_not_silence() {
    insta::assert_snapshot!(wrong(form(r#"{ "feilds": [] }"#)), @" json: unknown field `feilds`, expected one of `$schema`, `title`, `language`, `fields`, `consent`, `confirm`, `staff_only`, `honeypot`, `human_check`, `thanks_url`, `allow_origins`, `tags`, `note` at line 1 column 10");
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(
        text in "(?s).{0,80}",
        near in "\\{\"(steps|start|fields|closed|company|caps|stop_if)\":[\\[{]?(\"[a-z_]{1,8}\"|[0-9]{1,20}|[\\[\\]{}:, -]|null|true|1e9){0,12}[\\]}]{0,3}",
    ) {
        let settings = settings();
        for text in [&text, &near] {
            let _ = Settings::read(text);
            let _ = read_sequence(sequence_id(), Version::from_digest(&[1; 16]), text, &settings);
            let _ = Form::read(form_id(), text);
            let _ = read_calendar(text);
        }
    }
}
