//! The problems of a document: collected, never only the first. Knows nothing of lines; a pointer says the place.

use crate::{meant, refusals, suggest};
use cadence::ids::IdError;
use cadence::span::Span;
use cadence::wording::{Text, Words};
use cadence::{text, words};
use chrono::{NaiveDate, NaiveTime};
use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The place, as a JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
    /// The rule that was broken, in kebab-case.
    pub rule: &'static str,
    /// The problem.
    pub message: Text,
    /// The remedy.
    pub remedy: Text,
}

/// Everything that is wrong in one document; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer)?;
        }
        write!(f, "{}; {}", self.message.english(), self.remedy.english())
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(Problem::to_string).collect();
        f.write_str(&texts.join("\n"))
    }
}

impl std::error::Error for Problems {}

/// Collects problems while a document is read.
#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<Problem>);

impl Notes {
    /// Notes one problem.
    pub(crate) fn add(
        &mut self,
        pointer: impl Into<String>,
        rule: &'static str,
        message: impl Into<Text>,
        remedy: impl Into<Text>,
    ) {
        let (message, remedy) = (message.into(), remedy.into());
        self.0.push(Problem { pointer: pointer.into(), rule, message, remedy });
    }

    /// The value, if nothing was noted while it was made.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Problems> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            Some(_) | None => Err(Problems(self.0)),
        }
    }

    /// A value that must be there.
    pub(crate) fn need<T>(&mut self, value: Option<T>, parent: &str, key: &str) -> Option<T> {
        if value.is_none() {
            self.add(
                parent,
                "missing-key",
                text!(en = "`{key}` is missing", ja = "`{key}` がありません。"),
                text!(en = "add \"{key}\"", ja = "\"{key}\" を書いてください。"),
            );
        }
        value
    }

    /// A text that must be there and say something.
    pub(crate) fn text(&mut self, value: Option<String>, parent: &str, key: &str) -> Option<String> {
        let text = self.need(value, parent, key)?;
        if text.trim().is_empty() {
            self.add(
                join(parent, key),
                "empty-text",
                text!(en = "`{key}` is empty", ja = "`{key}` が空です。"),
                words!(en = "write a text here", ja = "ここに文を書いてください。"),
            );
            return None;
        }
        Some(text)
    }

    /// An id, a tag or another name.
    pub(crate) fn name<T>(
        &mut self,
        parse: fn(&str) -> Result<T, IdError>,
        text: &str,
        pointer: &str,
    ) -> Option<T> {
        match parse(text) {
            Ok(id) => Some(id),
            Err(error) => {
                let remedy = words!(
                    en = "use a short name of a-z, 0-9, hyphens and underscores, such as `welcome-mail`",
                    ja = "`welcome-mail` のような短い名前にしてください。使えるのは、英小文字・数\
                         字・-・_ です。"
                );
                let why = refusals::id(&error);
                let message = text!(
                    en = "{text:?} cannot be used: {why}",
                    ja = "{text:?} は使えません。{why}",
                    texts = [why]
                );
                self.add(pointer, "bad-name", message, remedy);
                None
            }
        }
    }

    /// A length of time.
    pub(crate) fn span(&mut self, text: &str, pointer: &str) -> Option<Span> {
        match Span::parse(text) {
            Ok(span) => Some(span),
            Err(error) => {
                let usual = words!(
                    en = "write for example \"30 minutes\", \"3 days\" or \"2 business days\"",
                    ja = "\"30 minutes\"、\"3 days\"、\"2 business days\" のように書いてください。"
                );
                let remedy = remedy(meant::span(text), usual);
                self.add(pointer, "bad-duration", refusals::span(&error), remedy);
                None
            }
        }
    }

    /// A length of time that has to be whole days.
    pub(crate) fn days(&mut self, text: &str, pointer: &str) -> Option<u32> {
        match self.span(text, pointer)? {
            Span::Days(days) => Some(days),
            Span::Weeks(weeks) => Some(weeks * 7),
            other @ (Span::Minutes(_) | Span::Hours(_) | Span::Months(_) | Span::BusinessDays(_)) => {
                let message = text!(
                    en = "{:?} is not a number of days",
                    ja = "{:?} は、日数になりません。",
                    other.to_string()
                );
                self.add(
                    pointer,
                    "not-days",
                    message,
                    words!(
                        en = "write it in days or weeks, such as \"180 days\"",
                        ja = "\"180 days\" のように、days か weeks で書いてください。"
                    ),
                );
                None
            }
        }
    }

    /// A time of day.
    pub(crate) fn time(&mut self, text: &str, pointer: &str) -> Option<NaiveTime> {
        let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5);
        if time.is_none() {
            let usual = words!(
                en = "write hours and minutes with two digits each, from \"00:00\" to \"23:59\"",
                ja = "\"00:00\" から \"23:59\" まで、時と分を2桁ずつで書いてください。"
            );
            let message =
                text!(en = "{text:?} is not a time of day", ja = "{text:?} は時刻として読めません。");
            self.add(pointer, "bad-time", message, remedy(meant::time(text), usual));
        }
        time
    }

    /// A date.
    pub(crate) fn date(&mut self, text: &str, pointer: &str) -> Option<NaiveDate> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        if date.is_none() {
            let message = text!(en = "{text:?} is not a date", ja = "{text:?} は日付として読めません。");
            let usual = words!(
                en = "write year, month and day, such as \"2026-06-01\"",
                ja = "\"2026-06-01\" のように、年-月-日で書いてください。"
            );
            self.add(pointer, "bad-date", message, remedy(meant::date(text), usual));
        }
        date
    }

    /// A web address that people are sent to.
    pub(crate) fn url(&mut self, text: &str, pointer: &str) -> Option<String> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let fine = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
            && !text
                .contains(|c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '<' || c == '>');
        if !fine {
            let message = text!(
                en = "{text:?} is not a web address",
                ja = "{text:?} は Web のアドレスとして読めません。"
            );
            self.add(
                pointer,
                "bad-url",
                message,
                words!(
                    en = "write it whole, such as \"https://www.example.co.jp/contact\"",
                    ja = "\"https://www.example.co.jp/contact\" のように、はじめから終わりまで書い\
                         てください。"
                ),
            );
        }
        fine.then(|| text.to_owned())
    }
}

