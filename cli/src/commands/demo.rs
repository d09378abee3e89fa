//! `hikyaku demo`: a month of a small company, played in seconds.

use super::Outcome;
use super::up::shutdown::Signals;
use crate::arguments::DemoArguments;
use crate::demo::{self, DemoOptions, Report};
use crate::language::said;
use crate::output::{Format, Output, Progress, Table, Tone, padded};
use crate::say;
use crate::standalone::full;
use crate::template_set;
use anyhow::Context;
use cadence::wording::{Text, Words};
use cadence::{text, words};
use chrono::NaiveDate;

const WORK: Words =
    words!(en = "playing a month of a small company", ja = "小さな会社の一か月を動かしています");

/// Plays the month and prints what happened. Broken promises are the only way to fail.
pub fn run(arguments: &DemoArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    runtime::logging::plain(crate::output::colours_on_error(), true);
    template_set::folder(&arguments.templates.templates)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Heard before there is a folder to leave behind.
    let mut signals = runtime.block_on(async { Signals::listen() });
    let temporary = tempfile::tempdir().context(say!(
        en = "a folder for the demo cannot be made; name one with --keep, or make room on the disk",
        ja = "デモのフォルダーを作れません。--keep で指定するか、ディスクの空きを増やしてください"
    ))?;
    let folder = match &arguments.keep {
        Some(folder) => emptied(folder)?,
        None => temporary.path().to_owned(),
    };
    let options = DemoOptions {
        seed: arguments.seed,
        leads: arguments.leads,
        templates: arguments.templates.templates.clone(),
        folder,
        keeps: arguments.keep.is_some(),
        ledger: arguments.ledger.clone(),
    };
    let progress = Progress::over(said(WORK));
    let work = said(WORK);
    let told = |day: NaiveDate, mails: usize| {
        let so_far =
            say!(en = "{work}: {day}, {mails} mails so far", ja = "{work}：{day}、ここまで {mails} 通");
        progress.tell(so_far);
    };
    let report = runtime.block_on(async {
        tokio::select! {
            biased;
            () = signals.heard() => Err(stopped(arguments)),
            report = demo::play(&options, &told) => report,
        }
    });
    // The folder of a demo that is not kept has a name that tells nobody anything; the one above it is on the same disk.
    let place = arguments.keep.as_deref().or(temporary.path().parent()).unwrap_or(&options.folder);
    let report = report.map_err(|error| full::explained(place, error))?;
    drop(progress);
    match output.format {
        Format::Json => output.json(&report)?,
        Format::Text => tell(&report, arguments, output)?,
    }
    Ok(if report.violations == 0 { Outcome::Well } else { Outcome::Found })
}

/// The words for a demo that somebody stopped; its temporary folder is removed on the way out.
fn stopped(arguments: &DemoArguments) -> anyhow::Error {
    match &arguments.keep {
        Some(folder) => anyhow::anyhow!(say!(
            en = "the demo was stopped before its end; {} holds a part of it only: delete it, or \
                 name another with --keep",
            ja = "デモは途中で止まりました。{} には一部しかありません。消すか、--keep で別のフォル\
                 ダーを指定してください",
            folder.display()
        )),
        None => anyhow::anyhow!(say!(
            en = "the demo was stopped before its end; nothing of it is kept",
            ja = "デモは途中で止まりました。何も残していません"
        )),
    }
}

/// The folder to keep, which must not hold an earlier demo: what is counted afterwards must be this one's.
fn emptied(folder: &std::path::Path) -> anyhow::Result<std::path::PathBuf> {
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    anyhow::ensure!(
        !taken,
        say!(
            en = "the folder {} is not empty; name another with --keep",
            ja = "フォルダー {} が空ではありません。--keep で別のフォルダーを指定してください",
            folder.display()
        )
    );
    Ok(folder.to_owned())
}

