//! The forms that an address takes on each way through the conditions within it.

use super::super::reading::Reading;
use super::Address;
use crate::placeholders::Tag;
use mail::links::{self, Sign};
use mail::template::brings_its_own;

/// Ways through `{% if %}` within one address that are looked at.
const WAYS_MAX: usize = 32;

/// The signs of an address on each way through its conditions. A value of a lead or an event is foreign; the company's own
/// addresses are taken as they are.
pub(super) fn all(reading: &Reading<'_>, address: &Address) -> Vec<Vec<Sign>> {
    let mut ways: Vec<Vec<Sign>> = vec![Vec::new()];
    let mut open: Vec<Fork> = Vec::new();
    let end = address.at + address.length;
    let mut at = address.at;
    while at < end {
        let Some(tag) = reading.tag_at(at) else {
            let next =
                reading.tags.iter().map(|tag| tag.start).find(|start| *start > at).unwrap_or(end).min(end);
            let plain = links::own(reading.written(at, next - at));
            for way in &mut ways {
                way.extend(&plain);
            }
            at = next;
            continue;
        };
        at = (tag.start + tag.text.len()).max(at + 1);
        if tag.is_value() {
            for way in &mut ways {
                add_value(way, tag);
            }
        } else {
            fork(tag, &mut ways, &mut open);
        }
    }
    ways
}

/// A condition within an address: the ways before it, those that are through, and whether one is always taken.
struct Fork {
    before: Vec<Vec<Sign>>,
    through: Vec<Vec<Sign>>,
    otherwise: bool,
}

fn fork(tag: Tag<'_>, ways: &mut Vec<Vec<Sign>>, open: &mut Vec<Fork>) {
    let inside = tag.text.trim_start_matches(['{', '%', '-', '+']).trim_start();
    let word = inside.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    match (word, open.last_mut()) {
        ("if" | "for", _) => open.push(Fork { before: ways.clone(), through: Vec::new(), otherwise: false }),
        ("elif" | "else", Some(fork)) => {
            fork.through.append(ways);
            fork.otherwise |= word == "else";
            ways.clone_from(&fork.before);
        }
        ("endif" | "endfor", Some(_)) => {
            let Some(mut fork) = open.pop() else { return };
            ways.append(&mut fork.through);
            if !fork.otherwise {
                ways.append(&mut fork.before);
            }
            ways.truncate(WAYS_MAX);
        }
        (_, _) => {}
    }
}

fn add_value(way: &mut Vec<Sign>, tag: Tag<'_>) {
    let own = brings_its_own(tag.text);
    let literal = tag.text.split(['"', '\'']).nth(1).filter(|it| it.contains(':'));
    let mail = tag.text.contains("contact_email") || tag.text.contains("contact_phone");
    let stands_for = match (own, way.is_empty()) {
        (true, true) if !mail => literal.unwrap_or("https://own.example"),
        (_, _) => "own",
    };
    way.extend(stands_for.chars().map(|character| Sign { character, foreign: !own }));
}
