//! The HTML part: out of MJML, Markdown or HTML, styles inlined, preheader and footer put in their places.

use super::balance::too_deep;
use super::broken::Broken;
use super::protect::{Protected, Syntax};
use super::tree::{Element, Id, Kind, Tree};
use super::{conditional, known, markdown, mjml, styles, swallowed};
use crate::placeholders::tags;
use cadence::sequence::Language;
use cadence::text::Escaped;
use cadence::wording::Text;
use cadence::{text, words};

/// Bytes of a body at most: what is made of it is longer, and mails of 100 KB are cut off by their readers.
const BODY_BYTES_MAX: usize = 128 * 1024;

/// The mail with inlined styles and its template tags still taken out, or all that is wrong with it.
pub(crate) struct Made {
    /// The tags and remarks that were taken out.
    pub(crate) protected: Protected,
    /// The mail.
    pub(crate) tree: Result<Tree, Vec<Broken>>,
}

/// Compiles a body.
pub(crate) fn of(file: &str, source: &str, language: Language) -> Made {
    let syntax = if file == "body.md" { Syntax::Markdown } else { Syntax::Markup };
    if source.len() > BODY_BYTES_MAX {
        let reason = text!(
            en = "the body has {} bytes; at most {BODY_BYTES_MAX} are compiled",
            ja = "本文が {} バイトあります。{BODY_BYTES_MAX} バイトまでです。",
            source.len()
        );
        let broken = Broken::whole(
            reason,
            words!(
                en = "shorten the mail, or link to a page with the rest",
                ja = "メールを短くするか、続きを載せたページへリンクしてください。"
            ),
        );
        return Made { protected: Protected::new("", syntax), tree: Err(vec![broken]) };
    }
    let protected = Protected::new(source, syntax);
    let tree = document(file, &protected, language);
    Made { protected, tree }
}

fn document(file: &str, protected: &Protected, language: Language) -> Result<Tree, Vec<Broken>> {
    let text = &protected.text;
    let broken = |(at, reason)| vec![Broken::at(reason, at)];
    too_deep(text).map_or(Ok(()), |found| Err(broken(found)))?;
    let html = if file == "body.md" {
        let body = markdown::body(text);
        let found = swallowed::of(&body).into_iter().chain(known::unknown(&body, false));
        all_of(found.map(|it| in_markdown(it, &body, text)).collect())?;
        markdown::in_layout(&body, language)
    } else {
        let mut found = swallowed::of(text);
        found.extend(protected.strays.iter().map(|at| between_attributes(*at)));
        found.extend(known::unknown(text, file == "body.mjml"));
        all_of(found)?;
        if file == "body.mjml" { mjml::document(protected, language)? } else { text.clone() }
    };
    let html = protected.open_table_bodies(&conditional::in_comments(&html));
    // The result has elements of its own.
    too_deep(&html).map_or(Ok(()), |(_, reason)| Err(broken((0, reason))))?;
    let mut tree = Tree::parse(&html);
    if tree.named("body").is_empty() {
        let reason = words!(
            en = "the mail has frames instead of a body; no mail program shows them",
            ja = "本文がフレームになっています。表示できるメールソフトはありません。"
        );
        return Err(vec![Broken::whole(
            reason,
            words!(
                en = "write the words into <body>, and link to the pages",
                ja = "文章を <body> に書き、ページへはリンクしてください。"
            ),
        )]);
    }
    one_charset(&mut tree);
    styles::inlined(&mut tree, protected).map_err(|error| broken((0, Text::same(error.to_string()))))
}