/// The remedy for a value that is written otherwise than it has to be.
fn remedy(meant: Option<String>, usual: Words) -> Text {
    meant.map_or(usual.into(), |meant| {
        text!(en = "did you mean {meant:?}?", ja = "{meant:?} ではありませんか。")
    })
}

/// Reads JSON into a mirror type; the message of a failure names line and column.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Problems> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let near = word_meant(&message)
            .map(|near| text!(en = "did you mean {near:?}? ", ja = "{near:?} ではありませんか。"));
        let remedy = near.unwrap_or_default().then(words!(
            en = "run `hikyaku check`, which shows every mistake with its place",
            ja = "`hikyaku check` を実行すると、すべての間違いが場所と一緒に分かります。"
        ));
        Problems(vec![Problem { pointer: String::new(), rule: "json", message: unread(message), remedy }])
    })
}

/// The message of a failed reading, which is the JSON library's and English.
fn unread(message: String) -> Text {
    let ja = format!("JSON をこのプログラムの決まりで読めません（{message}）。");
    Text::new(message, ja)
}

/// The word that was meant, where the message says which one is not known and which are: `unknown field `a`, expected one of …`.
fn word_meant(message: &str) -> Option<&str> {
    let (unknown, known) = message.strip_prefix("unknown ")?.split_once(", expected ")?;
    // Every other piece stands between backticks.
    let unknown = unknown.split('`').nth(1)?;
    suggest::nearest(unknown, known.split('`').skip(1).step_by(2))
}

/// The pointer of a member or an element (RFC 6901 §3).
pub(crate) fn join(parent: &str, key: impl fmt::Display) -> String {
    let key = key.to_string().replace('~', "~0").replace('/', "~1");
    format!("{parent}/{key}")
}
