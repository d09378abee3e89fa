//! Mail folders in, compiled mails out.

mod cases;
mod siblings;

use super::*;
use cadence::sequence::{Language, Purpose};

fn compiled(files: &[(&str, &str)]) -> CompiledMail {
    let files = files.iter().copied().collect();
    compile(&files, Purpose::Marketing, Language::Japanese).unwrap()
}

/// The HTML between `<body …>` and the legal footer, or as much of it as matters.
fn body(mail: &CompiledMail) -> &str {
    let start = mail.html.find("<body").unwrap();
    let footer = mail.html.find("<div style=\"box-sizing:border-box;max-width:600px;margin:32px").unwrap();
    &mail.html[start..footer]
}

/// The text part without the legal footer.
fn text(mail: &CompiledMail) -> &str {
    let footer = footer::text(Language::Japanese, Purpose::Marketing);
    mail.text.strip_suffix(footer).unwrap()
}

#[test]
fn markdown_becomes_a_mail_of_one_column_with_a_text_part() {
    let mail = compiled(&[
        ("subject.txt", "{{ lead.name | sama }}、資料をお届けします\n"),
        (
            "body.md",
            "# 資料をお届けします\n\n{{ lead.name | default(\"お客様\") }}、こんにちは。**大切な**お知らせです。\n\n- 一つ目\n- 二つ目\n\n\
             [資料を見る]({{ event.material_url | default(\"https://www.example.co.jp/a?b=1&c=2\") }}){button}\n\n\
             [会社案内](https://www.example.co.jp/)もご覧ください。\n",
        ),
    ]);
    assert_eq!(mail.subject, "{{ lead.name | sama }}、資料をお届けします");
    insta::assert_snapshot!(body(&mail), @r##"
    <body style="margin: 0;padding: 0;background-color: #ffffff;color: #1d2939;font-family: 'Hiragino Sans', 'Hiragino Kaku Gothic ProN', 'Noto Sans JP', Meiryo, sans-serif;font-size: 16px;line-height: 1.8;-webkit-text-size-adjust: 100%;">
    <!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
    <div class="column" style="box-sizing: border-box;max-width: 600px;margin: 0 auto;padding: 24px 16px 8px;overflow-wrap: break-word;word-break: break-word;">
    <h1 style="margin: 0 0 20px;font-size: 24px;line-height: 1.4;">資料をお届けします</h1>
    <p style="margin: 0 0 18px;">{{ lead.name | default("お客様") }}、こんにちは。<strong>大切な</strong>お知らせです。</p>
    <ul style="margin: 0 0 18px;padding: 0 0 0 24px;">
    <li style="margin: 0 0 6px;">一つ目</li>
    <li style="margin: 0 0 6px;">二つ目</li>
    </ul>
    <table class="button" role="presentation" border="0" cellpadding="0" cellspacing="0" style="border-collapse: separate;margin: 8px 0 26px;"><tbody><tr><td bgcolor="#1849a9" style="text-align: left;padding: 0;border: 0;border-radius: 6px;background-color: #1849a9;"><a href="{{ event.material_url | default("https://www.example.co.jp/a?b=1&c=2") }}" style="color: #ffffff;display: inline-block;padding: 12px 28px;border-radius: 6px;background-color: #1849a9;font-size: 16px;font-weight: bold;line-height: 24px;text-decoration: none;">資料を見る</a></td></tr></tbody></table>
    <p style="margin: 0 0 18px;"><a href="https://www.example.co.jp/" style="color: #1849a9;">会社案内</a>もご覧ください。</p>

    </div>
    <!--[if mso]></td></tr></table><![endif]-->
    "##);
    insta::assert_snapshot!(text(&mail), @r#"
    ■ 資料をお届けします

    {{ lead.name | default("お客様") }}、こんにちは。大切なお知らせです。

    - 一つ目
    - 二つ目

    資料を見る: {{ event.material_url | default("https://www.example.co.jp/a?b=1&c=2") }}

    会社案内: https://www.example.co.jp/ もご覧ください。
    "#);
}

#[test]
fn a_block_around_paragraphs_leaves_no_gap_when_it_is_not_taken() {
    let mail = compiled(&[
        ("subject.txt", "件名"),
        (
            "body.md",
            "前\n\n{% if lead.company %}\n\n{{ lead.company }} のみなさま\n\n{% endif %}\n\n文中の{% if lead.plan %}「{{ lead.plan }}」{% endif %}です。\n",
        ),
    ]);
    insta::assert_snapshot!(text(&mail), @r"
    前

    {% if lead.company %}{{ lead.company }} のみなさま

    {% endif %}文中の{% if lead.plan %}「{{ lead.plan }}」{% endif %}です。
    ");
}

#[test]
fn a_loop_around_table_rows_stays_in_the_table() {
    let html = "<html><head><style>td { color: red } .n { color: blue }</style></head><body><table><tbody>\
                {% for word in lead.words %}<tr><td>{{ word }}</td><td class=\"n\">円</td></tr>{% endfor %}</tbody></table>\
                <p style=\"color: {{ lead.colour | default(\"red\") }}\"><a href=\"https://e.example/?q={{ lead.q | default(\"a b\") }}&amp;r=1\">見る</a></p></body></html>";
    let mail = compiled(&[("subject.txt", "件名"), ("body.html", html)]);
    insta::assert_snapshot!(body(&mail), @r#"<body><table><tbody>{% for word in lead.words %}<tr><td style="color: red;">{{ word }}</td><td class="n" style="color: blue;">円</td></tr>{% endfor %}</tbody></table><p style="color: {{ lead.colour | default("red") }}"><a href="https://e.example/?q={{ lead.q | default("a b") }}&amp;r=1">見る</a></p>"#);
    insta::assert_snapshot!(text(&mail), @r#"
    {% for word in lead.words %}{{ word }}
    円
    {% endfor %}見る: https://e.example/?q={{ lead.q | default("a b") }}&r=1
    "#);
}

#[test]
fn mjml_becomes_html_with_quotes_and_loops_kept() {
    let mjml = "<mjml><mj-head><mj-preview>先に見える文</mj-preview></mj-head><mj-body><mj-section><mj-column>\
                <mj-text>{{ lead.name | default(\"お客様\") }}</mj-text>\
                {% if lead.plan %}<mj-text>{{ lead.plan }}</mj-text>{% endif %}\
                <mj-button href=\"{{ event.url | default(\"https://www.example.co.jp/\") }}\">見る</mj-button>\
                <mj-table>{% for row in lead.rows %}<tr><td>{{ row }}</td></tr>{% endfor %}</mj-table>\
                </mj-column></mj-section></mj-body></mjml>";
    let mail = compiled(&[("subject.txt", "件名"), ("body.mjml", mjml)]);
    let html = &mail.html;
    for kept in [
        "{{ lead.name | default(\"お客様\") }}",
        "href=\"{{ event.url | default(\"https://www.example.co.jp/\") }}\"",
        "<tbody>{% for row in lead.rows %}<tr><td",
        "</td></tr>{% endfor %}",
    ] {
        assert!(html.contains(kept), "{kept}\n{html}");
    }
    let (open, close) = (html.find("{% if lead.plan %}").unwrap(), html.find("{% endif %}").unwrap());
    assert!(html[open..close].contains("{{ lead.plan }}"));
    assert!(!html.contains("fonts.googleapis.com"));
    insta::assert_snapshot!(text(&mail), @r#"
    {{ lead.name | default("お客様") }}
    {% if lead.plan %}{{ lead.plan }}
    {% endif %}見る: {{ event.url | default("https://www.example.co.jp/") }}

    {% for row in lead.rows %}{{ row }}
    {% endfor %}
    "#);
}

#[test]
fn the_preheader_is_hidden_in_the_mail_and_absent_from_the_text() {
    let files = [
        ("subject.txt", "件名"),
        ("body.md", "本文\n"),
        ("preheader.txt", "{{ lead.name | sama }} & みなさま <へ>\n"),
    ];
    let mail = compiled(&files);
    assert!(mail.html.contains(">{{ lead.name | sama }} &amp; みなさま &lt;へ&gt;&#847;"));
    assert_eq!(text(&mail).trim(), "本文");
}

#[test]
fn a_table_of_data_has_one_line_for_each_row_and_a_rule_stays() {
    let markdown =
        "| プラン | 月額 |\n|---|---|\n| 小 | 9,800円 |\n\n---\n\n[見る](https://e.example/){button}\n";
    let mail = compiled(&[("subject.txt", "件名"), ("body.md", markdown)]);
    insta::assert_snapshot!(text(&mail), @r"
    プラン | 月額
    小 | 9,800円

    --------------------

    見る: https://e.example/
    ");
}

#[test]
fn hidden_elements_are_not_in_the_text() {
    let html = "<div style=\"display: none\">秘密<div>も</div></div><img style=\"display:none\" alt=\"x\"><p>見える</p>";
    let mail = compiled(&[("subject.txt", "件名"), ("body.html", html)]);
    assert_eq!(text(&mail).trim(), "見える");
}

#[test]
fn a_written_text_part_is_taken_as_it_is() {
    let mail = compiled(&[
        ("subject.txt", "件名"),
        ("body.md", "本文\n"),
        ("body.txt", "{{ lead.name | sama }}\n\n手書き\n\n"),
    ]);
    assert_eq!(text(&mail), "{{ lead.name | sama }}\n\n手書き\n");
}

#[test]
fn long_japanese_paragraphs_are_not_broken_into_lines() {
    let paragraph = "これは長い段落です。".repeat(500);
    let mail = compiled(&[("subject.txt", "件名"), ("body.md", &paragraph)]);
    assert_eq!(text(&mail).trim(), paragraph);
}

#[test]
fn the_footer_stands_last_in_the_body_and_nothing_is_escaped_in_it() {
    let mail = compiled(&[("subject.txt", "件名"), ("body.md", "本文\n")]);
    let footer = footer::html(Language::Japanese, Purpose::Marketing).trim_end();
    assert!(mail.html.contains(&format!("{footer}\n</body>")));
    assert!(mail.html.starts_with("<!DOCTYPE html>\n<html lang=\"ja\">"));
    assert_eq!(mail.html.matches("<!DOCTYPE").count(), 1);
}

#[test]
fn what_is_missing_in_a_mail_is_reported_at_once() {
    let show = |files: &[(&str, &str)]| {
        let files = files.iter().copied().collect();
        let findings = compile(&files, Purpose::Marketing, Language::English).unwrap_err();
        findings
            .iter()
            .map(|it| format!("{}:{} {}: {}", it.file, it.line, it.rule, it.message.english()))
            .collect::<Vec<_>>()
            .join("\n")
    };
    insta::assert_snapshot!(show(&[]), @r"
    subject.txt:1 mail-without-subject: the mail has no subject.txt
    subject.txt:1 mail-without-body: the mail has no body
    ");
    insta::assert_snapshot!(show(&[("subject.txt", "a\nb"), ("body.md", "x"), ("body.html", "x")]), @r"
    subject.txt:1 subject-several-lines: the subject has several lines
    body.html:1 mail-with-several-bodies: the mail has several bodies: body.html, body.md
    ");
    insta::assert_snapshot!(show(&[("subject.txt", " \n"), ("body.mjml", "<mjml>\n<mj-body>\n<mj-sektion></mj-body></mjml>")]), @r"
    subject.txt:1 subject-empty: the subject is empty
    body.mjml:3 unknown-element: <mj-sektion> is no element of MJML, so nobody sees what it is meant for
    ");
}
