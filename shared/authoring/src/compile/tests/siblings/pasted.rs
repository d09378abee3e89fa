//! Siblings of what people paste out of Word, Outlook and other services: conditions in every spelling, words that a parser takes
//! for a comment or an attribute, MJML written loosely.

use super::*;

const WORDS: [&str; 6] =
    ["重要なお知らせ", "a & b", "50%OFF！", "「引用」です。", "<b>太字</b>の文", "１２月３日（木）"];

fn page(inside: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"ja\"><body><p>まえ</p>\n{inside}\n<p><a href=\"https://e.example/a\">見る</a></p></body></html>"
    )
}

#[test]
fn words_that_all_but_outlook_see_arrive_however_the_condition_is_written() {
    let opens = [
        "<!--[if !mso]><!-->",
        "<!--[if !mso]><!-- -->",
        "<!--[if !mso]> -->",
        "<!--[if !mso]>-->",
        "<!--[IF !MSO]><!---->",
        "<![if !mso]>",
        "<![IF !MSO]>",
        "<!--[if !supportLists]-->",
        "<!--[if (!mso)&(!IE)]><!-->",
    ];
    let ends = ["<!--<![endif]-->", "<!-- <![endif]-->", "<!--<![ENDIF]-->", "<![endif]>", "<!--[endif]-->"];
    each(&opens, &ends, &WORDS, |open, end, words| {
        // Outlook asks for the end of a condition in the form in which it began.
        if end == "<!--[endif]-->" && !open.contains("supportLists") {
            return;
        }
        let mail = sound("body.html", &page(&format!("{open}<p>{words}</p>{end}<p>あと</p>")));
        for part in [without_comments(&mail.html), text(&mail).to_owned()] {
            assert!(part.contains("まえ") && part.contains("あと"), "{open} {end}\n{part}");
        }
    });
}

#[test]
fn words_a_parser_takes_for_something_else_are_found_where_they_stand() {
    let traps = [
        "<![CDATA[{W}]]>",
        "<!{W}>",
        "</{W}>",
        "<!--[if !mso]>{W}<![endif]-->",
        "<!--[IF !MSO]><p>{W}</p><![ENDIF]-->",
        "<!-- {W}",
        "<a<b {W} >",
        "<b {W} c</b>",
        "<Zoom-URL> {W}",
        "<https://e.example/{W}>",
    ];
    let places =
        ["{T}", "<p>{T}</p>", "<table><tr><td>{T}</td></tr></table>", "<p>語 {T}", "<div>\n\n{T}\n</div>"];
    let words = ["重要です", "あ", "税込 3,000円", "ご案内、です", "日時：12月"];
    each(&traps, &places, &words, |trap, place, words| {
        let trap = trap.replace("{W}", words);
        let source = page(&place.replace("{T}", &trap));
        let found = told("body.html", &source);
        let (line, column) = crate::source::place(&source, source.find(&trap).unwrap());
        let near = found.iter().any(|it| it.line == line && it.column >= column && it.column < column + 40);
        assert!(near, "{source}\n{found:?}");
        assert!(found.iter().all(|it| !it.remedy.english().is_empty()));
    });
}

#[test]
fn mjml_written_as_html_is_written_compiles_with_all_its_words() {
    let texts = [
        "語 1 < 2 > 0 です",
        "<p align=center>語</p>",
        "<table><tr><td nowrap width=10>語</td></tr></table>",
        "<a href=https://e.example/b>語</a>",
        "<p title='あ > い' hidden2>語</p>",
        "<![if !mso]>語<![endif]>",
    ];
    let heads = [
        "",
        "<mj-head><mj-style>.a > p { color: red } /* < */</mj-style></mj-head>",
        "<mj-head><mj-title>A < B > C</mj-title></mj-head>",
        "<mj-head><mj-preview>A < B</mj-preview></mj-head>",
        "<mj-head><mj-attributes><mj-text color=red></mj-text></mj-attributes></mj-head>",
        "<!-- 注 > -->",
    ];
    let starts = [
        "",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<!-- a -->\n",
        "\n\n  ",
        "<!DOCTYPE mjml>\n",
        "<?xml version='1.0'?><!-- あ -->",
    ];
    each(&texts, &heads, &starts, |inside, head, start| {
        let source = format!(
            "{start}<mjml>{head}<mj-body><mj-section full-width=full-width><mj-column><mj-text>{inside}</mj-text>\
             <mj-button href=https://e.example/a>見る</mj-button></mj-column></mj-section></mj-body></mjml>"
        );
        let mail = sound("body.mjml", &source);
        assert!(mail.html.contains("語") && text(&mail).contains("語"), "{source}\n{}", mail.html);
    });
}
