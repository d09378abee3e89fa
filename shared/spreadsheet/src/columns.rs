//! The columns of a file: what each says, by its header or by the user's word.

mod choice;
mod conflicts;

pub use choice::{ChoiceError, ColumnChoice};

use crate::cells::trimmed;
use crate::detect::Sureness;
use crate::header::{Meaning, folded, is_reason, known};
use crate::problem::{ColumnName, Fault, Problem};
use crate::split::Position;
use cadence::{text, words};

/// The kind of values that an attribute has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// Texts.
    #[default]
    Text,
    /// Numbers.
    Number,
    /// Dates.
    Date,
    /// Several texts in a cell.
    Several,
}

/// The use that is made of a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Use {
    /// It says something that is known of people.
    Known(Meaning),
    /// It says something else, under a name.
    Attribute {
        /// The header, or the name that the user chose.
        name: String,
        /// The kind of its values.
        kind: ValueKind,
    },
    /// It is left out.
    LeftOut,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place and header.
    pub name: ColumnName,
    /// Its use.
    pub used_as: Use,
    /// The reason for that use.
    pub sureness: Sureness,
}

/// All columns of a file, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    all: Vec<Column>,
    notes: Vec<Problem>,
}

impl Columns {
    /// Takes the headers of a file and the user's choices together. Exactly one column says the address, and
    /// no two say the same.
    ///
    /// # Errors All problems at once, each with its remedy; never an empty list.
    pub fn new(
        headers: &[String],
        position: Position,
        choices: &[ColumnChoice],
    ) -> Result<Self, Vec<Problem>> {
        let mut all: Vec<Column> =
            headers.iter().enumerate().map(|(index, it)| by_header(index, it)).collect();
        let mut problems = Vec::new();
        let mut notes = Vec::new();
        for choice in choices {
            match choice.column_among(headers) {
                Ok(index) => problems.extend(choose(&mut all, index, choice, position)),
                Err(fault) => problems.push(Problem::new(position, None, fault)),
            }
        }
        give_way_to_choices(&mut all, position, &mut notes);
        decide_given_names(&mut all);
        problems.extend(conflicts::find(&all, position));
        notes.extend(without_header(&all, position));
        notes.extend(names_twice(&all, position));
        if problems.is_empty() { Ok(Self { all, notes }) } else { Err(problems) }
    }

    /// The columns in their order.
    pub fn all(&self) -> &[Column] {
        &self.all
    }

    /// Decisions that people should know of: columns without a header, columns that gave way. They stop
    /// nothing.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// The column that says something known.
    pub fn with(&self, meaning: Meaning) -> Option<&Column> {
        self.all.iter().find(|column| column.used_as == Use::Known(meaning))
    }

    /// The name of a column; beyond the last it has no header.
    pub(crate) fn name(&self, index: usize) -> ColumnName {
        let known = self.all.get(index).map(|column| column.name.clone());
        known.unwrap_or(ColumnName { index, header: String::new() })
    }
}

/// The use of a column by its header alone.
fn by_header(index: usize, header: &str) -> Column {
    let header = trimmed(header).to_owned();
    let (used_as, sureness) = match known(&header) {
        Some(found) => (Use::Known(found.value), found.sureness),
        None if folded(&header).is_empty() || is_reason(&header) => (Use::LeftOut, Sureness::Certain),
        None => (Use::Attribute { name: header.clone(), kind: ValueKind::Text }, Sureness::Likely),
    };
    Column { name: ColumnName { index, header }, used_as, sureness }
}

/// Gives a column the use that the user chose; a problem if it has one by choice already.
fn choose(all: &mut [Column], index: usize, choice: &ColumnChoice, position: Position) -> Option<Problem> {
    let column = all.get_mut(index)?;
    let used_as = choice.used_as(&column.name.header);
    if column.sureness == Sureness::Said && column.used_as != used_as {
        let fault = Fault::new(
            "chosen-twice",
            words!(en = "two choices name this column", ja = "この列が2通りに指定されています。"),
            words!(en = "leave one of them out", ja = "どちらか1つにしてください。"),
        );
        return Some(Problem::new(position, Some(column.name.clone()), fault));
    }
    column.used_as = used_as;
    column.sureness = Sureness::Said;
    None
}

