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

/// The mail as Outlook on Windows reads it: what is for it alone is there, what is for all others is not.
pub(crate) fn as_outlook(html: &str) -> String {
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<!--") {
        let (before, found) = rest.split_at(at);
        result.push_str(before);
        let whole = &found[..comment(found)];
        rest = &found[whole.len()..];
        let inside = whole.strip_prefix("<!--").unwrap_or_default();
        let Some((condition, content)) = inside.strip_prefix("[if").and_then(|it| it.split_once("]>")) else {
            continue;
        };
        if content.starts_with("<!-") {
            // The content follows the comment, up to `<!--<![endif]-->`.
            if !is_outlook(condition) {
                let end = rest.find("<!--<![endif]-->").unwrap_or(rest.len());
                rest = &rest[end..];
            }
        } else if is_outlook(condition) {
            result.push_str(content.strip_suffix("-->").unwrap_or(content).trim_end_matches("<![endif]"));
        }
    }
    result.push_str(rest);
    result
}

/// Whether a condition holds in Outlook: `mso`, `gte mso 9`, `mso | IE`, and not `!mso`, `IE`.
fn is_outlook(condition: &str) -> bool {
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
