//! The words of what an operator does. They all work on the data of `hikyaku up`, whether it runs or not, or on a stack in
//! AWS.

use super::time::limit;
use crate::stack::StackName;
use clap::{ArgGroup, Args, Subcommand};
use std::path::{Path, PathBuf};

/// Unknown mails that are shown where nothing is said.
const LIMIT: u32 = 50;
/// The data folder of `hikyaku up` where nothing is said.
pub const FOLDER: &str = "hikyaku-data";

/// The place of the data.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// The data folder of `hikyaku up`. If it runs, it is asked; else the data are opened here [default: hikyaku-data]
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
    /// A stack in AWS instead, by the name `sam deploy` gave it; needs a build with `--features aws`
    ///
    /// Region and credentials are those of the usual AWS environment.
    #[arg(long, value_name = "NAME", value_parser = StackName::parse, global = true)]
    stack: Option<StackName>,
}

/// The data a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// Those of one machine, in this folder.
    Folder(&'a Path),
    /// Those of a stack in AWS.
    Stack(&'a StackName),
}

impl Data {
    /// The data that are meant; none where two are named. A subcommand may name the second, so the reader of the command
    /// line does not see it.
    pub fn target(&self) -> Option<Target<'_>> {
        match (&self.data, &self.stack) {
            (None, None) => Some(Target::Folder(Path::new(FOLDER))),
            (Some(folder), None) => Some(Target::Folder(folder)),
            (None, Some(name)) => Some(Target::Stack(name)),
            (Some(_), Some(_)) => None,
        }
    }
}

