//! Siblings in HTML and MJML.

use super::*;

#[test]
fn footer_and_preheader_are_seen_whatever_comments_and_bodies_there_are() {
    let traps = [
        "<!-- </body></html> -->",
        "<!--[if mso]><body class=\"m\"><![endif]-->",
        "<!--[if mso]></td></tr></table></body><![endif]-->",
        "<!--<body>-->",
        "<!-- {{ lead.name | sama }} </BODY> -->",
        "<!--[if !mso]><!--><!--<![endif]-->",
        "<script>var a = '</body><body>';</script>",
        "<style>/* </body> <body> */ p > a { color: red }</style>",
        "<title>&lt;body&gt; &lt;/body&gt;</title>",
    ];
    let places = [
        "{T}<!DOCTYPE html>",
        "<head>{T}",
        "</head>{T}",
        "<p>はじめ{T}",
        "おわり</p>{T}",
        "{B}{T}",
        "{H}{T}",
    ];
    let bodies =
        ["<body>|</body>", "<BODY CLASS='a > b'>|</BODY >", "<body\n title=\"a > b\"\n>|</body>", "|"];
    each(&traps, &places, &bodies, |trap, place, body| {
        let (open, close) = body.split_once('|').unwrap();
        let whole = format!(
            "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"></head>{open}<p>はじめの文、おわり</p><p><a href=\"https://e.example/a\">見る</a></p>{close}</html>"
        );
        let at = match place {
            "{B}{T}" => whole.find("</html>").unwrap(),
            "{H}{T}" => whole.len(),
            other => {
                let (before, behind) = other.split_once("{T}").unwrap();
                let found = whole.find(&format!("{before}{behind}")).unwrap();
                found + before.len()
            }
        };
        let mail = sound("body.html", &format!("{}{trap}{}", &whole[..at], &whole[at..]));
        let seen = without_comments(&mail.html);
        assert_eq!(seen.matches("href=\"{{ unsubscribe_url }}\"").count(), 1, "{seen}");
        assert_eq!(seen.matches(">先に見える文&#847;").count(), 1, "{seen}");
        let (before, behind) = seen.rsplit_once("</body>").unwrap();
        assert!(before.contains("unsubscribe_url") && !behind.contains("unsubscribe_url"), "{seen}");
        assert!(!text(&mail).contains("先に見える文"));
    });
}

#[test]
fn values_of_mjml_arrive_as_written_whatever_signs_are_in_them() {
    let values = [
        "棚　卸",
        "A > B",
        "a\\b",
        "a\\u{3000}b",
        "100% 「税込」",
        "一行目\n二行目",
        "a\tb",
        "é è ü",
        "😀 絵文字",
        "½ № ㈱",
        "A &amp; B",
        "it's",
        "\u{200b}幅なし",
        "ｶﾅ",
        "－−—",
        "～〜",
        "{{ lead.name | sama }}様",
        "\u{e000}外字",
        "a=b;c:d",
        "#見出し",
    ];
    let places = [
        "<mj-image src=\"https://e.example/i.png\" alt=\"{V}\" />",
        "<mj-image src=\"https://e.example/i.png\" alt='{V}'/>",
        "<mj-image src=\"https://e.example/i.png\" alt=\"\" title=\"{V}\" />",
        "<mj-text><img src=\"https://e.example/i.png\" alt=\"{V}\" /></mj-text>",
        "<mj-text><span title=\"{V}\">字</span></mj-text>",
        "<mj-table><tr><td title=\"{V}\">字</td></tr></mj-table>",
    ];
    let frames = [
        "<mj-section><mj-column>{X}</mj-column></mj-section>",
        "<mj-wrapper><mj-section><mj-column>\n{X}\n</mj-column></mj-section></mj-wrapper>",
    ];
    each(&values, &places, &frames, |value, place, frame| {
        if place.contains("'{V}'") && value.contains('\'') {
            return;
        }
        let inside = frame.replace("{X}", &place.replace("{V}", value));
        let mail = sound("body.mjml", &format!("<mjml><mj-body>{inside}</mj-body></mjml>"));
        let html = mail.html.replace("&gt;", ">").replace("&lt;", "<");
        let wanted = value.replace("&gt;", ">");
        assert!(html.contains(&format!("\"{wanted}\"")), "{place} {value}\n{html}");
    });
}

#[test]
fn a_sign_among_words_of_mjml_stops_nothing() {
    let words = [
        "ホーム > 商品",
        "ホーム>商品",
        "あ>",
        ">い",
        "a > b",
        "→>",
        "え]]>お",
        "棚 -> 箱",
        "１＞２>３",
        "é>è",
        "a&gt;b>c",
        "{{ lead.name | sama }}>様",
    ];
    let places = [
        "<mj-text>{W}</mj-text>",
        "<mj-text><p>{W}</p>あと</mj-text>",
        "<mj-button href=\"https://e.example/\">{W}</mj-button>",
        "<mj-table><tr><td>{W}</td></tr></mj-table>",
        "<mj-raw><p>{W}</p></mj-raw>",
        "<mj-text><!-- {W} -->字</mj-text>",
    ];
    let heads = [
        "",
        "<mj-head><mj-title>{W}</mj-title></mj-head>",
        "<mj-head><mj-style>.棚 > a { color: red }</mj-style></mj-head>",
    ];
    each(&words, &places, &heads, |words, place, head| {
        let inside = place.replace("{W}", words);
        let body = if place.contains("mj-raw") {
            inside
        } else {
            format!("<mj-section><mj-column>{inside}</mj-column></mj-section>")
        };
        let mail = sound(
            "body.mjml",
            &format!("<mjml>{}<mj-body>{body}</mj-body></mjml>", head.replace("{W}", words)),
        );
        assert!(!mail.html.contains("hkvalue"), "{}", mail.html);
        let shown = words.replace("&gt;", ">");
        assert!(place.contains("<!--") || text(&mail).contains(&shown), "{}", text(&mail));
        assert!(!head.contains("mj-style") || mail.html.contains(".棚 > a"), "{}", mail.html);
    });
}

