//! A row of a file as it is sent: the values that are known under their own names, all others as attributes.

use cadence::limits::ATTRIBUTE_LENGTH_MAX;
use cadence::wording::Language;
use operations::requests::{LeadRow, Who};
use spreadsheet::UnderstoodRow;
use spreadsheet::value::{CellDate, Value};
use std::collections::BTreeMap;

/// The row to send. Evidence and day are those of a ground, so they are left out where there is none.
pub(super) fn lead_row(row: &UnderstoodRow, has_ground: bool) -> LeadRow {
    let evidence = match (&row.consent_method, &row.consent_evidence) {
        (Some(method), Some(evidence)) => Some(format!("{method}: {evidence}")),
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (None, None) => None,
    };
    LeadRow {
        address: Who(row.address.clone().unwrap_or_default()),
        name: row.name.clone(),
        language: row.language.map(|language| {
            match language {
                Language::Japanese => "ja",
                Language::English => "en",
            }
            .to_owned()
        }),
        tags: row.tags.clone(),
        attributes: attributes(row),
        obtained_on: row.consent_at.map(iso).filter(|_| has_ground),
        evidence: evidence.filter(|_| has_ground),
    }
}

fn attributes(row: &UnderstoodRow) -> BTreeMap<String, String> {
    let known = [
        ("family_name", row.family_name.clone()),
        ("given_name", row.given_name.clone()),
        ("kana", row.kana.clone()),
        ("company", row.company.clone()),
        ("department", row.department.clone()),
        ("position", row.job_position.clone()),
        ("phone", row.phone.clone()),
        ("customer_number", row.customer_number.clone()),
        ("registered_at", row.registered_at.map(iso)),
        ("last_purchase_at", row.last_purchase_at.map(iso)),
    ];
    let known = known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let others = row.attributes.iter().map(|(name, value)| (name.clone(), text(value)));
    others.chain(known).map(|(name, value)| (name, shortened(value))).collect()
}

/// A value that is too long is refused where it is read; so much of it travels that this is seen.
fn shortened(value: String) -> String {
    match value.char_indices().nth(ATTRIBUTE_LENGTH_MAX + 1) {
        Some((end, _)) => value.get(..end).unwrap_or_default().to_owned(),
        None => value,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => iso(*date),
        Value::Several(texts) => texts.join(", "),
    }
}

/// A day, a day with a time, or a moment with its offset, as ISO 8601 writes them.
pub(super) fn iso(date: CellDate) -> String {
    let CellDate { date, time, offset } = date;
    match (time, offset) {
        (None, _) => date.to_string(),
        (Some(time), None) => format!("{date}T{}", time.format("%H:%M:%S")),
        (Some(time), Some(offset)) => format!("{date}T{}{offset}", time.format("%H:%M:%S")),
    }
}

/// Bytes that the row takes on its way, about.
pub(super) fn bytes(row: &LeadRow) -> usize {
    let attributes = row.attributes.iter().map(|(name, value)| name.len() + value.len() + 8);
    128 + row.address.0.len() + attributes.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use spreadsheet::value::{DateChoices, date};
    use spreadsheet::{Choices, Sheet};
    use std::io::Cursor;

    fn rows(text: &str) -> Vec<LeadRow> {
        let mut sheet = Sheet::open(Cursor::new(text.as_bytes().to_vec()), &Choices::default()).unwrap();
        sheet.preview().unwrap().rows.iter().map(|row| lead_row(row, true)).collect()
    }

    #[test]
    fn known_columns_have_names_of_their_own_and_others_keep_theirs() {
        let rows = rows(
            "メールアドレス,姓,名,会社名,登録日,同意方法,同意の根拠,同意日,言語,タグ,プラン\n\
             taro@example.jp,山田,太郎,みどり,令和8年4月1日,名刺,4月の展示会,2026/4/2 9:05,英語,met、vip,gold\n",
        );
        let row = &rows[0];
        assert_eq!((row.address.0.as_str(), row.name.as_deref()), ("taro@example.jp", Some("山田 太郎")));
        assert_eq!((row.language.as_deref(), row.tags.join(" ").as_str()), (Some("en"), "met vip"));
        assert_eq!(row.evidence.as_deref(), Some("名刺: 4月の展示会"));
        assert_eq!(row.obtained_on.as_deref(), Some("2026-04-02T09:05:00"));
        let pairs: Vec<String> =
            row.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let expected = "company=みどり family_name=山田 given_name=太郎 registered_at=2026-04-01 プラン=gold";
        assert_eq!(pairs.join(" "), expected);
    }

    #[test]
    fn a_value_that_is_far_too_long_travels_as_one_that_is_too_long() {
        let long = "あ".repeat(ATTRIBUTE_LENGTH_MAX * 3);
        let rows = rows(&format!("email,memo\ntaro@example.jp,{long}\n"));
        assert_eq!(rows[0].attributes["memo"].chars().count(), ATTRIBUTE_LENGTH_MAX + 1);
    }

    #[test]
    fn days_times_and_moments_are_written_as_iso_8601_has_them() {
        let told = |text| iso(date(text, DateChoices::default()).unwrap());
        assert_eq!(told("2026年4月1日"), "2026-04-01");
        assert_eq!(told("2026/4/1 9:05"), "2026-04-01T09:05:00");
        assert_eq!(told("2026-04-01T09:05:00+09:00"), "2026-04-01T09:05:00+09:00");
    }
}
