//! The links in a mail. It reads the HTML that this program made, no other.

/// The web addresses in links that the mail service tracks, each once, in order. Links marked `ses:no-track` are left
/// out, as the service leaves them out.
pub(crate) fn tracked(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in html.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()) {
        let Some(href) = attribute(tag, "href") else { continue };
        let link = decoded(href);
        let web = link.starts_with("https://") || link.starts_with("http://");
        if web && !tag.contains("ses:no-track") && !found.contains(&link) {
            found.push(link);
        }
    }
    found
}

/// The first web address among those in angle brackets, as in `List-Unsubscribe` (RFC 2369).
pub(crate) fn first_web_address(header: &str) -> Option<String> {
    let addresses = header.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    // A long address may have been folded; it has no spaces of its own.
    let mut whole = addresses.map(|address| address.split_whitespace().collect::<String>());
    whole.find(|address| address.starts_with("https://") || address.starts_with("http://"))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let value = tag.split_once(&format!("{name}="))?.1;
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

fn decoded(text: &str) -> String {
    let pairs =
        [("&#x2f;", "/"), ("&#x2F;", "/"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<")];
    let text = pairs.iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain));
    text.replace("&gt;", ">").replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tracked_link_is_found_once() {
        let html = r#"<a href="https://a.example/?x=1&amp;y=2">a</a><a class='b' href='https://b.example'>b</a>
            <a href="https://a.example/?x=1&amp;y=2">a again</a><a href="mailto:a@b.example">m</a>
            <a ses:no-track href="https://c.example/u">stop</a><abbr>x</abbr>"#;
        assert_eq!(tracked(html), ["https://a.example/?x=1&y=2", "https://b.example"]);
    }

    #[test]
    fn a_web_address_is_preferred_over_a_mail_address() {
        assert_eq!(
            first_web_address(" <mailto:a@b.example>,\r\n <https://b.exa\r\n mple/u>"),
            Some("https://b.example/u".to_owned())
        );
        assert_eq!(first_web_address("<mailto:a@b.example>"), None);
    }
}
