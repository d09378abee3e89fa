//! `hikyaku links`: the link that opens the pages of one machine, where the forms are, also those for staff, and the key of
//! other systems.

use super::Outcome;
use super::operating::{Answered, ask, both_named};
use crate::arguments::{LinksArguments, PORT, Target};
use crate::local_control::{AnsweredBy, running_on};
use crate::output::{Format, Output, Tone};
use crate::say;
use anyhow::Context as _;
use document::Catalog;
use links::LinkKeys;
use operations::answers::Links;
use operations::requests::ShowLinks;
use serde_json::{Value, json};
use std::path::Path;

/// Looks, and prints what was found.
pub fn run(arguments: &LinksArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    match arguments.data.target() {
        Some(Target::Folder(folder)) => of_this_machine(arguments, folder, output),
        Some(Target::Stack(name)) => {
            let (base_url, links) = of_stack(name)?;
            show(&Shown { base_url: &base_url, links: &links, pages: None }, output)
        }
        None => Err(both_named().into()),
    }
}

fn of_this_machine(
    arguments: &LinksArguments,
    folder: &Path,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let Answered { answer, answered_by } = ask(&arguments.data, ShowLinks {})?;
    let running = answered_by == AnsweredBy::Running;
    let machine = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let at = machine
        .context(say!(en = "the program could not start", ja = "プログラムを始められませんでした"))?
        .block_on(running_on(folder))?;
    let at = at.unwrap_or_else(|| format!("http://127.0.0.1:{PORT}"));
    let pages = answer.pages.as_ref().map(|path| (format!("{at}{path}"), running));
    let base_url = answer.base_url.clone().filter(|_| running).unwrap_or(at);
    show(&Shown { base_url: &base_url, links: &answer, pages }, output)
}

/// Prints the links under this address.
pub fn print(
    base_url: &str,
    keys: &LinkKeys,
    catalog: &Catalog,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    show(&Shown { base_url, links: &Links::of(keys, catalog), pages: None }, output)
}

/// Links, and under which address they are reached.
struct Shown<'a> {
    base_url: &'a str,
    links: &'a Links,
    /// The link to the pages of one machine, and whether anybody answers there.
    pages: Option<(String, bool)>,
}

fn show(shown: &Shown<'_>, output: &mut Output) -> anyhow::Result<Outcome> {
    let Shown { base_url, links, pages } = shown;
    let (events, key) = (format!("{base_url}{}", ingest_lead::EVENTS_PATH), &links.key);
    if output.format == Format::Json {
        let form = |form: &operations::answers::FormLink| json!({ "form": form.form, "url": format!("{base_url}{}", form.path), "staff_only": form.staff_only, "human_check_key": form.human_check_key });
        let forms: Vec<Value> = links.forms.iter().map(form).collect();
        let mut told = json!({ "forms": forms, "events": { "url": events, "key": key } });
        if let Some((pages, running)) = pages {
            told["pages"] = pages.as_str().into();
            told["running"] = (*running).into();
        }
        output.json(&told)?;
        return Ok(Outcome::Well);
    }
    if let Some((pages, running)) = pages {
        let state = if *running {
            String::new()
        } else {
            say!(
                en = "; `hikyaku up` does not run now, start it first",
                ja = "。`hikyaku up` は動いていません。先に始めてください"
            )
        };
        output.line(output.paint(Tone::Strong, &say!(en = "Pages", ja = "ページ")))?;
        output.line(format!("  {pages}"))?;
        output.line(say!(
            en = "  whoever has this link sees all mails and leads{state}",
            ja = "  このリンクがあれば、だれでもすべてのメールとリードを見られます{state}"
        ))?;
    }
    output.line(output.paint(Tone::Strong, &say!(en = "Forms", ja = "フォーム")))?;
    if links.forms.is_empty() {
        output.line(say!(en = "  none is published", ja = "  公開されているフォームはありません"))?;
    }
    for form in &links.forms {
        let staff = if form.staff_only {
            say!(
                en = "; for staff: whoever has the link may post",
                ja = "、社内用：リンクがあれば、だれでも送信できます"
            )
        } else {
            String::new()
        };
        output.line(format!("  {} ({}{staff})", form.title, form.form))?;
        output.line(format!("    {base_url}{}", form.path))?;
        if let Some(key) = &form.human_check_key {
            output.line(say!(
                en = "    human check, for your own server only: {key}",
                ja = "    人かどうかの確認（自社のサーバー専用）：{key}"
            ))?;
        }
    }
    output.line(output.paint(
        Tone::Strong,
        &say!(en = "Events from other systems", ja = "ほかのシステムから知らせる出来事"),
    ))?;
    output.line(format!("  POST {events}"))?;
    output.line(format!("  Authorization: Bearer {key}"))?;
    Ok(Outcome::Well)
}

#[cfg(feature = "aws")]
fn of_stack(name: &crate::stack::StackName) -> anyhow::Result<(String, Links)> {
    use crate::stack::Stack;
    use gateway::ssm;
    let machine = tokio::runtime::Builder::new_current_thread().enable_all().build();
    machine
        .context(say!(en = "the program could not start", ja = "プログラムを始められませんでした"))?
        .block_on(async {
            let stack = Stack::find(name).await?;
            let parameter = &stack.names.secrets_parameter;
            let secrets = ssm::secrets(&stack.aws, parameter).await?;
            let keys = LinkKeys::new(secrets.links).map_err(ssm::wrong(parameter))?;
            let catalog = Catalog::read(stack.store.publications().await?)?;
            Ok((stack.names.base_url, Links::of(&keys, &catalog)))
        })
}

/// Says how to build a program that can look.
#[cfg(not(feature = "aws"))]
fn of_stack(name: &crate::stack::StackName) -> anyhow::Result<(String, Links)> {
    Err(crate::stack::built_without_aws(&format!("links --stack {name}")).into())
}
