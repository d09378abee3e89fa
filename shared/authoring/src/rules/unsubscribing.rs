//! `{{ unsubscribe_url }}` where it does not work: each marketing mail has the button in its footer anyway.

use super::reading::Reading;
use crate::finding::Finding;
use cadence::sequence::Purpose;
use cadence::wording::Words;
use cadence::words;
use mail::markup::Piece;

const REMEDY: Words = words!(
    en = "remove it; the footer of every marketing mail has the button",
    ja = "取り除いてください。案内のメールには、フッターに停止ボタンが付きます。"
);

pub(crate) fn check(reading: &Reading<'_>, purpose: Purpose) -> Vec<Finding> {
    let mut findings = Vec::new();
    for tag in reading.tags.iter().filter(|tag| tag.is_value() && tag.text.contains("unsubscribe_url")) {
        let inside: String =
            tag.text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '{' | '}')).collect();
        let before = reading.text[..tag.start].chars().next_back();
        let behind = reading.text[tag.start + tag.text.len()..].chars().next();
        let sign = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || "/?&=#%:+".contains(c));
        let file = reading.path.rsplit('/').next().unwrap_or_default();
        let message = match (purpose, file) {
            (Purpose::Transactional | Purpose::Confirmation, _) => {
                words!(
                    en = "a mail that is no marketing has no page to unsubscribe at, so it would not be sent",
                    ja = "案内（marketing）でないメールには配信停止のページがないので、送れません。"
                )
            }
            (Purpose::Marketing, "subject.txt" | "preheader.txt") => {
                words!(en = "nobody can press a link here", ja = "ここのリンクは、だれにも押せません。")
            }
            (Purpose::Marketing, _) if inside.trim_matches('-') != "unsubscribe_url" => {
                words!(
                    en = "the address works only as it is, without filters",
                    ja = "このアドレスは、フィルターを付けずに書いたときだけ働きます。"
                )
            }
            (Purpose::Marketing, _) if sign(before) || sign(behind) => {
                words!(
                    en = "the address works only as it is, with nothing before or behind it",
                    ja = "このアドレスは、前後に何も付けないときだけ働きます。"
                )
            }
            (Purpose::Marketing, _) => {
                findings.extend(tracked(reading, tag.start));
                continue;
            }
        };
        findings.push(reading.finding("unsubscribe-misused", tag.start, message, REMEDY));
    }
    findings
}

/// A link of the author's own to it, whose presses the mail service would count as clicks before it passes them on.
fn tracked(reading: &Reading<'_>, at: usize) -> Option<Finding> {
    let covers = |piece: &Piece<'_>| match piece {
        Piece::Open { attributes, .. } => {
            let here = attributes.iter().any(|it| (it.value_at..it.value_at + it.value.len()).contains(&at));
            here && !attributes.iter().any(|it| it.name.eq_ignore_ascii_case("ses:no-track"))
        }
        Piece::Text { .. } | Piece::Raw { .. } | Piece::Close { .. } | Piece::Comment { .. } => false,
    };
    let linked = reading.pieces().iter().any(covers) || reading.text[..at].ends_with("](");
    let message = words!(
        en = "a press on this link would be counted as a click on its way",
        ja = "このリンクを押すと、途中でクリックとして数えられます。"
    );
    let remedy = words!(
        en = "remove it; the footer has the button, whose presses are not counted",
        ja = "取り除いてください。フッターに停止ボタンがあり、そちらは数えられません。"
    );
    linked.then(|| reading.finding("unsubscribe-tracked", at, message, remedy))
}
