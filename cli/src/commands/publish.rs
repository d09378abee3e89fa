//! `hikyaku publish`: what would change in a stack, also for the leads inside, and the change itself.

mod render;
#[cfg(test)]
mod tests;

use super::{Outcome, check};
use crate::arguments::PublishArguments;
use crate::output::{Format, Output, Progress, Tone};
use crate::say;
use crate::stack::Stack;
use crate::template_set;
use crate::usage::WrongUsage;
use anyhow::Context as _;
use authoring::Report;
use cadence::Instant;
use operations::publish::{Candidate, Changes, Impact, Live, OpenForm};
use render::render;
use serde::Serialize;
use serde_json::json;
use store::Store;

/// The answer for programs.
#[derive(Serialize)]
struct Told<'a> {
    /// Whether it was published.
    published: bool,
    #[serde(flatten)]
    changes: &'a Changes,
    /// The impact on leads inside; `None` if nobody looked, or nobody can be inside.
    #[serde(rename = "inside")]
    impact: Option<&'a Impact>,
}

/// The destination of a publication.
#[derive(Debug)]
pub struct Destination<'a> {
    /// Its name in what is printed.
    pub name: &'a str,
    /// The table.
    pub store: &'a Store,
    /// The address of its public pages.
    pub base_url: &'a str,
    /// The moment.
    pub now: Instant,
}

/// Prints the plan, or publishes and prints what was published.
pub fn run(arguments: &PublishArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let Some(name) = &arguments.stack else {
        return Err(WrongUsage(say!(
            en = "say into which stack: --stack NAME. On one machine there is nothing to publish: \
                 `hikyaku up` takes over every edit of its templates at once",
            ja = "どのスタックに公開するかを --stack NAME で指定してください。一台で動かすときは、\
                 公開はいりません。`hikyaku up` が、保存した変更をすぐに取りこみます"
        ))
        .into());
    };
    let templates = &arguments.templates.templates;
    template_set::folder(templates)?;
    let progress = Progress::over(say!(en = "checking the templates", ja = "テンプレートを確かめています"));
    let candidate = Candidate::read(templates);
    let candidate = candidate
        .context(say!(en = "the templates cannot be read back", ja = "テンプレートを読み返せません"))?;
    let candidate = match candidate {
        Ok(candidate) => candidate,
        Err(report) => {
            drop(progress);
            return refuse(&report, output);
        }
    };
    drop(progress);
    let machine = tokio::runtime::Builder::new_current_thread().enable_all().build();
    machine
        .context(say!(en = "the program could not start", ja = "プログラムを始められませんでした"))?
        .block_on(async {
            let stack = Stack::find(name).await?;
            let destination = Destination {
                name: &name.to_string(),
                store: &stack.store,
                base_url: &stack.names.base_url,
                now: stack.clock.now(),
            };
            if arguments.apply {
                stack.settle_identity().await?;
                apply(&candidate, &destination, output).await
            } else {
                plan(&candidate, &destination, output).await
            }
        })
}

fn refuse(report: &Report, output: &mut Output) -> anyhow::Result<Outcome> {
    match output.format {
        Format::Json => output
            .json(&json!({ "published": false, "findings": report.in_language(output.language).findings }))?,
        Format::Text => {
            check::print(report, output)?;
            output.line(say!(en = "Nothing was published.", ja = "何も公開していません。"))?;
        }
    }
    Ok(Outcome::Found)
}

/// Prints what publishing would change.
pub async fn plan(
    candidate: &Candidate,
    destination: &Destination<'_>,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let live = Live::read(destination.store, candidate).await?;
    let changes = Changes::between(&live, candidate, destination.base_url);
    let nobody = changes.live.is_none() || changes.touched().next().is_none();
    let impact =
        if nobody { None } else { Some(look_at_impact((&live, candidate, &changes), destination).await?) };
    match output.format {
        Format::Json => {
            output.json(&Told { published: false, changes: &changes, impact: impact.as_ref() })?;
        }
        Format::Text => print_plan(&changes, impact.as_ref(), destination, output)?,
    }
    Ok(Outcome::Well)
}

