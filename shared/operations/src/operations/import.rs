//! Importing a list of leads: its terms are checked once, its rows come a hundred at a time and are answered one by one.

use super::pauses::one_line;
use super::{Operations, Published};
use crate::Failure;
use crate::answers::{ImportBegun, LeadsImported, RowImported};
use crate::requests::{BeginImport, ImportLeads, LeadRow, SaidGround, TermsOfImport};
use application::Import;
use cadence::ids::ListId;
use cadence::import::{GroundKind, GroundOfAll, ImportRow, ImportTerms, moment};
use cadence::limits::{IMPORTED_AT_ONCE_MAX, NAME_LENGTH_MAX};
use cadence::sequence::Language;
use cadence::wording::Text;
use cadence::{text, words};
use chrono_tz::Tz;
use document::suggest;

/// Terms that were checked.
struct CheckedTerms {
    list: ListId,
    terms: ImportTerms,
}

impl Operations {
    /// Checks the terms of an import and notes who imports onto which list. Rows are asked for one by one afterwards.
    pub async fn begin_import(&self, operation: BeginImport) -> Result<ImportBegun, Failure> {
        let by = one_line(words!(en = "name", ja = "名前"), &operation.by)?;
        let CheckedTerms { list, terms } = self.checked_terms(&operation.terms).await?;
        if !operation.plan {
            let ground = terms.ground.as_ref();
            let kind = ground.map_or("none", |ground| ground.kind.name());
            self.note_by(by, "import-leads", Some(list.as_str()), Some(kind)).await?;
        }
        Ok(ImportBegun { zone: terms.zone.name().to_owned() })
    }

    /// Imports rows, or tells what would come of it. Each row is written by itself, or not at all.
    pub async fn import_leads(&self, operation: ImportLeads) -> Result<LeadsImported, Failure> {
        if operation.rows.len() > IMPORTED_AT_ONCE_MAX {
            return Err(Failure::Refused(text!(
                en = "more than {IMPORTED_AT_ONCE_MAX} rows at once; send them in parts",
                ja = "一度に {IMPORTED_AT_ONCE_MAX} 行を超えています。分けて送ってください"
            )));
        }
        let CheckedTerms { list, terms } = self.checked_terms(&operation.terms).await?;
        let now = self.clock.now();
        let read: Vec<_> = operation
            .rows
            .into_iter()
            .map(|row| row_of(row)?.read(&terms, now).map_err(|fault| fault.text()))
            .collect();
        let leads: Vec<_> = read.iter().filter_map(|row| row.as_ref().ok().cloned()).collect();
        let identity = self.identity_key().await?;
        let import = Import { list: &list, zone: terms.zone, method: "import", is_plan: operation.plan };
        let imported = self.reconciler.application().import(&identity, import, &leads).await?;
        let mut imported = imported.into_iter();
        let rows = read.iter().map(|row| match row {
            Err(reason) => Some(RowImported::rejected(reason)),
            Ok(_) => imported.next().map(|it| RowImported {
                result: it.outcome.into(),
                left_out: it.left_out,
                reason: None,
            }),
        });
        Ok(LeadsImported { rows: rows.flatten().collect() })
    }

    async fn checked_terms(&self, terms: &TermsOfImport) -> Result<CheckedTerms, Failure> {
        let list = list_id(&terms.list)?;
        let zone = self.zone_of_leads().await?;
        let ground = terms.ground.as_ref().map(|ground| ground_of(ground, zone)).transpose()?;
        Ok(CheckedTerms { list, terms: ImportTerms { ground, zone } })
    }

    /// The company's zone, which new leads keep. Without published templates nobody knows it.
    async fn zone_of_leads(&self) -> Result<Tz, Failure> {
        match self.published().await? {
            Published(Some(catalog)) => Ok(catalog.policy().zone),
            Published(None) => Err(Failure::Refused(
                words!(
                    en = "nothing is published yet, so nobody knows the company's time zone; publish the templates \
                          first, or start `hikyaku up` once",
                    ja = "まだ何も公開していないので、会社のタイムゾーンが分かりません。先にテンプレートを公開するか、\
                          `hikyaku up` を一度始めてください"
                )
                .into(),
            )),
        }
    }
}

/// Reads the name of a list.
pub(super) fn list_id(text: &str) -> Result<ListId, Failure> {
    ListId::parse(text).map_err(|_| {
        let list: String = text.chars().take(NAME_LENGTH_MAX).collect();
        Failure::NotThere(text!(
            en = "{list:?} is no name of a list; use lower case letters a-z, digits, hyphens and underscores, \
                  at most {NAME_LENGTH_MAX}",
            ja = "{list:?} はリストの名前にできません。半角の小文字・数字・ハイフン・下線で、{NAME_LENGTH_MAX} 文字までです"
        ))
    })
}

fn ground_of(said: &SaidGround, zone: Tz) -> Result<GroundOfAll, Failure> {
    let by = one_line(words!(en = "name", ja = "名前"), &said.by)?;
    let kind = GroundKind::parse(&said.kind).ok_or_else(|| {
        let kinds = GroundKind::ALL.map(GroundKind::name);
        Failure::NotThere(suggest::missing(words!(en = "ground", ja = "根拠"), &said.kind, kinds.into_iter()))
    })?;
    let evidence = said.evidence.as_deref();
    let evidence = evidence.map(|it| one_line(words!(en = "evidence", ja = "根拠"), it)).transpose()?;
    let obtained_at = match said.obtained_on.as_deref() {
        None => None,
        Some(day) => Some(moment(day, zone).ok_or_else(|| {
            Failure::NotThere(
                words!(
                    en = "the date of the ground cannot be read; write it as 2026-04-01",
                    ja = "同意などの日付を読めません。2026-04-01 のように書いてください"
                )
                .into(),
            )
        })?),
    };
    Ok(GroundOfAll { kind, evidence, obtained_at, by })
}

/// The row as the domain reads it.
fn row_of(row: LeadRow) -> Result<ImportRow, Text> {
    let language = match row.language.as_deref() {
        None => None,
        Some("ja") => Some(Language::Japanese),
        Some("en") => Some(Language::English),
        Some(_) => {
            return Err(words!(
                en = "the language is neither `ja` nor `en`",
                ja = "言語が `ja` でも `en` でもありません。"
            )
            .into());
        }
    };
    Ok(ImportRow {
        address: row.address.0,
        name: row.name,
        language,
        tags: row.tags,
        attributes: row.attributes,
        obtained_on: row.obtained_on,
        evidence: row.evidence,
        key: None,
    })
}
