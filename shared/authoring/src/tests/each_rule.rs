//! One small folder for each rule.

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
fn marketing_needs_a_form_with_consent() {
    let form = r#"{ "fields": [ { "name": "email", "type": "email" } ] }"#;
    insta::assert_snapshot!(found(&[("forms/inquiry.json", form)]), @r#"
    sequences/welcome.json:2:14 marketing-without-consent /start/form
      the form "inquiry" asks for no consent, so nobody it brings may be mailed marketing → add "consent" to forms/inquiry.json, or write "purpose": "transactional"
    "#);
    let transactional = SEQUENCE.replacen('{', r#"{ "purpose": "transactional","#, 1);
    assert_eq!(found(&[("forms/inquiry.json", form), ("sequences/welcome.json", &transactional)]), "");
}

#[test]
fn forms_and_calendars_are_checked_like_the_sender_checks_them() {
    insta::assert_snapshot!(form(&FORM.replace("\"email\", \"type\"", "\"e-mail\", \"type\"")), @r#"
    forms/inquiry.json:1:17 bad-field-name /fields/0/name
      "e-mail" cannot be the name of a field → begin with a-z, then a-z, 0-9 and _, such as "company_size"
    "#);
    insta::assert_snapshot!(found(&[("calendars/plain.json", "{}"), ("calendars/x.json", r#"{ "workdays": [] }"#)]), @r#"
    calendars/plain.json:1:1 calendar-name-taken
      "plain" is the name of a built-in calendar → choose another name, such as "office"
    calendars/x.json:1:3 no-workdays /workdays
      no day of the week is a working day → name at least one day, such as ["mon", "tue"]
    "#);
}

#[test]
fn files_have_names_that_mean_something() {
    insta::assert_snapshot!(found(&[
        ("setings.json", "{}"),
        ("README.md", "x"),
        ("sequences/notes.txt", "x"),
        ("forms/問い合わせ.json", FORM),
        ("emails/welcome/hello/subjekt.txt", "x"),
        ("emails/welcome/subject.txt", "x"),
        ("emails/welcome/spare/subject.txt", "件名"),
        ("emails/wellcome/hello/subject.txt", "件名"),
    ]), @r#"
    emails/welcome/hello/subjekt.txt:1:1 stray-file
      "subjekt.txt" is no part of a mail and is not read → did you mean "subject.txt"?
    emails/welcome/spare/subject.txt:1:1 mail-without-body
      the mail has no body → add one of body.md, body.mjml or body.html
    emails/welcome/spare/subject.txt:1:1 unused-mail
      no step of the sequence "welcome" sends this mail → send it in a step, or remove the folder
    emails/welcome/subject.txt:1:1 stray-file
      the file belongs to no mail → put it into emails/<sequence>/<mail>/
    emails/wellcome/hello/subject.txt:1:1 mail-without-sequence
      there is no sequence "wellcome" for this mail → did you mean "welcome"? Then name the folder emails/welcome/
    forms/問い合わせ.json:1:1 bad-file-name
      "問い合わせ" cannot be used as an id: the id contains '問'; use lower case letters a-z, digits, hyphens and underscores → rename it with a-z, 0-9 and hyphens, such as `welcome`
    sequences/notes.txt:1:1 stray-file
      the file is not read: its name does not end in .json → name it <id>.json, or take it out of the folder
    setings.json:1:1 stray-file
      "setings.json" is not read → did you mean "settings.json"?
    "#);
    insta::assert_snapshot!(found(&[("settings.json", "")]), @r"
    settings.json:1:1 settings-missing
      there are no settings, so nobody knows in whose name to send → write settings.json with your company and sender
    ");
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
fn a_mail_is_for_one_thing() {
    insta::assert_snapshot!(steps(&format!(r#"{HELLO}, {{ "step": "b", "send": "hello", "purpose": "transactional" }}"#)), @r#"
    sequences/welcome.json:2:54 mail-with-two-purposes /steps/1/send
      the mail "hello" is marketing in one step and transactional in another → copy the mail's folder under another name for one of them
    "#);
}

#[test]
fn subjects_are_short_and_bodies_are_there() {
    let long = "長い件名".repeat(20);
    insta::assert_snapshot!(found(&[("emails/welcome/hello/subject.txt", &long)]), @r"
    emails/welcome/hello/subject.txt:1:1 subject-long
      the subject has about 80 characters; inboxes show 60 or fewer → say what matters first, and shorten the rest
    ");
    insta::assert_snapshot!(found(&[("emails/welcome/hello/body.md", "")]), @r"
    emails/welcome/hello/subject.txt:1:1 mail-without-body
      the mail has no body → add one of body.md, body.mjml or body.html
    ");
    insta::assert_snapshot!(found(&[("emails/welcome/hello/body.html", "<p>x</p>")]), @r"
    emails/welcome/hello/body.html:1:1 mail-with-several-bodies
      the mail has several bodies: body.html, body.md → keep one of them
    ");
}

#[test]
fn a_mail_that_gmail_would_cut_off_is_told() {
    let paragraph = "これは段落です。\n\n".repeat(1_450);
    insta::assert_snapshot!(body(&paragraph), @r"
    emails/welcome/hello/body.md:1:1 html-large
      the HTML has 84 KB; Gmail cuts mails off at 102 KB, the unsubscribe link with it → shorten the mail, or split it in two
    ");
    insta::assert_snapshot!(body(&paragraph.repeat(2)), @r"
    emails/welcome/hello/body.md:1:1 html-too-large
      the HTML has 166 KB; Gmail cuts mails off at 102 KB, the unsubscribe link with it → shorten the mail, or split it in two
    ");
}

#[test]
fn pictures_and_links_work_in_mails() {
    insta::assert_snapshot!(body("![](https://a.example/a.png) ![絵](http://a.example/a.png)\n\n[x](javascript:y) [z](#)\n"), @r"
    emails/welcome/hello/body.md:1:1 image-without-alt
      the picture has no words for people who do not see it, and many mail programs show none at first → write words between the brackets: ![…](…)
    emails/welcome/hello/body.md:1:35 image-not-https
      the picture is loaded over http://, which mail programs refuse → put the picture on an https:// server
    emails/welcome/hello/body.md:3:5 link-unsafe
      a link to `javascript:` does not work in mails and is taken for an attack → link to an https:// page
    emails/welcome/hello/body.md:3:23 link-empty
      the link leads nowhere → write an https:// address
    ");
    insta::assert_snapshot!(html("<img src=\"http://a.example/a.png\">\n<a href=\"JavaScript:x\">x</a> <a href=\"\">x</a><img alt=\"\" src=\"https://a.example/\">"), @r#"
    emails/welcome/hello/body.html:1:1 image-without-alt
      the picture has no words for people who do not see it, and many mail programs show none at first → add alt="…", or alt="" for a mere ornament
    emails/welcome/hello/body.html:1:11 image-not-https
      the picture is loaded over http://, which mail programs refuse → put the picture on an https:// server
    emails/welcome/hello/body.html:2:10 link-unsafe
      a link to `javascript:` does not work in mails and is taken for an attack → link to an https:// page
    emails/welcome/hello/body.html:2:39 link-empty
      the link leads nowhere → write an https:// address
    "#);
}

#[test]
fn placeholders_are_known_and_have_fallbacks() {
    insta::assert_snapshot!(body("{{ lead.name }}\n{{ leed.name | default(\"x\") }}\n{{ company.legalname }}\n{{ lead.budget }}\n{{ event.x }}\n{{ lead.email }} {{ unsubscribe_url }}\n"), @r#"
    emails/welcome/hello/body.md:1:1 placeholder-may-be-missing
      `lead.name` may be missing, and then the mail is not sent to that lead → write {{ lead.name | default("…") }}
    emails/welcome/hello/body.md:2:1 unknown-placeholder
      the placeholder `leed.name` is not known → did you mean "lead.name"?
    emails/welcome/hello/body.md:3:1 unknown-placeholder
      the placeholder `company.legalname` is not known → did you mean "company.legal_name"?
    emails/welcome/hello/body.md:4:1 placeholder-never-filled
      no form asks for `budget`, so `lead.budget` is missing and the mail is never sent → write {{ lead.budget | default("…") }}
    emails/welcome/hello/body.md:5:1 placeholder-never-filled
      no form asks for `x`, so `event.x` is missing and the mail is never sent → write {{ event.x | default("…") }}
    "#);
    assert_eq!(
        body("{% if lead.budget %}{{ lead.budget }}{% endif %} {{ lead.plan | default(\"x\") }}\n"),
        ""
    );
}

#[test]
fn every_broken_placeholder_is_told_with_its_line() {
    insta::assert_snapshot!(body("{{ lead.name | uppr }}\n{{ 2 * 3 }}\n{{ 2 ** 3 }}\n{{ lead. }}\n{% if lead.name %}\n"), @r#"
    emails/welcome/hello/body.md:1:1 unknown-filter
      there is no filter `uppr`; mails have date, default, first, length, lower, number, sama, title, trim, upper, urlencode → did you mean `upper`?
    emails/welcome/hello/body.md:2:1 forbidden-operator
      `*` and `**` are not offered in mails; write the result itself → mails do not calculate: write the number that is to be seen
    emails/welcome/hello/body.md:3:1 forbidden-operator
      `*` and `**` are not offered in mails; write the result itself → mails do not calculate: write the number that is to be seen
    emails/welcome/hello/body.md:4:1 template-syntax
      unexpected end of variable block, expected identifier or integer → write {{ lead.name | default("…") }}, and close every {% if %} with {% endif %}
    emails/welcome/hello/body.md:5:1 template-syntax
      unexpected end of input, expected end of block → write {{ lead.name | default("…") }}, and close every {% if %} with {% endif %}
    "#);
    insta::assert_snapshot!(found(&[("emails/welcome/hello/subject.txt", "{{ lead.name")]), @r#"
    emails/welcome/hello/subject.txt:1:1 template-syntax
      unexpected end of input, expected end of variable block → write {{ lead.name | default("…") }}, and close every {% if %} with {% endif %}
    "#);
}

#[test]
fn placeholders_of_other_programs_are_rewritten() {
    insta::assert_snapshot!(body("%name% %name_sama% %%sei_name%% *|FNAME|* [contact_attribute:company] 50% off 100% %E3%81%82 https://a.example/%e3%81%82\n\n{{ name | default: 'お客様' }} {{ customer.first_name | default: \"x\" | upcase }} {{ lead.plan | default: 'y' }}\n"), @r#"
    emails/welcome/hello/body.md:1:1 foreign-placeholder
      %name% is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("お客様") }}
    emails/welcome/hello/body.md:1:2 language-mismatch
      the mail is written in English, and its sequence is Japanese: its footer, dates and honorifics would be Japanese → write "language": "en" in sequences/welcome.json
    emails/welcome/hello/body.md:1:8 foreign-placeholder
      %name_sama% is a placeholder of another mail program and would be sent as it is → write {{ lead.name | sama }}
    emails/welcome/hello/body.md:1:20 foreign-placeholder
      %%sei_name%% is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("お客様") }}
    emails/welcome/hello/body.md:1:33 foreign-placeholder
      *|FNAME|* is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("お客様") }}
    emails/welcome/hello/body.md:1:43 foreign-placeholder
      [contact_attribute:company] is a placeholder of another mail program and would be sent as it is → write {{ lead.company | default("…") }}
    emails/welcome/hello/body.md:3:1 foreign-placeholder
      {{ name | default: 'お客様' }} is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("お客様") }}
    emails/welcome/hello/body.md:3:29 foreign-placeholder
      {{ customer.first_name | default: "x" | upcase }} is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("x") }}
    emails/welcome/hello/body.md:3:79 foreign-placeholder
      {{ lead.plan | default: 'y' }} is a placeholder of another mail program and would be sent as it is → write {{ lead.plan | default("y") }}
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

#[test]
fn a_field_against_robots_has_no_name_that_browsers_fill_in() {
    let with = |honeypot: &str| {
        form(&format!(
            "{{ \"fields\": [ {{ \"name\": \"email\", \"type\": \"email\" }} ],\n \"honeypot\": \"{honeypot}\" }}"
        ))
    };
    for name in [
        "website",
        "url",
        "email2",
        "phone",
        "Address",
        "organization",
        "company_name",
        "user-name",
        "ｗｅｂｓｉｔｅ",
        "homepage_url",
        "fax",
        "zip",
    ] {
        assert!(with(name).contains("honeypot-autofilled"), "{name}");
    }
    for name in ["leave_empty", "kuran", "hp_7c41"] {
        assert!(!with(name).contains("honeypot-autofilled"), "{name}");
    }
}

#[test]
fn options_that_look_the_same_are_told() {
    insta::assert_snapshot!(form("{ \"fields\": [ { \"name\": \"email\", \"type\": \"email\" },\n { \"name\": \"sites\", \"type\": \"choice\", \"options\": [\"2〜5\", \"6\", \"２～５\"] } ] }"), @r#"
    forms/inquiry.json:2:63 options-alike /fields/1/options/2
      "２～５" looks the same as an option before it, so an answer may be taken for the other → remove it, or write it otherwise
    sequences/welcome.json:2:14 marketing-without-consent /start/form
      the form "inquiry" asks for no consent, so nobody it brings may be mailed marketing → add "consent" to forms/inquiry.json, or write "purpose": "transactional"
    "#);
}

/// The fallback would be shown to everybody, and nobody would ask why.
#[test]
fn a_misspelt_placeholder_is_told_also_where_it_has_a_fallback() {
    insta::assert_snapshot!(body("{{ lead.nmae | default(\"x\") }}\n{{ lead.budget | default(\"y\") }}"), @r"
    emails/welcome/hello/body.md:1:1 placeholder-spelt-otherwise
      no form asks for `nmae`, so `lead.nmae` is missing for everybody → did you mean `lead.name`?
    ");
}
