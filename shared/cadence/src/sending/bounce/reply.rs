//! The receiving server's answer: the class of an enhanced status code (RFC 3463) or of a reply code (RFC 5321 §4.2.1).

/// A server's answer about trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// Nothing failed, or nothing is said.
    NoFailure,
    /// It failed this time.
    Passing,
    /// It will fail again (class 5).
    ForGood,
}

impl Reply {
    /// Reads the words of a delivery report (RFC 3464): its action, its status, and its diagnostic code. An enhanced code
    /// beats a reply code; of the status and the diagnostic code the graver counts, for the status is often the reporter's
    /// own.
    pub fn read(action: Option<&str>, status: Option<&str>, diagnostic: Option<&str>) -> Self {
        let said = [status, diagnostic].map(|text| text.map(codes).unwrap_or_default());
        let enhanced = said.iter().filter_map(|codes| codes.enhanced).max();
        let class = enhanced.or_else(|| said.iter().filter_map(|codes| codes.reply).max());
        match class {
            Some(5) => Self::ForGood,
            Some(4) => Self::Passing,
            Some(_) | None => match action.map(|action| action.trim().to_ascii_lowercase()).as_deref() {
                Some("failed" | "delayed") => Self::Passing,
                Some(_) | None => Self::NoFailure,
            },
        }
    }
}

/// The classes of the codes in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Codes {
    enhanced: Option<u8>,
    reply: Option<u8>,
}

/// A reply code counts at the beginning only, after the name of its kind (`smtp;`): further on any number may stand. The
/// enhanced code is the next number after it, or the first one where there is no reply code.
fn codes(text: &str) -> Codes {
    let text = text
        .split_once(';')
        .filter(|(kind, _)| !kind.contains(char::is_whitespace))
        .map_or(text, |(_, it)| it);
    let mut numbers = text
        .trim_start()
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty());
    let begins_with_a_number = text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let first = numbers.next().unwrap_or_default();
    match reply(first).filter(|_| begins_with_a_number) {
        Some(2) => Codes { enhanced: None, reply: Some(2) },
        Some(class) => Codes { enhanced: numbers.next().and_then(enhanced), reply: Some(class) },
        None => Codes { enhanced: std::iter::once(first).chain(numbers).find_map(enhanced), reply: None },
    }
}

/// `5.1.1`: the class, a subject and a detail of up to three digits each.
fn enhanced(word: &str) -> Option<u8> {
    let mut parts = word.split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| (1..=3).contains(&part.len());
    let whole = parts.next().is_none() && short(subject) && short(detail);
    class_of(class).filter(|_| whole)
}

/// `550`.
fn reply(word: &str) -> Option<u8> {
    let (class, rest) = word.split_at_checked(1)?;
    let whole = rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit());
    class_of(class).filter(|_| whole)
}

fn class_of(text: &str) -> Option<u8> {
    match text {
        "2" => Some(2),
        "4" => Some(4),
        "5" => Some(5),
        _ => None,
    }
}
