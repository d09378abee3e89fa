//! A person's writing where JSON cannot be read on: signs of full width, line breaks in a text, words of other languages.

use cadence::wording::Text;
use cadence::{text, words};

/// The fault at a place and its remedy; `None` where nothing more can be said than that it is wrong.
pub(super) fn explained(text: &str, at: usize) -> Option<(Text, Text)> {
    let rest = text.get(at..)?;
    let sign = rest.chars().next()?;
    if let Some(narrow) = narrow(sign) {
        let message = text!(
            en = "{sign} is a sign of full width or of typesetting, and JSON does not know it",
            ja = "{sign} は全角か組版用の記号で、JSON では使えません。"
        );
        let remedy = if narrow == ' ' {
            words!(en = "write a blank of half width", ja = "半角の空白にしてください。").into()
        } else {
            text!(en = "write {narrow}", ja = "{narrow} と書いてください。")
        };
        return Some((message, remedy));
    }
    if sign.is_control() {
        let name = if matches!(sign, '\t') {
            words!(en = "a tab", ja = "タブ")
        } else {
            words!(en = "a line break or another sign that is not seen", ja = "改行か、目に見えない文字")
        };
        let message =
            text!(en = "{name} stands in a text", ja = "文の中に{name}が入っています。", texts = [name]);
        return Some((
            message,
            words!(
                en = "write \\n for a line break and a blank for a tab, or close the text with \"",
                ja = "改行は \\n、タブは空白にするか、文を \" で閉じてください。"
            )
            .into(),
        ));
    }
    let word: String = rest.chars().take_while(|it| it.is_alphanumeric() || *it == '_').take(30).collect();
    let before = text[..at].trim_end();
    if !word.is_empty() && sign.is_alphabetic() {
        let remedy = match word.to_ascii_lowercase().as_str() {
            "true" | "false" | "null" => {
                let word = word.to_ascii_lowercase();
                text!(en = "write {word}", ja = "{word} と書いてください。")
            }
            "none" | "nil" | "undefined" => words!(
                en = "write null, or leave the key out",
                ja = "null と書くか、キーごと消してください。"
            )
            .into(),
            "yes" | "on" => words!(en = "write true", ja = "true と書いてください。").into(),
            "no" | "off" => words!(en = "write false", ja = "false と書いてください。").into(),
            _ => text!(
                en = "write it in double quotes: \"{word}\"",
                ja = "\"{word}\" のように、二重の引用符で囲んでください。"
            ),
        };
        return Some((
            text!(en = "JSON does not know the word {word}", ja = "{word} という言葉は、JSON にありません。"),
            remedy,
        ));
    }
    let number = before.ends_with(':') && matches!(sign, '+' | '.' | '-')
        || before.ends_with(|c: char| c.is_ascii_digit());
    number.then(|| {
        (
            words!(en = "this is no number of JSON", ja = "JSON の数として読めません。").into(),
            words!(
                en = "write digits alone, such as 3 or 2.5",
                ja = "3 や 2.5 のように、数字だけで書いてください。"
            )
            .into(),
        )
    })
}

/// The JSON library's message, which is English.
pub(super) fn said(message: &str) -> Text {
    Text::new(message, format!("JSON として読めません（{message}）。"))
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
            assert_eq!(explained(&format!("{{ {wrong}"), 2).unwrap().1.english(), right, "{wrong}");
        }
        assert!(explained("{\u{3000}", 1).unwrap().1.english().contains("blank"));
        assert!(explained("{ \"a\": True }", 7).unwrap().1.english().ends_with("true"));
        assert!(explained("{ a: 1 }", 2).unwrap().1.english().ends_with("\"a\""));
        assert!(explained("{ \"a\": 02 }", 8).unwrap().0.english().contains("number"));
        assert_eq!(explained("{ ; }", 2), None);
        assert_eq!(explained("{", 1), None);
    }
}
