//! Ways of a sequence that nobody can take.

use super::{SETTINGS, folder};
use crate::check_folder;

const FORM: &str = r#"{ "fields": [ { "name": "email", "type": "email", "required": true }, { "name": "name", "type": "text" },
    { "name": "sites", "type": "choice", "options": ["1か所", "2〜5か所", "６か所以上"] }, { "name": "plan", "type": "text" } ],
  "consent": { "text": "案内を受け取ります" }, "tags": ["inquiry"] }"#;

fn found(steps: &str, more: &[(&str, &str)]) -> Vec<&'static str> {
    let sequence = format!(
        "{{ \"start\": {{ \"form\": \"inquiry\" }}, \"steps\": [ {{ \"step\": \"hello\", \"send\": \"hello\" }}, {steps} ] }}"
    );
    let mut files = vec![("sequences/welcome.json", sequence.as_str()), ("forms/inquiry.json", FORM)];
    files.extend(more);
    check_folder(&folder(&files)).findings.into_iter().map(|it| it.rule).collect()
}

fn choose(condition: &str) -> String {
    format!(
        "{{ \"step\": \"c\", \"choose\": {condition}, \"then\": [ {{ \"step\": \"t\", \"tag\": \"vip\" }} ] }}"
    )
}

const BODY: &str = "emails/welcome/hello/body.md";

#[test]
fn a_question_about_clicks_needs_a_link_that_is_counted() {
    let asks = [
        r#"{ "step": "r", "wait_for": { "clicked": "hello" }, "at_most": "3 days", "then": [ { "step": "t", "tag": "x" } ] }"#.to_owned(),
        choose(r#"{ "clicked": "hello" }"#),
        choose(r#"{ "not": { "clicked": "hello" } }"#),
        choose(r#"{ "any": [ { "tag": "inquiry" }, { "all": [ { "clicked": "hello" } ] } ] }"#),
    ];
    for ask in &asks {
        for body in [
            "本文だけです。\n",
            "[メール](mailto:a@example.co.jp) と [電話](tel:03-0000-0000)\n",
            "<a ses:no-track href=\"https://www.example.co.jp/\">見る</a>\n",
            "停止: {{ unsubscribe_url }}\n",
            "`[見る](https://www.example.co.jp/)`\n",
            "<!-- <a href=\"https://www.example.co.jp/\">見る</a> -->本文\n",
            "![絵](https://www.example.co.jp/a.png)\n",
        ] {
            assert!(found(ask, &[(BODY, body)]).contains(&"click-without-link"), "{ask} {body}");
        }
        for body in [
            "[見る](https://www.example.co.jp/)\n",
            "[見る](https://www.example.co.jp/){button}\n",
            "[見る]({{ company.contact_url }})\n",
            "{% if lead.plan %}<a href=\"https://www.example.co.jp/\">見る</a>{% endif %}\n",
            "<A HREF='http://www.example.co.jp/'>見る</A>\n",
        ] {
            assert!(!found(ask, &[(BODY, body)]).contains(&"click-without-link"), "{ask} {body}");
        }
    }
}

#[test]
fn a_question_about_what_nobody_can_have_is_told() {
    for (condition, rule) in [
        (r#"{ "attribute": "sites", "equals": "10か所" }"#, "answer-not-offered"),
        (r#"{ "attribute": "sites", "equals": "2〜5か処" }"#, "answer-not-offered"),
        (r#"{ "not": { "attribute": "sites", "contains": "箇所" } }"#, "answer-not-offered"),
        (r#"{ "all": [ { "attribute": "sites", "equals": "" } ] }"#, "answer-not-offered"),
        (r#"{ "attribute": "site", "exists": true }"#, "attribute-never-set"),
        (r#"{ "attribute": "Sites", "exists": true }"#, "attribute-never-set"),
        (r#"{ "attribute": "email", "contains": "@" }"#, "attribute-never-set"),
        (r#"{ "attribute": "budget", "at_least": 3 }"#, "attribute-never-set"),
        (r#"{ "tag": "inquiri" }"#, "tag-never-set"),
        (r#"{ "any": [ { "tag": "customer" } ] }"#, "tag-never-set"),
    ] {
        assert!(found(&choose(condition), &[]).contains(&rule), "{condition}");
    }
    for condition in [
        r#"{ "attribute": "sites", "equals": "1か所" }"#,
        r#"{ "attribute": "sites", "equals": " 2～5か所" }"#,
        r#"{ "attribute": "sites", "equals": "2〰5か所" }"#,
        r#"{ "attribute": "sites", "equals": "6か所以上" }"#,
        r#"{ "attribute": "sites", "contains": "か所" }"#,
        r#"{ "attribute": "sites", "exists": false }"#,
        r#"{ "attribute": "plan", "equals": "なんでも" }"#,
        r#"{ "tag": "inquiry" }"#,
        r#"{ "tag": "vip" }"#,
    ] {
        let found = found(&choose(condition), &[]);
        assert!(
            found.iter().all(|it| !it.ends_with("-set") && *it != "answer-not-offered"),
            "{condition} {found:?}"
        );
    }
    let scored = SETTINGS.replacen(
        '{',
        r#"{ "score": { "fit": [ { "if": { "attribute": "sties", "exists": true }, "points": 1 } ] },"#,
        1,
    );
    assert!(
        found(&choose(r#"{ "tag": "vip" }"#), &[("settings.json", &scored)]).contains(&"attribute-never-set")
    );
}

#[test]
fn an_event_that_is_spelt_in_two_ways_is_told() {
    let scored = SETTINGS.replacen(
        '{',
        r#"{ "score": { "events": { "purchase": 30, "trial_started": 3, "plan_a": 1 } },"#,
        1,
    );
    let other = r#"{ "start": { "event": "purchase" }, "goal": { "event": "trial_started" }, "stop_if": [ { "event": "plan_a" } ],
        "steps": [ { "step": "a", "tag": "a" } ] }"#;
    let more: &[(&str, &str)] = &[("settings.json", &scored), ("sequences/other.json", other)];
    for event in ["purchse", "purchases", "purchaes", "trial-started", "trialstarted", "trial_starte"] {
        assert!(
            found(&choose(&format!(r#"{{ "event": "{event}" }}"#)), more).contains(&"event-spelt-otherwise"),
            "{event}"
        );
    }
    for event in ["purchase", "trial_started", "trial_ended", "meeting_booked", "plan_b", "renewed"] {
        assert!(
            !found(&choose(&format!(r#"{{ "event": "{event}" }}"#)), more).contains(&"event-spelt-otherwise"),
            "{event}"
        );
    }
}
