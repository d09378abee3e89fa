//! Things counted one by one: a lead that posts a form, an event of each kind, the day on which nothing happens, and the
//! largest enrollment.

use super::logs::LogBytes;
use super::people::{Entrance, fields};
use super::play::stored;
use super::reactions::Kind;
use super::shop::Shop;
use super::{BEGINNING, share};
use anyhow::ensure;
use authoring::publish::{self, Published};
use cadence::Instant;
use cadence::limits::{NAME_LENGTH_MAX, STEPS_MAX};
use chrono::TimeDelta;
use hikyaku::cost::units::{Reaction, Use};
use kit::functions::FunctionName;
use kit::template;
use serde_json::{Value, json};

/// Leads in each of these.
const LEADS: u32 = 20;
/// Mails that each kind of event comes for: a full batch of the queue.
const MAILS_OF_EACH: usize = template::EVENTS;
/// Ticks of a day.
pub(super) const TICKS: f64 = 1440.0;

/// One lead that posts the form of a sequence.
pub(super) fn lead(entrance: &Entrance, published: &Published, logs: &LogBytes) -> anyhow::Result<Use> {
    let start = BEGINNING.parse::<Instant>()?;
    let mut shop = Shop::open(start, published, 1, logs)?;
    for number in 0..LEADS {
        shop.posts(entrance.form, number, start + TimeDelta::seconds(i64::from(number)));
    }
    shop.pass(start + TimeDelta::minutes(2));
    let entered = shop.stage.props().meter.sum(&[FunctionName::IngestLead]);
    let mut lead = entered * share(LEADS as usize);
    lead.stored_bytes = stored(&shop, false) * share(LEADS as usize);
    Ok(lead)
}

/// One event of each kind: mails go to many people, and each kind comes for some of them, an hour after the mail or later, one
/// event at a time or, of a kind that comes as fast as mails go out, a batch at a time.
pub(super) fn event(
    kind: Kind,
    per_mille: u32,
    published: &Published,
    logs: &LogBytes,
) -> anyhow::Result<Reaction> {
    let start = BEGINNING.parse::<Instant>()?;
    let mut shop = Shop::open(start, published, 1, logs)?;
    for number in 0..LEADS {
        shop.posts("material-request", number, start);
    }
    shop.pass(start + TimeDelta::hours(1));
    let mails = shop.stage.props().mails.clone();
    ensure!(mails.len() >= MAILS_OF_EACH, "only {} mails went out", mails.len());
    // The sending of mails has been reported before anything else is. It is also noted, once in ten seconds, how far reports
    // reach; that belongs to no event and is done here, by mails that are not looked at.
    let known = if kind == Kind::Send { MAILS_OF_EACH } else { 0 };
    for mail in mails.iter().skip(known) {
        let at = mail.taken_at + TimeDelta::seconds(1);
        shop.report(Kind::Send.event(mail, at));
    }
    shop.pass(start + TimeDelta::hours(2));
    let before = shop.stage.props().meter.sum(&[FunctionName::RecordFeedback]);
    let (mut last, mut most) = (before, 0.0_f64);
    for (place, together) in mails[..MAILS_OF_EACH].chunks(kind.at_once()).enumerate() {
        let minutes = i64::try_from(place).unwrap_or(0) * 5;
        let at = start + TimeDelta::hours(26) + TimeDelta::minutes(minutes);
        shop.jump_to(at);
        for mail in together {
            shop.report(kind.event(mail, at));
        }
        shop.settle();
        let now = shop.stage.props().meter.sum(&[FunctionName::RecordFeedback]);
        most = most.max((now.write_units - last.write_units) * share(together.len()));
        last = now;
    }
    let each = (last + before * -1.0) * share(MAILS_OF_EACH);
    Ok(Reaction { per_mail: f64::from(per_mille) / 1000.0, most_write_units: most, each })
}

/// A day on which nothing is due, with leads that wait for another day: all ticks, and the sweep.
pub(super) fn idle_day(published: &Published, logs: &LogBytes) -> anyhow::Result<(Use, Use)> {
    let start = BEGINNING.parse::<Instant>()?;
    let mut shop = Shop::open(start, published, 1, logs)?;
    for number in 0..LEADS {
        shop.posts("customer", number, start);
    }
    shop.pass(start + TimeDelta::hours(1));
    let morning = start + TimeDelta::days(1);
    shop.jump_to(morning);
    let everybody = [FunctionName::CadenceTick, FunctionName::SweepDormant, FunctionName::SendEmail];
    let before = shop.stage.props().meter.sum(&everybody);
    let ticks_before = shop.stage.props().meter.sum(&[FunctionName::CadenceTick]);
    shop.stage.props().at(morning + TimeDelta::hours(8), super::stage::Action::Sweep);
    shop.pass_with_every_tick(morning + TimeDelta::days(1));
    let props = shop.stage.props();
    let day = props.meter.sum(&everybody) + before * -1.0;
    let ticks = props.meter.sum(&[FunctionName::CadenceTick]) + ticks_before * -1.0;
    ensure!(day.mail_calls == 0.0, "a mail went out on the idle day");
    Ok((day, ticks * (1.0 / TICKS)))
}

/// Bytes of the largest enrollment that comes up in a sequence with the most steps and the longest names.
pub(super) fn largest_enrollment(logs: &LogBytes) -> anyhow::Result<u32> {
    let folder = kit::company::Company::new();
    let name = |word: &str, number: usize| {
        let digits = number.to_string();
        let rest = NAME_LENGTH_MAX - word.len() - digits.len();
        format!("{word}{}{digits}", "x".repeat(rest))
    };
    let step = |number: usize| match number % 4 {
        3 => json!({ "step": name("step", number), "tag": "met" }),
        _ => json!({ "step": name("step", number), "after": "1 day", "send": "mail" }),
    };
    let steps: Vec<Value> = (0..STEPS_MAX).map(step).collect();
    let sequence = json!({ "start": { "form": "signup" }, "steps": steps });
    folder.sequence(&name("sequence", 1), &sequence);
    let published =
        publish::read(folder.folder()).map_err(|report| anyhow::anyhow!("{}", report.english()))?;
    let start = BEGINNING.parse::<Instant>()?;
    let mut shop = Shop::open(start, &published, 1, logs)?;
    shop.stage.props().lively = true;
    for number in 0..LEADS / 4 {
        let fields = json!({ "email": fields("signup", number)["email"], "agree": "on" });
        shop.stage.props().at(start, super::stage::Action::Post { path: "/f/signup".to_owned(), fields });
    }
    shop.pass(start + TimeDelta::days(15));
    let largest = shop.stage.props().meter.largest.get("enrollment").copied().unwrap_or(0);
    Ok(u32::try_from(largest)?)
}
