//! Rules about forms, calendars and the names of files.

use super::*;

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
