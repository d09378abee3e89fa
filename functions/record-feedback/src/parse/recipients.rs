//! The addresses in a recipient as mail servers write it: alone, with a name, quoted, encoded, with comments, in a group
//! (RFC 5322 §3.4). Names are not looked at.

use cadence::address::EmailAddress;

/// The addresses in a text. An address that cannot be read is left out.
pub(super) fn addresses_in(text: &str) -> Vec<EmailAddress> {
    if let Ok(address) = EmailAddress::parse(text) {
        return vec![address];
    }
    parts(text).iter().flat_map(Part::addresses).collect()
}

/// One part between commas.
#[derive(Debug, Default)]
struct Part {
    /// Outside of angle brackets, comments and quotation marks.
    bare: String,
    /// Within angle brackets.
    angled: Option<String>,
}

impl Part {
    fn addresses(&self) -> Vec<EmailAddress> {
        if let Some(angled) = &self.angled {
            // A route may stand before the address: `<@a,@b:c@d>` (RFC 5322 §4.4).
            let address = angled.rsplit(':').next().unwrap_or_default();
            return EmailAddress::parse(address).into_iter().collect();
        }
        if let Ok(address) = EmailAddress::parse(&self.bare) {
            return vec![address];
        }
        let words = self.bare.split_whitespace().filter(|word| word.contains('@'));
        words.filter_map(|word| EmailAddress::parse(word).ok()).collect()
    }
}

/// Splits at commas, and at the signs around a group or a kind of address (`rfc822;`).
fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    let (mut quoted, mut angled, mut comments) = (false, false, 0_usize);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let Some(part) = parts.last_mut() else { break };
        match character {
            '\\' if quoted || comments > 0 => drop(characters.next()),
            '"' if comments == 0 && !angled => quoted = !quoted,
            _ if quoted => {}
            '(' => comments += 1,
            ')' if comments > 0 => comments -= 1,
            _ if comments > 0 => {}
            '<' => {
                angled = true;
                part.angled = Some(String::new());
            }
            '>' => angled = false,
            ',' | ';' | ':' if !angled => parts.push(Part::default()),
            _ => match &mut part.angled {
                Some(inside) if angled => inside.push(character),
                Some(_) | None => part.bare.push(character),
            },
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        addresses_in(text).iter().map(|address| address.wire().to_owned()).collect()
    }

    #[test]
    fn an_address_is_found_in_every_form_that_a_server_writes() {
        for text in [
            "taro@example.jp",
            " TARO@example.jp ",
            "<taro@example.jp>",
            "Taro <taro@example.jp>",
            "Taro<taro@example.jp>",
            "山田 太郎 <taro@example.jp>",
            "\"Yamada, Taro\" <taro@example.jp>",
            "\"a \\\" <x@y.jp>, \" <taro@example.jp>",
            "=?UTF-8?B?5bGx55Sw5aSq6YOO?= <taro@example.jp>",
            "=?iso-2022-jp?B?GyRCOzNFRBsoQg==?= <taro@example.jp>",
            "taro@example.jp (Taro)",
            "(a comment (nested, <x@y.jp>)) taro@example.jp",
            "Taro (of sales) <taro@example.jp> (away)",
            "other@example.com <taro@example.jp>",
            "Sales: taro@example.jp;",
            "Sales: Taro <taro@example.jp>;",
            "undisclosed: \"T\" <taro@example.jp>, ;",
            "<@relay.example,@other.example:taro@example.jp>",
            "rfc822;taro@example.jp",
            "rfc822; taro@example.jp",
            "mailto:taro@example.jp",
            "Taro taro@example.jp",
            "Taro <taro@example.jp",
            "Taro\t<taro@example.jp>\r\n",
            "taro@example.jp, ",
        ] {
            assert_eq!(
                found(text).iter().map(|it| it.to_lowercase()).collect::<Vec<_>>(),
                ["taro@example.jp"],
                "{text}"
            );
        }
    }

    #[test]
    fn several_addresses_are_all_found_and_what_is_none_is_left_out() {
        assert_eq!(found("a@example.jp, B <b@example.jp>; nobody, c@"), ["a@example.jp", "b@example.jp"]);
        for text in
            ["", "Taro", "<>", "@", "a@b@c <", "(taro@example.jp)", "\"taro@example.jp\"", ":,;<>()\"\\"]
        {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
