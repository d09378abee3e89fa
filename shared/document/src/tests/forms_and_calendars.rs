//! Forms and calendars in, what was understood or what is wrong out.

use super::*;

#[test]
fn everything_wrong_in_a_form_is_reported_at_once() {
    let text = r#"{ "fields": [ { "name": "mail", "type": "email" }, { "name": "Name", "type": "text" },
                                { "name": "plan", "type": "choice" }, { "name": "agree", "type": "text" } ],
                    "consent": { "text": "" }, "allow_origins": [ "https://a.example/", "a.example" ],
                    "thanks_url": "thanks.html", "tags": [ "資料" ] }"#;
    insta::assert_snapshot!(wrong(form(text)), @r#"
    /fields/1/name bad-field-name: "Name" cannot be the name of a field
    /fields/2 choice-without-options: a choice without options cannot be answered
    /consent/text empty-text: `text` is empty
    /thanks_url bad-url: "thanks.html" is not a web address
    /allow_origins/0 bad-origin: "https://a.example/" is not a web origin: something follows the host; an origin has no slash at its end and no path
    /allow_origins/1 bad-origin: "a.example" is not a web origin: it does not begin with https:// or http://
    /tags/0 bad-name: "資料" cannot be used: the id contains '資'; use lower case letters a-z, digits, hyphens and underscores
    "#);
}

#[test]
fn fields_of_a_form_fit_together() {
    let text = r#"{ "fields": [ { "name": "email", "type": "email" }, { "name": "second", "type": "email" },
                                { "name": "agree", "type": "text" }, { "name": "agree", "type": "checkbox" },
                                { "name": "utm_source", "type": "text" } ],
                    "consent": { "text": "はい", "field": "agree" }, "honeypot": "agree" }"#;
    insta::assert_snapshot!(wrong(form(text)), @r#"
    /fields/4/name reserved-field: "utm_source" belongs to the campaign, which every form records by itself
    /fields/3/name duplicate-field: two fields are named "agree"
    /fields form-with-two-emails: the form has several e-mail fields
    /consent/field consent-field: "agree" is not a checkbox of this form
    /honeypot honeypot-is-field: "agree" is a field that people fill in, so all of them would be taken for robots
    "#);
}

#[test]
fn a_form_gives_no_more_tags_than_a_lead_has_room_for() {
    let with = |count: usize| {
        let tags: Vec<String> = (0..count).map(|number| format!("\"tag-{number}\"")).collect();
        let text = r#"{ "fields": [ { "name": "email", "type": "email" } ], "tags": [TAGS] }"#;
        form(&text.replace("TAGS", &tags.join(", ")))
    };
    insta::assert_snapshot!(wrong(with(21)), @"/tags too-many-tags: the form gives 21 tags, and a lead has room for 20");
    assert_eq!(with(20).unwrap().tags.len(), 20);
}

#[test]
fn a_calendar_knows_the_days_of_the_company() {
    let text = r#"{ "holidays": "japan", "closed": [ { "name": "年末年始", "from": "12-28", "to": "01-04" } ],
                    "add_holidays": [ { "on": "2027-06-01", "name": "創立記念日" } ] }"#;
    let calendar = read_calendar(text).unwrap();
    let day = |year, month, day| chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
    assert_eq!(calendar.closed(day(2026, 12, 29)).unwrap().name, "年末年始");
    assert_eq!(calendar.closed(day(2027, 6, 1)).unwrap().name, "創立記念日");
    assert!(calendar.is_business_day(day(2027, 6, 2)));
}

#[test]
fn everything_wrong_in_a_calendar_is_reported_at_once() {
    let text = r#"{ "workdays": [], "closed": [ { "name": "夏", "from": "8-11" }, { "name": "冬", "from": "13-01", "to": "01-04" } ],
                    "remove_holidays": [ "2026-02-30" ] }"#;
    insta::assert_snapshot!(wrong(read_calendar(text)), @r#"
    /closed/0 closed-when: it is not clear when the company is closed
    /closed/1/from bad-date: "13-01" is not a day of the year
    /remove_holidays/0 bad-date: "2026-02-30" is not a date
    /workdays no-workdays: no day of the week is a working day
    "#);
    let closed = r#"{ "closed": [ { "name": "ずっと", "from": "01-01", "to": "12-31" } ] }"#;
    insta::assert_snapshot!(wrong(read_calendar(closed)), @" calendar-closed: the calendar is closed for more than 400 days after 1999-12-31; shorten the closed days or add working days of the week");
}
