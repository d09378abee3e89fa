//! Targets of links and pictures in a mail: each is a whole web address that the author wrote.

mod faults;
mod texts;
mod ways;

use super::reading::Reading;
use crate::finding::Finding;
use cadence::{text, words};
use faults::{rank, told};
use mail::links::{self, Role};
use mail::markup::Piece;
use mail::template::brings_its_own;
use pulldown_cmark::{Event, LinkType, Tag as Markdown};

/// An address with its place in the author's file.
struct Address {
    at: usize,
    length: usize,
    role: Role,
}

/// `sample` says whether the company itself is a sample one, to which sample addresses belong.
pub(crate) fn check(reading: &Reading<'_>, sample: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for address in addresses(reading) {
        let faults: Vec<_> =
            ways::all(reading, &address).iter().filter_map(|way| links::fault(way)).collect();
        let worst = faults.into_iter().min_by_key(|fault| rank(*fault));
        if let Some(fault) = worst {
            findings.extend(told(reading, &address, fault));
        } else {
            findings.extend(beside_host(reading, &address));
            findings.extend(unreachable(reading, &address, sample));
        }
    }
    findings.extend(without_target(reading));
    findings.extend(texts::check(reading, sample));
    findings
}

/// `<a>` and buttons that lead nowhere because nothing says where.
fn without_target(reading: &Reading<'_>) -> Vec<Finding> {
    let shared = ["<mj-attributes", "mj-class="].iter().any(|it| reading.text.contains(it));
    let mut findings = Vec::new();
    for piece in reading.pieces() {
        let Piece::Open { at, name, attributes } = piece else { continue };
        let has = |key: &str| attributes.iter().any(|it| it.name.eq_ignore_ascii_case(key));
        let link = name == "a" && !has("name") && !has("id") || name == "mj-button" && !shared;
        if link && !has("href") {
            let remedy = words!(en = "add href=\"https://…\"", ja = "href=\"https://…\" を書いてください。");
            findings.push(reading.finding(
                "link-empty",
                at,
                words!(en = "the link leads nowhere", ja = "リンク先がありません。"),
                remedy,
            ));
        }
    }
    findings
}

fn addresses(reading: &Reading<'_>) -> Vec<Address> {
    let pieces = reading.pieces();
    let found = links::addresses_in(&pieces).into_iter();
    // A sheet that is imported is told as such.
    let imported = |at: usize| {
        let before = reading.text[..at].trim_end_matches(['"', '\'', '(', ' ']).to_ascii_lowercase();
        before.ends_with("@import") || before.ends_with("@import url")
    };
    let mut all: Vec<Address> = found
        .filter(|it| !imported(it.at))
        .map(|it| with_conditions(reading, it.at, it.text.len(), it.role))
        .collect();
    let events = reading.markdown();
    for (index, (event, range)) in events.iter().enumerate() {
        let Some((kind, target, role)) = linked(event) else { continue };
        let label_ends = events[index + 1..]
            .iter()
            .take_while(|(_, inner)| inner.end <= range.end && inner != range)
            .map(|(_, inner)| inner.end)
            .max()
            .unwrap_or(range.start + 1);
        let target_at = if kind == LinkType::Inline {
            inline_target(reading, label_ends, range.end)
        } else {
            reading.text.find(target).map(|at| (at, target.len()))
        };
        all.extend(target_at.map(|(at, length)| Address { at, length, role }));
    }
    all
}

/// The target of a link or a picture of Markdown; links that are their own text are whole by being links.
fn linked<'a>(event: &'a Event<'_>) -> Option<(LinkType, &'a str, Role)> {
    if let Event::Start(Markdown::Link { link_type, dest_url, .. }) = event {
        let own = matches!(link_type, LinkType::Autolink | LinkType::Email);
        (!own).then_some((*link_type, dest_url, Role::Link))
    } else if let Event::Start(Markdown::Image { link_type, dest_url, .. }) = event {
        Some((*link_type, dest_url, Role::Picture))
    } else {
        None
    }
}

/// An address with the conditions directly around it, which stand where blanks may.
fn with_conditions(reading: &Reading<'_>, at: usize, length: usize, role: Role) -> Address {
    let (mut start, mut end) = (at, at + length);
    let condition = |at: usize| reading.tag_at(at).filter(|tag| !tag.is_value());
    while let Some(tag) = start.checked_sub(1).and_then(condition) {
        start = tag.start;
    }
    while let Some(tag) = condition(end) {
        end = tag.start + tag.text.len();
    }
    Address { at: start, length: end - start, role }
}

