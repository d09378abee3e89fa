//! One mailbox in its many spellings. For counting only: whoever wrote the address is mailed at the address as written.

use super::EmailAddress;

/// Domains of one provider that deliver to the same mailboxes, and the signs that count for nothing before the at sign.
///
/// Sources: Gmail Help, "Dots don't matter in Gmail addresses" and "googlemail.com"; Proton support, "Addresses and aliases":
/// dots, hyphens and underscores are ignored.
const PROVIDERS: [(&[&str], &[char]); 2] = [
    (&["gmail.com", "googlemail.com"], &['.']),
    (&["proton.me", "protonmail.com", "pm.me"], &['.', '-', '_']),
];

impl EmailAddress {
    /// The same text for all spellings that reach one mailbox, as far as that is known: case, what follows a plus sign (RFC
    /// 5233 calls it detail), and what a provider ignores.
    pub fn canonical(&self) -> String {
        let (local, domain) = self.key().rsplit_once('@').unwrap_or((self.key(), ""));
        let local = match local.split_once('+') {
            Some((mailbox, _)) if !mailbox.is_empty() => mailbox,
            Some(_) | None => local,
        };
        match PROVIDERS.iter().find(|(domains, _)| domains.contains(&domain)) {
            Some((domains, ignored)) => format!("{}@{}", local.replace(*ignored, ""), domains[0]),
            None => format!("{local}@{domain}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        EmailAddress::parse(text).unwrap().canonical()
    }

    #[test]
    fn every_spelling_of_a_mailbox_counts_as_one() {
        for text in
            ["Taro@Example.jp", "taro+news@example.jp", "ｔａｒｏ+a+b@EXAMPLE.JP", "mailto:taro@example.jp"]
        {
            assert_eq!(canonical(text), "taro@example.jp", "{text}");
        }
        for dots in 0..1 << 7 {
            let dotted: String =
                "hanakoya".char_indices().fold(String::new(), |mut text, (index, letter)| {
                    text.push(letter);
                    if index < 7 && dots >> index & 1 == 1 {
                        text.push('.');
                    }
                    text
                });
            assert_eq!(canonical(&format!("{dotted}+{dots}@gmail.com")), "hanakoya@gmail.com");
            assert_eq!(canonical(&format!("{dotted}@GoogleMail.com")), "hanakoya@gmail.com");
        }
        assert_eq!(canonical("ta_ro-y@pm.me"), "taroy@proton.me");
    }

    #[test]
    fn different_mailboxes_stay_apart() {
        assert_ne!(canonical("ta.ro@example.jp"), canonical("taro@example.jp"), "dots count elsewhere");
        assert_ne!(canonical("taro@example.jp"), canonical("taro@example.co.jp"));
        assert_eq!(canonical("+81901234@example.jp"), "+81901234@example.jp");
    }
}
