//! A row as it is understood: the values of one person, each read by the meaning of its column.

use crate::cells::trimmed;
use crate::columns::{Column, Columns, Use, ValueKind};
use crate::header::Meaning;
use crate::problem::{Fault, Problem};
use crate::row::Row;
use crate::split::Position;
use crate::value::{self, CellDate, DateChoices, Value};
use cadence::wording::Language;
use cadence::words;

/// The values of one row. Blank cells are no values. A row with problems is refused by callers, whatever else
/// could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct UnderstoodRow {
    /// The place of the row.
    pub position: Position,
    /// The address, unfolded (NFKC) and not yet checked.
    pub address: Option<String>,
    /// The name: that of its own column, otherwise family and given name with a space between them.
    pub name: Option<String>,
    /// The family name, if it has a column of its own.
    pub family_name: Option<String>,
    /// The given name, if it has a column of its own.
    pub given_name: Option<String>,
    /// The reading of the name, joined as the name is.
    pub kana: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The position within the company.
    pub job_position: Option<String>,
    /// The telephone number, in half width.
    pub phone: Option<String>,
    /// The language of mails.
    pub language: Option<Language>,
    /// Tags in their order.
    pub tags: Vec<String>,
    /// Names of lists in their order.
    pub lists: Vec<String>,
    /// The time of registration.
    pub registered_at: Option<CellDate>,
    /// The time of the last purchase.
    pub last_purchase_at: Option<CellDate>,
    /// The time of consent.
    pub consent_at: Option<CellDate>,
    /// The way consent was given, as it is written.
    pub consent_method: Option<String>,
    /// The proof of consent, as it is written.
    pub consent_evidence: Option<String>,
    /// The company's own number of the person, as it is written.
    pub customer_number: Option<String>,
    /// All other values by the names of their columns, in the order of the file.
    pub attributes: Vec<(String, Value)>,
    /// All that is wrong: the row's own problems and those of its values.
    pub problems: Vec<Problem>,
}

impl Columns {
    /// Reads the values of a row.
    pub fn understand(&self, row: &Row, dates: DateChoices) -> UnderstoodRow {
        let mut found = UnderstoodRow::without_values(row);
        let mut kana = (None, None, None);
        for (column, cell) in self.all().iter().zip(&row.cells) {
            let text = trimmed(cell);
            let faulty = |fault| Problem::new(row.position, Some(column.name.clone()), fault);
            if text.is_empty() {
                continue;
            }
            match &column.used_as {
                Use::LeftOut => {}
                Use::Known(Meaning::Kana) => kana.0 = Some(text.to_owned()),
                Use::Known(Meaning::FamilyKana) => kana.1 = Some(text.to_owned()),
                Use::Known(Meaning::GivenKana) => kana.2 = Some(text.to_owned()),
                Use::Known(meaning) => {
                    let result =
                        value::refuse_error_value(text).and_then(|()| found.take(*meaning, text, dates));
                    found.problems.extend(result.err().map(faulty));
                }
                Use::Attribute { name, kind } => match attribute(text, *kind, dates) {
                    Ok(value) => found.attributes.push((name.clone(), value)),
                    Err(fault) => found.problems.push(faulty(fault)),
                },
            }
        }
        let family_first = !self.is_given_name_first(&found);
        found.name = found
            .name
            .or_else(|| joined(found.family_name.as_deref(), found.given_name.as_deref(), family_first));
        found.kana = kana.0.or_else(|| joined(kana.1.as_deref(), kana.2.as_deref(), family_first));
        found.demand_address(self);
        found
    }

    /// Whether the given name comes first: headers and names in Latin letters, as `First name` and `Last
    /// name` have them. Yamada Taro under Japanese headers stays in their order.
    fn is_given_name_first(&self, found: &UnderstoodRow) -> bool {
        let is_latin = |text: &str| !text.chars().any(is_east_asian);
        let headers =
            [Meaning::FamilyName, Meaning::GivenName].into_iter().filter_map(|meaning| self.with(meaning));
        let mut texts = headers.map(|column| column.name.header.as_str()).chain(found.family_name.as_deref());
        texts.all(is_latin) && found.given_name.as_deref().is_none_or(is_latin)
    }
}