fn tell(report: &Report, arguments: &DemoArguments, output: &mut Output) -> anyhow::Result<()> {
    let heading = say!(
        en = "A month of a small company, {} to {} (seed {})",
        ja = "小さな会社の一か月（{} から {} まで、シード {}）",
        report.from,
        report.to,
        report.seed
    );
    let heading = output.paint(Tone::Strong, &heading);
    output.line(heading)?;
    output.line(output.paint(
        Tone::Quiet,
        &say!(
            en = "counted when everything begun in it had come to its end",
            ja = "この間に始まったことが、すべて終わったところで数えています"
        ),
    ))?;
    output.line(sentences(report).join("\n"))?;
    output.line("")?;
    let mut table = Table::new([
        say!(en = "sequence", ja = "シナリオ"),
        say!(en = "step", ja = "ステップ"),
        say!(en = "sent", ja = "送信"),
        say!(en = "delivered", ja = "到着"),
        say!(en = "opened", ja = "開封"),
        say!(en = "clicked", ja = "クリック"),
    ]);
    for (sequence, steps) in &report.sequences {
        for (step, count) in steps {
            let numbers = [count.sent, count.delivered, count.opened, count.clicked].map(|n| n.to_string());
            table.row([sequence.clone(), step.clone()].into_iter().chain(numbers));
        }
    }
    output.line(table.lines().join("\n"))?;
    output.line("")?;
    output.line(output.paint(Tone::Strong, &say!(en = "What must hold", ja = "守られるべきこと")))?;
    for invariant in &report.invariants {
        let mark = match invariant.broken {
            0 => output.paint(Tone::Good, &say!(en = "holds ", ja = "守られた")),
            _ => output.paint(Tone::Bad, &say!(en = "BROKEN", ja = "破れた  ")),
        };
        let times = if invariant.broken == 0 {
            String::new()
        } else {
            say!(en = " ({} times)", ja = "（{} 件）", invariant.broken)
        };
        output.line(format!("  {mark} {}{times}", invariant.holds))?;
    }
    output.line("")?;
    match &arguments.keep {
        Some(folder) => {
            let (folder, templates) = (folder.display(), arguments.templates.templates.display());
            let templates = if templates.to_string() == "templates" {
                String::new()
            } else {
                format!(" --templates {templates}")
            };
            output.line(say!(
                en = "Everything is kept in {folder}. Look at that month: \
                     `hikyaku up --data {folder}{templates} --open`.",
                ja = "すべて {folder} に残しました。この一か月を見るには \
                     `hikyaku up --data {folder}{templates} --open` を実行してください。"
            ))?;
        }
        None => output.line(say!(
            en = "Look at the mails: `--keep DIR`. Play it yourself: `hikyaku up`.",
            ja = "メールを見るには `--keep DIR` を付けます。自分で動かすには `hikyaku up` を実行し\
                 てください。"
        ))?,
    }
    Ok(())
}

fn sentences(report: &Report) -> Vec<String> {
    let all = of_mails(report).into_iter().chain(of_people(report));
    all.map(|(name, text)| format!("  {} {}", padded(&said(name), 12), said(text))).collect()
}

/// The fate of the mails.
fn of_mails(it: &Report) -> [(Words, Text); 5] {
    [
        (
            words!(en = "leads", ja = "リード"),
            text!(
                en = "{} came in, customers of last autumn among them",
                ja = "{}人（去年の秋からの方を含みます）",
                it.leads
            ),
        ),
        (
            words!(en = "mails", ja = "メール"),
            text!(en = "{} sent, {} delivered", ja = "送信{}通、到着{}通", it.mails_sent, it.delivered),
        ),
        (
            words!(en = "opened", ja = "開封"),
            text!(
                en = "{} by people ({} fetched by machines, not counted)",
                ja = "人が{}回（ほかに機械が{}回、数えません）",
                it.opens_human,
                it.opens_machine
            ),
        ),
        (
            words!(en = "clicked", ja = "クリック"),
            text!(
                en = "{} by people ({} by scanners, not counted)",
                ja = "人が{}回（ほかに検査の機械が{}回、数えません）",
                it.clicks_human,
                it.clicks_machine
            ),
        ),
        (
            words!(en = "returned", ja = "不達"),
            text!(
                en = "{} bounced, {} marked as spam",
                ja = "届かなかった{}通、迷惑メールとされた{}通",
                it.bounces,
                it.complaints
            ),
        ),
    ]
}

/// The actions of the people.
fn of_people(it: &Report) -> [(Words, Text); 5] {
    [
        (
            words!(en = "left", ja = "配信停止"),
            text!(en = "{} people unsubscribed", ja = "{}人", it.unsubscribes),
        ),
        (
            words!(en = "scores", ja = "点数"),
            text!(
                en = "{} people above 0 at the end of the month, half of them above {:.1}, the highest {:.1}",
                ja = "月末に0点を超えたのは{}人、その半分は{:.1}点より上、最高は{:.1}点",
                it.scores.above_zero,
                it.scores.median,
                it.scores.highest
            ),
        ),
        (
            words!(en = "hot", ja = "営業へ"),
            text!(
                en = "{} leads handed to sales, {} notices in all",
                ja = "リード{}人を営業へ、お知らせは全部で{}件",
                it.hot_leads,
                it.notices
            ),
        ),
        (
            words!(en = "goals", ja = "目標"),
            text!(en = "{} runs reached their goal", ja = "{}件が目標に達しました", it.goals_reached),
        ),
        (
            words!(en = "dormant", ja = "休眠"),
            text!(
                en = "{} quiet customers entered the win-back sequence",
                ja = "反応のない{}人が、呼び戻しのシナリオに入りました",
                it.dormant_enrolled
            ),
        ),
    ]
}
