//! Lines of a letter that `CommonMark` would take for something else: indented ones for code, `[お電話]: 03-…` for the address
//! of a link.

use super::signs::Signs;

/// Blanks that a tab is worth.
pub(super) const BLANKS_OF_TAB: usize = 4;

/// The Markdown with indents and such lines as their author means them.
pub(super) fn prepared(markdown: &str, signs: Signs) -> String {
    let mut result = String::with_capacity(markdown.len() + 64);
    let mut fence: Option<String> = None;
    let (mut in_list, mut in_html, mut after_empty) = (false, false, true);
    for line in markdown.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t']);
        let indent = &line[..line.len() - bare.len()];
        let is_empty = bare.trim_end_matches(['\n', '\r', ' ', '\t']).is_empty();
        if let Some(open) = &fence {
            if bare.starts_with(open.as_str()) {
                fence = None;
            }
            result.push_str(line);
            continue;
        }
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark)) {
            fence = Some(mark.to_owned());
            result.push_str(line);
            continue;
        }
        if is_item(bare) && indent.len() < 4 && !is_framed(bare) {
            in_list = true;
        } else if after_empty && indent.is_empty() && !is_empty {
            in_list = false;
        }
        let opens = bare
            .strip_prefix('<')
            .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')));
        in_html = !is_empty && (in_html || opens);
        after_empty = is_empty;
        if is_framed(bare) && !in_html {
            keep_indent(indent, signs, &mut result);
            result.push('\\');
            result.push_str(bare);
        } else if is_empty || in_list || in_html {
            result.push_str(line);
        } else if is_definition_nobody_uses(bare, markdown) {
            keep_indent(indent, signs, &mut result);
            result.push('\\');
            result.push_str(bare);
        } else if indent.len() < 4 && !indent.contains('\t') && has_mark(bare) {
            result.push_str(line);
        } else {
            keep_indent(indent, signs, &mut result);
            result.push_str(bare);
        }
    }
    result
}

fn keep_indent(indent: &str, signs: Signs, result: &mut String) {
    for blank in indent.chars() {
        result.extend(std::iter::repeat_n(signs.blank, if blank == '\t' { BLANKS_OF_TAB } else { 1 }));
    }
}

/// `- …`, `1. …`
fn is_item(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - number.len();
    let rest = if (1..=9).contains(&digits) {
        number.strip_prefix(['.', ')'])
    } else {
        line.strip_prefix(['-', '*', '+'])
    };
    rest.is_some_and(|rest| rest.starts_with([' ', '\t', '\n']))
}

/// `- 特集 -`: words between two signs, and no item of a list.
fn is_framed(line: &str) -> bool {
    let line = line.trim_end();
    let Some(sign) = line.chars().next().filter(|sign| matches!(sign, '-' | '*' | '+')) else { return false };
    let inside = line.strip_prefix(sign).and_then(|it| it.strip_suffix(sign)).unwrap_or_default();
    inside.starts_with(' ') && inside.ends_with(' ') && inside.contains(char::is_alphanumeric)
}

/// Whether a line begins with a mark of Markdown, so that blanks before it mean nothing.
fn has_mark(line: &str) -> bool {
    line.starts_with(['#', '>', '|', '<', '-', '=', '*', '+']) || is_item(line)
}

/// `[お電話]: 03-0000-0000` is a line of the letter, unless it is the address of a link that the letter has.
fn is_definition_nobody_uses(line: &str, markdown: &str) -> bool {
    let Some((label, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else {
        return false;
    };
    let used = format!("[{label}]").to_lowercase();
    let others = markdown.to_lowercase();
    !others.match_indices(&used).any(|(at, _)| !others[at + used.len()..].starts_with([':', '(']))
}

/// Words whose blanks all stay; HTML would show a run of them as one.
pub(super) fn blanks_kept(text: &str) -> String {
    text.replace('\t', "    ").replace("  ", "\u{a0} ").replace("  ", "\u{a0} ")
}