impl UnderstoodRow {
    fn without_values(row: &Row) -> Self {
        Self {
            position: row.position,
            address: None,
            name: None,
            family_name: None,
            given_name: None,
            kana: None,
            company: None,
            department: None,
            job_position: None,
            phone: None,
            language: None,
            tags: Vec::new(),
            lists: Vec::new(),
            registered_at: None,
            last_purchase_at: None,
            consent_at: None,
            consent_method: None,
            consent_evidence: None,
            customer_number: None,
            attributes: Vec::new(),
            problems: row.problems.clone(),
        }
    }

    /// Takes the text of a cell that is not blank.
    fn take(&mut self, meaning: Meaning, text: &str, dates: DateChoices) -> Result<(), Fault> {
        let own = || Some(text.to_owned());
        match meaning {
            Meaning::Address => {
                self.address = Some(value::address(text)).filter(|address| !address.is_empty());
            }
            Meaning::Name => self.name = own(),
            Meaning::FamilyName => self.family_name = own(),
            Meaning::GivenName => self.given_name = own(),
            Meaning::Company => self.company = own(),
            Meaning::Department => self.department = own(),
            Meaning::Position => self.job_position = own(),
            Meaning::Phone => self.phone = Some(value::phone(text)?),
            Meaning::Language => self.language = Some(value::language(text)?),
            Meaning::Tags => self.tags = value::several(text),
            Meaning::List => self.lists = value::several(text),
            Meaning::RegisteredAt => self.registered_at = Some(value::date(text, dates)?),
            Meaning::LastPurchaseAt => self.last_purchase_at = Some(value::date(text, dates)?),
            Meaning::ConsentAt => self.consent_at = Some(value::date(text, dates)?),
            Meaning::ConsentMethod => self.consent_method = own(),
            Meaning::ConsentEvidence => self.consent_evidence = own(),
            Meaning::CustomerNumber => {
                value::refuse_scientific(text)?;
                self.customer_number = own();
            }
            // Readings are joined by the caller.
            Meaning::Kana | Meaning::FamilyKana | Meaning::GivenKana => {}
        }
        Ok(())
    }

    /// Notes a problem if the row is sound and says no address.
    fn demand_address(&mut self, columns: &Columns) {
        if self.address.is_some() || !self.problems.is_empty() {
            return;
        }
        let fault = Fault::new(
            "no-address",
            words!(en = "the address is blank", ja = "メールアドレスが空です。"),
            words!(en = "write it, or delete the row", ja = "書き入れるか、この行を削除してください。"),
        );
        let column: Option<&Column> = columns.with(Meaning::Address);
        self.problems.push(Problem::new(self.position, column.map(|column| column.name.clone()), fault));
    }
}

fn attribute(text: &str, kind: ValueKind, dates: DateChoices) -> Result<Value, Fault> {
    value::refuse_error_value(text)?;
    Ok(match kind {
        ValueKind::Text => Value::Text(text.to_owned()),
        ValueKind::Number => Value::Number(value::number(text)?),
        ValueKind::Date => Value::Date(value::date(text, dates)?),
        ValueKind::Several => Value::Several(value::several(text)),
    })
}

fn joined(family: Option<&str>, given: Option<&str>, family_first: bool) -> Option<String> {
    match (family, given) {
        (Some(family), Some(given)) if family_first => Some(format!("{family} {given}")),
        (Some(family), Some(given)) => Some(format!("{given} {family}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}

/// Letters of Japan, China and Korea, half-width ones too.
fn is_east_asian(sign: char) -> bool {
    matches!(sign, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FFDC}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests;