fn all_of(found: Vec<Broken>) -> Result<(), Vec<Broken>> {
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// A fault in the HTML of a letter, told at the place of the Markdown that it was made of.
fn in_markdown(broken: Broken, html: &str, markdown: &str) -> Broken {
    let words: String = html[broken.at..].chars().take_while(|c| !matches!(c, '\n' | '>')).take(24).collect();
    // Of comments that look alike the one that swallows is the last.
    Broken { at: markdown.rfind(words.trim_end()).unwrap_or(0), ..broken }
}

fn between_attributes(at: usize) -> Broken {
    Broken {
        rule: "block-between-attributes",
        reason: words!(
            en = "this placeholder stands among a tag's attributes, where HTML tools move and change it",
            ja = "差し込みがタグの属性の並びの中にあり、HTML の処理で動いたり変わったりします。"
        )
        .into(),
        remedy: words!(
            en = "write it inside an attribute's value, or around the whole element",
            ja = "属性の値の中か、要素の外側に書いてください。"
        )
        .into(),
        at,
    }
}

/// The mail is sent as UTF-8, whatever it was written as: it says so once.
fn one_charset(tree: &mut Tree) {
    let mut said = false;
    for id in tree.named("meta") {
        let Some(element) = tree.element(id) else { continue };
        let by_header =
            element.attribute("http-equiv").is_some_and(|it| it.eq_ignore_ascii_case("content-type"));
        let by_name = element.attribute("charset").is_some();
        if !by_header && !by_name {
            continue;
        }
        if said {
            tree.remove(id);
            continue;
        }
        said = true;
        let is_utf8 = |text: Option<&str>| text.is_some_and(|it| it.to_ascii_lowercase().contains("utf-8"));
        if by_header && !is_utf8(element.attribute("content")) {
            tree.set_attribute(id, "content", "text/html; charset=utf-8");
        } else if by_name && !is_utf8(element.attribute("charset")) {
            tree.set_attribute(id, "charset", "utf-8");
        }
    }
    if let Some(head) = tree.named("head").first().copied().filter(|_| !said) {
        let attributes = vec![("charset".to_owned(), "utf-8".to_owned())];
        let meta = Element { name: "meta".to_owned(), attributes, is_html: true };
        tree.insert(head, 0, Kind::Element(meta));
    }
}

/// Puts the line that inboxes show after the subject first in the body, hidden in the mail itself.
pub(crate) fn add_preheader(tree: &mut Tree, preheader: Option<&str>) {
    let Some(text) = preheader.map(str::trim).filter(|text| !text.is_empty()) else { return };
    let style = "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;";
    // Blanks keep the beginning of the mail out of the inbox line.
    let blanks = "&#847;&zwnj;&nbsp;".repeat(40);
    if let Some(body) = body(tree) {
        let html = format!("\n<div style=\"{style}\">{}{blanks}</div>", escape(text));
        tree.insert(body, behind_conditions(tree, body), Kind::Raw(html));
    }
}

/// The place in the body that is first for everybody: a condition around the body's tag ends before it.
fn behind_conditions(tree: &Tree, body: Id) -> usize {
    let children = &tree.node(body).children;
    let nothing = |id: &&Id| match &tree.node(**id).kind {
        Kind::Comment(_) => true,
        Kind::Text(text) => text.trim().is_empty(),
        Kind::Document | Kind::Doctype(_) | Kind::Element(_) | Kind::Raw(_) => false,
    };
    let ends = |id: &Id| matches!(&tree.node(*id).kind, Kind::Comment(text) if text.starts_with("<![endif]"));
    let before: Vec<Id> = children.iter().take_while(nothing).copied().collect();
    before.iter().position(ends).map_or(0, |at| at + 1)
}

/// Puts the legal footer last in the body.
pub(crate) fn add_footer(tree: &mut Tree, footer: &str) {
    if let Some(body) = body(tree) {
        tree.insert(body, usize::MAX, Kind::Raw(format!("{}\n", footer.trim_end())));
    }
}

/// The body that mail programs show: not one in a comment, a script or a value.
fn body(tree: &Tree) -> Option<Id> {
    tree.named("body").first().copied()
}

/// Text as HTML; template tags stay as they are.
fn escape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let plain = |text: &str| Escaped(text).to_string().replace('\n', " ").replace("{#", "{&#35;");
    let mut from = 0;
    for tag in tags(text) {
        result.push_str(&plain(&text[from..tag.start]));
        result.push_str(tag.text);
        from = tag.start + tag.text.len();
    }
    result.push_str(&plain(&text[from..]));
    result
}
