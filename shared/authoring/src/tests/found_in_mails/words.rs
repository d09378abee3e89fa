//! Markdown, honorifics, languages and placeholders.

use super::{HTML, MARKDOWN, MJML, found_in, told};
use std::fmt::Write as _;

const BROKEN_LINKS: &[&str] = &[
    "[資料を見る]（https://www.example.co.jp/b）",
    "［資料を見る］(https://www.example.co.jp/b)",
    "［資料を見る］（https://www.example.co.jp/b）",
    "[資料を見る](https://www.example.co.jp/b）",
    "[資料を見る]（https://www.example.co.jp/b)",
    "[資料を見る] (https://www.example.co.jp/b)",
    "[資料を見る]　（https://www.example.co.jp/b）",
    "[資料を見る(https://www.example.co.jp/b)",
    "資料を見る](https://www.example.co.jp/b)",
    "(資料を見る)[https://www.example.co.jp/b]",
    "[資料を見る](https://www.example.co.jp/b",
    "[資料を見る](https://www.example.co.jp/b c)",
    "[資料を見る]（mailto:a@example.co.jp）",
    "![絵]（https://www.example.co.jp/a.png）",
    "[資料](www.example.co.jp）",
    "[資料]（{{ company.contact_url }}）",
    "[資料を見る](https://www.example.co.jp/b）をご覧ください(必読)",
];
const BROKEN_BUTTONS: &[&str] = &[
    "こちら [資料を見る](https://www.example.co.jp/a){button}",
    "[資料を見る](https://www.example.co.jp/a){button} です",
    "[a](https://www.example.co.jp/a){button} [b](https://www.example.co.jp/b){button}",
    "- [資料を見る](https://www.example.co.jp/a){button}",
    "# [資料を見る](https://www.example.co.jp/a){button}",
    "[資料を見る](https://www.example.co.jp/a)\n{button}",
    "{button}",
    "資料を見る{button}",
    "[資料を見る](https://www.example.co.jp/a)｛button｝",
    "[資料を見る](https://www.example.co.jp/a){Button}",
    "[資料を見る](https://www.example.co.jp/a){ button }",
    "[資料を見る](https://www.example.co.jp/a){.button}",
    "[資料を見る](https://www.example.co.jp/a){ボタン}",
    "[資料を見る](https://www.example.co.jp/a){btn}",
    "本文\n[資料を見る](https://www.example.co.jp/a){button}",
    "**[資料を見る](https://www.example.co.jp/a)**{button}",
];
const SOUND: &[&str] = &[
    "[資料を見る](https://www.example.co.jp/a){button}\n",
    "[資料を見る](https://www.example.co.jp/a) {button}\n",
    "[**資料**を見る](https://www.example.co.jp/a){button}\n",
    "資料（https://www.example.co.jp/）をご覧ください\n",
    "[任意]（ご希望の方のみ）\n",
    "[資料](https://www.example.co.jp/)（PDF）\n",
    "[a]: https://www.example.co.jp/\n\n[a]\n",
    "【資料】（https://www.example.co.jp/）\n",
    "[資料](https://www.example.co.jp/) [料金](https://www.example.co.jp/price)\n",
    "<https://www.example.co.jp/>\n",
    "（[資料](https://www.example.co.jp/)）\n",
    "[資料 (PDF)](https://www.example.co.jp/a_(b))\n",
];

#[test]
fn what_only_looks_like_a_link_or_a_button_is_told() {
    let mut silent = String::new();
    for written in BROKEN_LINKS {
        for (before, behind) in [
            ("", "\n"),
            ("こちら ", " です。\n"),
            ("- ", "\n"),
            ("> **", "**\n"),
            ("本文\n\n", "{button}\n"),
            ("1. 一つ\n2. ", "、二つ\n"),
        ] {
            let text = format!("{before}{written}{behind}");
            if !told(MARKDOWN, &text, written, &["markdown-link-broken"]) {
                writeln!(silent, "{text:?} {:?}", found_in(MARKDOWN, &text, &[])).unwrap();
            }
        }
    }
    for written in BROKEN_BUTTONS {
        let found = found_in(MARKDOWN, &format!("本文です。\n\n{written}\n\n本文です。\n"), &[]);
        if !found.iter().any(|it| it.0 == "button-not-alone") {
            writeln!(silent, "{written:?} {found:?}").unwrap();
        }
    }
    assert!(
        found_in(
            HTML,
            "<html><body><a href=\"https://www.example.co.jp/\">見る</a>{button}</body></html>",
            &[]
        )
        .iter()
        .any(|it| it.0 == "button-not-alone")
    );
    assert!(silent.is_empty(), "silent:\n{silent}");
    for sound in SOUND {
        let found: Vec<_> = found_in(MARKDOWN, sound, &[])
            .into_iter()
            .filter(|it| ["markdown-link-broken", "button-not-alone"].contains(&it.0))
            .collect();
        assert!(found.is_empty(), "{sound} {found:?}");
    }
}

