//! A mail of the outbox read back: what a mail program would show of it.

use super::links;
use mail_parser::MessageParser;

/// A mail as mail programs show it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ParsedMail {
    /// From, as written.
    pub(crate) from: String,
    /// To whom, as written.
    pub(crate) to: String,
    /// The address in To.
    pub(crate) address: String,
    /// The subject.
    pub(crate) subject: String,
    /// The HTML part.
    pub(crate) html: String,
    /// The text part.
    pub(crate) text: String,
    /// The head as it went out.
    pub(crate) head: String,
    /// The links that are tracked.
    pub(crate) links: Vec<String>,
    /// The URL where one click unsubscribes (RFC 8058); none in mails that offer none.
    pub(crate) unsubscribe_url: Option<String>,
}

impl ParsedMail {
    /// Reads a mail. What is missing stays empty.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let Some(message) = MessageParser::default().parse(bytes) else { return Self::default() };
        let from = message.from().and_then(|all| all.first());
        let to = message.to().and_then(|all| all.first());
        let html = message.body_html(0).unwrap_or_default().into_owned();
        let one_click = message.header_raw("List-Unsubscribe-Post").is_some();
        Self {
            from: from.map(shown).unwrap_or_default(),
            address: to.and_then(|to| to.address()).unwrap_or_default().to_owned(),
            to: to.map(shown).unwrap_or_default(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            head: head(bytes),
            links: links::tracked(&html),
            unsubscribe_url: message
                .header_raw("List-Unsubscribe")
                .filter(|_| one_click)
                .and_then(links::first_web_address),
            html,
        }
    }
}

fn shown(address: &mail_parser::Addr<'_>) -> String {
    let wire = address.address().unwrap_or_default();
    match address.name() {
        Some(name) => format!("{name} <{wire}>"),
        None => wire.to_owned(),
    }
}

/// Everything before the first empty line.
fn head(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let end = text.find("\r\n\r\n").or_else(|| text.find("\n\n")).unwrap_or(text.len());
    text.get(..end).unwrap_or_default().replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_japanese_mail_is_read_back() {
        let mail = "From: =?utf-8?B?5qOa55Wq?= <hello@example.co.jp>\r\n\
            To: =?utf-8?B?55Sw5Lit?= <taro@example.jp>\r\n\
            Subject: =?utf-8?B?44GU5qGI5YaF?=\r\n\
            List-Unsubscribe: <http://localhost:8025/u/v1.a>, <mailto:stop@example.co.jp>\r\n\
            List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\n\r\n\
            --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n\
            --x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<a href=\"https://a.example/?b=1&amp;c=2\">x</a>\r\n--x--\r\n";
        let parsed_mail = ParsedMail::read(mail.as_bytes());
        assert_eq!(parsed_mail.from, "棚番 <hello@example.co.jp>");
        assert_eq!(
            (parsed_mail.to.as_str(), parsed_mail.address.as_str()),
            ("田中 <taro@example.jp>", "taro@example.jp")
        );
        assert_eq!(parsed_mail.subject, "ご案内");
        assert_eq!(parsed_mail.text.trim(), "hello");
        assert_eq!(parsed_mail.links, ["https://a.example/?b=1&c=2"]);
        assert_eq!(parsed_mail.unsubscribe_url.as_deref(), Some("http://localhost:8025/u/v1.a"));
        assert!(parsed_mail.head.starts_with("From:") && parsed_mail.head.ends_with("boundary=\"x\""));
    }
}
