//! The help of the command line in Japanese. The English stands at the arguments themselves; each text there has its Japanese here.

mod commands;
mod options;

use super::Arguments;
use crate::language::LanguageWord;
use cadence::sequence::Language;
use cadence::wording::Words;
use cadence::words;
use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory as _, ValueEnum as _};
use std::ffi::OsString;
use std::path::PathBuf;

const TEMPLATE: &str = "{before-help}{about-with-newline}\n使い方： {usage}\n\n{all-args}{after-help}";
/// The texts that clap brings.
const OWN: [Words; 6] = [
    words!(en = "Print help", ja = "この説明を表示します"),
    words!(
        en = "Print help (see more with '--help')",
        ja = "この説明を表示します（'--help' で、もっと詳しく）"
    ),
    words!(en = "Print help (see a summary with '-h')", ja = "この説明を表示します（'-h' で、短く）"),
    words!(en = "Print version", ja = "バージョンを表示します"),
    words!(
        en = "Print this message or the help of the given subcommand(s)",
        ja = "この説明か、コマンドの説明を表示します"
    ),
    words!(en = "Print help for the subcommand(s)", ja = "コマンドの説明を表示します"),
];

/// The command line in a language.
pub(super) fn command(language: Language) -> Command {
    match language {
        Language::English => Arguments::command(),
        Language::Japanese => {
            let mut command = Arguments::command();
            command.build();
            in_japanese(command)
        }
    }
}

/// The language and the folder of templates that words name, before they are read as a whole.
pub(super) fn named(words: &[OsString]) -> (Option<LanguageWord>, PathBuf) {
    let language = value(words, "--lang").and_then(|word| LanguageWord::from_str(&word, true).ok());
    (language, value(words, "--templates").map_or_else(|| super::TEMPLATES.into(), PathBuf::from))
}

/// The value of an option: `--lang ja` or `--lang=ja`.
fn value(words: &[OsString], name: &str) -> Option<String> {
    let texts: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    texts.iter().enumerate().find_map(|(at, word)| match word.strip_prefix(name)? {
        "" => texts.get(at + 1).map(|value| (*value).to_owned()),
        rest => rest.strip_prefix('=').map(str::to_owned),
    })
}

fn in_japanese(command: Command) -> Command {
    let (about, long) = (said(command.get_about()), said_long(command.get_about(), command.get_long_about()));
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("コマンド")
        .mut_args(argument)
        .mut_subcommands(in_japanese);
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    if command.get_after_help().is_some() {
        command = command.after_help(commands::EXAMPLES);
    }
    command
}

fn argument(argument: Arg) -> Arg {
    let (help, long) = (said(argument.get_help()), said_long(argument.get_help(), argument.get_long_help()));
    let heading = if argument.is_positional() { "引数" } else { "オプション" };
    let mut argument = argument.help_heading(heading);
    if let Some(help) = help {
        argument = argument.help(help);
    }
    if let Some(long) = long {
        argument = argument.long_help(long);
    }
    argument
}

/// The Japanese for a text; nothing where there is none.
fn said(text: Option<&StyledStr>) -> Option<&'static str> {
    japanese(&text?.to_string())
}

/// A long text begins with the short one.
fn said_long(short: Option<&StyledStr>, long: Option<&StyledStr>) -> Option<String> {
    let (short, long) = (short?.to_string(), long?.to_string());
    let Some(rest) = long.strip_prefix(&short) else { return japanese(&long).map(str::to_owned) };
    let rest = rest.trim_start_matches('.').trim();
    if rest.is_empty() {
        return japanese(&short).map(str::to_owned);
    }
    Some(format!("{}\n\n{}", japanese(&short)?, japanese(rest)?))
}

fn japanese(english: &str) -> Option<&'static str> {
    let mut all = commands::ALL.iter().chain(options::ALL).chain(&OWN);
    all.find(|words| words.english() == english).map(|words| words.in_language(Language::Japanese))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text of a command, of its arguments and of its subcommands that has no Japanese.
    fn missing(command: &Command, found: &mut Vec<String>) {
        let mut look = |short: Option<&StyledStr>, long: Option<&StyledStr>| {
            let short_text = short.map(ToString::to_string).unwrap_or_default();
            if short.is_some() && said(short).is_none() {
                found.push(short_text.clone());
            }
            if long.is_some() && said_long(short, long).is_none() {
                let long = long.map(ToString::to_string).unwrap_or_default();
                found.push(
                    long.strip_prefix(&short_text).unwrap_or(&long).trim_start_matches('.').trim().to_owned(),
                );
            }
        };
        look(command.get_about(), command.get_long_about());
        for argument in command.get_arguments() {
            look(argument.get_help(), argument.get_long_help());
        }
        command.get_subcommands().for_each(|inner| missing(inner, found));
    }

    #[test]
    fn every_text_of_the_help_has_its_japanese() {
        let mut command = Arguments::command();
        command.build();
        let mut found = Vec::new();
        missing(&command, &mut found);
        found.sort();
        found.dedup();
        assert!(found.is_empty(), "{}", found.join("\n@@\n"));
    }

    #[test]
    fn the_command_line_is_read_the_same_in_both_languages() {
        for language in [Language::Japanese, Language::English] {
            let words = "hikyaku preview win-back coupon --templates t --lang ja --format json";
            let matches = command(language).try_get_matches_from(words.split(' ')).unwrap();
            assert_eq!(matches.subcommand_name(), Some("preview"));
            assert!(command(language).try_get_matches_from(["hikyaku", "preview", "--all"]).is_err());
        }
        let help = command(Language::Japanese).render_help().to_string();
        assert!(help.contains("使い方： ") && !help.contains("Print help"), "{help}");
    }

    #[test]
    fn the_language_and_the_folder_are_known_before_the_rest_is_read() {
        let words = |text: &str| -> Vec<OsString> { text.split(' ').map(OsString::from).collect() };
        assert_eq!(
            named(&words("hikyaku check --lang ja --templates=t")),
            (Some(LanguageWord::Ja), PathBuf::from("t"))
        );
        assert_eq!(named(&words("hikyaku --lang=en --help")).0, Some(LanguageWord::En));
        assert_eq!(named(&words("hikyaku check --lang")), (None, PathBuf::from("templates")));
    }
}
