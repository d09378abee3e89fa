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

#[cfg(test)]
mod tests {
    use super::unbalanced;

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
