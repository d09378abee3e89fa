//! The way out for the mails of `hikyaku up`: into the outbox, or through Amazon SES to real people.
//!
//! A data folder serves one of the two for good. People who were only played must never be mailed, and what an outbox says
//! about a mail is no evidence about one that SES may have.

use crate::arguments::UpArguments;
use crate::say;
use crate::usage::WrongUsage;
use anyhow::{Context as _, bail};
use chrono::TimeDelta;
use gateway::local::outbox::Outbox;
use gateway::local::private;
use gateway::mailer::Mailer;
use runtime::clock::Clock;
use std::io::ErrorKind;
use std::path::Path;

/// The file that says which of the two a data folder serves.
const MARK: &str = "mail-goes-to";
/// A scenario that is further ahead than this is played.
const AHEAD_MAX: TimeDelta = TimeDelta::minutes(1);

/// Refuses what would send played mail to real people or real mail into an outbox.
pub(super) fn keep_apart(data: &Path, arguments: &UpArguments, clock: &Clock) -> anyhow::Result<()> {
    let mail = &arguments.mail;
    if mail.ses && !mail.stays_on_this_machine() {
        if mail.public_url.is_none() {
            let words = say!(
                en = "real mail needs --public-url https://…: its unsubscribe links must lead somewhere",
                ja = "実際に送るには --public-url https://… が要ります。配信停止のリンクの行き先になります"
            );
            return Err(WrongUsage(words).into());
        }
        if arguments.clock_speed > 1.0 || clock.now() - Clock::real().now() > AHEAD_MAX {
            bail!(say!(
                en = "real mail is sent in real time only; leave --clock-speed out, and take a \
                     new --data folder if time was sped up in this one",
                ja = "実際に送るときは、実際の時刻で動かします。--clock-speed を外し、このフォルダ\
                     ーで時間を速めたことがあれば、--data で新しいフォルダーを指定してください"
            ));
        }
    }
    let wanted = if mail.ses { "ses" } else { "outbox" };
    let found = mark(data)?;
    match found.as_deref() {
        Some(found) if found == wanted => Ok(()),
        None => set_mark(data, wanted),
        Some("ses") => bail!(say!(
            en = "the folder {} is one that sends real mail; start with --ses, or take another \
                 --data folder for an outbox",
            ja = "フォルダー {} は、実際にメールを送るものです。--ses を付けて始めるか、送信箱を使\
                 うなら --data で別のフォルダーを指定してください",
            data.display()
        )),
        Some("outbox") => bail!(say!(
            en = "the folder {} is one whose mails go into an outbox, and its people may be made \
                 up; take a new --data folder for real mail",
            ja = "フォルダー {} のメールは送信箱に入るもので、宛先が架空かもしれません。実際に送る\
                 なら、--data で新しいフォルダーを指定してください",
            data.display()
        )),
        Some(_) => bail!(say!(
            en = "{} is damaged and does not say where this folder's mails go; put it back from a \
                 copy, or write into it `outbox`, or `ses` if real mail was sent from this folder",
            ja = "{} が壊れていて、このフォルダーのメールの行き先が分かりません。控えから戻すか、\
                 `outbox`、または実際に送ったフォルダーなら `ses` と書いてください",
            data.join(MARK).display()
        )),
    }
}

/// Reads the mark of the folder; nothing is known about an empty one, and a table without a mark is older than real mail.
fn mark(data: &Path) -> anyhow::Result<Option<String>> {
    let path = data.join(MARK);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Ok(data.join("table.db").exists().then(|| "outbox".to_owned()))
        }
        Err(error) => {
            Err(error).with_context(|| say!(en = "{} cannot be read", ja = "{} を読めません", path.display()))
        }
    }
}

pub(super) fn set_mark(data: &Path, text: &str) -> anyhow::Result<()> {
    let path = data.join(MARK);
    private::write(&path, format!("{text}\n").as_bytes())
        .with_context(|| say!(en = "{} cannot be written", ja = "{} に書けません", path.display()))
}

