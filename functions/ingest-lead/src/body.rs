//! The body of a post as fields: JSON, urlencoded or multipart, UTF-8 only.

use crate::BODY_BYTES_MAX;
use bytes::Bytes;
use cadence::campaign::{FIRST_FIELD, LAST_FIELD};
use cadence::limits::FIELD_NAME_LENGTH_SHOWN;
use cadence::text::{is_blank, spelling};
use http::{Request, header};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Number, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Fields of a post: every value of each name, in the order in which they were posted. Names are the same in any case and width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields {
    values: BTreeMap<String, Vec<String>>,
    /// The words of names that were put together (`agree[yes]`, `lead.agree`) and came with a value.
    parts: BTreeSet<String>,
}

impl Fields {
    /// All values of a name; none where it was not posted.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.get(&spelling(name)).into_iter().flatten().map(String::as_str)
    }

    /// Whether something was posted for this name that is not its value, but that of a name put together with it. What it means
    /// nobody can know: `agree[no]=on` is no yes.
    pub(crate) fn has_parts_of(&self, name: &str) -> bool {
        self.parts.contains(&spelling(name))
    }

    /// Adds a value. Web frameworks write `agree[]` or `agree[0]` for a name that may come several times.
    pub(crate) fn add(&mut self, name: &str, value: String) {
        let mut name = spelling(name);
        while let Some(shorter) = without_index(&name) {
            name.truncate(shorter);
        }
        if ![FIRST_FIELD, LAST_FIELD].contains(&&*name) && !is_blank(&value) {
            let words = name.split(['[', ']', '.']).filter(|word| !word.is_empty() && *word != name);
            self.parts.extend(words.map(str::to_owned));
        }
        self.values.entry(name).or_default().push(value);
    }

    /// The number of names that were posted.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// Every value with its name.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.values.iter();
        names.flat_map(|(name, values)| values.iter().map(|value| (name.as_str(), value.as_str())))
    }
}

impl<N: AsRef<str>, V: Into<String>> FromIterator<(N, V)> for Fields {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(pairs: T) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            fields.add(name.as_ref(), value.into());
        }
        fields
    }
}

/// The length of a name without its index; `None` if it has none.
fn without_index(name: &str) -> Option<usize> {
    let (bare, index) = name.strip_suffix(']')?.rsplit_once('[')?;
    (!bare.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit())).then_some(bare.len())
}

/// The reason why a body could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyRefusal {
    /// More than [`BODY_BYTES_MAX`].
    TooLarge,
    /// Neither of the three content types.
    ContentType,
    /// Another encoding than UTF-8, declared or not.
    Encoding,
    /// A file among the fields.
    File,
    /// Not what its content type says.
    Malformed,
    /// A member of a JSON body that is no answer to a field: an object, a list within a list, or a number that would be rounded.
    Value {
        /// The name of the member, as it may be shown.
        field: String,
    },
}

/// Reads the fields.
pub(crate) async fn read(request: &Request<Bytes>) -> Result<Fields, BodyRefusal> {
    let body = request.body();
    if body.len() > BODY_BYTES_MAX {
        return Err(BodyRefusal::TooLarge);
    }
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.ok_or(BodyRefusal::ContentType)?;
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset =
        parts.find_map(|part| part.to_ascii_lowercase().strip_prefix("charset=").map(str::to_owned));
    if charset.is_some_and(|charset| !is_utf_8(charset.trim_matches('"'))) {
        return Err(BodyRefusal::Encoding);
    }
    let fields = match essence.as_str() {
        "application/json" => json(body),
        "application/x-www-form-urlencoded" => urlencoded(body),
        "multipart/form-data" => multipart(content_type, body.clone()).await,
        _ => Err(BodyRefusal::ContentType),
    }?;
    if fields.pairs().any(|(_, value)| is_iso_2022(value)) { Err(BodyRefusal::Encoding) } else { Ok(fields) }
}

/// Whether a text switches between sets of signs as ISO-2022-JP does (RFC 1468), whose bytes are all of ASCII.
fn is_iso_2022(text: &str) -> bool {
    ["\u{1B}$B", "\u{1B}$@", "\u{1B}$(", "\u{1B}(I"].iter().any(|escape| text.contains(escape))
}

