//! `hikyaku person`: what is known of one person, everything that is kept, and erasing it.

use super::Outcome;
use super::operating::{Answered, ask, typed};
use super::suppression::in_words;
use crate::arguments::{Data, PersonArguments, PersonCommand};
use crate::operator;
use crate::output::{Format, Output, Progress};
use crate::say;
use anyhow::Context as _;
use gateway::local::private;
use operations::answers::{ErasureOutcome, KnownPerson, PersonErased, PersonShown, Run};
use operations::requests::{ErasePerson, ExportPerson, ShowPerson, Who};
use std::path::Path;
use std::time::Duration;

/// Mails and events that are shown at most; an export holds all of them.
const SHOWN_MAX: usize = 12;
/// Between two looks whether a sender is done with a mail to the person.
const LOOK: Duration = Duration::from_secs(10);
/// Looks at most: a sender's lease ends within two minutes.
const LOOKS_MAX: u32 = 18;

/// Shows, exports, or erases.
pub fn run(arguments: &PersonArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let data = &arguments.data;
    match &arguments.command {
        PersonCommand::Show { who } => {
            let Answered { answer, .. } = ask(data, ShowPerson { who: Who(who.clone()) })?;
            match output.format {
                Format::Json => output.json(&answer)?,
                Format::Text => show(&answer, output)?,
            }
        }
        PersonCommand::Export { who, to } => export(data, who, to.as_deref(), output)?,
        PersonCommand::Erase { who, reason, by, apply } => {
            if *apply {
                let by = operator::name(by.as_ref());
                return erase(data, who, &by, reason, output);
            }
            plan(data, who, output)?;
        }
    }
    Ok(Outcome::Well)
}

fn export(data: &Data, who: &str, to: Option<&Path>, output: &mut Output) -> anyhow::Result<()> {
    let Answered { answer, .. } = ask(data, ExportPerson { who: Who(who.to_owned()) })?;
    let Some(file) = to else { return Ok(output.json(&answer)?) };
    let bytes = serde_json::to_vec_pretty(&answer)?;
    private::write(file, &bytes).with_context(|| {
        say!(en = "{} cannot be written", ja = "{} に書けません", file.display().to_string())
    })?;
    output.line(say!(
        en = "Written to {}, readable by you only.",
        ja = "{} に書きました。読めるのはあなただけです。",
        file.display().to_string()
    ))?;
    Ok(())
}

/// Says who would be erased, and erases nobody.
fn plan(data: &Data, who: &str, output: &mut Output) -> anyhow::Result<()> {
    let Answered { answer, answered_by } = ask(data, ShowPerson { who: Who(who.to_owned()) })?;
    if output.format == Format::Json {
        return Ok(output.json(&answer)?);
    }
    show(&answer, output)?;
    let command = typed("person erase … --reason … --apply", &answered_by);
    output.line(say!(
        en = "Nothing was erased. {command} erases everything about this person for good: card, answers, \
              runs, scores, mails, dead letters. What stays names nobody: that the person refused and was \
              erased, and the proofs of agreement for three years.",
        ja = "まだ何も消していません。{command} を実行すると、この方のカード・回答・登録・点数・メール・\
              処理できなかったものをすべて消し、元に戻せません。残るのは、だれのものか分からない形の\
              「配信停止と消去の記録」と、三年間の同意の証拠だけです。"
    ))?;
    Ok(())
}

fn erase(data: &Data, who: &str, by: &str, reason: &str, output: &mut Output) -> anyhow::Result<Outcome> {
    let wish = |wished_at| ErasePerson {
        who: Who(who.to_owned()),
        wished_at,
        by: by.to_owned(),
        reason: reason.to_owned(),
    };
    let mut erased = ask(data, wish(None))?.answer;
    for _ in 0..LOOKS_MAX {
        let ErasureOutcome::Held { until } = erased.outcome else { break };
        let _progress = Progress::over(say!(
            en =
                "a mail to this person is being sent; the rest is erased when its sender is done, by {until}",
            ja = "この方へのメールを送信中です。{until} までに、終わりしだい残りを消します"
        ));
        let waiting = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        waiting.block_on(runtime::clock::pause(LOOK));
        let again = ask(data, wish(Some(erased.wished_at)))?.answer;
        erased = together(&erased, again);
    }
    match output.format {
        Format::Json => output.json(&erased)?,
        Format::Text => tell(&erased, output)?,
    }
    let is_held = matches!(erased.outcome, ErasureOutcome::Held { .. });
    Ok(if is_held { Outcome::Found } else { Outcome::Well })
}

/// Two answers about one wish.
fn together(before: &PersonErased, after: PersonErased) -> PersonErased {
    PersonErased {
        items: before.items + after.items,
        outbox: before.outbox + after.outbox,
        dead_letters: before.dead_letters + after.dead_letters,
        ..after
    }
}

