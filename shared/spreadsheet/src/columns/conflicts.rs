//! Columns that cannot stand beside each other, and the address that must be there.

use super::choice::{example, how_to_leave_out};
use super::{Column, Use};
use crate::header::{Meaning, folded};
use crate::problem::{Fault, Problem};
use crate::split::Position;
use cadence::wording::Text;
use cadence::{text, words};

/// All that is wrong with the columns.
pub(super) fn find(all: &[Column], position: Position) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, column) in all.iter().enumerate() {
        let before = all.iter().take(index).find(|before| is_same(&before.used_as, &column.used_as));
        if let Some(before) = before {
            problems.push(Problem::new(position, Some(column.name.clone()), twice(column, before)));
        }
    }
    if !all.iter().any(|column| column.used_as == Use::Known(Meaning::Address)) {
        problems.push(Problem::new(position, None, no_address(all)));
    }
    problems
}

fn is_same(one: &Use, other: &Use) -> bool {
    match (one, other) {
        (Use::Known(one), Use::Known(other)) => one == other,
        (Use::Attribute { name: one, .. }, Use::Attribute { name: other, .. }) => {
            folded(one) == folded(other)
        }
        (Use::Known(_) | Use::Attribute { .. } | Use::LeftOut, _) => false,
    }
}

/// The fault of two columns that say the same.
fn twice(column: &Column, before: &Column) -> Fault {
    let other = before.name.text();
    match &column.used_as {
        Use::Known(meaning) => {
            let word = meaning.word();
            Fault::new(
                "meaning-twice",
                text!(
                    en = "{other} already says `{word}`",
                    ja = "{other}も `{word}` の列です。",
                    texts = [other]
                ),
                how_to_leave_out(),
            )
        }
        Use::Attribute { .. } | Use::LeftOut => Fault::new(
            "header-twice",
            text!(en = "{other} has the same header", ja = "{other}と見出しが同じです。", texts = [other]),
            words!(
                en = "rename one of them in the file, or choose another name, such as \
                      `--column '#D=second phone'`",
                ja = "ファイルで片方の見出しを変えるか、`--column '#D=second phone'` のように別の名前を指定してください。"
            ),
        ),
    }
}

/// The fault of a file without a column of addresses. The remedy names the column that probably has them.
fn no_address(all: &[Column]) -> Fault {
    let message = words!(en = "no column has addresses", ja = "メールアドレスの列がありません。");
    let has_address = |column: &Column| {
        let header = &column.name.header;
        header.contains('@') && !header.contains(char::is_whitespace)
    };
    if all.iter().any(has_address) {
        return Fault::new(
            "no-header-row",
            words!(
                en = "the first row has an address instead of headers",
                ja = "1行目が見出しではなく、アドレスの入った行です。"
            ),
            words!(
                en = "insert a row with headers above it, such as `メールアドレス` or `email`",
                ja = "その上に、`メールアドレス` や `email` などの見出しの行を入れてください。"
            ),
        );
    }
    let probable = |column: &&Column| {
        let header = folded(&column.name.header);
        ["メール", "mail", "メアド", "アドレス"].iter().any(|word| header.contains(word))
    };
    let header = all.iter().find(probable).map(|column| column.name.header.as_str());
    let choice = example(header.unwrap_or("header"), Meaning::Address.word());
    let remedy: Text = text!(
        en = "name the column `email` or `メールアドレス`, or choose it: {choice}",
        ja = "見出しを `email` か `メールアドレス` にするか、{choice} のように指定してください。"
    );
    Fault::new("no-address-column", message, remedy)
}
