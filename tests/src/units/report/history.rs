//! A long history and its effect, and the mails that used the most.

use super::{heading, lines};
use crate::units::Counted;
use crate::units::history::{ATTRIBUTES, MAILS, RUNS};
use crate::units::inquiry::INQUIRY_CHARACTERS;
use crate::units::mails::{FIGURES, MailRequests};
use hikyaku::output::{Output, Table};
use std::collections::BTreeSet;
use std::io;

/// A mail that used the most of something.
pub(super) struct Dearest<'a> {
    /// Of what.
    pub(super) most: Vec<&'static str>,
    /// The leads among whom it went.
    pub(super) play: String,
    pub(super) mail: &'a MailRequests,
}

/// The mails of all plays that used the most, each once.
pub(super) fn dearest(counted: &Counted) -> Vec<Dearest<'_>> {
    let plain = counted.plays.iter().map(|(name, played)| (format!("all leads of {name}"), played));
    let pairs = counted.pairs.iter().flat_map(|(name, pair)| {
        let leads = format!("{} leads of {name}", pair.leads);
        [(leads.clone(), &pair.without), (format!("{leads} with a long history"), &pair.with)]
    });
    let plays: Vec<_> = plain.chain(pairs).collect();
    let mut dearest: Vec<Dearest<'_>> = Vec::new();
    for (place, (name, figure)) in FIGURES.into_iter().enumerate() {
        let mut most: Option<(&str, &MailRequests)> = None;
        for (play, played) in &plays {
            let mail = &played.dearest[place];
            if most.is_none_or(|(_, so_far)| figure(&mail.used) > figure(&so_far.used)) {
                most = Some((play, mail));
            }
        }
        let Some((play, mail)) = most else { continue };
        match dearest.iter_mut().find(|known| known.play == play && known.mail == mail) {
            Some(known) => known.most.push(name),
            None => dearest.push(Dearest { most: vec![name], play: play.to_owned(), mail }),
        }
    }
    dearest
}

pub(super) fn print(counted: &Counted, output: &mut Output) -> io::Result<()> {
    let leads = counted.pairs.values().map(|pair| pair.leads).max().unwrap_or(0);
    let what = format!(
        "A mail to {leads} leads without and with a history of {MAILS} mails over {RUNS} other sequences, an inquiry of \
         {INQUIRY_CHARACTERS} characters and {ATTRIBUTES} attributes"
    );
    heading(output, &what)?;
    let mut table = Table::new(["", "mails", "figure", "without", "with", "ratio"]);
    for (sequence, pair) in &counted.pairs {
        let Some(both) = counted.table.history.get(*sequence) else { continue };
        for (place, (name, figure)) in FIGURES.into_iter().enumerate() {
            let (without, with) = (figure(&both.without), figure(&both.with));
            let is_first = place == 0;
            table.row([
                if is_first { (*sequence).to_owned() } else { String::new() },
                if is_first { format!("{}, {}", pair.without.mails, pair.with.mails) } else { String::new() },
                name.to_owned(),
                format!("{without:.3}"),
                format!("{with:.3}"),
                format!("{:.3}", with / without),
            ]);
        }
    }
    lines(&table, output)?;
    for (sequence, pair) in &counted.pairs {
        for (kind, without, with) in [
            ("write", &pair.without.writes, &pair.with.writes),
            ("read", &pair.without.reads, &pair.with.reads),
        ] {
            let changes = differences(without, with);
            output.line(format!("{sequence}: {kind} units that a history adds to a mail: {changes}"))?;
        }
    }
    output.line("")?;
    heading(output, "The mails that used the most, with the requests that name their lead")?;
    for Dearest { most, play, mail } in dearest(counted) {
        let requests: Vec<_> = mail.requests.iter().map(|(name, count)| format!("{count} {name}")).collect();
        let MailRequests { sequence, step, visits_before, used, .. } = mail;
        output.line(format!(
            "most {}: {sequence}/{step}, {play}, visits before it that sent nothing: {visits_before}; {} table requests, {} read \
             units, {} write units: {}",
            most.join(", "),
            used.table_requests,
            used.read_units,
            used.write_units,
            requests.join(", ")
        ))?;
    }
    output.line("")
}

/// Differences of a hundredth of a unit or more, the largest first.
fn differences(without: &[(String, f64)], with: &[(String, f64)]) -> String {
    let units = |of: &[(String, f64)], what: &str| {
        of.iter().find(|(name, _)| name == what).map_or(0.0, |(_, units)| *units)
    };
    let named: BTreeSet<&String> = without.iter().chain(with).map(|(name, _)| name).collect();
    let added = named.into_iter().map(|what| (what, units(with, what) - units(without, what)));
    let mut added: Vec<_> = added.filter(|(_, units)| units.abs() >= 0.01).collect();
    added.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
    let told: Vec<_> = added.iter().map(|(what, units)| format!("{units:+.2} {what}")).collect();
    if told.is_empty() { "none".to_owned() } else { told.join(", ") }
}
