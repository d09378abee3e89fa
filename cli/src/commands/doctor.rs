//! `hikyaku doctor`: whether all is well with a stack, each finding with its remedy.

use super::Outcome;
use crate::arguments::DoctorArguments;
use crate::output::Output;

/// Says how to build a program that can look.
#[cfg(not(feature = "aws"))]
pub fn run(_arguments: &DoctorArguments, _output: &mut Output) -> anyhow::Result<Outcome> {
    Err(crate::stack::built_without_aws("doctor --stack NAME").into())
}

#[cfg(feature = "aws")]
pub use connected::{print, run};

#[cfg(feature = "aws")]
mod connected {
    use super::{DoctorArguments, Outcome, Output};
    use crate::doctor::{self, Finding, Health, Templates};
    use crate::output::{Format, Progress, Tone};
    use crate::say;
    use crate::stack::{Stack, StackName};
    use crate::usage::WrongUsage;
    use anyhow::Context as _;
    use gateway::ses_settings::BETWEEN_CALLS;
    use runtime::clock::Clock;
    use runtime::cloud;
    use serde_json::json;

    /// Columns of the name of a check.
    const WIDTH: usize = 18;

    /// Looks, and prints what was found.
    pub fn run(arguments: &DoctorArguments, output: &mut Output) -> anyhow::Result<Outcome> {
        let progress = Progress::over(say!(en = "asking AWS", ja = "AWS に問い合わせています"));
        let templates = Templates::look(&arguments.templates.templates)?;
        let machine = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let name = &arguments.stack;
        let findings = machine
            .context(say!(en = "the program could not start", ja = "プログラムを始められませんでした"))?
            .block_on(examine(name, &templates))?;
        drop(progress);
        print(&name.to_string(), &findings, output)
    }

    async fn examine(name: &StackName, templates: &Templates) -> anyhow::Result<Vec<Finding>> {
        let aws = cloud::signed_in().await?;
        match Stack::find_in(aws.clone(), name).await {
            Ok(stack) => Ok(doctor::examine(&stack, templates, BETWEEN_CALLS).await),
            Err(error) if error.is::<WrongUsage>() => Err(error),
            Err(error) => Ok(doctor::examine_unfound(&aws, &Clock::real(), &format!("{error:#}")).await),
        }
    }

    /// Prints findings; what is broken is found.
    pub fn print(stack: &str, findings: &[Finding], output: &mut Output) -> anyhow::Result<Outcome> {
        let count = |health| findings.iter().filter(|finding| finding.health == health).count();
        let (broken, look, well) = (count(Health::Broken), count(Health::Look), count(Health::Ok));
        match output.format {
            Format::Json => {
                output.json(&json!({ "stack": stack, "broken": broken, "findings": findings }))?;
            }
            Format::Text => {
                let heading = say!(
                    en = "{stack}: {broken} broken, {look} to look at, {well} ok",
                    ja = "{stack}：故障 {broken} 件、要確認 {look} 件、正常 {well} 件"
                );
                let heading = output.paint(Tone::Strong, &heading);
                output.line(heading)?;
                for finding in findings {
                    print_one(finding, output)?;
                }
            }
        }
        Ok(if broken > 0 { Outcome::Found } else { Outcome::Well })
    }

    fn print_one(finding: &Finding, output: &mut Output) -> anyhow::Result<()> {
        let tone = match finding.health {
            Health::Ok => Tone::Good,
            Health::Look => Tone::Warning,
            Health::Broken => Tone::Bad,
        };
        let health = output.paint(tone, &format!("{:<6}", finding.health.name()));
        output.line(format!("  {health}  {:<WIDTH$} {}", finding.check, finding.found))?;
        if let Some(remedy) = &finding.remedy {
            output.line(format!("{:>width$} → {remedy}", "", width = 10 + WIDTH))?;
        }
        Ok(())
    }
}