/// The target between the round brackets behind a label.
fn inline_target(reading: &Reading<'_>, from: usize, end: usize) -> Option<(usize, usize)> {
    let open = reading.text.get(from..end)?.find("](")?;
    let start = from + open + 2;
    let inside = reading.text.get(start..end)?;
    let blank = inside.len() - inside.trim_start().len();
    let (mut length, mut depth) = (0, 0_i32);
    let pointed = inside[blank..].starts_with('<');
    for (at, character) in inside[blank..].char_indices() {
        let tagged = reading.tag_at(start + blank + at).is_some();
        match character {
            _ if tagged => {}
            '>' if pointed => return Some((start + blank + 1, at - 1)),
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            ' ' | '\n' if !pointed => break,
            _ => {}
        }
        length = at + character.len_utf8();
    }
    Some((start + blank, length))
}

/// A value behind the host that is not encoded breaks the address where it has blanks or `&`.
fn beside_host(reading: &Reading<'_>, address: &Address) -> Option<Finding> {
    let end = address.at + address.length;
    let inside =
        reading.tags.iter().filter(|tag| tag.start >= address.at && tag.start < end && tag.is_value());
    let mut bare = inside.filter(|tag| !brings_its_own(tag.text) && !tag.text.contains("urlencode"));
    let tag = bare.next()?;
    let closes = tag.text.rfind('}').map_or(tag.text, |_| tag.text.trim_end_matches(['}', '-', ' ']));
    let message = words!(
        en = "a value in an address that is not encoded breaks it where it has a blank, `&` or \
             Japanese letters",
        ja = "アドレスの中の値が符号化されていないので、空白・`&`・日本語があるとリンクが壊れます。"
    );
    let remedy =
        text!(en = "write {closes} | urlencode }}}}", ja = "{closes} | urlencode }}}} と書いてください。");
    Some(reading.finding("link-not-encoded", tag.start, message, remedy))
}

/// Hosts that are for samples or for one machine only (RFC 2606, RFC 6761, RFC 1918).
fn unreachable(reading: &Reading<'_>, address: &Address, sample: bool) -> Option<Finding> {
    let written = reading.written(address.at, address.length).trim();
    let rest = written.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let host = host.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let here = name == "localhost"
        || ["127.", "10.", "192.168.", "0.0.0.0", "[::1"]
            .iter()
            .any(|it| name.starts_with(it) || host.starts_with(it))
        || [".local", ".localhost", ".internal", ".lan"].iter().any(|it| name.ends_with(it));
    if here {
        let message = text!(
            en = "{name:?} is there on one machine or in one network only",
            ja = "{name:?} は、一台のパソコンか社内のネットワークにしかありません。"
        );
        return Some(reading.finding(
            "link-unreachable",
            address.at,
            message,
            words!(
                en = "write the public https:// address",
                ja = "だれでも開ける https:// のアドレスを書いてください。"
            ),
        ));
    }
    let insecure = address.role == Role::Picture && written.to_ascii_lowercase().starts_with("http://");
    if insecure {
        let message = words!(
            en = "the picture is loaded over http://, which mail programs refuse",
            ja = "画像が http:// なので、メールソフトが表示しません。"
        );
        return Some(reading.finding(
            "image-not-https",
            address.at,
            message,
            words!(
                en = "put the picture on an https:// server",
                ja = "画像を https:// のサーバーに置いてください。"
            ),
        ));
    }
    if sample || !is_sample(name, rest) {
        return None;
    }
    let message = text!(
        en = "{name:?} is an address for samples; no page of yours is there",
        ja = "{name:?} は見本のアドレスで、自社のページはありません。"
    );
    Some(reading.finding(
        "link-sample",
        address.at,
        message,
        words!(en = "write the address of your own page", ja = "自社のページのアドレスを書いてください。"),
    ))
}

/// Whether an address was put there to be replaced.
fn is_sample(name: &str, rest: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let reserved = labels.contains(&"example")
        || labels.last().is_some_and(|it| ["test", "invalid", "example"].contains(it))
        || ["your-domain", "yourdomain", "yourcompany", "your-company", "yoursite", "mysite", "sample"]
            .iter()
            .any(|it| labels.contains(it))
        || labels.iter().any(|it| it.len() > 2 && it.chars().all(|c| c == 'x'));
    let blank = ["〇〇", "○○", "●●", "xxxx", "見本", "サンプル", "ここにURL", "your_"]
        .iter()
        .any(|it| rest.contains(it));
    reserved || blank
}

/// Whether a domain is one for samples.
pub(crate) fn is_sample_domain(domain: &str) -> bool {
    is_sample(&domain.to_ascii_lowercase(), "")
}