/// `hikyaku status`
#[derive(Debug, Args)]
pub struct StatusArguments {
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// `hikyaku pause`
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("paused").args(["sequence", "all"]).required(true)))]
pub struct PauseArguments {
    /// The sequence: the name of its file
    pub sequence: Option<String>,
    /// Pause everything
    #[arg(long)]
    pub all: bool,
    /// The reason, for those who read `hikyaku status`; no addresses
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// `hikyaku resume`
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("released").args(["sequence", "all"]).required(true)))]
pub struct ResumeArguments {
    /// The sequence: the name of its file
    pub sequence: Option<String>,
    /// Release what pauses everything; sequences that are paused by themselves stay so
    #[arg(long)]
    pub all: bool,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// `hikyaku reconcile`
#[derive(Debug, Args)]
pub struct ReconcileArguments {
    /// The mail to decide about: its send key, as the list shows it
    #[arg(value_name = "SEND_KEY", requires = "decision")]
    pub send_key: Option<String>,
    /// The decision.
    #[command(flatten)]
    pub decision: DecisionArguments,
    /// Show those that were decided as well
    #[arg(long, conflicts_with = "send_key")]
    pub all: bool,
    /// The largest number of mails to show
    #[arg(long, value_name = "N", default_value_t = LIMIT, conflicts_with = "send_key", value_parser = limit)]
    pub limit: u32,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// A person's word about an unknown mail; one of them.
#[derive(Debug, Clone, Copy, Args)]
pub struct DecisionArguments {
    /// It went out: the run goes on with the next step
    #[arg(long, group = "decision", requires = "send_key")]
    pub sent: bool,
    /// It did not go out: it is left out, and the run goes on with the next step
    #[arg(long, group = "decision", requires = "send_key")]
    pub not_sent: bool,
    /// Send it again; if it went out after all, the person gets it twice
    #[arg(long, group = "decision", requires = "send_key")]
    pub send_again: bool,
}

/// `hikyaku dead-letters`
#[derive(Debug, Args)]
pub struct DeadLettersArguments {
    /// The command for them.
    #[command(subcommand)]
    pub command: Option<DeadLettersCommand>,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// The commands for dead letters.
#[derive(Debug, Subcommand)]
pub enum DeadLettersCommand {
    /// List them, without their texts (this is done when nothing is said)
    List,
    /// Show one as it came; it may hold personal data
    Show {
        /// Its name, as the list shows it
        id: String,
    },
    /// Handle one once more, or all; what is handled is gone from the list
    ///
    /// In a stack, letters are put back into their queue, and come back here if they fail again.
    Retry {
        /// Its name, as the list shows it
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// All of them
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
    /// Throw one away for good
    Discard {
        /// Its name, as the list shows it
        id: String,
    },
}

/// `hikyaku suppression`
#[derive(Debug, Args)]
pub struct SuppressionArguments {
    /// The operation.
    #[command(subcommand)]
    pub command: SuppressionCommand,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// The operations on suppressions.
#[derive(Debug, Subcommand)]
pub enum SuppressionCommand {
    /// Say whether mail goes to an address, and why not
    Show {
        /// The address, or the id of its lead
        #[arg(value_name = "ADDRESS")]
        who: String,
    },
    /// Lift what a machine judged: a bounce, a list of the mail service, soft bounces
    ///
    /// A complaint, an erasure and an unsubscription are the person's word, and nobody may lift them.
    Lift {
        /// The address, or the id of its lead
        #[arg(value_name = "ADDRESS")]
        who: String,
        /// The reason, for those who read it later; no addresses
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// The name of the person who lifts it [default: the name of the user]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[cfg(test)]
mod tests {
    use super::Target;
    use crate::arguments::{Arguments, Command};
    use clap::Parser as _;

    fn understood(words: &str) -> bool {
        Arguments::try_parse_from(words.split(' ')).is_ok()
    }

    #[test]
    fn nobody_pauses_everything_by_leaving_a_word_out() {
        assert!(!understood("hikyaku pause") && !understood("hikyaku resume"));
        assert!(understood("hikyaku pause --all") && understood("hikyaku pause win-back --reason x"));
        assert!(!understood("hikyaku pause win-back --all"));
    }

    #[test]
    fn an_unknown_mail_is_decided_about_in_one_way() {
        assert!(understood("hikyaku reconcile") && understood("hikyaku reconcile --all --limit 5"));
        assert!(understood("hikyaku reconcile abc --sent"));
        assert!(!understood("hikyaku reconcile abc"));
        assert!(!understood("hikyaku reconcile abc --sent --not-sent"));
        assert!(!understood("hikyaku reconcile --send-again"));
        assert!(!understood("hikyaku reconcile --limit 0"));
    }

    #[test]
    fn dead_letters_are_listed_when_nothing_is_said() {
        assert!(understood("hikyaku dead-letters") && understood("hikyaku dead-letters list --data x"));
        assert!(understood("hikyaku dead-letters --data x retry --all"));
        assert!(!understood("hikyaku dead-letters retry") && !understood("hikyaku dead-letters discard"));
    }

    /// Names the data that the command line is about.
    #[expect(clippy::wildcard_enum_match_arm, reason = "commands of others have no such data")]
    fn meant(words: &str) -> Option<String> {
        let arguments = Arguments::try_parse_from(words.split(' ')).unwrap();
        let data = match &arguments.command {
            Command::Status(status) => &status.data,
            Command::Pause(pause) => &pause.data,
            Command::Resume(resume) => &resume.data,
            Command::Reconcile(reconcile) => &reconcile.data,
            Command::DeadLetters(letters) => &letters.data,
            Command::Suppression(suppression) => &suppression.data,
            Command::Person(person) => &person.data,
            Command::Import(import) => &import.data,
            Command::Export(export) => &export.data,
            Command::Audit(audit) => &audit.data,
            other => panic!("{other:?} is no command of an operator"),
        };
        data.target().map(|target| match target {
            Target::Folder(folder) => folder.display().to_string(),
            Target::Stack(name) => format!("stack {name}"),
        })
    }

    #[test]
    fn a_command_is_about_one_folder_or_one_stack() {
        for words in [
            "status",
            "pause --all",
            "resume win-back",
            "reconcile",
            "dead-letters show x",
            "suppression show x",
            "person show x",
            "person erase x --reason y --apply",
            "import x --list y --ground none",
            "export --list y",
            "audit",
        ] {
            let words = format!("hikyaku {words}");
            assert_eq!(meant(&words).as_deref(), Some("hikyaku-data"));
            assert_eq!(meant(&format!("{words} --data x")).as_deref(), Some("x"));
            assert_eq!(meant(&format!("{words} --stack shop")).as_deref(), Some("stack shop"));
            assert_eq!(meant(&format!("{words} --stack shop --data x")), None, "{words}");
            assert!(!understood(&format!("{words} --stack a/b")), "{words}");
        }
        assert_eq!(meant("hikyaku dead-letters --stack shop show x").as_deref(), Some("stack shop"));
        assert_eq!(meant("hikyaku dead-letters --stack shop show x --data y"), None);
    }
}
