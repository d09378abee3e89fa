//! Whether a person who opens the mail sees what the law wants at its end: proven on the finished mail as a mail program parses
//! it, and once more with all styles that stay in it, because one of them may hide the footer at times.

use super::conditional::as_outlook;
use super::css::declarations;
use super::protect::Protected;
use super::seen::is_seen;
use super::styles;
use super::tree::{Kind, Tree};
use crate::finding::Finding;
use cadence::sequence::Purpose;
use cadence::wording::Words;
use cadence::{text, words};

/// The placeholders of the footer that are to be seen.
const WORDS: [&str; 2] = ["{{ company.legal_name }}", "{{ company.postal_address }}"];
const LINK: &str = "{{ unsubscribe_url }}";
/// The link in the footer of a confirmation.
const CONFIRM: &str = "{{ confirm_url }}";

/// A finding if a part of the footer is not seen. The body's tags are still taken out of `html`, the footer's stand in it.
pub(super) fn unseen(html: &str, protected: &Protected, purpose: Purpose, file: &str) -> Option<Finding> {
    let tree = Tree::parse(html);
    if let Some(what) = missing(&tree, purpose) {
        let message = text!(
            en = "nobody would see {what} that the law wants in the footer: something around the \
                 body hides it",
            ja = "法律で必要なフッターの{what}が、だれにも見えません。本文のまわりの何かが隠しています。",
            texts = [what]
        );
        let remedy = words!(
            en = "take the hiding styles from html and body, and close what is open at the end",
            ja = "html と body から隠すスタイルを外し、開いたままのものを終わりで閉じてください。"
        );
        return Some(Finding::new("footer-hidden", file, message, remedy));
    }
    if let Some(name) = clipped(&tree) {
        let message = text!(
            en = "<{name}> has a height and cuts off what is longer, the footer that the law wants with it",
            ja = "<{name}> に高さが指定されていて、長い分が切れ、法律で必要なフッターも切れます。"
        );
        let remedy = words!(
            en = "take height or overflow from html and body",
            ja = "html と body から height や overflow を外してください。"
        );
        return Some(Finding::new("footer-hidden", file, message, remedy));
    }
    if let Some(what) = missing(&Tree::parse(&as_outlook(html)), purpose) {
        let message = text!(
            en = "Outlook would not show {what} that the law wants in the footer: a condition is \
                 open at the end",
            ja = "法律で必要なフッターの{what}が、Outlook に出ません。条件が終わりまで閉じていません。",
            texts = [what]
        );
        let remedy = words!(
            en = "write <!--<![endif]--> where <!--[if !mso]><!--> should end, before </body>",
            ja = "<!--[if !mso]><!--> の終わり、</body> の前に <!--<![endif]--> を書いてください。"
        );
        return Some(Finding::new("footer-hidden", file, message, remedy));
    }
    let styled = styles::at_its_worst(&tree, protected)?;
    let what = missing(&styled, purpose)?;
    let message = text!(
        en = "a style that stays in the mail hides {what} that the law wants in the footer",
        ja = "メールに残るスタイルが、法律で必要なフッターの{what}を隠します。",
        texts = [what]
    );
    let remedy = words!(
        en = "give what is to be hidden a class, and name the class in the style",
        ja = "隠したいものにクラスを付け、スタイルではそのクラスを指定してください。"
    );
    Some(Finding::new("footer-hidden", file, message, remedy))
}

/// The element around the whole mail that cuts it off at a height.
fn clipped(tree: &Tree) -> Option<&'static str> {
    ["html", "body"].into_iter().find(|name| {
        let style = tree.named(name).first().and_then(|id| tree.element(*id)?.attribute("style"));
        let declared = declarations(style.unwrap_or_default());
        let has = |names: &[&str], test: &dyn Fn(&str) -> bool| {
            declared.iter().any(|it| {
                names.contains(&it.name.to_ascii_lowercase().as_str()) && test(&it.value.to_ascii_lowercase())
            })
        };
        has(&["overflow", "overflow-y"], &|it| matches!(it, "hidden" | "clip"))
            && has(&["height", "max-height"], &|it| {
                it.starts_with(|c: char| c.is_ascii_digit()) && it != "100%" && !it.ends_with("vh")
            })
    })
}

/// The first thing that is not seen.
fn missing(tree: &Tree, purpose: Purpose) -> Option<Words> {
    let seen: Vec<_> = tree.walk().into_iter().filter(|id| is_seen(tree, *id)).collect();
    let shows = |words: &str| {
        seen.iter().any(|id| matches!(&tree.node(*id).kind, Kind::Text(text) if text.contains(words)))
    };
    let leads = |to: &str| {
        let mut links = seen.iter().filter(|id| tree.element(**id).is_some_and(|it| it.name == "a"));
        links.any(|id| {
            let words = tree.within(*id).into_iter().any(|inner| {
                matches!(&tree.node(inner).kind, Kind::Text(text) if !text.trim().is_empty())
                    && is_seen(tree, inner)
            });
            words && tree.element(*id).and_then(|it| it.attribute("href")) == Some(to)
        })
    };
    match purpose {
        Purpose::Marketing if !leads(LINK) => {
            Some(words!(en = "the unsubscribe link", ja = "配信停止のリンク"))
        }
        Purpose::Confirmation if !leads(CONFIRM) => {
            Some(words!(en = "the link to confirm", ja = "確認のページへのリンク"))
        }
        Purpose::Marketing | Purpose::Transactional | Purpose::Confirmation if !shows(WORDS[0]) => {
            Some(words!(en = "the company's name", ja = "会社名"))
        }
        Purpose::Marketing | Purpose::Transactional | Purpose::Confirmation if !shows(WORDS[1]) => {
            Some(words!(en = "the postal address", ja = "住所"))
        }
        Purpose::Marketing | Purpose::Transactional | Purpose::Confirmation => None,
    }
}