fn is_utf_8(charset: &str) -> bool {
    matches!(charset.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii")
}

fn json(body: &Bytes) -> Result<Fields, BodyRefusal> {
    let text = std::str::from_utf8(body).map_err(|_| BodyRefusal::Encoding)?;
    // Some programs write a byte order mark first, which JSON may ignore (RFC 8259 §8.1).
    let text = text.trim_start_matches('\u{FEFF}');
    let Members(members) = serde_json::from_str(text).map_err(|_| BodyRefusal::Malformed)?;
    let mut fields = Fields::default();
    for (name, value) in members {
        match value {
            Value::Array(several) => {
                for value in several {
                    fields.add(&name, scalar(&name, value)?);
                }
            }
            one @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
                fields.add(&name, scalar(&name, one)?);
            }
        }
    }
    Ok(fields)
}

/// One value of JSON as a form would have posted it.
fn scalar(name: &str, value: Value) -> Result<String, BodyRefusal> {
    match value {
        Value::String(text) => Ok(text),
        Value::Bool(true) => Ok("true".to_owned()),
        Value::Bool(false) | Value::Null => Ok(String::new()),
        Value::Number(number) if is_exact(&number) => Ok(number.to_string()),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(BodyRefusal::Value { field: shown(name) })
        }
    }
}

/// Whether the number is kept as it was written. A longer one would be rounded, and a customer's number be another's.
fn is_exact(number: &Number) -> bool {
    let small = || number.as_f64().is_some_and(|number| number.abs() < EXACT_MAX);
    let short = || number.to_string().bytes().filter(u8::is_ascii_digit).count() <= EXACT_DIGITS_MAX;
    number.is_i64() || number.is_u64() || (small() && short())
}

/// Whole numbers beyond this are not all told apart by a double: 2^53.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
/// Digits of a fraction that are certainly kept: a double keeps 15, and reading a long one may be off by one in the last.
const EXACT_DIGITS_MAX: usize = 12;

/// The members of an object as they stand there, also those of the same name.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// Percent-decodes by hand of `form_urlencoded`, which would replace what is not UTF-8 instead of refusing it.
fn urlencoded(body: &Bytes) -> Result<Fields, BodyRefusal> {
    let replaced = char::REPLACEMENT_CHARACTER;
    let mut fields = Fields::default();
    for (name, value) in form_urlencoded::parse(body) {
        if name.contains(replaced) || value.contains(replaced) {
            return Err(BodyRefusal::Encoding);
        }
        fields.add(&name, value.into_owned());
    }
    Ok(fields)
}

async fn multipart(content_type: &str, body: Bytes) -> Result<Fields, BodyRefusal> {
    let boundary = multer::parse_boundary(content_type).map_err(|_| BodyRefusal::Malformed)?;
    let whole = futures_util::stream::once(async { Ok::<_, std::convert::Infallible>(body) });
    let mut parts = multer::Multipart::new(whole, boundary);
    let mut fields = Fields::default();
    while let Some(part) = parts.next_field().await.map_err(|_| BodyRefusal::Malformed)? {
        let disposition = part.headers().get(header::CONTENT_DISPOSITION);
        let is_named_otherwise = disposition
            .is_some_and(|it| it.as_bytes().windows(10).any(|it| it.eq_ignore_ascii_case(b"filename*=")));
        if is_named_otherwise || part.file_name().is_some_and(|name| !name.is_empty()) {
            return Err(BodyRefusal::File);
        }
        let Some(name) = part.name().map(str::to_owned) else { return Err(BodyRefusal::Malformed) };
        let charset = part.content_type().and_then(|of_part| of_part.get_param("charset"));
        if charset.is_some_and(|charset| !is_utf_8(charset.as_str())) {
            return Err(BodyRefusal::Encoding);
        }
        let bytes = part.bytes().await.map_err(|_| BodyRefusal::Malformed)?;
        let value = String::from_utf8(bytes.into()).map_err(|_| BodyRefusal::Encoding)?;
        fields.add(&name, value);
    }
    Ok(fields)
}

/// A name as it is shown: signs of names of fields only, so that nobody writes lines or addresses there.
pub(crate) fn shown(name: &str) -> String {
    let plain = |sign: char| if sign.is_alphanumeric() || "_-.[]".contains(sign) { sign } else { '?' };
    let cut: String = name.chars().take(FIELD_NAME_LENGTH_SHOWN).map(plain).collect();
    if name.chars().count() > FIELD_NAME_LENGTH_SHOWN { format!("{cut}…") } else { cut }
}
