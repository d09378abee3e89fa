//! Elements, and signs that make none.

use super::{ELEMENTS, is_element, unknown};

#[test]
fn words_in_angle_brackets_are_no_tags() {
    assert!(ELEMENTS.is_sorted());
    assert!(["P", "o:p", "mj-text", "wbr"].into_iter().all(is_element));
    let found = unknown("<p>会場: <Google Meet> <b>x</b> <svg><path d=\"\"/></svg></p><!-- <x> -->", false);
    assert_eq!(found.iter().map(|it| it.at).collect::<Vec<_>>(), ["<p>会場: ".len()]);
}

#[test]
fn what_is_no_tag_is_found_and_what_is_one_is_not() {
    for text in [
        "<https://www.example.co.jp/>",
        "<mailto:info@example.co.jp>",
        "<info@example.co.jp>",
        "<Zoom-URL>",
        "<p　class=\"x\">a</p>",
        "<p＞a</p>",
        "a<b 重要です c</b>",
        "<p class=“x y”>a</p>",
        "<a href=“https://www.example.co.jp/”>a</a>",
        "<p style=＂color:red＂>a</p>",
        "<mj-text>a</mj-text>",
    ] {
        assert_eq!(unknown(text, false).len(), 1, "{text}");
    }
    for text in
        ["<MJ-TEXT>a</MJ-TEXT>", "<mj-txt>a</mj-txt>", "<mj-chart />", "<mj-text　color=\"red\">a</mj-text>"]
    {
        assert_eq!(unknown(text, true).len(), 1, "{text}");
    }
    for text in [
        "<o:p></o:p><v:fill type=\"tile\" /><st1:place w:st=\"on\">a</st1:place>",
        "<x-card data-a=\"い\">a</x-card><amp-img></amp-img>",
        "<html ⚡4email data-css-strict><p class=x nowrap ses:no-track title='あ > い'>a</p>",
    ] {
        assert!(unknown(text, false).is_empty(), "{text}: {:?}", unknown(text, false));
    }
    assert!(unknown("<mjml><mj-body><mj-wrapper></mj-wrapper></mj-body></mjml>", true).is_empty());
}
