//! A plan laid out for people, line by line.

use super::{Change, Changes, DocumentChange, Impact, MailChange, Passages, SequenceChange, StepChange};
use crate::output::Table;

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
    let mut table = Table::new(["change", "kind", "name"]);
    for DocumentChange { kind, id, change } in &changes.documents {
        if *change != Change::Same {
            table.row([word(*change), kind, id]);
        }
    }
    let (differ, all) = (changes.changed(), changes.documents.len());
    let mut lines = if differ == 0 { Vec::new() } else { table.lines() };
    lines.push(format!("{differ} of {all} documents differ from what is live."));
    lines
}

fn word(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Changed => "changed",
        Change::Removed => "removed",
        Change::Same => "same",
    }
}

fn of_sequence(sequence: &SequenceChange) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", sequence.sequence, sequence.because.join(", "))];
    if !sequence.compared {
        lines.push("  the live one cannot be read by this version, so its steps are not compared".to_owned());
    }
    lines.extend(sequence.steps.iter().map(|change| format!("  {}", of_step(change))));
    for MailChange { mail, change } in &sequence.mails {
        let what = if *change == Change::Changed { "its text is another" } else { word(*change) };
        lines.push(format!("  mail      {mail}: {what}"));
    }
    lines
}

fn of_step(change: &StepChange) -> String {
    match change {
        StepChange::Added { step } => format!("added     {step}"),
        StepChange::Removed { step } => format!("removed   {step}"),
        StepChange::Renamed { step, was } => format!("renamed   {was} → {step}"),
        StepChange::Moved { step, from, to } => format!("moved     {step}: {from} → {to}"),
        StepChange::Altered { step, from, to } => format!("altered   {step}: {from} → {to}"),
        StepChange::Reordered => "the steps that stay are in another order".to_owned(),
    }
}

fn of_impact(impact: &Impact) -> Vec<String> {
    let mut lines = vec![format!(
        "Leads inside, from {} items of the table ({:.1} read units):",
        impact.items, impact.read_units
    )];
    for (sequence, passages) in &impact.sequences {
        lines.push(format!("  {sequence}: {} inside", passages.inside));
        lines.extend(of_passages(passages).into_iter().map(|(count, what)| format!("    {count:>7} {what}")));
        if let Some(first) = passages.first {
            lines.push(format!(
                "            the first of those for whom something is another comes up {first}"
            ));
        }
    }
    if let Some(first) = impact.unreadable.first() {
        let count = impact.unreadable.len();
        lines.push(format!("  not counted, since they cannot be read: {count}, the first: {first}"));
    }
    lines
}

fn of_passages(passages: &Passages) -> Vec<(u64, String)> {
    let mut lines = vec![
        (passages.stay, "go on as before".to_owned()),
        (passages.keep_their_time, "keep their time, although the step would come sooner".to_owned()),
        (passages.later, "get their step later".to_owned()),
        (passages.renamed, "go on with their step under its new name".to_owned()),
    ];
    let gone = |step| format!("go on to {step}, since their step is gone");
    lines.extend(passages.go_on_to.iter().map(|(step, count)| (*count, gone(step))));
    lines.extend([
        (
            passages.begin_again,
            "enter at the first step, since theirs and the one before are gone; what they got is left out"
                .to_owned(),
        ),
        (passages.left_out, "are too late for their mail, which is left out".to_owned()),
        (passages.end, "end".to_owned()),
        (passages.in_flight, "have a mail in flight or unknown, which is settled first".to_owned()),
        (passages.over, "were through before and stay so".to_owned()),
    ]);
    lines.retain(|(count, _)| *count > 0);
    lines
}
