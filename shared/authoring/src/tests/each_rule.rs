//! One small folder for each rule.

mod forms;
mod mails;
mod preferences;

use super::{FORM, SEQUENCE, SETTINGS, found};

fn sequence(text: &str) -> String {
    found(&[("sequences/welcome.json", text)])
}

/// A sequence of these steps, started by the form, in which mails `hello` are there.
fn steps(steps: &str) -> String {
    sequence(&format!("{{ \"start\": {{ \"form\": \"inquiry\" }}, \"steps\": [\n{steps}\n] }}"))
}

fn settings(member: &str) -> String {
    found(&[("settings.json", &SETTINGS.replacen('{', &format!("{{ {member},"), 1))])
}

fn form(text: &str) -> String {
    found(&[("forms/inquiry.json", text)])
}

fn body(text: &str) -> String {
    found(&[("emails/welcome/hello/body.md", text)])
}

fn html(text: &str) -> String {
    found(&[("emails/welcome/hello/body.md", ""), ("emails/welcome/hello/body.html", text)])
}

const HELLO: &str = r#"{ "step": "hello", "send": "hello" }"#;

#[test]
fn json_is_strict_and_reading_goes_on_after_a_comment_or_a_comma() {
    insta::assert_snapshot!(sequence("{\n  // no\n  \"start\": { \"form\": \"inquiri\" },\n  'steps': [ { \"step\": \"hello\", \"send\": \"hello\", }, ], }"), @r#"
    sequences/welcome.json:2:3 json-comment
      JSON has no comments → write it as "note": "…", which is allowed in every object
    sequences/welcome.json:3:14 unknown-form /start/form
      there is no form "inquiri" → did you mean "inquiry"?
    sequences/welcome.json:4:3 json-quotes
      JSON has no single quotes → write double quotes: "…"
    sequences/welcome.json:4:48 json-trailing-comma
      nothing follows this comma → remove the comma
    sequences/welcome.json:4:51 json-trailing-comma
      nothing follows this comma → remove the comma
    sequences/welcome.json:4:54 json-trailing-comma
      nothing follows this comma → remove the comma
    "#);
    insta::assert_snapshot!(sequence("{ \"start\": { \"form\": \"inquiry\" } \"steps\": [] }"), @r#"
    sequences/welcome.json:1:34 json-missing-comma
      a comma is missing before this → add a comma after what comes before
    sequences/welcome.json:1:34 no-steps /steps
      the sequence has no step → write at least one step
    "#);
    insta::assert_snapshot!(sequence(&"[".repeat(5000)), @r#"
    sequences/welcome.json:1:1 json-syntax
      more than 100 objects and lists are nested → close each where it should end
    "#);
    insta::assert_snapshot!(sequence(&SEQUENCE.replace("\"start\"", "\"title\": \"a\", \"title\": \"b\", \"start\"")), @r"
    sequences/welcome.json:2:17 duplicate-key /title
      `title` is there twice → keep one of them
    ");
}

#[test]
fn a_key_that_is_misspelt_is_understood_and_the_rest_is_checked() {
    insta::assert_snapshot!(steps(r#"{ "step": "hello", "sned": "helo" }, { "step": "b", "mail": "hello", "delay": "soon" }"#), @r#"
    sequences/welcome.json:2:20 unknown-key /steps/0/sned
      the key `sned` is not known here → did you mean "send"?
    sequences/welcome.json:2:20 unknown-mail /steps/0/send
      there is no mail "helo" (looked in emails/welcome/helo/) → did you mean "hello"?
    sequences/welcome.json:2:53 unknown-key /steps/1/mail
      the key `mail` is not known here → did you mean "send"?
    sequences/welcome.json:2:70 bad-duration /steps/1/after
      "soon" is not a length of time; write a number and minutes, hours, days, business days, weeks or months, such as "3 days" → write for example "30 minutes", "3 days" or "2 business days"
    sequences/welcome.json:2:70 unknown-key /steps/1/delay
      the key `delay` is not known here → did you mean "after"?
    "#);
    insta::assert_snapshot!(steps(r#"{ "step": "hello", "send": "hello", "colour": "red" }"#), @r"
    sequences/welcome.json:2:37 unknown-key /steps/0/colour
      the key `colour` is not known here → remove it; known here are: after, at, at_most, choose, day, else, note, notify, purpose, send, step, stop, tag, then, untag, wait, wait_for, was
    ");
}

#[test]
fn types_and_words_are_checked() {
    insta::assert_snapshot!(steps(r#"{ "step": "hello", "send": [ "hello" ], "day": -1 }, { "step": "b", "send": "hello", "day": 1.5 }, 3"#), @r#"
    sequences/welcome.json:2:20 wrong-type /steps/0/send
      a text is expected here, not a list → write it in double quotes: "…"
    sequences/welcome.json:2:41 wrong-type /steps/0/day
      -1 is less than 0 → write a larger number
    sequences/welcome.json:2:86 wrong-type /steps/1/day
      a whole number is expected here, not 1.5 → write digits without quotes, such as 3
    sequences/welcome.json:2:100 wrong-type /steps/2
      an object is expected here, not 3 → write it in braces: { … }
    "#);
    insta::assert_snapshot!(sequence(&SEQUENCE.replacen('{', r#"{ "language": "jp", "purpose": "marketting", "if_unknown": null,"#, 1)), @r#"
    sequences/welcome.json:1:3 unknown-word /language
      "jp" is not a word that is known here → did you mean "ja"?
    sequences/welcome.json:1:21 unknown-word /purpose
      "marketting" is not a word that is known here → did you mean "marketing"?
    sequences/welcome.json:1:46 wrong-type /if_unknown
      a text is expected here, not null → write it in double quotes: "…"
    "#);
}

#[test]
fn what_a_sequence_names_has_to_be_there() {
    insta::assert_snapshot!(sequence(&SEQUENCE.replace("inquiry", "enquiry")), @r#"
    sequences/welcome.json:2:14 unknown-form /start/form
      there is no form "enquiry" → did you mean "inquiry"?
    "#);
    insta::assert_snapshot!(steps(r#"{ "step": "hello", "send": "hallo" }"#), @r#"
    sequences/welcome.json:2:20 unknown-mail /steps/0/send
      there is no mail "hallo" (looked in emails/welcome/hallo/) → did you mean "hello"?
    "#);
    insta::assert_snapshot!(sequence(&SEQUENCE.replacen('{', r#"{ "calendar": "jpan","#, 1)), @r#"
    sequences/welcome.json:1:3 unknown-calendar /calendar
      there is no calendar "jpan" → did you mean "japan"?
    "#);
    insta::assert_snapshot!(settings(r#""calendar": "office""#), @r#"
    settings.json:1:3 unknown-calendar /calendar
      there is no calendar "office" → write a file in calendars/ or use "japan"; there are: japan, plain
    "#);
}

#[test]
fn a_question_is_about_a_mail_that_was_sent_before() {
    insta::assert_snapshot!(steps(&format!(r#"{HELLO},
      {{ "step": "a", "choose": {{ "any": [ {{ "clicked": "helo" }}, {{ "not": {{ "clicked": "b" }} }}, {{ "opened": "hello" }} ] }},
        "then": [ {{ "step": "b", "send": "hello" }} ], "else": [ {{ "step": "c", "wait_for": {{ "clicked": "b" }}, "at_most": "1 day" }} ] }},
      {{ "step": "d", "wait_for": {{ "delivered": "a" }}, "at_most": "1 day" }},
      {{ "step": "e", "wait_for": {{ "clicked": "b" }}, "at_most": "1 day" }}"#)), @r#"
    sequences/welcome.json:3:45 unknown-step /steps/1/choose/any/0/clicked
      there is no step "helo" → did you mean "hello"?
    sequences/welcome.json:3:77 step-asked-too-early /steps/1/choose/any/1/not/clicked
      the mail of "b" is never sent before this step: it comes later or on another way → ask about a step that comes before
    sequences/welcome.json:3:99 branch-on-opens /steps/1/choose/any/2/opened
      opens are unreliable: mail programs open mails by themselves, or never tell → branch on `clicked`, or accept that some leads take the wrong way
    sequences/welcome.json:4:94 step-asked-too-early /steps/1/else/0/wait_for/clicked
      the mail of "b" is never sent before this step: it comes later or on another way → ask about a step that comes before
    sequences/welcome.json:5:36 step-sends-nothing /steps/2/wait_for/delivered
      the step "a" sends no mail that could be delivered → name a step that sends a mail; there are: b, hello
    "#);
    insta::assert_snapshot!(settings(r#""score": { "fit": [ { "if": { "all": [ { "clicked": "hello" } ] }, "points": 1 } ] }"#), @r"
    settings.json:1:44 step-asked-outside /score/fit/0/if/all/0/clicked
      `clicked` asks about a step, but no sequence is running here → ask about a tag, an attribute, the score or an event instead
    ");
}

#[test]
fn steps_come_in_the_order_of_their_days() {
    insta::assert_snapshot!(steps(r#"{ "step": "a", "day": 3, "at": "12:00", "send": "hello" },
      { "step": "b", "day": 2, "send": "hello" },
      { "step": "c", "day": 3, "at": "10:00", "send": "hello" },
      { "step": "d", "choose": { "tag": "x" }, "then": [ { "step": "e", "day": 9, "send": "hello" } ] },
      { "step": "f", "day": 5, "send": "hello" }"#), @r"
    sequences/welcome.json:3:22 day-goes-back /steps/1/day
      day 2 is before day 3 of an earlier step; it would come at once → put the steps in the order of their days
    sequences/welcome.json:4:32 day-goes-back /steps/2/at
      10:00 on day 3 is before 12:00 of an earlier step; it would come at once → put the steps in the order of their times
    ");
}

#[test]
fn no_step_is_out_of_reach() {
    insta::assert_snapshot!(steps(&format!(r#"{HELLO}, {{ "step": "a", "stop": "done" }}, {{ "step": "b", "send": "hello" }}"#)), @r"
    sequences/welcome.json:2:72 unreachable-step /steps/2
      no lead ever comes here: the sequence ends before → remove the step, or move it before the `stop`
    ");
    insta::assert_snapshot!(steps(&format!(r#"{HELLO},
      {{ "step": "a", "choose": {{ "tag": "x" }}, "then": [ {{ "step": "b", "stop": "y" }} ], "else": [ {{ "step": "c", "stop": "z" }} ] }},
      {{ "step": "d", "send": "hello" }}"#)), @r"
    sequences/welcome.json:4:7 unreachable-step /steps/2
      no lead ever comes here: the sequence ends before → remove the step, or move it before the `stop`
    ");
    insta::assert_snapshot!(steps(&format!(r#"{HELLO}, {{ "step": "a", "choose": {{ "tag": "x" }}, "then": [], "else": [] }}"#)), @r"
    sequences/welcome.json:2:39 empty-branches /steps/1
      the step chooses between nothing and nothing → write steps in `then` or `else`, or remove the step
    ");
    insta::assert_snapshot!(steps(&format!(r#"{HELLO},
      {{ "step": "a", "wait_for": {{ "clicked": "hello" }}, "at_most": "1 day", "then": [ {{ "step": "b", "stop": "y" }} ] }},
      {{ "step": "d", "send": "hello" }}"#)), @"");
}

#[test]
fn times_of_day_lie_inside_the_hours_of_sending() {
    insta::assert_snapshot!(steps(r#"{ "step": "a", "day": 1, "at": "20:00", "send": "hello" },
      { "step": "b", "day": 2, "at": "18:00", "send": "hello" }, { "step": "c", "day": 3, "at": "17:59", "send": "hello" }"#), @r"
    sequences/welcome.json:2:26 at-outside-window /steps/0/at
      20:00 is outside the hours of sending, 09:00 to 18:00; the mail will be moved → choose a time inside, or change `send_between`
    sequences/welcome.json:3:32 at-outside-window /steps/1/at
      18:00 is outside the hours of sending, 09:00 to 18:00; the mail will be moved → choose a time inside, or change `send_between`
    ");
    insta::assert_snapshot!(sequence(&SEQUENCE.replacen('{', r#"{ "send_between": { "from": "22:00", "to": "23:00" },"#, 1)), @r"
    sequences/welcome.json:1:3 window-never-opens /send_between
      no moment of the day is inside `send_between` and outside the quiet hours of settings.json → choose hours outside the quiet hours
    ");
    insta::assert_snapshot!(settings(r#""quiet_hours": { "from": "08:00", "to": "19:00" }"#), @r"
    settings.json:1:3 window-never-opens /quiet_hours
      no moment of the day is inside `send_between` and outside `quiet_hours` → shorten the quiet hours or widen the hours of sending
    ");
    insta::assert_snapshot!(sequence(&SEQUENCE.replacen('{', r#"{ "if_late": { "by": "30 minutes", "then": "skip" },"#, 1)), @r#"
    sequences/welcome.json:1:16 if-late-short /if_late/by
      a step that is 30 minutes late is skipped, and a cap may put a mail off by a day → write at least "1 day", or "then": "send"
    "#);
}

#[test]
fn a_sequence_can_end_and_start_again_sensibly() {
    insta::assert_snapshot!(sequence(&SEQUENCE.replacen('{', r#"{ "goal": { "event": "purchase" }, "stop_if": [ { "event": "a" }, { "event": "purchase" } ],"#, 1)), @r#"
    sequences/welcome.json:1:67 goal-also-stops /stop_if/1
      "purchase" is the goal and also stops the sequence → remove it from `stop_if`; the goal ends the sequence by itself
    "#);
    insta::assert_snapshot!(sequence(r#"{ "start": { "event": "purchase" }, "goal": { "event": "purchase" }, "steps": [ { "step": "hello", "send": "hello" } ] }"#), @r#"
    sequences/welcome.json:1:47 goal-at-start /goal/event
      "purchase" starts the sequence and is its goal → choose another goal, or remove it
    "#);
    for again in ["after 30 days", "restart"] {
        let text = r#"{ "start": { "sweep": { "quiet_for": "180 days", "only_if": { "clicked": "hello" } } }, "start_again": "AGAIN",
          "steps": [ { "step": "hello", "send": "hello" } ] }"#;
        assert!(sequence(&text.replace("AGAIN", again)).contains("sweep-again-short"));
        assert!(sequence(&text.replace("AGAIN", again)).contains("step-asked-outside"));
    }
}

#[test]
fn a_renamed_step_leaves_its_old_name() {
    insta::assert_snapshot!(steps(&format!(r#"{HELLO}, {{ "step": "b", "was": "hello", "send": "hello" }},
      {{ "step": "c", "was": "a", "send": "hello" }}, {{ "step": "d", "was": "a", "send": "hello" }}"#)), @r#"
    sequences/welcome.json:2:54 was-still-there /steps/1/was
      "hello" is still a name, or an old name, of another step (/steps/0) → write in `was` a name that no step has any more
    sequences/welcome.json:3:22 was-still-there /steps/2/was
      "a" is still a name, or an old name, of another step (/steps/3) → write in `was` a name that no step has any more
    sequences/welcome.json:3:68 was-still-there /steps/3/was
      "a" is still a name, or an old name, of another step (/steps/2) → write in `was` a name that no step has any more
    "#);
}

#[test]
fn names_can_be_kept_in_the_table_of_settings() {
    insta::assert_snapshot!(settings(r#""score": { "events": { "purchase": 30, "Große": 3, "a/b": "x" } }"#), @r#"
    settings.json:1:42 bad-name /score/events/Große
      "Große" cannot be used: the id contains 'G'; use lower case letters a-z, digits, hyphens and underscores → use a short name of a-z, 0-9, hyphens and underscores, such as `welcome-mail`
    settings.json:1:54 wrong-type /score/events/a~1b
      a number is expected here, not a text → write digits without quotes, such as 3
    "#);
}
