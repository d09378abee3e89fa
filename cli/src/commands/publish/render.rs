//! A plan laid out for people, line by line.

use crate::language::said;
use crate::output::Table;
use crate::say;
use operations::publish::{self, Change, Changes, DocumentChange, Impact, MailChange, SequenceChange};

/// The plan: documents, what is another in sequences, and what becomes of those inside, where somebody looked.
pub(super) fn render(changes: &Changes, impact: Option<&Impact>) -> Vec<String> {
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
            table.row([said(change.word()), said(publish::kind(kind)), id.clone()]);
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

fn of_sequence(sequence: &SequenceChange) -> Vec<String> {
    let mut lines = vec![of_because(sequence)];
    if !sequence.compared {
        lines.push(say!(
            en = "  the live one cannot be read by this version, so its steps are not compared",
            ja = "  公開中のものをこのバージョンで読めないので、ステップは比べていません"
        ));
    }
    lines.extend(sequence.steps.iter().map(|change| format!("  {}", said(change.line()))));
    for MailChange { mail, change } in &sequence.mails {
        let what = if *change == Change::Changed {
            say!(en = "its text is another", ja = "内容が違います")
        } else {
            said(change.word())
        };
        lines.push(say!(en = "  mail      {mail}: {what}", ja = "  メール    {mail}：{what}"));
    }
    lines
}

fn of_because(sequence: &SequenceChange) -> String {
    let (name, because) = (&sequence.sequence, sequence.because.iter().map(|it| said(publish::because(it))));
    let because: Vec<String> = because.collect();
    say!(en = "{name}: {}", ja = "{name}：{}が違います", because.join(", "))
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
        lines.extend(passages.lines().into_iter().map(|(count, what)| {
            let what = said(what);
            say!(en = "    {count:>7} {what}", ja = "    {count:>7} 人：{what}")
        }));
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
