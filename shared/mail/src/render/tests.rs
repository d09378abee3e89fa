//! Mails filled for leads of every kind.

use super::*;
use crate::{footer, samples};
use proptest::prelude::*;
use std::fmt::Write as _;

fn mail(language: Language, purpose: Purpose) -> CompiledMail {
    CompiledMail {
        subject: "{{ lead.name | sama }}、資料をお送りします".to_owned(),
        html: format!(
            "<p>{{{{ lead.name | sama }}}}</p><p><a href=\"https://files.example.co.jp/{{{{ event.material | urlencode }}}}\">資料</a></p>{}",
            footer::html(language, purpose)
        ),
        text: format!(
            "{{{{ lead.name | sama }}}}\n\nhttps://files.example.co.jp/{{{{ event.material | urlencode }}}}\n{}",
            footer::text(language, purpose)
        ),
    }
}

fn subject_of(template: &str, name: &str) -> Result<String, RenderError> {
    let material = samples::event();
    let lead = samples::lead(Some(name));
    let policy = samples::policy();
    let context = samples::context(&lead, &material, &policy);
    let mail = CompiledMail { subject: template.to_owned(), ..mail(Language::Japanese, Purpose::Marketing) };
    render(&mail, &context).map(|rendered| rendered.subject)
}

#[test]
fn a_japanese_marketing_mail_reads_as_written_and_shows_who_sends_it() {
    let (lead, event, policy) = (samples::lead(Some("田中 太郎")), samples::event(), samples::policy());
    let rendered =
        render(&mail(Language::Japanese, Purpose::Marketing), &samples::context(&lead, &event, &policy))
            .unwrap();
    assert_eq!(rendered.subject, "田中 太郎様、資料をお送りします");
    insta::assert_snapshot!(rendered.text, @r"
    田中 太郎様

    https://files.example.co.jp/guide.pdf%3Fa%3D1%26b%3D2

    ----------------------------------------
    このメールは、飛脚からのお知らせを希望された方、またはお取引のある方にお送りしています。
    今後のお知らせが不要な場合は、「配信を停止する」からいつでも停止できます。

    配信を停止する：
    https://mail.example.co.jp/u/v1.a.u.x.y

    送信者：株式会社飛脚商会 & Sons（飛脚）
    住所：東京都千代田区丸の内1-1-1

    お問い合わせ・苦情の受付
    メール：support@example.co.jp
    電話：03-0000-0000

    プライバシーポリシー：
    https://www.example.co.jp/privacy
    ");
    assert!(rendered.html.contains(r#"<a href="https://files.example.co.jp/guide.pdf%3Fa%3D1%26b%3D2">"#));
    assert!(
        rendered.html.contains(r#"<a ses:no-track href="https://mail.example.co.jp/u/v1.a.u.x.y" style="#)
    );
}

#[test]
fn an_english_transactional_mail_says_why_it_came_and_offers_no_marketing_link() {
    let (lead, event, policy) = (samples::lead(None), samples::event(), samples::policy());
    let context = RenderContext {
        language: Language::English,
        purpose: Purpose::Transactional,
        unsubscribe_url: "",
        ..samples::context(&lead, &event, &policy)
    };
    let rendered = render(&mail(Language::English, Purpose::Transactional), &context).unwrap();
    insta::assert_snapshot!(rendered.text, @r"
    there

    https://files.example.co.jp/guide.pdf%3Fa%3D1%26b%3D2

    ----------------------------------------
    飛脚 sent you this mail about a request you made or a service you use.
    If you do not recognise it, please let us know.

    Sent by 株式会社飛脚商会 & Sons (飛脚)
    東京都千代田区丸の内1-1-1

    Contact
    E-mail: support@example.co.jp
    Telephone: 03-0000-0000

    Privacy notice:
    https://www.example.co.jp/privacy
    ");
}

#[test]
fn markup_in_a_name_stays_text() {
    let (lead, event, policy) =
        (samples::lead(Some("<script>x</script>\"'&")), samples::event(), samples::policy());
    let rendered =
        render(&mail(Language::Japanese, Purpose::Marketing), &samples::context(&lead, &event, &policy))
            .unwrap();
    assert!(rendered.html.contains("&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;様"));
    assert!(!rendered.html.contains("<script"));
    assert!(rendered.text.starts_with("<script>x</script>\"'&様"));
}

#[test]
fn a_subject_is_one_line_without_control_characters() {
    let template = "{{ lead.name }}";
    assert_eq!(subject_of(template, "a\r\nBcc: x@example.jp").unwrap(), "a Bcc: x@example.jp");
    assert_eq!(subject_of(template, "  a \t\u{0}\u{1b} b\u{2028}c ").unwrap(), "a b c");
    assert_eq!(subject_of(template, &"長".repeat(400)).unwrap().chars().count(), SUBJECT_LENGTH_MAX);
    assert_eq!(subject_of("{{ lead.name | trim }}", "\r\n"), Err(RenderError::EmptySubject));
}

#[test]
fn a_missing_value_stops_the_mail_and_is_named() {
    let error = subject_of("{{ lead.plan }}", "田中").unwrap_err();
    insta::assert_snapshot!(error, @r#"the subject, line 1, needs `lead.plan`, which this lead does not have; add a fallback such as `| default("…")`"#);
}

#[test]
fn errors_repeat_no_value() {
    for template in [
        "{{ lead.name | date }}",
        "{{ lead.name | number }}",
        "{{ lead.name + 1 }}",
        "{{ lead.name - 1 }}",
        "{{ lead.name.plan }}",
        "{{ lead.name[lead.name] }}",
        "{{ lead.name | trim(1, 2, 3) }}",
        "{{ lead.name is divisibleby(lead.name) }}",
        "{% for a, b in lead.name %}{{ a }}{% endfor %}",
        "{{ (lead.name | length)[0:lead.name] }}",
        "{{ lead.name | default(lead.name, lead.name, lead.name) }}",
        "{{ lead.name in 1 }}",
    ] {
        if let Err(error) = subject_of(template, "田中") {
            let text = format!("{error} {error:?}");
            assert!(!text.contains("田中"), "{text}");
        }
    }
}

#[test]
fn a_marketing_mail_without_its_footer_is_not_made() {
    let (lead, event, policy) = (samples::lead(None), samples::event(), samples::policy());
    let context = samples::context(&lead, &event, &policy);
    let whole = mail(Language::Japanese, Purpose::Marketing);
    let mut seen = String::new();
    for (from, part) in [
        ("{{ unsubscribe_url }}", Part::Html),
        ("{{ unsubscribe_url }}", Part::Text),
        ("{{ company.legal_name }}", Part::Html),
        ("{{ company.postal_address }}", Part::Text),
    ] {
        let mut mail = whole.clone();
        match part {
            Part::Html => mail.html = mail.html.replace(from, ""),
            Part::Text | Part::Subject => mail.text = mail.text.replace(from, ""),
        }
        writeln!(seen, "{}", render(&mail, &context).unwrap_err()).unwrap();
    }
    insta::assert_snapshot!(seen, @r"
    the HTML part does not show the unsubscribe link; keep the footer in the mail
    the text part does not show the unsubscribe link; keep the footer in the mail
    the HTML part does not show the company's registered name; keep the footer in the mail
    the text part does not show the company's postal address; keep the footer in the mail
    ");
}

#[test]
fn an_unsubscribe_link_that_could_break_out_of_its_place_is_refused() {
    let (lead, event, policy) = (samples::lead(None), samples::event(), samples::policy());
    for url in ["", "javascript:alert(1)", "https://a/\"onclick=\"x", "https://a/\r\nBcc: x", "https://a/<b>"]
    {
        let context = RenderContext { unsubscribe_url: url, ..samples::context(&lead, &event, &policy) };
        let result = render(&mail(Language::Japanese, Purpose::Marketing), &context);
        assert!(result.is_err(), "{url:?}");
    }
}

#[test]
fn large_values_and_large_mails_are_refused() {
    let (lead, mut event, policy) = (samples::lead(None), samples::event(), samples::policy());
    let mut mail = mail(Language::Japanese, Purpose::Marketing);
    mail.html = format!("{{% for c in event.summary %}}{{{{ event.summary }}}}{{% endfor %}}{}", mail.html);
    event.insert("summary".to_owned(), "x".repeat(2_000));
    let error = render(&mail, &samples::context(&lead, &event, &policy)).unwrap_err();
    assert_eq!(error, RenderError::TooLarge { part: Part::Html });
    event.insert("summary".to_owned(), "x".repeat(VALUE_BYTES_MAX + 1));
    let error = render(&mail, &samples::context(&lead, &event, &policy)).unwrap_err();
    assert_eq!(error, RenderError::ValueTooLarge);
}

#[test]
fn a_mail_prepared_once_fills_the_same_as_one_prepared_each_time() {
    let (event, policy) = (samples::event(), samples::policy());
    let mail = mail(Language::Japanese, Purpose::Marketing);
    let template = MailTemplate::new(&mail).unwrap();
    for name in [None, Some("田中"), Some("Ada"), Some("😀")] {
        let lead = samples::lead(name);
        let context = samples::context(&lead, &event, &policy);
        assert!(template.render(&context) == render(&mail, &context));
    }
}

#[test]
fn a_mail_that_was_never_checked_is_not_filled() {
    let mail = CompiledMail {
        html: "{{ 'a' * 100000000 }}".to_owned(),
        ..mail(Language::Japanese, Purpose::Marketing)
    };
    assert_eq!(MailTemplate::new(&mail).unwrap_err().line, 1);
}

/// The HTML part with this before the footer, and what is left of a value of the event called `x`.
fn with_value(html: &str, text: &str, value: &str) -> Result<RenderedMail, RenderError> {
    let (lead, policy) = (samples::lead(Some("田中")), samples::policy());
    let event = BTreeMap::from([("material".to_owned(), "a".to_owned()), ("x".to_owned(), value.to_owned())]);
    let whole = mail(Language::Japanese, Purpose::Marketing);
    let mail = CompiledMail {
        html: format!("{html}{}", whole.html),
        text: format!("{text}\n{}", whole.text),
        ..whole
    };
    render(&mail, &samples::context(&lead, &event, &policy))
}

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
