//! A list that was given out opens in a spreadsheet and comes in again as it was.

use super::{Waiting, gathered, write};
use crate::arguments::{Arguments, Command, ExportArguments};
use crate::local_control::Connection;
use crate::standalone::Standalone;
use crate::standalone::fixture::in_memory;
use clap::Parser as _;
use operations::requests::{ImportLeads, LeadRow, SaidGround, TermsOfImport, Who};
use spreadsheet::{Choices, Sheet};
use std::collections::BTreeMap;
use std::io::Cursor;

fn row(address: &str, attributes: &[(&str, &str)]) -> LeadRow {
    let pairs = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    LeadRow {
        address: Who(address.to_owned()),
        name: Some("山田 太郎".to_owned()),
        language: Some("ja".to_owned()),
        tags: vec!["met".to_owned(), "vip".to_owned()],
        attributes: pairs.collect(),
        obtained_on: None,
        evidence: None,
    }
}

async fn imported(standalone: &Standalone, list: &str, rows: Vec<LeadRow>) {
    let ground = SaidGround {
        kind: "express".to_owned(),
        evidence: Some("fair".to_owned()),
        obtained_on: Some("2026-04-01".to_owned()),
        by: "sato".to_owned(),
    };
    let terms = TermsOfImport { list: list.to_owned(), ground: Some(ground) };
    let rows = ImportLeads { terms, plan: false, rows };
    standalone.operations().import_leads(rows).await.unwrap();
}

fn arguments(list: &str) -> ExportArguments {
    let words = ["hikyaku", "export", "--list", list];
    let Command::Export(export) = Arguments::try_parse_from(words).unwrap().command else { panic!("export") };
    export
}

async fn exported(standalone: &Standalone, list: &str) -> (Waiting, String) {
    let connection = Connection::Here(Box::new(standalone.operations()));
    let mut waiting = gathered(&connection, &arguments(list), "sato").await.unwrap();
    let text = String::from_utf8(write(&mut waiting, Vec::new()).unwrap()).unwrap();
    (waiting, text)
}

#[tokio::test]
async fn a_list_is_given_out_with_everything_that_a_spreadsheet_shows() {
    let (standalone, _folder) = in_memory().await;
    let formula = [("company", "=HYPERLINK(\"https://example.com\")"), ("plan", "gold")];
    imported(&standalone, "fair", vec![row("taro@example.jp", &formula)]).await;
    imported(&standalone, "fair", vec![row("hana@example.jp", &[("city", "京都")])]).await;
    imported(&standalone, "shop", vec![row("ken@example.jp", &[])]).await;
    let (waiting, text) = exported(&standalone, "fair").await;
    assert_eq!((waiting.count, waiting.columns.len()), (2, 3));
    assert!(waiting.read_units > 0.0);
    let mut lines: Vec<&str> = text.lines().collect();
    let header =
        "\u{FEFF}email,name,language,tags,marketing,consent_method,consent_at,suppressed,city,company,plan";
    assert_eq!(lines.remove(0), header);
    lines.sort_unstable();
    let at = "2026-04-01T00:00:00+09:00";
    assert_eq!(
        lines,
        [
            format!("hana@example.jp,山田 太郎,ja,\"met, vip\",agrees,express,{at},,京都,,"),
            format!(
                "taro@example.jp,山田 太郎,ja,\"met, vip\",agrees,express,{at},,,\
                 \"'=HYPERLINK(\"\"https://example.com\"\")\",gold"
            ),
        ]
    );
    let (nobody, _) = exported(&standalone, "none").await;
    assert_eq!(nobody.count, 0);
}

#[tokio::test]
async fn a_list_that_was_given_out_is_read_as_it_was() {
    let (standalone, _folder) = in_memory().await;
    let values = [("company", "=1+1"), ("phone", "03-1234-5678"), ("registered_at", "2026-04-01")];
    imported(&standalone, "fair", vec![row("taro@example.jp", &values)]).await;
    let (_, text) = exported(&standalone, "fair").await;
    let mut sheet = Sheet::open(Cursor::new(text.into_bytes()), &Choices::default()).unwrap();
    let rows = sheet.preview().unwrap().rows;
    assert!(rows[0].problems.is_empty(), "{:?}", rows[0].problems);
    let again = super::super::import::lead_row_of(&rows[0]);
    assert_eq!((again.address.0.as_str(), again.tags.join(" ").as_str()), ("taro@example.jp", "met vip"));
    let mut expected: BTreeMap<String, String> =
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    expected.insert("marketing".to_owned(), "agrees".to_owned());
    assert_eq!(again.attributes, expected);
    assert_eq!(again.obtained_on.as_deref(), Some("2026-04-01T00:00:00+09:00"));
}
