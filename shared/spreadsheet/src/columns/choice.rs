//! The user's word about a column: `メアド=email`, `#D=ignore`, `従業員数=employees:number`.

use super::{Use, ValueKind};
use crate::cells::trimmed;
use crate::header::{Meaning, folded};
use crate::problem::{Fault, excerpt, letters};
use cadence::wording::Text;
use cadence::{text, words};
use std::str::FromStr;

/// The use that the user chose for one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    /// The header, or `#` and the letters or the number of the column.
    column: String,
    target: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Known(Meaning),
    Attribute { name: Option<String>, kind: ValueKind },
    LeftOut,
}

/// A text that is no choice of a column; the message says the form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.english())]
pub struct ChoiceError(pub Text);

impl FromStr for ColumnChoice {
    type Err = ChoiceError;

    /// Reads `<column>=<use>`. The column is its header as in the file, or `#D` or `#4` for the fourth. The
    /// use is a word of [`Meaning::word`] or a header that is known; `ignore`; `attribute` for the column's
    /// own header; or another name for an attribute. An attribute may be followed by `:number`, `:date` or
    /// `:several`.
    fn from_str(written: &str) -> Result<Self, ChoiceError> {
        let parts = written.rsplit_once('=').map(|(column, target)| (trimmed(column), trimmed(target)));
        let Some((column, target)) =
            parts.filter(|(column, target)| !column.is_empty() && !target.is_empty())
        else {
            return Err(ChoiceError(text!(
                en = "{written:?} is no choice of a column; write `header=use`, such as `メアド=email`",
                ja = "{written:?} は列の指定として読めません。`メアド=email` のように `header=use`（見出し=用途）の形で書いてください。"
            )));
        };
        let target = target_of(target).map_err(|kind| {
            ChoiceError(text!(
                en = "{kind:?} is no kind of value; write `number`, `date`, `several` or `text`",
                ja = "{kind:?} という値の種類はありません。`number`、`date`、`several`、`text` のどれかを書いてください。"
            ))
        })?;
        Ok(Self { column: column.to_owned(), target })
    }
}

/// The use that a word names, or the kind of value that is none.
fn target_of(word: &str) -> Result<Target, String> {
    if matches!(word, "ignore" | "-" | "無視" | "取り込まない") {
        return Ok(Target::LeftOut);
    }
    if let Some(meaning) = Meaning::parse(word) {
        return Ok(Target::Known(meaning));
    }
    let (name, kind) = match word.rsplit_once(':') {
        Some((name, "number" | "数値" | "数")) => (name, ValueKind::Number),
        Some((name, "date" | "日付" | "日時")) => (name, ValueKind::Date),
        Some((name, "several" | "複数")) => (name, ValueKind::Several),
        Some((name, "text" | "文字列")) => (name, ValueKind::Text),
        Some((_, other)) => return Err(other.to_owned()),
        None => (word, ValueKind::Text),
    };
    let name = Some(trimmed(name)).filter(|name| !name.is_empty() && *name != "attribute" && *name != "属性");
    Ok(Target::Attribute { name: name.map(str::to_owned), kind })
}

impl ColumnChoice {
    pub(super) fn used_as(&self, header: &str) -> Use {
        match &self.target {
            Target::Known(meaning) => Use::Known(*meaning),
            Target::Attribute { name, kind } => {
                Use::Attribute { name: name.clone().unwrap_or_else(|| header.to_owned()), kind: *kind }
            }
            Target::LeftOut => Use::LeftOut,
        }
    }

    /// The index of the column that is meant: by its header as written, then by its place, then by its header
    /// as headers are compared.
    pub(super) fn column_among(&self, headers: &[String]) -> Result<usize, Fault> {
        let wanted = folded(&self.column);
        let exact = |header: &String| trimmed(header) == self.column;
        let similar = |header: &String| !wanted.is_empty() && folded(header) == wanted;
        let exact: Vec<usize> = places(headers, exact);
        let found = if exact.is_empty() {
            self.by_place(headers.len()).map_or_else(|| places(headers, similar), |place| vec![place])
        } else {
            exact
        };
        let shown = excerpt(&self.column);
        match found.as_slice() {
            [one] => Ok(*one),
            [] => {
                let all: Vec<String> = headers.iter().map(|header| excerpt(trimmed(header))).collect();
                let (en, ja) = (all.join(", "), all.join("、"));
                Err(Fault::new(
                    "unknown-column",
                    text!(
                        en = "the file has no column {shown:?}",
                        ja = "ファイルに列 {shown:?} がありません。"
                    ),
                    Text::new(
                        format!("its headers are {en}; write one of them, or #A for the first column"),
                        format!("見出しは {ja} です。このどれかを書くか、1列目なら #A と書いてください。"),
                    ),
                ))
            }
            [first, second, ..] => {
                let (one, other) = (letters(*first), letters(*second));
                Err(Fault::new(
                    "column-named-twice",
                    text!(
                        en = "columns {one} and {other} both have the header {shown:?}",
                        ja = "{one}列と{other}列の見出しが、どちらも {shown:?} です。"
                    ),
                    text!(
                        en = "choose by place: `#{one}` or `#{other}`",
                        ja = "`#{one}` か `#{other}` のように、位置で指定してください。"
                    ),
                ))
            }
        }
    }

    /// The index behind `#D` or `#4`; `None` if the column is not named by place, or the file has fewer
    /// columns.
    fn by_place(&self, columns: usize) -> Option<usize> {
        let place = self.column.strip_prefix(['#', '＃'])?.to_ascii_uppercase();
        (0..columns).find(|index| letters(*index) == place || (index + 1).to_string() == place)
    }
}

fn places(headers: &[String], is_meant: impl Fn(&String) -> bool) -> Vec<usize> {
    headers.iter().enumerate().filter(|(_, header)| is_meant(header)).map(|(index, _)| index).collect()
}

/// The words with which a message shows how to choose.
pub(super) fn example(header: &str, word: &str) -> String {
    let header = excerpt(header);
    format!("--column '{header}={word}'")
}

/// Words that say how to leave a column out.
pub(super) fn how_to_leave_out() -> cadence::wording::Words {
    words!(
        en = "choose `ignore` for one of them, such as `--column '#D=ignore'`",
        ja = "`--column '#D=ignore'` のように、片方に `ignore` を指定してください。"
    )
}
