//! A plan laid out for people, line by line.

use super::{Change, Changes, DocumentChange, Impact, MailChange, Passages, SequenceChange, StepChange};
use crate::output::Table;
use crate::say;

/// The plan: documents, what is another in sequences, and what becomes of those inside, where somebody looked.
pub fn render(changes: &Changes, impact: Option<&Impact>) -> Vec<String> {
    let mut lines = documents(changes);
    for sequence in &changes.sequences {
        lines.push(String::new());
        lines.extend(of_sequence(sequence));
    }
    if let Some(impact) = impact {
        lines.push(String::new());
        lines.extend(of_impact(impact));
    }
    lines
}

fn documents(changes: &Changes) -> Vec<String> {
    let mut table = Table::new([
        say!(en = "change", ja = "変更"),
        say!(en = "kind", ja = "種類"),
        say!(en = "name", ja = "名前"),
    ]);
    for DocumentChange { kind, id, change } in &changes.documents {
        if *change != Change::Same {
            table.row([word(*change), kind_said(kind), id.clone()]);
        }
    }
    let (differ, all) = (changes.changed(), changes.documents.len());
    let mut lines = if differ == 0 { Vec::new() } else { table.lines() };
    lines.push(say!(
        en = "{differ} of {all} documents differ from what is live.",
        ja = "{all} 件のうち {differ} 件が、公開中のものと違います。"
    ));
    lines
}

fn kind_said(kind: &str) -> String {
    match kind {
        "settings" => say!(en = "settings", ja = "設定"),
        "sequence" => say!(en = "sequence", ja = "シナリオ"),
        "form" => say!(en = "form", ja = "フォーム"),
        "calendar" => say!(en = "calendar", ja = "カレンダー"),
        other => other.to_owned(),
    }
}

/// The reason for which a sequence is another; programs read the English.
fn because_said(because: &&'static str) -> String {
    match *because {
        "its own file" => say!(en = "its own file", ja = "自身のファイル"),
        "its mails" => say!(en = "its mails", ja = "メール"),
        "the settings" => say!(en = "the settings", ja = "設定"),
        "a calendar" => say!(en = "a calendar", ja = "カレンダー"),
        other => other.to_owned(),
    }
}

fn word(change: Change) -> String {
    match change {
        Change::New => say!(en = "new", ja = "新規"),
        Change::Changed => say!(en = "changed", ja = "変更"),
        Change::Removed => say!(en = "removed", ja = "削除"),
        Change::Same => say!(en = "same", ja = "同じ"),
    }
}

fn of_sequence(sequence: &SequenceChange) -> Vec<String> {
    let mut lines = vec![of_because(sequence)];
    if !sequence.compared {
        lines.push(say!(
            en = "  the live one cannot be read by this version, so its steps are not compared",
            ja = "  公開中のものをこのバージョンで読めないので、ステップは比べていません"
        ));
    }
    lines.extend(sequence.steps.iter().map(|change| format!("  {}", of_step(change))));
    for MailChange { mail, change } in &sequence.mails {
        let what = if *change == Change::Changed {
            say!(en = "its text is another", ja = "内容が違います")
        } else {
            word(*change)
        };
        lines.push(say!(en = "  mail      {mail}: {what}", ja = "  メール    {mail}：{what}"));
    }
    lines
}

fn of_because(sequence: &SequenceChange) -> String {
    let (name, because) = (&sequence.sequence, sequence.because.iter().map(because_said));
    let because: Vec<String> = because.collect();
    say!(en = "{name}: {}", ja = "{name}：{}が違います", because.join(", "))
}

fn of_step(change: &StepChange) -> String {
    match change {
        StepChange::Added { step } => say!(en = "added     {step}", ja = "追加        {step}"),
        StepChange::Removed { step } => say!(en = "removed   {step}", ja = "削除        {step}"),
        StepChange::Renamed { step, was } => {
            say!(en = "renamed   {was} → {step}", ja = "名前の変更  {was} → {step}")
        }
        StepChange::Moved { step, from, to } => {
            say!(en = "moved     {step}: {from} → {to}", ja = "移動        {step}：{from} → {to}")
        }
        StepChange::Altered { step, from, to } => {
            say!(en = "altered   {step}: {from} → {to}", ja = "変更        {step}：{from} → {to}")
        }
        StepChange::Reordered => {
            say!(en = "the steps that stay are in another order", ja = "残るステップの順が違います")
        }
    }
}

fn of_impact(impact: &Impact) -> Vec<String> {
    let mut lines = vec![say!(
        en = "Leads inside, from {} items of the table ({:.1} read units):",
        ja = "途中にいるリード（テーブルの {} 件から。読み取り {:.1} ユニット）：",
        impact.items,
        impact.read_units
    )];
    for (sequence, passages) in &impact.sequences {
        lines.push(say!(en = "  {sequence}: {} inside", ja = "  {sequence}：{} 人", passages.inside));
        lines.extend(
            of_passages(passages)
                .into_iter()
                .map(|(count, what)| say!(en = "    {count:>7} {what}", ja = "    {count:>7} 人：{what}")),
        );
        if let Some(first) = passages.first {
            lines.push(say!(
                en = "            the first of those for whom something is another comes up {first}",
                ja = "              変わる方のうち、いちばん早い方の番は {first}"
            ));
        }
    }
    if let Some(first) = impact.unreadable.first() {
        let count = impact.unreadable.len();
        lines.push(say!(
            en = "  not counted, since they cannot be read: {count}, the first: {first}",
            ja = "  読めないので数えていないもの：{count} 件。最初は {first}"
        ));
    }
    lines
}

fn of_passages(passages: &Passages) -> Vec<(u64, String)> {
    let mut lines = vec![
        (passages.stay, say!(en = "go on as before", ja = "これまでどおり")),
        (
            passages.keep_their_time,
            say!(
                en = "keep their time, although the step would come sooner",
                ja = "時刻はそのまま（新しい決まりなら、もっと早い）"
            ),
        ),
        (passages.later, say!(en = "get their step later", ja = "ステップが遅くなる")),
        (
            passages.renamed,
            say!(en = "go on with their step under its new name", ja = "新しい名前のステップに続く"),
        ),
    ];
    let gone = |step| {
        say!(
            en = "go on to {step}, since their step is gone",
            ja = "今のステップがなくなるので、{step} に進む"
        )
    };
    lines.extend(passages.go_on_to.iter().map(|(step, count)| (*count, gone(step))));
    lines.extend([
        (
            passages.begin_again,
            say!(
                en = "enter at the first step, since theirs and the one before are gone; what \
                     they got is left out",
                ja = "今のステップも前のステップもなくなるので、最初のステップに入る（送ったものは送らない）"
            ),
        ),
        (
            passages.left_out,
            say!(
                en = "are too late for their mail, which is left out",
                ja = "遅すぎるので、そのメールは送らない"
            ),
        ),
        (passages.end, say!(en = "end", ja = "終わる")),
        (
            passages.in_flight,
            say!(
                en = "have a mail in flight or unknown, which is settled first",
                ja = "送信中か、届いたか分からないメールがあり、それが先に決まる"
            ),
        ),
        (passages.over, say!(en = "were through before and stay so", ja = "すでに終わっていて、そのまま")),
    ]);
    lines.retain(|(count, _)| *count > 0);
    lines
}