fn tell(erased: &PersonErased, output: &mut Output) -> anyhow::Result<()> {
    let PersonErased { lead, outcome, items, outbox, dead_letters, .. } = erased;
    match outcome {
        ErasureOutcome::Erased => output.line(say!(
            en = "Erased: lead {lead}, {items} items of the table, {outbox} mails of the outbox, {dead_letters} dead letters.",
            ja = "消しました：リード {lead}、テーブル {items} 件、送信箱 {outbox} 通、処理できなかったもの {dead_letters} 件。"
        ))?,
        ErasureOutcome::Nobody => output.line(say!(
            en = "Nobody with this address is known (lead {lead}); {outbox} mails of the outbox and {dead_letters} dead letters were taken away.",
            ja = "このアドレスの方はいません（リード {lead}）。送信箱の {outbox} 通と、処理できなかったもの {dead_letters} 件を消しました。"
        ))?,
        ErasureOutcome::CameBackSince => output.line(say!(
            en = "Nothing to erase: the person came back after this wish.",
            ja = "消すものはありません。この方は、そのあとで新しく登録しています。"
        ))?,
        ErasureOutcome::Held { until } => output.line(say!(
            en = "Not finished: a mail to this person is still being sent. Nothing new begins; run the command again after {until}.",
            ja = "まだ終わっていません。この方へのメールを送信中です。新しいことは何も始まりません。{until} を過ぎたら、もう一度実行してください。"
        ))?,
    }
    Ok(())
}

fn show(person: &PersonShown, output: &mut Output) -> anyhow::Result<()> {
    output.line(say!(en = "lead {}", ja = "リード {}", person.lead))?;
    if let Some(at) = person.erased_at {
        output.line(say!(en = "  erased {at}", ja = "  {at} に消去"))?;
    }
    match &person.known {
        None => output.line(say!(en = "  nothing is known", ja = "  何も保存していません"))?,
        Some(known) => tell_known(known, output)?,
    }
    if let Some(suppressed) = &person.suppressed {
        output.line(say!(
            en = "  suppressed since {}: {}",
            ja = "  {} から送信を止めています：{}",
            suppressed.since,
            in_words(&suppressed.reason)
        ))?;
    }
    for ground in &person.grounds {
        let effect = ground.effect.as_deref().unwrap_or("?");
        output.line(say!(
            en = "  ground {}: {} by {}, {}, {effect}",
            ja = "  同意の記録 {}：{}（{}）、{}、{effect}",
            ground.at,
            ground.basis,
            ground.by,
            ground.proof
        ))?;
    }
    Ok(())
}

fn tell_known(known: &KnownPerson, output: &mut Output) -> anyhow::Result<()> {
    let name = known.name.as_deref().unwrap_or("-");
    output.line(say!(
        en = "  {name}, {}, known since {}, {}",
        ja = "  {name}、{}、{} から、{}",
        known.address,
        known.since,
        known.zone
    ))?;
    let marketing = match known.marketing.as_str() {
        "agrees" => say!(en = "agrees to marketing", ja = "案内に同意"),
        "refused" => say!(en = "refused marketing", ja = "案内を断っている"),
        _ => say!(en = "no ground for marketing", ja = "案内の根拠なし"),
    };
    let refused = known.refused_at.map(|at| say!(en = ", refused last {at}", ja = "、最後に断った日時 {at}"));
    output.line(format!("  {marketing}{}", refused.unwrap_or_default()))?;
    for wish in wishes(known) {
        output.line(format!("  {wish}"))?;
    }
    output.line(say!(
        en = "  score {}; tags: {}",
        ja = "  点数 {}、タグ：{}",
        known.score,
        known.tags.join(", ")
    ))?;
    if !known.lists.is_empty() {
        output.line(say!(en = "  lists: {}", ja = "  リスト：{}", known.lists.join(", ")))?;
    }
    for (name, value) in &known.attributes {
        output.line(format!("  {name}: {value}"))?;
    }
    for Run { sequence, state, step, at } in &known.runs {
        let step = step.as_deref().map(|step| format!(" {step}")).unwrap_or_default();
        let at = at.map(|at| format!(" {at}")).unwrap_or_default();
        output.line(say!(
            en = "  in {sequence}: {state}{step}{at}",
            ja = "  シナリオ {sequence}：{state}{step}{at}"
        ))?;
    }
    for happened in known.events.iter().take(SHOWN_MAX) {
        output.line(format!("  {} {}", happened.at, happened.event))?;
    }
    for mail in known.mails.iter().take(SHOWN_MAX) {
        let at = mail.at.map(|at| at.to_string()).unwrap_or_default();
        output.line(format!("  {at} {}/{}: {}", mail.sequence, mail.step, mail.facts.join(", ")))?;
    }
    Ok(())
}

/// The person's wishes beside a refusal, and an open complaint.
fn wishes(known: &KnownPerson) -> Vec<String> {
    let mut wishes = Vec::new();
    if let Some(until) = known.paused_until {
        wishes.push(say!(en = "paused until {until}", ja = "{until} まで休み"));
    }
    if known.less_often {
        wishes.push(say!(en = "asked for fewer mails", ja = "回数を減らす希望"));
    }
    if !known.topics_refused.is_empty() {
        let topics = known.topics_refused.join(", ");
        wishes.push(say!(en = "wants nothing about {topics}", ja = "受け取らないテーマ {topics}"));
    }
    if !known.tracking {
        wishes.push(say!(en = "opens and clicks are not tracked", ja = "開封・クリックを計測しない"));
    }
    if known.complaint_open {
        wishes.push(say!(en = "a complaint is open", ja = "苦情の対応中"));
    }
    wishes
}
