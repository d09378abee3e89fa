//! The counts of an import by outcome, and the words for them.

use crate::output::{Format, Output, Table};
use crate::say;
use operations::answers::RowResult;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Reasons that a dry run shows.
const REASONS_SHOWN: usize = 10;

/// The counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    rows: u64,
    by_result: BTreeMap<RowResult, u64>,
    left_out: u64,
    /// The file of the rows that were not imported, if there are any.
    #[serde(default)]
    refused: Option<PathBuf>,
    /// The first reasons, with their rows; they may name somebody, so no note keeps them.
    #[serde(skip)]
    reasons: Vec<String>,
}

impl Counts {
    pub(super) fn count(&mut self, result: RowResult, left_out: usize) {
        self.rows += 1;
        *self.by_result.entry(result).or_default() += 1;
        self.left_out += u64::try_from(left_out).unwrap_or(u64::MAX);
    }

    pub(super) fn reject(&mut self, row: u64, reason: &str) {
        self.count(RowResult::Rejected, 0);
        if self.reasons.len() < REASONS_SHOWN {
            self.reasons.push(say!(en = "  row {row}: {reason}", ja = "  {row}行目：{reason}"));
        }
    }

    pub(super) fn written_to(&mut self, file: Option<PathBuf>) {
        self.refused = file;
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn rejected(&self) -> u64 {
        self.of(RowResult::Rejected)
    }

    /// The counts by result.
    #[cfg(test)]
    pub(super) fn by_result(&self) -> &BTreeMap<RowResult, u64> {
        &self.by_result
    }

    fn of(&self, result: RowResult) -> u64 {
        self.by_result.get(&result).copied().unwrap_or_default()
    }

    /// Prints the counts.
    pub(super) fn tell(&self, list: &str, is_plan: bool, output: &mut Output) -> anyhow::Result<()> {
        if output.format == Format::Json {
            let mut told = serde_json::json!({
                "list": list, "rows": self.rows, "left_out": self.left_out, "dry_run": is_plan,
                "refused_file": self.refused,
            });
            for result in RowResult::ALL {
                let name = serde_json::to_value(result)?;
                told[name.as_str().unwrap_or_default()] = self.of(result).into();
            }
            return Ok(output.json(&told)?);
        }
        let rows = self.rows;
        output.line(if is_plan {
            say!(
                en = "{rows} rows were looked at for the list `{list}`; nothing was written:",
                ja = "リスト `{list}` について {rows} 行を確かめました。何も書き込んでいません："
            )
        } else {
            say!(
                en = "{rows} rows of the file, for the list `{list}`:",
                ja = "リスト `{list}` への取り込み、ファイルの {rows} 行："
            )
        })?;
        let mut table = Table::new([String::new(), String::new(), String::new()]);
        for result in RowResult::ALL {
            let (name, meaning) = words(result);
            table.row([format!("  {}", self.of(result)), name, meaning]);
        }
        for line in table.lines().into_iter().skip(1) {
            output.line(line)?;
        }
        self.tell_rest(is_plan, output)
    }

    fn tell_rest(&self, is_plan: bool, output: &mut Output) -> anyhow::Result<()> {
        if self.left_out > 0 {
            output.line(say!(
                en = "{} values found no room: a lead has 20 tags and 50 attributes at most.",
                ja = "{} 個の値は入りませんでした。1人に付けられるのは、タグ 20 個、属性 50 個までです。",
                self.left_out
            ))?;
        }
        if is_plan {
            for reason in &self.reasons {
                output.line(reason)?;
            }
        }
        if let Some(file) = &self.refused {
            output.line(say!(
                en = "The rejected rows stand in {}, each with its reason. Correct them and import that file.",
                ja = "取り込めなかった行は、理由を付けて {} に書きました。直して、そのファイルを取り込んでください。",
                file.display().to_string()
            ))?;
        }
        Ok(())
    }
}

/// The name of a result and its meaning.
fn words(result: RowResult) -> (String, String) {
    match result {
        RowResult::Created => {
            (say!(en = "created", ja = "新規"), say!(en = "new leads", ja = "新しいリード"))
        }
        RowResult::Known => (
            say!(en = "known", ja = "更新"),
            say!(en = "known leads that the row changes", ja = "登録済みで、内容が変わるもの"),
        ),
        RowResult::Unchanged => (
            say!(en = "unchanged", ja = "変更なし"),
            say!(en = "known leads, as the row says", ja = "登録済みで、内容が同じもの"),
        ),
        RowResult::Refused => (
            say!(en = "refused", ja = "受信拒否"),
            say!(
                en = "the person refused, and the ground has no effect",
                ja = "ご本人が断っているので、同意などは付けません"
            ),
        ),
        RowResult::Suppressed => (
            say!(en = "suppressed", ja = "配信除外"),
            say!(
                en = "the address gets no mail; left alone",
                ja = "送信を止めているアドレス。そのままにします"
            ),
        ),
        RowResult::Erased => (
            say!(en = "erased", ja = "消去済み"),
            say!(en = "the person was erased; nothing comes back", ja = "消去した方。何も戻しません"),
        ),
        RowResult::Rejected => (
            say!(en = "rejected", ja = "取り込み不可"),
            say!(en = "rows that are no leads", ja = "リードとして読めない行"),
        ),
    }
}
