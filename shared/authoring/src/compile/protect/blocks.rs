//! Blocks of the template among the lines of a letter: `{% if … %}` alone in its line, between lines of one paragraph.
//!
//! Such a tag belongs to the paragraph and its line is none: with the block taken or not, the other lines follow each other.

use super::alone_in_line;
use crate::placeholders::Tag;

/// For each tag, whether it stands alone in a line of a paragraph.
pub(super) fn in_lines(source: &str, tags: &[Tag<'_>]) -> Vec<bool> {
    let mut result = vec![false; tags.len()];
    let mut open: Vec<Vec<usize>> = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        let Some(word) = word(tag) else { continue };
        match word {
            "if" | "for" => open.push(vec![index]),
            "elif" | "else" => {
                if let Some(group) = open.last_mut() {
                    group.push(index);
                }
            }
            _ if word.starts_with("end") => {
                let Some(mut group) = open.pop() else { continue };
                group.push(index);
                if is_in_paragraph(source, tags, &group) {
                    for index in group {
                        result[index] = true;
                    }
                }
            }
            _ => {}
        }
    }
    result
}

/// The word that a block tag begins with.
fn word<'a>(tag: &Tag<'a>) -> Option<&'a str> {
    let inside = tag.text.strip_prefix("{%")?.trim_start_matches(['-', '+']).trim_start();
    Some(&inside[..inside.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(inside.len())])
}

/// Whether all tags of a block have lines of their own, and a paragraph goes on before or behind it.
fn is_in_paragraph(source: &str, tags: &[Tag<'_>], group: &[usize]) -> bool {
    let of = |index: &usize| tags[*index];
    let (Some(first), Some(last)) = (group.first().map(of), group.last().map(of)) else { return false };
    let before = source[..first.start]
        .trim_end_matches([' ', '\t'])
        .strip_suffix('\n')
        .and_then(|it| it.rsplit('\n').next());
    let after = source[last.start + last.text.len()..].split('\n').nth(1);
    let inside =
        group.iter().map(of).filter_map(|tag| source[tag.start + tag.text.len()..].split('\n').nth(1));
    let goes_on = before.is_some_and(is_plain) || after.is_some_and(is_plain);
    let lists = group.len() > 1
        && inside.take(group.len() - 1).any(|line| !line.trim().is_empty() && !is_plain(line));
    goes_on && !lists && group.iter().map(of).all(|tag| alone_in_line(source, tag))
}

/// Whether a line is one of a paragraph.
fn is_plain(line: &str) -> bool {
    let line = line.trim();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item =
        line.starts_with(['-', '*', '+']) || (number.len() < line.len() && number.starts_with(['.', ')']));
    !line.is_empty()
        && !is_item
        && !line.starts_with(['#', '>', '|', '<', '`', '~'])
        && !line.starts_with("{%")
}
