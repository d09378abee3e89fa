//! Values that try to lead readers elsewhere, and footers that nobody sees.

use super::*;

#[test]
fn a_value_never_says_where_a_link_leads() {
    let values = [
        "javascript:alert(1)",
        "//evil.example",
        "https://evil.example/",
        "evil.example",
        "03-1111-2222",
        "@evil.example",
    ];
    for html in [
        "<a href=\"{{ event.x }}\">見る</a>",
        "<a href='https://{{ event.x }}'>見る</a>",
        "<a href=\"https://www.example.co.jp{{ event.x }}\">見る</a>",
        "<a href=\"mailto:{{ event.x }}\">見る</a>",
        "<a href=\"{% if event.x %}{{ event.x }}{% else %}https://www.example.co.jp/{% endif %}\">見る</a>",
        "<a href=\"{{ event.x | default('https://www.example.co.jp/') }}\">見る</a>",
        "<a href={{ event.x }}>見る</a>",
        "<img alt=\"\" src=\"{{ event.x }}\">",
        "<td background=\"{{ event.x }}\" style=\"background:url({{ event.x }})\">",
        "<style>a{background:url({{ event.x }})}</style>",
        "<!--[if mso]><v:rect href=\"{{ event.x }}\"></v:rect><![endif]-->",
        "<p>https://{{ event.x }}/</p>",
        "<a {{ event.x }}>見る</a>",
    ] {
        for value in values.into_iter().filter(|value| !(value.starts_with("//") && html.contains("jp{{"))) {
            let result = with_value(html, "", value);
            assert!(result == Err(RenderError::Forged { part: Part::Html }), "{html} {value}: {result:?}");
        }
    }
    for text in ["https://{{ event.x }}", "https://www.example.co.jp{{ event.x }}", "mailto:{{ event.x }}"] {
        let result = with_value("", text, "@evil.example");
        assert!(result == Err(RenderError::Forged { part: Part::Text }), "{text}: {result:?}");
    }
}

#[test]
fn a_value_may_stand_behind_the_host_and_the_companys_own_anywhere() {
    for html in [
        "<a href=\"https://www.example.co.jp/?q={{ event.x | urlencode }}#{{ event.x }}\">見る</a>",
        "<a href=\"{{ company.privacy_url }}\">見る</a>",
        "<a href=\"{{ 'https://www.example.co.jp/a' if event.x else 'https://www.example.co.jp/b' }}\">見る</a>",
        "<a href=\"mailto:{{ company.contact_email }}?subject={{ event.x | urlencode }}\">{{ event.x }}</a>",
        "<p title=\"{{ event.x }}\">{{ event.x }} https://www.example.co.jp/</p>",
        "{% if event.x %}<a href=\"https://www.example.co.jp/\">{{ event.x }}</a>{% endif %}",
    ] {
        for value in ["javascript:alert(1)", "//evil.example", "見本 <\"'>&", "a\u{fdd0}b\u{fdd1}c"] {
            let rendered = with_value(
                html,
                "{{ event.x }}: https://www.example.co.jp/?q={{ event.x | urlencode }}",
                value,
            );
            let rendered = rendered.unwrap_or_else(|error| panic!("{html} {value}: {error}"));
            assert!(
                ![rendered.html, rendered.text, rendered.subject].concat().contains(['\u{fdd0}', '\u{fdd1}'])
            );
        }
    }
}

/// A right-to-left override in a name would show the rest of the subject backwards.
#[test]
fn a_name_cannot_turn_the_direction_of_what_stands_around_it() {
    let subject =
        subject_of("{{ lead.name }}様、お申し込みありがとうございます", "\u{202e}gpj.exe\u{2066}").unwrap();
    assert_eq!(subject, "gpj.exe様、お申し込みありがとうございます");
}

proptest! {
    #[test]
    fn no_value_brings_markup_control_characters_or_another_direction(
        name in "\\PC{0,20}|(?s).{0,40}|[<>&\"'/=a-z{}%\u{202a}-\u{202e}\u{2066}-\u{2069}\u{0}-\u{1f}]{0,40}", url in "(?s).{0,40}",
    ) {
        let (policy, plain) = (samples::policy(), samples::lead(Some("x")));
        let lead = samples::lead(Some(&name));
        let event = BTreeMap::from([("material".to_owned(), url)]);
        let mail = mail(Language::Japanese, Purpose::Marketing);
        let rendered = render(&mail, &samples::context(&lead, &event, &policy)).unwrap();
        let usual = render(&mail, &samples::context(&plain, &samples::event(), &policy)).unwrap();
        for sign in ['<', '>', '"', '\''] {
            prop_assert_eq!(rendered.html.matches(sign).count(), usual.html.matches(sign).count(), "{}", sign);
        }
        for part in [&rendered.subject, &rendered.html, &rendered.text] {
            let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || cadence::text::turns_direction(c);
            prop_assert!(!part.contains(bad), "{:?}", part);
        }
        let breaks = ['\n', '\t', '\u{2028}', '\u{2029}'];
        let one_line = !rendered.subject.contains(breaks);
        prop_assert!(one_line && rendered.subject.chars().count() <= SUBJECT_LENGTH_MAX);
    }
}

#[test]
fn a_mail_whose_footer_nobody_sees_is_not_sent() {
    let (lead, event, policy) = (samples::lead(None), samples::event(), samples::policy());
    let context = samples::context(&lead, &event, &policy);
    let sound = mail(Language::Japanese, Purpose::Marketing);
    for (before, behind) in [
        ("<!--", "-->"),
        ("<!--[if mso]>", "<![endif]-->"),
        ("{% if event.material %}<!--{% endif %}", ""),
        ("<div style=\"display:none\">", "</div>"),
        ("<div style='font-size: 0 ; x: y'><b>", "</b></div>"),
        ("<title>", "</title>"),
        ("<template>", "</template>"),
        ("<noscript>", "</noscript>"),
    ] {
        // The values stand on the page all the same, so that a search would find them.
        let footer = footer::html(Language::Japanese, Purpose::Marketing).replace("font-size:13px;", "");
        let mail = CompiledMail { html: format!("<p>a</p>{before}{footer}{behind}"), ..sound.clone() };
        let refused = render(&mail, &context);
        assert!(
            matches!(refused, Err(RenderError::Unlawful { part: Part::Html, .. })),
            "{before}: {refused:?}"
        );
    }
    assert!(render(&sound, &context).is_ok());
}