/// The way out, given the outbox of the standalone program.
pub(super) async fn mailer(
    arguments: &UpArguments,
) -> anyhow::Result<Box<dyn FnOnce(Outbox) -> Mailer + Send>> {
    if arguments.mail.ses {
        let ses = ses(arguments).await?;
        return Ok(Box::new(|_| ses));
    }
    Ok(Box::new(Mailer::Outbox))
}

#[cfg(feature = "aws")]
async fn ses(arguments: &UpArguments) -> anyhow::Result<Mailer> {
    use runtime::cloud;
    let mut aws = cloud::signed_in().await?;
    if let Some(endpoint) = &arguments.mail.ses_endpoint {
        aws = cloud::at(&aws, endpoint);
    }
    let one_attempt = cloud::without_retries(&aws, send_email::ANSWER_WITHIN);
    let set = arguments.mail.configuration_set.clone().unwrap_or_default();
    Ok(Mailer::Ses(gateway::ses::Ses::connect(&one_attempt, set)))
}

#[cfg(not(feature = "aws"))]
#[expect(clippy::unused_async, reason = "the build for AWS waits for its configuration here")]
async fn ses(_arguments: &UpArguments) -> anyhow::Result<Mailer> {
    Err(crate::stack::built_without_aws("up --ses …").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::{Arguments, Command};
    use clap::Parser as _;

    fn arguments(words: &str) -> UpArguments {
        let Command::Up(arguments) = Arguments::try_parse_from(words.split(' ')).unwrap().command else {
            panic!("{words} is `hikyaku up`");
        };
        arguments
    }

    fn refusal(folder: &Path, words: &str, clock: &Clock) -> String {
        keep_apart(folder, &arguments(words), clock).unwrap_err().to_string()
    }

    const REAL: &str = "hikyaku up --ses --configuration-set main --public-url https://mail.example.com";
    const HERE: &str = "hikyaku up --ses --configuration-set main --ses-endpoint http://127.0.0.1:9";

    #[test]
    fn a_folder_serves_an_outbox_or_real_mail_and_never_both() {
        let (played, real, clock) =
            (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Clock::real());
        for _ in 0..2 {
            keep_apart(played.path(), &arguments("hikyaku up"), &clock).unwrap();
            keep_apart(real.path(), &arguments(REAL), &clock).unwrap();
        }
        assert!(refusal(played.path(), REAL, &clock).contains("may be made up"));
        assert!(refusal(real.path(), "hikyaku up", &clock).contains("start with --ses"));
    }

    #[test]
    fn a_mark_that_says_nothing_is_told_and_never_guessed() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "\n", "smtp", "\u{0}\u{0}"] {
            std::fs::write(folder.path().join(MARK), text).unwrap();
            for words in [REAL, "hikyaku up"] {
                assert!(
                    refusal(folder.path(), words, &Clock::real()).contains("is damaged"),
                    "{text:?} {words}"
                );
            }
        }
    }

    #[test]
    fn a_table_from_before_real_mail_is_one_of_an_outbox() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("table.db"), "").unwrap();
        assert!(refusal(folder.path(), REAL, &Clock::real()).contains("may be made up"));
    }

    #[test]
    fn real_mail_runs_in_real_time_and_says_where_it_can_be_stopped() {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Clock::real());
        let nowhere = "hikyaku up --ses --configuration-set main";
        assert!(refusal(folder.path(), nowhere, &clock).contains("unsubscribe links"));
        assert!(
            refusal(folder.path(), &format!("{REAL} --clock-speed 60"), &clock).contains("real time only")
        );
        let ahead = Clock::told(clock.now() + TimeDelta::days(30));
        assert!(refusal(folder.path(), REAL, &ahead).contains("real time only"));
        keep_apart(folder.path(), &arguments(&format!("{HERE} --clock-speed 60")), &ahead).unwrap();
    }
}