#[test]
fn an_honorific_is_written_once_and_by_the_filter() {
    let names = [
        "{{ lead.name }}",
        "{{ lead.name | default(\"お客様\") }}",
        "{{ lead.name | default('') }}",
        "{{lead.name}}",
        "{{ event.name | trim }}",
        "{{ lead.name | sama }}",
        "{{ lead.name|sama(\"ご担当者様\") }}",
        "{{ lead.company | sama }}",
    ];
    let honorifics = ["様", " 様", "　様", "さま", "さん", "殿", "御中", "先生", "様、こんにちは"];
    for name in names {
        for honorific in honorifics {
            for (path, text) in [
                (MARKDOWN, format!("{name}{honorific}\n")),
                (MARKDOWN, format!("**{name}**{honorific}\n")),
                ("emails/welcome/hello/subject.txt", format!("{name}{honorific}へ")),
                ("emails/welcome/hello/preheader.txt", format!("{name}{honorific}")),
                ("emails/welcome/hello/body.txt", format!("{name}{honorific}")),
                (
                    HTML,
                    format!("<html><body><p><b>{name}</b>&nbsp;<span>{honorific}</span></p></body></html>"),
                ),
                (
                    MJML,
                    format!(
                        "<mjml><mj-body><mj-section><mj-column><mj-text><strong>{name}</strong>{honorific}</mj-text></mj-column></mj-section></mj-body></mjml>"
                    ),
                ),
            ] {
                let expected = if name.contains("sama") { "honorific-twice" } else { "honorific-by-hand" };
                assert!(told(path, &text, name, &[expected]), "{text} {:?}", found_in(path, &text, &[]));
            }
        }
    }
    for sound in [
        "{{ lead.name | sama }}、こんにちは",
        "{% if lead.name %}{{ lead.name }}様{% else %}ご担当者様{% endif %}",
        "{{ lead.company | default(\"貴社\") }} 様々な",
        "{{ lead.plan | default(\"-\") }}様式",
        "{{ lead.name | sama }}のお客様番号",
        "皆様",
    ] {
        assert!(!found_in(MARKDOWN, sound, &[]).iter().any(|it| it.0.starts_with("honorific")), "{sound}");
    }
}

#[test]
fn a_mail_in_another_language_than_its_sequence_is_told() {
    let english = "Hello {{ lead.name | sama }},\n\nThank you for your interest. Here is the brochure you asked for. Please write to us with any question.\n";
    let japanese = "{{ lead.name | sama }}\n\nお問い合わせありがとうございます。資料をお届けします。ご質問があればお知らせください。\n";
    let in_english = super::super::SEQUENCE.replacen('{', "{ \"language\": \"en\",", 1);
    let more: &[(&str, &str)] = &[("sequences/welcome.json", &in_english)];
    let has = |text: &str, more: &[(&str, &str)]| {
        found_in(MARKDOWN, text, more).iter().any(|it| it.0 == "language-mismatch")
    };
    assert!(has(english, &[]) && has(&english.replace("},", "} 様,"), &[]));
    assert!(has(japanese, more));
    assert!(!has(english, more) && !has(japanese, &[]));
    assert!(!has("Excel と Slack の連携、Google Workspace と Microsoft 365 の設定をお届けします。\n", &[]));
    assert!(!has("https://www.example.co.jp/a/very/long/address/that/is/english/only\n", &[]));
    assert!(!has(
        "Hello {{ lead.name | sama }}, this is 株式会社棚番商会 in Tokyo. We sell shelves, and we would be glad to talk.\n",
        more
    ));
}

#[test]
fn loops_filters_and_the_unsubscribe_link_are_used_as_they_work() {
    for text in [
        "{% for x in lead.name %}{{ x }}{% endfor %}",
        "{% for item in event.items %}{{ item }}{% endfor %}",
        "{% if lead.a %}{% for x in lead.a | upper %}{{ x }}{% endfor %}{% endif %}",
    ] {
        assert!(found_in(MARKDOWN, text, &[]).iter().any(|it| it.0 == "loop-over-text"), "{text}");
    }
    assert!(
        !found_in(MARKDOWN, "{% for x in [\"a\", \"b\"] %}{{ x }}{% endfor %}", &[])
            .iter()
            .any(|it| it.0 == "loop-over-text")
    );
    for text in [
        "{{ unsubscribe_url | upper }}",
        "https://www.example.co.jp/{{ unsubscribe_url }}",
        "{{ unsubscribe_url }}?a=1",
        "{{ unsubscribe_url | urlencode }}",
    ] {
        assert!(found_in(MARKDOWN, text, &[]).iter().any(|it| it.0 == "unsubscribe-misused"), "{text}");
    }
    assert!(
        found_in("emails/welcome/hello/subject.txt", "{{ unsubscribe_url }}", &[])
            .iter()
            .any(|it| it.0 == "unsubscribe-misused")
    );
    let transactional = super::super::SEQUENCE.replacen('{', "{ \"purpose\": \"transactional\",", 1);
    assert!(
        found_in(MARKDOWN, "停止: {{ unsubscribe_url }}\n", &[("sequences/welcome.json", &transactional)])
            .iter()
            .any(|it| it.0 == "unsubscribe-misused")
    );
    for text in ["[停止]({{ unsubscribe_url }})\n", "<a href=\"{{ unsubscribe_url }}\">停止</a>\n"] {
        assert!(found_in(MARKDOWN, text, &[]).iter().any(|it| it.0 == "unsubscribe-tracked"), "{text}");
    }
    for text in ["停止: {{ unsubscribe_url }}\n", "<a ses:no-track href=\"{{ unsubscribe_url }}\">停止</a>\n"]
    {
        assert!(!found_in(MARKDOWN, text, &[]).iter().any(|it| it.0.starts_with("unsubscribe")), "{text}");
    }
}

#[test]
fn nothing_is_wrong_in_the_templates_that_are_shipped() {
    let shipped =
        crate::Folder::read(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates"));
    let report = crate::check_folder(&shipped);
    let told = report.english();
    assert!(!report.has_errors(), "{told}");
    println!("{told}");
}