/// A column that claims by its header what the user gave to another becomes an attribute, and a note says so.
fn give_way_to_choices(all: &mut [Column], position: Position, notes: &mut Vec<Problem>) {
    let said: Vec<(Use, ColumnName)> = all
        .iter()
        .filter(|column| column.sureness == Sureness::Said && matches!(column.used_as, Use::Known(_)))
        .map(|column| (column.used_as.clone(), column.name.clone()))
        .collect();
    for column in all.iter_mut().filter(|column| column.sureness != Sureness::Said) {
        let Some((_, winner)) = said.iter().find(|(used_as, _)| *used_as == column.used_as) else { continue };
        let winner = winner.text();
        column.used_as = Use::Attribute { name: column.name.header.clone(), kind: ValueKind::Text };
        let fault = Fault::new(
            "gave-way",
            text!(
                en = "{winner} was chosen for this, so it is kept as an attribute",
                ja = "{winner}が指定されたので、この列は属性として取り込みます。",
                texts = [winner]
            ),
            words!(
                en = "to leave it out, choose `ignore` for it",
                ja = "取り込まないときは、この列に `ignore` を指定してください。"
            ),
        );
        notes.push(Problem::new(position, Some(column.name.clone()), fault));
    }
}

/// A column 名 is a given name beside one 姓, and the name where it stands alone. The same holds for readings.
fn decide_given_names(all: &mut [Column]) {
    for (given, family, whole) in [
        (Meaning::GivenName, Meaning::FamilyName, Meaning::Name),
        (Meaning::GivenKana, Meaning::FamilyKana, Meaning::Kana),
    ] {
        let has = |meaning| all.iter().any(|column| column.used_as == Use::Known(meaning));
        let stands_alone = !has(family) && !has(whole);
        let is_japanese = |column: &Column| !column.name.header.is_ascii();
        for column in all.iter_mut().filter(|column| column.used_as == Use::Known(given)) {
            if stands_alone && is_japanese(column) && column.sureness != Sureness::Said {
                column.used_as = Use::Known(whole);
                column.sureness = Sureness::Likely;
            }
        }
    }
}

/// Notes of columns without a header.
fn without_header(all: &[Column], position: Position) -> Vec<Problem> {
    let nameless = all.iter().filter(|it| it.used_as == Use::LeftOut && it.sureness != Sureness::Said);
    let nameless = nameless.filter(|column| folded(&column.name.header).is_empty());
    let note = |column: &Column| {
        let letters = column.name.letters();
        let fault = Fault::new(
            "no-header",
            words!(en = "it has no header and is left out", ja = "見出しがないので取り込みません。"),
            text!(
                en = "to keep it, write a header or choose a use for `#{letters}`",
                ja = "取り込むときは、見出しを書くか、`#{letters}` に用途を指定してください。"
            ),
        );
        Problem::new(position, Some(column.name.clone()), fault)
    };
    nameless.map(note).collect()
}

/// A note if the file has whole names and family or given names.
fn names_twice(all: &[Column], position: Position) -> Option<Problem> {
    let find = |meaning| all.iter().find(|column| column.used_as == Use::Known(meaning));
    let whole = find(Meaning::Name)?;
    find(Meaning::FamilyName).or_else(|| find(Meaning::GivenName))?;
    let fault = Fault::new(
        "name-twice",
        words!(
            en = "the file has family and given names too; they are used where this column is blank",
            ja = "姓・名の列もあります。姓・名は、この列が空の行だけで使います。"
        ),
        words!(
            en = "to use only one of them, choose `ignore` for the other",
            ja = "片方だけを使うときは、もう片方に `ignore` を指定してください。"
        ),
    );
    Some(Problem::new(position, Some(whole.name.clone()), fault))
}

#[cfg(test)]
mod tests;
