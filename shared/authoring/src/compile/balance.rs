//! MJML elements that are opened and not closed, named with their place; the MJML parser itself only says that the end came
//! too early.

/// The first element that is not closed, or closed and not open: where, in bytes, and what is wrong.
pub(crate) fn unbalanced(mjml: &str) -> Option<(usize, String)> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while let Some(found) = mjml[at..].find('<').map(|found| at + found) {
        let rest = &mjml[found..];
        if rest.starts_with("<!--") {
            at = found + rest.find("-->")?;
            continue;
        }
        at = found + 1;
        let (closes, rest) = rest[1..].strip_prefix('/').map_or((false, &rest[1..]), |rest| (true, rest));
        if !rest.starts_with("mj") {
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let name = &rest[..end];
        let whole = rest.find('>').map_or(rest, |end| &rest[..end]);
        if !closes {
            if !whole.ends_with('/') {
                open.push((found, name));
            }
            continue;
        }
        match open.pop() {
            Some((_, last)) if last == name => {}
            Some((place, last)) => return Some((place, format!("<{last}> is not closed before </{name}>"))),
            None => return Some((found, format!("</{name}> closes nothing"))),
        }
    }
    open.pop().map(|(place, name)| (place, format!("<{name}> is not closed")))
}

/// Elements within one another at most. HTML and CSS libraries call themselves for each, and a program that runs out of stack is
/// gone; a mail of nested tables has thirty.
const DEPTH_MAX: usize = 200;

/// Elements that end without being closed, or that are closed by the next one.
const UNCLOSED: [&str; 22] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "source", "tbody", "td", "th", "thead", "tr", "wbr",
];

/// The first element that lies deeper than any mail needs: where, in bytes, and what is wrong.
pub(crate) fn too_deep(html: &str) -> Option<(usize, String)> {
    let mut depth = 0_usize;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || UNCLOSED.contains(&name.as_str()) {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        if depth > DEPTH_MAX {
            return Some((at, format!("more than {DEPTH_MAX} elements are open within each other")));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{too_deep, unbalanced};

    #[test]
    fn elements_within_elements_without_end_are_named_and_those_one_after_another_are_not() {
        let deep = "<div>".repeat(201);
        assert_eq!(too_deep(&deep).map(|(at, _)| at), Some(1000));
        assert_eq!(too_deep(&deep[5..]), None);
        assert_eq!(too_deep(&"<div><p>a<br></div><p>".repeat(400)), None);
        assert_eq!(too_deep(&"a < b <3 ".repeat(400)), None);
    }

    #[test]
    fn the_element_that_is_not_closed_is_named() {
        let mjml = "<mjml><!-- <mj-x> --><mj-body><mj-image src=\"a\" /><mj-text>a</mj-body></mjml>";
        assert_eq!(unbalanced(mjml), Some((50, "<mj-text> is not closed before </mj-body>".to_owned())));
        assert_eq!(unbalanced("<mjml></mj-body>").unwrap().1, "<mjml> is not closed before </mj-body>");
        assert_eq!(unbalanced("</mj-text>").unwrap().1, "</mj-text> closes nothing");
        assert_eq!(unbalanced("<mjml><mj-body>").unwrap().1, "<mj-body> is not closed");
        assert_eq!(unbalanced("<mjml><mj-body><p>a < b</p></mj-body></mjml>"), None);
    }
}
