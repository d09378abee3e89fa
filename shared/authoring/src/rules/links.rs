//! Targets of links and pictures in a mail: each is a whole web address that the author wrote.

mod texts;
mod ways;

use super::reading::Reading;
use crate::finding::Finding;
use mail::links::{self, Fault, Role};
use mail::markup::{Piece, decoded};
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
            let remedy = "add href=\"https://…\"";
            findings.push(reading.finding("link-empty", at, "the link leads nowhere", remedy));
        }
    }
    findings
}

fn rank(fault: Fault) -> usize {
    [Fault::Foreign, Fault::Scheme, Fault::Broken, Fault::Relative, Fault::Empty]
        .iter()
        .position(|it| *it == fault)
        .unwrap_or(0)
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

fn told(reading: &Reading<'_>, address: &Address, fault: Fault) -> Option<Finding> {
    let written = reading.written(address.at, address.length);
    let shown: String = written.chars().take(60).collect();
    let picture = address.role == Role::Picture;
    let (rule, message, remedy) = match fault {
        Fault::Foreign => (
            "link-from-value",
            format!(
                "where {shown:?} leads is for the person to say who filled in the form; it could be anywhere"
            ),
            "write the address up to its host yourself, such as https://www.example.co.jp/?id={{ lead.id | urlencode }}",
        ),
        Fault::Scheme if picture => (
            "image-not-https",
            format!("{shown:?} is no web address, so mail programs show no picture"),
            "put the picture on an https:// server and write its whole address",
        ),
        Fault::Scheme => {
            let scheme = scheme(written);
            let message = format!("a link to `{scheme}` does not work in mails and is taken for an attack");
            ("link-unsafe", message, "link to an https:// page")
        }
        Fault::Broken => (
            "link-broken",
            format!("{shown:?} is no whole web address"),
            "write it whole, such as https://www.example.co.jp/",
        ),
        Fault::Relative if picture => (
            "image-not-https",
            format!("{shown:?} is a path; a mail has no folder beside it, so no picture is shown"),
            "put the picture on an https:// server and write its whole address",
        ),
        Fault::Relative if is_anchor(reading, written) || reading.text.contains("base-url=") => return None,
        Fault::Relative => (
            "link-relative",
            format!("{shown:?} does not begin with https://, so it leads nowhere from a mail"),
            "write the whole address, beginning with https://",
        ),
        Fault::Empty => ("link-empty", "the link leads nowhere".to_owned(), "write an https:// address"),
    };
    Some(reading.finding(rule, address.at, message, remedy))
}

/// The scheme as a browser reads it.
fn scheme(written: &str) -> String {
    let plain: String =
        decoded(written).into_iter().map(|it| it.0).filter(|c| !c.is_control() && *c != ' ').collect();
    let scheme = plain.split(':').next().unwrap_or_default().to_lowercase();
    format!("{scheme}:")
}

/// `#part`, where the mail has a part of that name.
fn is_anchor(reading: &Reading<'_>, written: &str) -> bool {
    let Some(name) = written.trim().strip_prefix('#') else { return false };
    ["id=\"", "id='", "name=\"", "name='"].iter().any(|mark| reading.text.contains(&format!("{mark}{name}")))
}

/// A value behind the host that is not encoded breaks the address where it has blanks or `&`.
fn beside_host(reading: &Reading<'_>, address: &Address) -> Option<Finding> {
    let end = address.at + address.length;
    let inside =
        reading.tags.iter().filter(|tag| tag.start >= address.at && tag.start < end && tag.is_value());
    let mut bare = inside.filter(|tag| !brings_its_own(tag.text) && !tag.text.contains("urlencode"));
    let tag = bare.next()?;
    let closes = tag.text.rfind('}').map_or(tag.text, |_| tag.text.trim_end_matches(['}', '-', ' ']));
    let message =
        "a value in an address that is not encoded breaks it where it has a blank, `&` or Japanese letters";
    Some(reading.finding("link-not-encoded", tag.start, message, format!("write {closes} | urlencode }}}}")))
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
        let message = format!("{name:?} is there on one machine or in one network only");
        return Some(reading.finding(
            "link-unreachable",
            address.at,
            message,
            "write the public https:// address",
        ));
    }
    let insecure = address.role == Role::Picture && written.to_ascii_lowercase().starts_with("http://");
    if insecure {
        let message = "the picture is loaded over http://, which mail programs refuse";
        return Some(reading.finding(
            "image-not-https",
            address.at,
            message,
            "put the picture on an https:// server",
        ));
    }
    if sample || !is_sample(name, rest) {
        return None;
    }
    let message = format!("{name:?} is an address for samples; no page of yours is there");
    Some(reading.finding("link-sample", address.at, message, "write the address of your own page"))
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
