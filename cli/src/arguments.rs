//! The words of the command line. It knows nothing of what the commands do.

mod audit;
mod cost;
mod help;
mod import;
mod mail;
mod operating;
mod person;
mod publishing;
mod standalone;
mod time;

pub use audit::AuditArguments;
pub use cost::CostArguments;
pub use import::{DateOrderWord, ExportArguments, GroundWord, ImportArguments, ReadingArguments};
pub use mail::MailArguments;
pub use operating::{
    Data, DeadLettersArguments, DeadLettersCommand, DecisionArguments, FOLDER, PauseArguments,
    ReconcileArguments, ResumeArguments, StatusArguments, SuppressionArguments, SuppressionCommand, Target,
};
pub use person::{PersonArguments, PersonCommand};
pub use publishing::{DoctorArguments, LinksArguments, MigrateArguments, PublishArguments};
pub use standalone::{CheckArguments, PreviewArguments, TimelineArguments};

pub use time::SPEED_MAX;

use crate::language::{self, LanguageWord};
use crate::output::Format;
use clap::{Args, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use time::{port, speed, whole};

/// The folder of templates where nothing else is said.
const TEMPLATES: &str = "templates";
/// The port of `hikyaku up`.
pub const PORT: u16 = 8025;

/// 飛脚 — step mail from your own AWS account, or whole on one machine.
#[derive(Debug, Parser)]
#[command(name = "hikyaku", version, propagate_version = true, after_help = EXAMPLES)]
pub struct Arguments {
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
    /// The form of the results: for people, or for programs
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The language; without it that of `LC_ALL`, `LC_MESSAGES` or `LANG`, else that of settings.json, else English
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<LanguageWord>,
}

impl Arguments {
    /// Reads the command line of the process, after the language was chosen: also the help and what is wrong have one.
    pub fn of_process() -> Self {
        let words: Vec<OsString> = std::env::args_os().collect();
        let (said, templates) = help::named(&words);
        language::choose(said, &templates);
        let matches = help::command(language::chosen()).get_matches_from(words);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

const EXAMPLES: &str = "\
Examples:
  hikyaku demo                                a month of a small company, in seconds
  hikyaku up                                  everything on this machine, with an outbox
  hikyaku links                               the link that opens its pages, the forms, the key of the API
  hikyaku check                               every mistake in templates/, and its remedy
  hikyaku preview welcome-material pricing    how a mail looks
  hikyaku timeline win-back --from 2026-12-20 what comes when, if it started on that day
  hikyaku cost --leads 5000                   what a month in AWS costs
  hikyaku status                              what is paused, late, unknown, or waits for you
  hikyaku pause win-back                      pause a sequence; `hikyaku resume win-back` releases it
  hikyaku publish --stack hikyaku-prod        what publishing there would change; `--apply` does it
  hikyaku import people.csv --help            how people of a file come onto a list, with their ground
  hikyaku doctor --stack hikyaku-prod         whether all is well there
  hikyaku status --stack hikyaku-prod         the same of a stack in AWS; so do all commands for operators

Exit codes: 0 done, 1 something was found or failed, 2 wrong usage.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run everything on this machine: forms, sending, feedback, and an outbox to look into
    ///
    /// Mails go to an outbox in the data folder and nowhere else, unless --ses is said. Edited templates are taken over while it runs; with
    /// mistakes in them, the last good ones stay in force.
    Up(UpArguments),
    /// Play a month of a small company in seconds and report what happened
    ///
    /// Forms are posted and people open, click, bounce, complain, unsubscribe, buy and ignore, by a seed, through the same
    /// functions that run in the cloud. The same seed gives the same report.
    Demo(DemoArguments),
    /// Show every mistake in the templates, with its place and its remedy
    ///
    /// Exit code 1 when something has to be corrected before the templates can be published, 0 otherwise, also with warnings;
    /// 2 when there is no such folder. With --format json: {"findings": [{"severity", "rule", "file", "pointer", "line", "column",
    /// "message", "remedy"}], "errors", "warnings"}.
    Check(CheckArguments),
    /// Show a mail as a sample lead would get it, or which mails there are
    ///
    /// The sample is a person who filled in the form that starts the sequence; --lead shows the mail to somebody else. Mistakes in other
    /// files are not in the way.
    Preview(PreviewArguments),
    /// Show what a sequence sends when, on a calendar
    ///
    /// Nothing is sent. Where a sequence waits for something or chooses, both ways are shown.
    Timeline(TimelineArguments),
    /// Show what a month in AWS costs, line by line
    ///
    /// From what the functions were counted to use (docs/cost.md) and dated prices; AWS is not asked.
    Cost(CostArguments),
    /// Show what is paused, what is late, what is unknown, and what waits for you
    ///
    /// Exit code 1 when something waits for a person: a mail to decide about, a dead letter, or a sequence that is paused
    /// until somebody releases it; in a stack also when the tick stands still.
    Status(StatusArguments),
    /// Pause a sequence, or everything: nothing of it is sent until `hikyaku resume`
    ///
    /// Nothing is lost: steps that become due wait. A mail that is being handed over at this moment may still go out.
    Pause(PauseArguments),
    /// Release what is paused, by you or by the program
    ///
    /// Waiting steps go out at the usual pace, in their hours; those that are too late by then follow the sequence's `if_late`.
    Resume(ResumeArguments),
    /// Show mails of which nobody knows whether they went out, and decide about them
    ///
    /// Most are decided by an event of the mail service, or by the sequence's `if_unknown`. With `ask` they wait
    /// for you: look into the mail service's records, then say what is so.
    Reconcile(ReconcileArguments),
    /// Show messages that could not be handled, and handle them again
    DeadLetters(DeadLettersArguments),
    /// Say why nothing is sent to an address, or lift what a machine judged
    Suppression(SuppressionArguments),
    /// Show what is known of a person, give out everything that is kept, or erase it
    Person(PersonArguments),
    /// Show what people did by hand: paused, imported, exported, lifted, erased, and who did it
    ///
    /// The latest first. Leads stand by their ids; the audit names nobody who is mailed.
    Audit(AuditArguments),
    /// Take in a list of people from a file, with the ground on which they may be mailed
    ///
    /// Shows first what was found: encoding, columns, ten rows as understood. The same file twice changes nothing; an import that was
    /// broken off goes on where it stood. Who refused stays refused, who was erased stays erased. Exit code 1 when rows were not imported.
    Import(Box<ImportArguments>),
    /// Give out the people of a list as CSV, with what is known of them and whether they may be mailed
    ///
    /// Reads the whole table, page by page, and says at the end what that took. The file opens in a spreadsheet, and can be imported.
    Export(ExportArguments),
    /// Show what publishing the templates into a stack in AWS would change, also for the leads inside; or publish
    ///
    /// With mistakes in the templates nothing is published, and they are shown as `hikyaku check` shows them.
    Publish(PublishArguments),
    /// Look whether all is well with a stack in AWS, each finding with its remedy
    ///
    /// Nothing is changed. Exit code 1 when something is broken.
    Doctor(DoctorArguments),
    /// Show the link that opens the pages of `hikyaku up`, where the forms are, and the key with which other systems tell of leads
    ///
    /// The output opens pages, staff forms and the API: keep it to yourself. With --stack it is that of a stack in AWS.
    Links(LinksArguments),
    /// Carry the data of an earlier version over to the present layout
    ///
    /// Grounds, refusals, suppressions and runs are kept. Nothing else may run on the data meanwhile: stop `hikyaku up`, or deploy the new
    /// version to the stack first. It may be broken off and called again. Exit code 1 when a mail was being sent and has to be left for a
    /// second call.
    Migrate(MigrateArguments),
}

/// The folder of the templates.
#[derive(Debug, Clone, Args)]
pub struct Templates {
    /// The folder with settings.json, sequences, mails, forms and calendars
    #[arg(long, value_name = "DIR", default_value = TEMPLATES)]
    pub templates: PathBuf,
}

/// `hikyaku demo`
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// The number that decides what the people are like and do
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole::<u64>)]
    pub seed: u64,
    /// The number of people who come in during the month, 150 to 189 when nothing is said
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    pub leads: Option<usize>,
    /// Keep the mails, the events and the table in this empty folder
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Write one JSON line for each mail the outbox accepts
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// The folder.
    #[command(flatten)]
    pub templates: Templates,
}

/// `hikyaku up`
#[derive(Debug, Clone, Args)]
pub struct UpArguments {
    /// The folder.
    #[command(flatten)]
    pub templates: Templates,
    /// The folder for everything: table, outbox, journal, keys
    #[arg(long, value_name = "DIR", default_value = FOLDER)]
    pub data: PathBuf,
    /// The port on this machine; 0 takes a free one
    #[arg(long, default_value_t = PORT, value_parser = port)]
    pub port: u16,
    /// The speed of the scenario's time, as a factor: 1440 makes a day a minute
    #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = speed)]
    pub clock_speed: f64,
    /// Open the pages in the browser
    #[arg(long)]
    pub open: bool,
    /// Send nothing that becomes due, and sweep nobody; only what is asked for over HTTP is done
    #[arg(long)]
    pub no_tick: bool,
    /// Real mail.
    #[command(flatten)]
    pub mail: MailArguments,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