async fn look_at_impact(
    question: (&Live, &Candidate, &Changes),
    destination: &Destination<'_>,
) -> anyhow::Result<Impact> {
    let progress =
        Progress::over(say!(en = "looking at the leads inside", ja = "途中にいるリードを調べています"));
    let far = |walked: store::Walked| {
        let store::Walked { items, read_units } = walked;
        progress.tell(say!(
            en = "looking at the leads inside: {items} items, {read_units:.1} read units",
            ja = "途中にいるリードを調べています：{items} 件、読み取り {read_units:.1} ユニット"
        ));
    };
    Ok(Impact::read(destination.store, question, destination.now, far).await?)
}

fn print_plan(
    changes: &Changes,
    impact: Option<&Impact>,
    destination: &Destination<'_>,
    output: &mut Output,
) -> anyhow::Result<()> {
    let name = destination.name;
    if changes.is_nothing() {
        output.line(say!(
            en = "Nothing differs from what is live in {name}.",
            ja = "{name} で公開中のものと、違いはありません。"
        ))?;
        return Ok(());
    }
    let heading = output.paint(
        Tone::Strong,
        &say!(en = "What publishing to {name} would change", ja = "{name} に公開すると変わること"),
    );
    output.line(heading)?;
    output.line(render(changes, impact).join("\n"))?;
    output.line("")?;
    output.line(match (&changes.live, changes.changed()) {
        (None, _) => say!(
            en = "Nothing is live in {name} yet. Nothing was written; `--apply` publishes.",
            ja = "{name} には、まだ何も公開されていません。何も書いていません。`--apply` を付ける\
                 と公開します。"
        ),
        (Some(_), 0) => {
            say!(
                en = "An earlier publication was broken off. Nothing was written; `--apply` finishes it.",
                ja = "前の公開が途中で止まっています。何も書いていません。`--apply` を付けると、最\
                     後まで行います。"
            )
        }
        (Some(_), _) => say!(
            en = "Nothing was written; `--apply` publishes.",
            ja = "何も書いていません。`--apply` を付けると公開します。"
        ),
    })?;
    Ok(())
}

/// Publishes, unless nothing is another, and prints what was published.
pub async fn apply(
    candidate: &Candidate,
    destination: &Destination<'_>,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let live = Live::read(destination.store, candidate).await?;
    let changes = Changes::between(&live, candidate, destination.base_url);
    let published = !changes.is_nothing();
    if published {
        let _progress = Progress::over("publishing");
        let written = candidate.apply(destination.store).await;
        written.context(say!(
            en = "publishing was broken off; it is safe to give the same command again",
            ja = "公開が途中で止まりました。同じコマンドをもう一度実行してかまいません"
        ))?;
    }
    match output.format {
        Format::Json => output.json(&Told { published, changes: &changes, impact: None })?,
        Format::Text if published => print_published(&changes, destination, output)?,
        Format::Text => {
            let name = destination.name;
            output.line(say!(
                en = "Nothing differs from what is live in {name}. Nothing was written.",
                ja = "{name} で公開中のものと、違いはありません。何も書いていません。"
            ))?;
        }
    }
    Ok(Outcome::Well)
}

fn print_published(
    changes: &Changes,
    destination: &Destination<'_>,
    output: &mut Output,
) -> anyhow::Result<()> {
    output.line(render(changes, None).join("\n"))?;
    output.line("")?;
    let done = say!(
        en = "Published to {} as version {}.",
        ja = "{} に、バージョン {} として公開しました。",
        destination.name,
        changes.head
    );
    let done = output.paint(Tone::Good, &done);
    output.line(done)?;
    output.line(say!(
        en = "Functions take it over with their next work; leads inside as soon as their step \
             comes up. The same command may be given again.",
        ja = "次の処理から使われます。途中にいるリードには、次のステップから使われます。同じコマン\
             ドをもう一度実行してもかまいません。"
    ))?;
    output.line(say!(en = "Open forms:", ja = "使えるフォーム："))?;
    for OpenForm { url, staff_only, .. } in &changes.forms {
        let staff = if *staff_only {
            say!(en = "  for staff; opens with its key only", ja = "  社内用。キーがないと開けません")
        } else {
            String::new()
        };
        output.line(format!("  {url}{staff}"))?;
    }
    Ok(())
}
