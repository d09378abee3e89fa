//! `hikyaku links`: where the forms of a stack are, also those for staff, and the key of other systems.

use super::Outcome;
use crate::arguments::LinksArguments;
use crate::output::Output;

/// Says how to build a program that can look.
#[cfg(not(feature = "aws"))]
pub fn run(_arguments: &LinksArguments, _output: &mut Output) -> anyhow::Result<Outcome> {
    Err(crate::stack::built_without_aws("links --stack NAME").into())
}

#[cfg(feature = "aws")]
pub use connected::{print, run};

#[cfg(feature = "aws")]
mod connected {
    use super::{LinksArguments, Outcome, Output};
    use crate::output::{Format, Tone};
    use crate::stack::Stack;
    use anyhow::Context as _;
    use document::Catalog;
    use gateway::ssm;
    use ingest_lead::EVENTS_PATH;
    use links::LinkKeys;
    use serde_json::{Value, json};

    /// Looks, and prints what was found.
    pub fn run(arguments: &LinksArguments, output: &mut Output) -> anyhow::Result<Outcome> {
        let machine = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let (base_url, keys, catalog) = machine.context("the program could not start")?.block_on(async {
            let stack = Stack::find(&arguments.stack).await?;
            let parameter = &stack.names.secrets_parameter;
            let secrets = ssm::secrets(&stack.aws, parameter).await?;
            let keys = LinkKeys::new(secrets.links).map_err(ssm::wrong(parameter))?;
            let catalog = Catalog::read(stack.store.publications().await?)?;
            anyhow::Ok((stack.names.base_url, keys, catalog))
        })?;
        print(&base_url, &keys, &catalog, output)
    }

    /// Prints the links under this address.
    pub fn print(
        base_url: &str,
        keys: &LinkKeys,
        catalog: &Catalog,
        output: &mut Output,
    ) -> anyhow::Result<Outcome> {
        let url = |form: &document::Form| format!("{base_url}{}", keys.form_path(&form.id, form.staff_only));
        let forms: Vec<_> = catalog.forms().map(|form| (form, url(form))).collect();
        let (events, key) = (format!("{base_url}{EVENTS_PATH}"), keys.api_key());
        match output.format {
            Format::Json => {
                let form = |(form, url): &(&document::Form, String)| {
                    let human_check_key = form.human_check.then(|| keys.human_check_key(&form.id));
                    json!({
                        "form": form.id.as_str(), "url": url, "staff_only": form.staff_only,
                        "human_check_key": human_check_key,
                    })
                };
                let forms: Vec<Value> = forms.iter().map(form).collect();
                output.json(&json!({ "forms": forms, "events": { "url": events, "key": key } }))?;
            }
            Format::Text => {
                let heading = output.paint(Tone::Strong, "Forms");
                output.line(heading)?;
                if forms.is_empty() {
                    output.line("  none is published")?;
                }
                for (form, url) in forms {
                    let staff =
                        if form.staff_only { "; for staff: whoever has the link may post" } else { "" };
                    output.line(format!("  {} ({}{staff})", form.title, form.id))?;
                    output.line(format!("    {url}"))?;
                    if form.human_check {
                        let key = keys.human_check_key(&form.id);
                        output.line(format!("    human check, for your own server only: {key}"))?;
                    }
                }
                let heading = output.paint(Tone::Strong, "Events from other systems");
                output.line(heading)?;
                output.line(format!("  POST {events}"))?;
                output.line(format!("  Authorization: Bearer {key}"))?;
            }
        }
        Ok(Outcome::Well)
    }
}
