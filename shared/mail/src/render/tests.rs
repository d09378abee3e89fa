//! Mails filled for leads of every kind.

mod forgery;

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
fn an_english_transactional_mail_says_why_it_came_without_marketing_links() {
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
