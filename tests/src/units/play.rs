//! A shipped sequence played to its end: leads enter within an hour, and everything that follows happens.

use super::history::History;
use super::logs::LogBytes;
use super::mails::MailRequests;
use super::people::Entrance;
use super::shop::Shop;
use super::stage::Action;
use super::{BEGINNING, capacity, share};
use authoring::publish::Published;
use cadence::Instant;
use chrono::TimeDelta;
use hikyaku::cost::units::Use;
use kit::functions::FunctionName;
use kit::observer::{self, at_once};
use serde_json::Value;
use std::collections::BTreeMap;

/// The bytes that DynamoDB adds to each item, of the table and of an index, when it counts what is stored.
const ITEM_EXTRA_BYTES: u64 = 100;
/// Longer than any shipped sequence takes.
const LONGEST: TimeDelta = TimeDelta::days(150);
/// The functions counted into a mail: everything but entering and feedback.
const SENDING: [FunctionName; 3] =
    [FunctionName::SendEmail, FunctionName::CadenceTick, FunctionName::ManageSubscription];

/// The result of a play.
pub(super) struct Played {
    /// One accepted mail.
    pub(super) mail: Use,
    /// One lead that the sweep enrolled; nothing where leads enter by a form.
    pub(super) swept: Option<Use>,
    /// Mails that were taken, and refused by the mail service or by the gate.
    pub(super) mails: usize,
    pub(super) refused: u64,
    pub(super) gate_denials: u64,
    /// Ticks that found something, for each mail.
    pub(super) ticks: f64,
    /// Write units for each mail by what was written, the largest first.
    pub(super) writes: Vec<(String, f64)>,
    /// Read units for each mail by what was read, the largest first.
    pub(super) reads: Vec<(String, f64)>,
    /// Write units of feedback for each mail, as it came in this play.
    pub(super) feedback_writes: f64,
    /// The mails with the most table requests, read units and write units.
    pub(super) dearest: [MailRequests; 3],
    /// Bytes of the largest enrollment.
    pub(super) largest_enrollment: u64,
}

/// The settings by which a sequence is played.
#[derive(Clone, Copy)]
pub(super) struct Script<'a> {
    pub(super) published: &'a Published,
    /// Leads that enter.
    pub(super) leads: u32,
    pub(super) seed: u64,
    /// A tick at rest.
    pub(super) tick_at_rest: Use,
    /// The history that each lead has when it enters.
    pub(super) history: Option<&'a History>,
}

/// Plays one sequence.
///
/// Ticks come every minute whether anything is due or not, so what a tick uses at rest is the idle day's, and only what it
/// uses besides is the mails'.
pub(super) fn play(entrance: &Entrance, script: &Script<'_>, logs: &LogBytes) -> anyhow::Result<Played> {
    let Script { published, leads, seed, tick_at_rest, history } = *script;
    let start = BEGINNING.parse::<Instant>()?;
    let refusals_before = logs.gate_denials();
    let mut shop = Shop::open(start, published, seed, logs)?;
    if let Some(history) = history {
        shop.inquiries_are_long = true;
        (0..leads).try_for_each(|number| history.give(&shop, number))?;
    }
    let entry = match entrance.quiet_days {
        None => start + TimeDelta::days(1),
        Some(days) => {
            for number in 0..leads {
                shop.posts(entrance.form, number, start);
            }
            shop.pass(start + TimeDelta::hours(1));
            let night = start + TimeDelta::days(days);
            shop.stage.props().at(night, Action::Sweep);
            shop.jump_to(night);
            night
        }
    };
    shop.stage.props().lively = true;
    shop.leads_live(entrance, leads, entry);
    let before = shop.stage.props().meter.clone();
    shop.pass(entry + LONGEST);
    let props = shop.stage.props();
    let mails = props.mails.len();
    let ticks = props.meter.since(&before, &[FunctionName::CadenceTick]).schedule_invocations;
    let mut mail = (props.meter.since(&before, &SENDING) + tick_at_rest * -ticks) * share(mails);
    mail.stored_bytes = stored(&shop, true) * share(mails);
    let swept = props.meter.since(&before, &[FunctionName::SweepDormant]) * share(leads as usize);
    Ok(Played {
        mail,
        swept: entrance.quiet_days.map(|_| swept),
        mails,
        refused: props.refused,
        gate_denials: logs.gate_denials() - refusals_before,
        ticks: ticks * share(mails),
        writes: by_kind(&props.meter.writes, &before.writes, mails),
        reads: by_kind(&props.meter.reads, &before.reads, mails),
        feedback_writes: props.meter.since(&before, &[FunctionName::RecordFeedback]).write_units
            * share(mails),
        dearest: props.meter.mails.most().clone(),
        largest_enrollment: props.meter.largest.get("enrollment").copied().unwrap_or(0),
    })
}

type ByKind = BTreeMap<(FunctionName, String), f64>;

fn by_kind(now: &ByKind, before: &ByKind, mails: usize) -> Vec<(String, f64)> {
    let of_sending = now.iter().filter(|((function, _), _)| SENDING.contains(function));
    let mut units: Vec<_> = of_sending
        .map(|(place, units)| {
            let units = units - before.get(place).unwrap_or(&0.0);
            (format!("{}: {}", place.0.name(), place.1), units * share(mails))
        })
        .collect();
    units.sort_by(|one, other| other.1.total_cmp(&one.1));
    units
}

/// Bytes of the records of mails in the table, or of everything else about leads, indexes and all.
pub(super) fn stored(shop: &Shop, of_mails: bool) -> f64 {
    let mut bytes = 0;
    let take = |line: String| {
        let item: Value = serde_json::from_str(&line).expect("an item is a JSON line");
        let text = |name: &str| item[name]["S"].as_str().unwrap_or_default();
        if text("pk").starts_with("L#") && text("sk").starts_with("message#") == of_mails {
            bytes += capacity::item_bytes(&item) + ITEM_EXTRA_BYTES;
            for index in ["due", "dormant"] {
                let keys = [format!("{index}_pk"), format!("{index}_sk")];
                if keys.iter().all(|key| item.get(key).is_some()) {
                    let names = ["pk", "sk"].into_iter().chain(keys.iter().map(String::as_str));
                    bytes += names.map(|name| (name.len() + text(name).len()) as u64).sum::<u64>();
                    bytes += ITEM_EXTRA_BYTES;
                }
            }
        }
    };
    at_once(observer::store(&shop.stage.engine).export_lines(take)).expect("the table can be walked");
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}
