//! Comments that only some Outlooks open (`<!--[if mso]> … <![endif]-->`), and those that all other programs read.

/// Conditions written without a comment (`<![if !mso]> … <![endif]>`) in the form that survives a parser: mail programs show
/// what stands between, Outlook follows the condition.
pub(crate) fn in_comments(html: &str) -> String {
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<!") {
        let (before, found) = rest.split_at(at);
        result.push_str(before);
        let length = if found.starts_with("<!--") {
            let length = comment(found);
            result.push_str(&found[..length]);
            length
        } else {
            let word = found.get(2..).unwrap_or_default().to_ascii_lowercase();
            let end = found
                .find('>')
                .map(|end| end + 1)
                .filter(|_| word.starts_with("[if") || word.starts_with("[endif"));
            let length = end.unwrap_or(2);
            match end {
                Some(_) if word.starts_with("[if") => {
                    result.push_str("<!--");
                    result.push_str(&found[2..length]);
                    result.push_str("<!-->");
                }
                Some(_) => result.push_str("<!--<![endif]-->"),
                None => result.push_str(&found[..length]),
            }
            length
        };
        rest = &found[length..];
    }
    result.push_str(rest);
    result
}

/// The length of the comment that begins here, as a parser reads it.
fn comment(html: &str) -> usize {
    if html.starts_with("<!-->") {
        return 5;
    }
    if html.starts_with("<!--->") {
        return 6;
    }
    html[4..].find("-->").map_or(html.len(), |end| end + 7)
}

/// The mail as Outlook reads it: comments with a condition are opened, whatever the condition.
pub(crate) fn opened(html: &str) -> String {
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<!--[if") {
        result.push_str(&rest[..at]);
        let found = &rest[at..];
        let end = found.find("]>").map_or(found.len(), |end| end + 2);
        rest = &found[end..];
    }
    result.push_str(rest);
    result.replace("<![endif]-->", "").replace("<!--<![endif]-->", "")
}

/// The condition and what follows it in a comment such as `<!--[if mso]> … <![endif]-->`; `None` for every other comment.
///
/// `<!--[if !supportLists]-->` has no condition that anybody reads: `]` is not followed by `>`.
pub(super) fn parts(comment: &str) -> Option<(&str, &str)> {
    let inside = comment.strip_prefix("<!--")?;
    let opening = inside.get(..3)?;
    let (condition, content) =
        inside.get(3..)?.split_once("]>").filter(|_| opening.eq_ignore_ascii_case("[if"))?;
    // In `[if mso]-->` the sign belongs to the end of the comment.
    (!condition.contains(['<', '>'])).then(|| (condition, content.strip_suffix("-->").unwrap_or(content)))
}

/// The text between the condition and its end within the comment itself; `None` where the end follows the comment
/// (`<!--[if !mso]><!-->`, `<!--[if !mso]> -->`).
pub(super) fn content(content: &str) -> Option<&str> {
    let bare = content.trim().trim_end_matches('-');
    if bare.is_empty() || bare.starts_with("<!") && !bare.starts_with("<![") && bare.len() <= 4 {
        return None;
    }
    let lower = content.to_ascii_lowercase();
    Some(lower.rfind("<![endif]").map_or(content, |end| &content[..end]))
}

/// The mail as Outlook on Windows reads it: what is for it alone is there, what is for all others is not.
pub(crate) fn as_outlook(html: &str) -> String {
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<!--") {
        let (before, found) = rest.split_at(at);
        result.push_str(before);
        let whole = &found[..comment(found)];
        rest = &found[whole.len()..];
        let Some((condition, inside)) = parts(whole) else { continue };
        match content(inside) {
            Some(content) if is_outlook(condition) => result.push_str(content),
            Some(_) => {}
            // The content follows the comment, up to `<!--<![endif]-->`.
            None if is_outlook(condition) => {}
            None => rest = behind_condition(rest),
        }
    }
    result.push_str(rest);
    result
}

/// The rest behind the comment that ends a condition: `<!--<![endif]-->`, in any spelling.
fn behind_condition(html: &str) -> &str {
    let mut rest = html;
    while let Some(at) = rest.find("<!--") {
        let found = &rest[at..];
        let whole = &found[..comment(found)];
        rest = &found[whole.len()..];
        if whole.to_ascii_lowercase().contains("<![endif]") && parts(whole).is_none() {
            return rest;
        }
    }
    ""
}

/// Whether a condition holds in Outlook: `mso`, `gte mso 9`, `mso | IE`, and not `!mso`, `IE`.
pub(super) fn is_outlook(condition: &str) -> bool {
    let condition: String = condition.to_ascii_lowercase().split_whitespace().collect();
    let positive =
        condition.split('|').any(|it| (it.contains("mso") || it.contains("vml")) && !it.contains('!'));
    positive || condition.contains("!ie")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlook_reads_what_is_for_it() {
        let html = "a<!--[if mso]>b<![endif]--><!--[if !mso]><!-->c<!--<![endif]--><!--[if gte mso 9]>d<![endif]--><!--[if IE]>e<![endif]-->f<!-- g -->";
        assert_eq!(as_outlook(html), "abdf");
        assert_eq!(as_outlook("a<!--[if !mso]><!-->b"), "a");
        for open in [
            "<!--[if !mso]><!-->",
            "<!--[if !mso]><!-- -->",
            "<!--[if !mso]> -->",
            "<!--[if !mso]>-->",
            "<!--[IF !MSO]><!---->",
        ] {
            for end in ["<!--<![endif]-->", "<!-- <![endif]-->", "<!--<![ENDIF]-->"] {
                assert_eq!(as_outlook(&format!("a{open}b{end}c")), "ac", "{open} {end}");
            }
        }
        assert_eq!(
            as_outlook("a<!--[IF MSO]>b<![ENDIF]-->c<!--[if !supportLists]-->d<!--[endif]-->e"),
            "abcde"
        );
    }

    #[test]
    fn conditions_without_a_comment_get_one_and_others_stay() {
        assert_eq!(
            in_comments(
                "<![if !mso]><p>a</p><![endif]><!--[if mso]><td><![endif]--><!DOCTYPE html><!--[if !mso]><!-->b<!--<![endif]-->"
            ),
            "<!--[if !mso]><!--><p>a</p><!--<![endif]--><!--[if mso]><td><![endif]--><!DOCTYPE html><!--[if !mso]><!-->b<!--<![endif]-->"
        );
        for text in ["<!", "<!--", "<![if", "<![if !mso]>", "<!-->", "あ<!あ", "<![endif]"] {
            let _ = (in_comments(text), opened(text));
        }
    }
}
