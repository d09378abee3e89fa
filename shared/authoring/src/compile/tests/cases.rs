//! Mails that went wrong once, each with the right answer.

use super::super::loss::lost;
use super::*;
use std::path::Path;

/// A mail of `cases/`, compiled with a preheader.
fn case(name: &str) -> Result<(String, CompiledMail), Vec<Finding>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/compile/tests/cases");
    let (file, source) = BODIES
        .into_iter()
        .find_map(|body| Some((body, std::fs::read_to_string(folder.join(format!("{name}.{body}"))).ok()?)))
        .unwrap();
    let files = [("subject.txt", "件名"), (file, source.as_str()), ("preheader.txt", "先に見える文")];
    let mail = compile(&files.into_iter().collect(), Purpose::Marketing, Language::Japanese)?;
    assert_eq!(lost(file, &source, &mail), [], "{name}");
    Ok((source, mail))
}

fn html(name: &str) -> String {
    case(name).unwrap().1.html.replace("&#847;&zwnj;&nbsp;", "")
}

fn plain(name: &str) -> String {
    let mail = case(name).unwrap().1;
    text(&mail).trim_end().to_owned()
}

/// The style elements of a mail.
fn styles(html: &str) -> String {
    let from_each = html.split("<style").skip(1).map(|rest| rest.split("</style>").next().unwrap());
    from_each.map(|css| format!("<style{css}</style>")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_footer_stands_in_the_body_and_in_no_comment() {
    let html = html("footer-in-comment");
    let (body, behind) = html.split_once("</body>").unwrap();
    assert!(body.contains("{{ unsubscribe_url }}") && !behind.contains("unsubscribe_url"));
    assert_eq!(
        plain("footer-in-comment"),
        "秋の新しい棚をご案内します。\n\n棚を見る: https://www.example.co.jp/shelves"
    );
}

#[test]
fn the_preheader_is_there_for_everybody() {
    let html = html("preheader-two-bodies");
    let bodies = "<body class=\"for-others\" style=\"margin:0;padding:0;\">\n<!--<![endif]-->\n<div style=\"display:none;";
    assert!(html.contains(bodies), "{html}");
    assert!(!plain("preheader-two-bodies").contains("先に見える文"));
}

#[test]
fn attributes_of_mjml_arrive_as_they_were_written() {
    let html = html("mjml-attributes");
    for written in ["alt=\"木製　棚\"", "href=\"https://www.example.co.jp/?q=木　棚\"", "color: #1849a9;\n"]
    {
        assert!(html.contains(written), "{written}");
    }
    assert!(!html.contains("\\u{") && !html.contains("\\n"));
    insta::assert_snapshot!(plain("mjml-attributes"), @r"
    木製　棚: https://www.example.co.jp/?q=木　棚

    青い見出し 手引き: https://www.example.co.jp/guide?utm_source=mail
    ");
    insta::assert_snapshot!(plain("mjml-gt-in-alt"), @r"
    はじめ > 品物 > 棚

    手引き: https://www.example.co.jp/guide
    ");
    let lines = self::html("mjml-style-lines");
    assert!(lines.contains("color: #1849a9") && lines.contains("padding: 10px 25px"), "{lines}");
}

#[test]
fn styles_for_paper_and_phones_stay_for_them() {
    let html = html("style-media-attribute");
    insta::assert_snapshot!(styles(&html), @r#"
    <style type="text/css" media="only screen and (max-width: 480px)">
    .lead { font-size: 22px !important; }
    .wide { display: none !important; }
    </style>
    <style type="text/css" media="print">
    .lead { color: #000000; }
    .screen { display: none !important; }
    </style>
    "#);
    assert!(html.contains("<p class=\"lead\" style=\"font-size: 30px;\">"));
    assert!(plain("style-media-attribute").contains("紙に出さない段落です。"));
}

#[test]
fn rules_about_what_mail_programs_have_stay_and_are_strong_enough() {
    let html = html("style-client-rules");
    insta::assert_snapshot!(styles(&html), @r#"
    <style>
    a:hover { color: #cc0000 !important; }
    a[x-apple-data-detectors] { color: inherit !important; text-decoration: none !important; }
    u + #all .gmail-fix { display: none; }
    #outlook a { padding: 0; }
    .ExternalClass { width: 100%; }
    [data-ogsc] .ink { color: #ffffff !important; }
    [data-ogsb] .paper { background-color: #111111 !important; }
    #MessageViewBody a { color: inherit !important; }
    .go:active { opacity: .8; }
    p::first-line { font-weight: bold; }
    @media (prefers-color-scheme: dark) { .ink { color: #eeeeee !important; } }
    @font-face { font-family: "T"; src: url(https://www.example.co.jp/t.woff2); }
    </style>
    "#);
    assert!(html.contains("<a class=\"go\" href=\"https://www.example.co.jp/a\" style=\"color: #1849a9;\">"));
}

#[test]
fn words_between_comments_for_outlook_are_in_the_text() {
    insta::assert_snapshot!(plain("mso-open-only"), @r"
    はじめの文

    あいだの文は、みなさまに見えます

    おわりの文 手引き: https://www.example.co.jp/a
    ");
}

#[test]
fn what_is_bold_in_japanese_is_bold_in_the_mail() {
    let html = html("md-cjk-strong");
    for written in [
        "<strong>締め切りは12月15日（火）です。</strong>お早め",
        "これは<strong>「大切なこと」</strong>です",
        "費用は<strong>月額5,000円（税込）</strong>から",
        "<strong>「無料」</strong>と<strong>半額！</strong>の",
        "<em>「斜めの字」</em>です",
        "<del>「取りやめ」</del>です",
        "<strong>「手引きを見る」</strong></a>",
    ] {
        assert!(html.contains(written), "{written}\n{html}");
    }
}

#[test]
fn a_line_of_a_letter_is_a_line_in_both_parts() {
    let html = html("md-line-breaks");
    assert!(html.contains(
        "日　時　　12月10日（木）15:00〜16:00<br>\n会　場　　大阪市見本町4-5-6<br>\n参加費　　無料</p>"
    ));
    assert!(html.contains(">　字を下げた段落です。</p>") && !html.contains("<h2"));
    insta::assert_snapshot!(plain("md-line-breaks"), @r"
    {{ lead.name | sama }}

    日　時　　12月10日（木）15:00〜16:00
    会　場　　大阪市見本町4-5-6
    参加費　　無料

    ・先着20名さま
    ・席に限りがあります

    　字を下げた段落です。

    株式会社棚番商会

    --------------------

    〒530-0000 大阪市見本町4-5-6

    くわしく: https://www.example.co.jp/a
    ");
}

#[test]
fn a_selector_behind_a_brace_is_no_remark() {
    let html = html("css-brace-hash");
    insta::assert_snapshot!(styles(&html), @r"
    <style>
    @media only screen and (max-width:480px) { #frame{width:100%!important}}
     { #unused{color:red}}
    </style>
    ");
}

#[test]
fn signs_for_private_use_arrive_as_they_are() {
    assert!(
        plain("text-private-use-panic")
            .contains("\u{e000}手引きを見る\u{e001}: https://www.example.co.jp/guide")
    );
    assert!(plain("md-left-over").contains("（https://www.example.co.jp/b ）{button}"));
}

#[test]
fn marks_that_mark_nothing_and_words_that_are_lost_are_told() {
    let told = |file: &str, source: &str| {
        let files = [("subject.txt", "件名"), (file, source)].into_iter().collect();
        let mail = compile(&files, Purpose::Marketing, Language::Japanese).unwrap();
        let found = doubtful(&files, &mail);
        found
            .iter()
            .map(|it| format!("{}:{} {} {}", it.line, it.column, it.rule, it.message.english()))
            .collect::<Vec<_>>()
    };
    let marks = told("body.md", "一行目\n** 重要 ** なお知らせ\n\n`a ** b` と **太字。**です\n");
    assert_eq!(marks, ["2:7 mark-left this ** marks nothing and would be seen as it is"]);
    // A table's row has as many cells as its head (GFM §4.10).
    let lost = told("body.md", "| 品 |\n|---|\n| 棚 | 余り |\n");
    assert_eq!(lost, ["3:7 words-lost 「余り」 is not seen in the HTML part of the compiled mail"]);
}

#[test]
fn a_comment_that_is_never_closed_is_told_with_its_place() {
    let findings = case("md-unclosed-comment").unwrap_err();
    let told: Vec<_> = findings.iter().map(|it| (it.rule, it.line, it.column)).collect();
    assert_eq!(told, [("text-swallowed", 3, 1)]);
}
