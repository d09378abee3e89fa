//! `hikyaku suppression`: why nothing is sent to an address, and lifting what a machine judged.

use super::Outcome;
use super::operating::{Answered, ask};
use crate::arguments::{SuppressionArguments, SuppressionCommand};
use crate::operator;
use crate::output::{Format, Output};
use crate::say;
use operations::answers::{AddressStanding, Lifted, LiftedSuppression, Suppressed};
use operations::requests::{LiftSuppression, ShowAddress, Who};

/// Shows, or lifts.
pub fn run(arguments: &SuppressionArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let data = &arguments.data;
    match &arguments.command {
        SuppressionCommand::Show { who } => {
            let Answered { answer, .. } = ask(data, ShowAddress { who: Who(who.clone()) })?;
            match output.format {
                Format::Json => output.json(&answer)?,
                Format::Text => show(&answer, output)?,
            }
        }
        SuppressionCommand::Lift { who, reason, by } => {
            let by = operator::name(by.as_ref());
            let operation = LiftSuppression { who: Who(who.clone()), by, reason: reason.clone() };
            let Answered { answer, .. } = ask(data, operation)?;
            match output.format {
                Format::Json => output.json(&answer)?,
                Format::Text => tell(&answer, output)?,
            }
        }
    }
    Ok(Outcome::Well)
}

fn show(standing: &AddressStanding, output: &mut Output) -> anyhow::Result<()> {
    output.line(say!(en = "lead {}", ja = "リード {}", standing.lead))?;
    if !standing.known {
        output.line(say!(
            en = "  nobody with this address is known: nobody posted it, and no mail went to it; \
                 look how it is spelt",
            ja = "  このアドレスは知られていません。送信も、送ったメールもありません。つづりを見てください"
        ))?;
    }
    match &standing.suppressed {
        None => output.line(say!(en = "  not suppressed", ja = "  送信を止めていません"))?,
        Some(Suppressed { reason, since, can_be_lifted }) => {
            let lift = if *can_be_lifted {
                say!(en = "can be lifted", ja = "解除できます")
            } else {
                say!(
                    en = "the person said so; nobody may lift it",
                    ja = "ご本人の意思なので、だれにも解除できません"
                )
            };
            output.line(say!(
                en = "  suppressed since {since}: {} ({reason}); {lift}",
                ja = "  {since} から送信を止めています：{}（{reason}）。{lift}",
                in_words(reason)
            ))?;
        }
    }
    if let Some(LiftedSuppression { reason, since, at, by, because }) = &standing.lifted {
        output.line(say!(
            en = "  lifted {at} by {by}: {because} (it stood since {since}: {reason})",
            ja = "  {at} に {by} が解除：{because}（{since} から：{reason}）"
        ))?;
    }
    if !standing.soft_bounces.is_empty() {
        let days: Vec<_> = standing.soft_bounces.iter().map(ToString::to_string).collect();
        output.line(say!(
            en = "  mail came back, first report of each day: {}",
            ja = "  戻ってきたメール（各日の最初）：{}",
            days.join(", ")
        ))?;
    }
    if let Some(since) = standing.unsubscribed_since {
        output.line(say!(
            en = "  unsubscribed since {since}: no marketing, whatever is lifted",
            ja = "  {since} から配信停止：解除しても、案内は送りません"
        ))?;
    }
    Ok(())
}

fn tell(lifted: &Lifted, output: &mut Output) -> anyhow::Result<()> {
    let Suppressed { reason, since, .. } = &lifted.was;
    output.line(say!(
        en = "Lifted: {} ({reason}), since {since}.",
        ja = "解除しました：{}（{reason}）、{since} から。",
        in_words(reason)
    ))?;
    output.line(say!(
        en = "Runs that ended because of it stay over; new ones may begin.",
        ja = "これによって終わった登録は、終わったままです。新しい登録は始められます。"
    ))?;
    if reason == "listed" || reason == "hard_bounce" {
        output.line(say!(
            en = "Amazon SES may keep the address on its own list, and then does not try it: aws \
                 sesv2 delete-suppressed-destination --email-address ADDRESS",
            ja = "Amazon SES 自身の一覧にも残っていると、送られません：aws sesv2 \
                 delete-suppressed-destination --email-address ADDRESS"
        ))?;
    }
    show(&lifted.standing, output)
}

/// A reason's name in words.
pub(super) fn in_words(reason: &str) -> String {
    match reason {
        "hard_bounce" => say!(
            en = "the mailbox does not exist or refuses for good",
            ja = "宛先がないか、恒久的に断られます"
        ),
        "complaint" => say!(en = "the person marked a mail as spam", ja = "ご本人が迷惑メールとしました"),
        "erased" => say!(en = "the person asked to be erased", ja = "ご本人が消去を求めました"),
        "manual" => say!(en = "somebody of the company said so", ja = "社内の人がそう決めました"),
        "listed" => say!(
            en = "the mail service keeps it on a list and does not try it",
            ja = "メール送信サービスの一覧にあり、送られません"
        ),
        "refused_for_good" => say!(
            en = "its server refused for good (5.x.x)",
            ja = "相手のサーバーが恒久的に断りました（5.x.x）"
        ),
        "soft_bounces" => say!(
            en = "mail came back on several days, and none was delivered in between",
            ja = "何日かにわたって戻ってきて、その間に一通も届いていません"
        ),
        _ => {
            say!(en = "for a reason that this version does not know", ja = "このバージョンの知らない理由です")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::suppression::SuppressionReason;
    use chrono::DateTime;
    use chrono_tz::Asia::Tokyo;
    use operations::LocalTime;

    #[test]
    fn every_reason_is_said_in_words() {
        for reason in SuppressionReason::ALL {
            assert!(!in_words(reason.name()).contains("does not know"), "{reason:?}");
        }
    }

    #[test]
    fn what_is_known_about_an_address_is_told_without_naming_it() {
        let at = |text: &str| LocalTime::new(DateTime::parse_from_rfc3339(text).unwrap().to_utc(), Tokyo);
        let standing = AddressStanding {
            lead: "abcdefghijklmnopqrstuvwxyz".to_owned(),
            known: true,
            suppressed: Some(Suppressed {
                reason: "soft_bounces".to_owned(),
                since: at("2026-11-24T10:00:00+09:00"),
                can_be_lifted: true,
            }),
            lifted: Some(LiftedSuppression {
                reason: "refused_for_good".to_owned(),
                since: at("2026-10-01T10:00:00+09:00"),
                at: at("2026-10-02T09:00:00+09:00"),
                by: "sato".to_owned(),
                because: "their filter is mended".to_owned(),
            }),
            soft_bounces: vec![at("2026-11-22T10:00:00+09:00"), at("2026-11-24T10:00:00+09:00")],
            unsubscribed_since: Some(at("2026-11-25T10:00:00+09:00")),
        };
        let (mut output, text) = Output::in_memory(Format::Text);
        show(&standing, &mut output).unwrap();
        insta::assert_snapshot!(*text.lock().unwrap(), @r"
        lead abcdefghijklmnopqrstuvwxyz
          suppressed since 2026-11-24 10:00: mail came back on several days, and none was delivered in between (soft_bounces); can be lifted
          lifted 2026-10-02 09:00 by sato: their filter is mended (it stood since 2026-10-01 10:00: refused_for_good)
          mail came back, first report of each day: 2026-11-22 10:00, 2026-11-24 10:00
          unsubscribed since 2026-11-25 10:00: no marketing, whatever is lifted
        ");
    }
}