#[test]
fn what_swallows_the_rest_is_told_with_its_line() {
    let traps = [
        "<!-- 覚え書き",
        "<!-- 覚え書き -- >",
        "<!--[if mso]><td>",
        "<!--[if !mso]><!-- x",
        "<!-- 旧 <!-- 新 --> 終 --",
        "<a href=\"https://e.example/b>見る</a>",
        "<a href='https://e.example/b>見る</a>",
        "<title>題",
        "<style>p { color: red }",
        "<script>var a;",
        "<textarea>字",
        "<xmp>字",
        "<noframes>字",
        "<iframe src=\"https://e.example/\">",
        "<img alt=\"棚",
        "<p title='x",
        "<Google Meet>",
        "<お名前 ABC",
        "<STYLE>p{}",
        "<tilte>題</tilte>",
        "<!-- a --\n>",
        "<!--\n[if mso]>",
    ];
    let wrongs = ["<お名前 ABC"];
    let befores = [
        "",
        "<p>一行目</p>\n",
        "<div>\n<div>\n",
        "<!-- x -->\n\n\n<p>{{ lead.name |\n sama }}</p>\n",
        "<p>{# 覚え\n書き #}</p>\n",
    ];
    let behinds = [
        "\n<p>あとの文</p>",
        "</p>\n<p>あと \"文\" 'と' 文</p><p><a href=\"https://e.example/a\">見る</a></p>",
    ];
    each(&traps, &befores, &behinds, |trap, before, behind| {
        // A sign before letters that are no name is a sign.
        if wrongs.contains(&trap) {
            return;
        }
        let whole = format!("<html><body>\n{before}<p>まえ</p>{trap}{behind}</body></html>");
        let findings = told("body.html", &whole);
        let line = whole[..whole.find(trap).unwrap()].matches('\n').count() + 1;
        assert!(findings.iter().any(|it| it.line == line), "{whole}\nline {line}: {findings:?}");
    });
}

#[test]
fn hidden_lines_are_not_in_the_text_and_all_others_are() {
    let ways = [
        "style=\"display:none\"",
        "style='DISPLAY: NONE'",
        "style=\"display:none !important;\"",
        "style=\"visibility: hidden\"",
        "style=\"max-height:0;overflow:hidden\"",
        "style=\"max-height:0px;overflow:hidden;mso-hide:all\"",
        "style=\"opacity:0\"",
        "style=\"font-size:0\"",
        "style=\"font-size:1px;color:#ffffff;line-height:1px\"",
        "style=\"height:0;width:0;overflow:hidden\"",
        "hidden",
        "class=\"pre\"",
        "style=\"text-indent:-9999px\"",
        "style=\"position:absolute;left:-9999px\"",
    ];
    let elements = ["div", "span", "p", "td", "font", "center"];
    let insides = ["隠れた行", "隠れた<b>行</b>", "隠れ&zwnj;&nbsp;た行<br>"];
    each(&ways, &elements, &insides, |way, element, inside| {
        let hidden = format!("<{element} {way}>{inside}</{element}>");
        let hidden = if element == "td" { format!("<table><tr>{hidden}</tr></table>") } else { hidden };
        let source = format!(
            "<html><head><style>.pre {{ display: none }}</style></head><body>{hidden}<p>日　時　　月曜日</p><p>あと <a href=\"https://e.example/a\">見る</a></p></body></html>"
        );
        let mail = sound("body.html", &source);
        assert_eq!(text(&mail).trim_end(), "日　時　　月曜日\n\nあと 見る: https://e.example/a", "{source}");
        assert!(mail.html.contains("隠れ"));
    });
}

#[test]
fn a_mail_says_once_that_it_is_utf_8() {
    let metas = [
        "",
        "<meta charset=\"utf-8\">",
        "<META CHARSET='Shift_JIS'>",
        "<meta charset=iso-2022-jp>",
        "<meta charset=\"EUC-JP\"/>",
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\">",
        "<meta http-equiv=content-type content='text/html;charset=shift_jis'>",
        "<meta content=\"text/html; charset=iso-8859-1\" http-equiv=\"CONTENT-TYPE\">",
    ];
    let places = [
        "{A}{B}<title>題</title>",
        "<title>題</title>{A}{B}",
        "{A}<style>p{color:red}</style>{B}",
        "</head>{A}{B}",
    ];
    each(&metas, &places, &metas, |one, place, other| {
        let head = place.replace("{A}", one).replace("{B}", other);
        let source = format!(
            "<html><head>{head}</head><body><p>文 <a href=\"https://e.example/a\">見る</a></p></body></html>"
        );
        let html = sound("body.html", &source).html.to_ascii_lowercase();
        assert_eq!(html.matches("charset=").count(), 1, "{source}\n{html}");
        assert!(html.contains("charset=\"utf-8\"") || html.contains("charset=utf-8\""), "{html}");
    });
}
