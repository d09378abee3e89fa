//! `hikyaku migrate`: carries the data of an earlier version over.

use super::Outcome;
use super::operating::both_named;
use crate::arguments::{MigrateArguments, Target};
use crate::output::{Format, Output, Progress};
use crate::say;
use crate::stack::Stack;
use crate::standalone::{Place, Standalone};
use crate::usage::WrongUsage;
use anyhow::Context as _;
use runtime::clock::Clock;
use serde_json::json;
use std::path::Path;
use store::{Migrated, Store};

/// Carries over, and says what.
pub fn run(arguments: &MigrateArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let machine = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let migrated = machine
        .context(say!(en = "the program could not start", ja = "プログラムを始められませんでした"))?
        .block_on(async {
            let store = match arguments.data.target() {
                Some(Target::Folder(folder)) => of_this_machine(folder)?,
                Some(Target::Stack(name)) => Stack::find_in_any_layout(name).await?.store,
                None => return Err(both_named().into()),
            };
            let progress = Progress::over(say!(en = "carrying data over", ja = "データを移しています"));
            let come = |far: Migrated| {
                progress.tell(say!(
                    en = "carrying data over, {} items",
                    ja = "データを移しています（{} 件）",
                    far.items
                ));
            };
            store.migrate(Clock::real().lease_now(), come).await.context(say!(
                en = "what was carried over so far is kept; call it again",
                ja = "ここまで移したものは残っています。もう一度実行してください"
            ))
        })?;
    tell(migrated, output)?;
    Ok(if migrated.in_flight == 0 { Outcome::Well } else { Outcome::Found })
}

fn of_this_machine(folder: &Path) -> anyhow::Result<Store> {
    if !Place::has_data(folder)? {
        let words = say!(
            en = "there are no data in {}; say where they are with --data DIR",
            ja = "{} にはデータがありません。--data DIR で場所を指定してください",
            folder.display()
        );
        return Err(WrongUsage(words).into());
    }
    Standalone::table_in(folder)
}

fn tell(migrated: Migrated, output: &mut Output) -> anyhow::Result<()> {
    let Migrated { items, leads, suppressions, enrollments, tags, in_flight } = migrated;
    if output.format == Format::Json {
        return Ok(output.json(&json!({
            "items": items, "leads": leads, "suppressions": suppressions, "enrollments": enrollments,
            "tags": tags, "in_flight": in_flight,
        }))?);
    }
    if leads + suppressions + enrollments + tags + in_flight == 0 {
        output.line(say!(en = "Nothing had to be carried over.", ja = "移すものはありませんでした。"))?;
    } else {
        output.line(say!(
            en = "Carried over: {leads} leads with their grounds and refusals, {suppressions} \
                 suppressions, {enrollments} runs, the tags of {tags} leads.",
            ja = "移しました：リード {leads} 人（同意と停止を含む）、送らないアドレス \
                 {suppressions} 件、登録 {enrollments} 件、タグ {tags} 人分。"
        ))?;
    }
    if in_flight > 0 {
        output.line(say!(
            en = "Left for a second call, because a sender holds their mail: {in_flight} runs. \
                 Stop what sends and call `hikyaku migrate` again in two minutes.",
            ja = "メールを送っているところなので、次に残したもの：登録 {in_flight} 件。送っている\
                 ものを止めて、二分後に `hikyaku migrate` をもう一度実行してください。"
        ))?;
    }
    Ok(())
}
