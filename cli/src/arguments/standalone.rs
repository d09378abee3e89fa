//! The words of the commands for those who write templates.

use super::Templates;
use super::time::local_moment;
use chrono::NaiveDateTime;
use clap::Args;
use std::path::PathBuf;

/// `hikyaku check`
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The folder.
    #[command(flatten)]
    pub templates: Templates,
}

/// `hikyaku preview`
#[derive(Debug, Args)]
pub struct PreviewArguments {
    /// The sequence: the name of its file; without it, all mails are listed
    pub sequence: Option<String>,
    /// The mail: the name of its folder; without it, the mails of the sequence are listed
    pub mail: Option<String>,
    /// A lead to fill it for: {"name": …, "email": …, "attributes": {…}, "event": {…}}, each of which may be left out;
    /// attributes are texts, numbers, true, false or null
    #[arg(long, value_name = "FILE")]
    pub lead: Option<PathBuf>,
    /// Write the HTML part to this file
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    pub html: Option<PathBuf>,
    /// Print the text part only
    #[arg(long, conflicts_with = "all")]
    pub text: bool,
    /// Write every mail of every sequence
    #[arg(long, requires = "out", conflicts_with_all = ["sequence", "mail"])]
    pub all: bool,
    /// The folder for --all
    #[arg(long, value_name = "DIR", requires = "all")]
    pub out: Option<PathBuf>,
    /// The folder.
    #[command(flatten)]
    pub templates: Templates,
}

/// `hikyaku timeline`
#[derive(Debug, Args)]
pub struct TimelineArguments {
    /// The sequence: the name of its file
    pub sequence: String,
    /// When it starts, in the time zone of the settings: 2026-12-20 (at 10:00) or 2026-12-20T15:30 [default: now]
    #[arg(long, value_name = "DATE", value_parser = local_moment)]
    pub from: Option<NaiveDateTime>,
    /// The folder.
    #[command(flatten)]
    pub templates: Templates,
}

#[cfg(test)]
mod tests {
    use crate::arguments::Arguments;
    use clap::Parser as _;

    #[test]
    fn a_preview_shows_a_mail_lists_mails_or_writes_all() {
        let parse = |words: &[&str]| Arguments::try_parse_from(words.iter().copied());
        assert!(parse(&["hikyaku", "preview", "win-back", "coupon"]).is_ok());
        assert!(parse(&["hikyaku", "preview", "--all", "--out", "mails"]).is_ok());
        assert!(parse(&["hikyaku", "preview", "win-back"]).is_ok());
        assert!(parse(&["hikyaku", "preview"]).is_ok());
        assert!(parse(&["hikyaku", "preview", "--all"]).is_err());
    }
}
