//! A person's writing where JSON cannot be read on: signs of full width, line breaks in a text, words of other languages.

/// The fault at a place and its remedy; `None` where nothing more can be said than that it is wrong.
pub(super) fn explained(text: &str, at: usize) -> Option<(String, String)> {
    let rest = text.get(at..)?;
    let sign = rest.chars().next()?;
    if let Some(narrow) = narrow(sign) {
        let message = format!("{sign} is a sign of full width or of typesetting, and JSON does not know it");
        let remedy =
            if narrow == ' ' { "write a blank of half width".to_owned() } else { format!("write {narrow}") };
        return Some((message, remedy));
    }
    if sign.is_control() {
        let name =
            if matches!(sign, '\t') { "a tab" } else { "a line break or another sign that is not seen" };
        let message = format!("{name} stands in a text");
        return Some((
            message,
            "write \\n for a line break and a blank for a tab, or close the text with \"".to_owned(),
        ));
    }
    let word: String = rest.chars().take_while(|it| it.is_alphanumeric() || *it == '_').take(30).collect();
    let before = text[..at].trim_end();
    if !word.is_empty() && sign.is_alphabetic() {
        let remedy = match word.to_ascii_lowercase().as_str() {
            "true" | "false" | "null" => format!("write {}", word.to_ascii_lowercase()),
            "none" | "nil" | "undefined" => "write null, or leave the key out".to_owned(),
            "yes" | "on" => "write true".to_owned(),
            "no" | "off" => "write false".to_owned(),
            _ => format!("write it in double quotes: \"{word}\""),
        };
        return Some((format!("JSON does not know the word {word}"), remedy));
    }
    let number = before.ends_with(':') && matches!(sign, '+' | '.' | '-')
        || before.ends_with(|c: char| c.is_ascii_digit());
    number
        .then(|| ("this is no number of JSON".to_owned(), "write digits alone, such as 3 or 2.5".to_owned()))
}

/// The sign of JSON that is meant.
fn narrow(sign: char) -> Option<char> {
    match sign {
        '“' | '”' | '„' | '‟' | '＂' | '〝' | '〟' | '「' | '」' | '‘' | '’' | '＇' => {
            Some('"')
        }
        '，' | '、' | '､' => Some(','),
        '\u{3000}' | '\u{a0}' | '\u{200b}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::explained;

    #[test]
    fn a_sign_that_looks_like_one_of_json_is_told_with_the_right_one() {
        for (wrong, right) in [
            ("“", "write \""),
            ("”", "write \""),
            ("，", "write ,"),
            ("、", "write ,"),
            ("：", "write :"),
            ("｛", "write {"),
        ] {
            assert_eq!(explained(&format!("{{ {wrong}"), 2).unwrap().1, right, "{wrong}");
        }
        assert!(explained("{\u{3000}", 1).unwrap().1.contains("blank"));
        assert!(explained("{ \"a\": True }", 7).unwrap().1.ends_with("true"));
        assert!(explained("{ a: 1 }", 2).unwrap().1.ends_with("\"a\""));
        assert!(explained("{ \"a\": 02 }", 8).unwrap().0.contains("number"));
        assert_eq!(explained("{ ; }", 2), None);
        assert_eq!(explained("{", 1), None);
    }
}
