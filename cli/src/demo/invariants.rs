//! The invariants that hold whatever the people do, checked from what is left behind.

use super::stage::Stage;
use super::tally::Counted;
use crate::language::{self, said};
use authoring::publish;
use cadence::Instant;
use cadence::ids::SequenceId;
use cadence::schedule::{self, Rules};
use cadence::wording::Words;
use cadence::words;
use document::Catalog;
use gateway::local::outbox::OutboxEntry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One promise, and how often it was broken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Invariant {
    /// The condition.
    pub holds: String,
    /// The number of times it was broken.
    pub broken: usize,
}

const ACCEPTED_ONCE: Words =
    words!(en = "no mail was accepted twice", ja = "同じメールが二度受け付けられていない");
const RECORDED: Words = words!(
    en = "accepted mails, mails in the outbox and records are the same",
    ja = "受け付けたメール、送信箱のメール、記録が一致する"
);
const REFUSED: Words =
    words!(en = "nobody got marketing after refusing it", ja = "断った方に、案内が送られていない");
const GIVEN_UP: Words = words!(
    en = "nobody got anything after a hard bounce or a complaint",
    ja = "届かなかった方・迷惑メールとした方に、何も送られていない"
);
const HOURS: Words = words!(
    en = "marketing went out in its hours and on its days only",
    ja = "案内は、決めた時間帯と日にだけ送られた"
);
const CAPS: Words = words!(en = "no frequency cap was broken", ja = "通数の上限が守られた");
const ENDED: Words = words!(
    en = "every enrollment has ended or waits for a time to come",
    ja = "どの登録も、終わっているか、先の時刻を待っている"
);
const KNOWN: Words = words!(
    en = "of every mail it is known whether it went out",
    ja = "どのメールも、送られたかどうかが分かっている"
);
const UNSUBSCRIBED: Words = words!(
    en = "people who unsubscribed are those who pressed the button; no scanner did",
    ja = "配信停止をしたのはボタンを押した方で、機械ではない"
);
const ONE_LEAD: Words = words!(
    en = "every post of the same person is the same lead",
    ja = "同じ方の送信は、すべて同じリードになっている"
);
const NO_ERROR: Words = words!(
    en = "nothing was answered with an error or ended as a dead letter",
    ja = "エラーの返事も、処理できないまま残ったものもない"
);

/// Checks every promise.
pub(super) fn check(
    counted: &Counted,
    stage: &Stage,
    templates: &Path,
    end: Instant,
) -> anyhow::Result<Vec<Invariant>> {
    let published = publish::read(templates)
        .map_err(|report| anyhow::anyhow!("{}", report.in_language(language::chosen())))?;
    let catalog = Catalog::read(published.publications)?;
    let keys: BTreeSet<&str> = counted.ledger.iter().map(|entry| entry.send_key.as_str()).collect();
    let fenced: BTreeSet<&str> =
        counted.messages.iter().filter(|(_, message)| message.fenced).map(|(key, _)| key.as_str()).collect();
    let outbox: BTreeSet<&str> = counted.outbox.iter().map(String::as_str).collect();
    let overdue = counted.enrollments.iter().filter(|(_, state, due)| {
        state != "done" && due.as_deref().and_then(parsed).is_none_or(|due| due < end)
    });
    let unknown = counted.enrollments.iter().filter(|(_, state, _)| state == "unknown");
    let refused_leads = counted.leads.values().filter(|refused| refused.is_some()).count();
    let promise = |holds: Words, broken| Invariant { holds: said(holds), broken };
    Ok(vec![
        promise(ACCEPTED_ONCE, counted.ledger.len() - keys.len()),
        promise(
            RECORDED,
            keys.symmetric_difference(&outbox).count() + keys.symmetric_difference(&fenced).count(),
        ),
        promise(REFUSED, after(counted, &counted.refusals(), true)),
        promise(GIVEN_UP, {
            let since = counted.suppressed.iter().map(|(lead, at)| (lead.clone(), at.clone()));
            after(counted, &since.collect(), false)
        }),
        promise(HOURS, outside_window(counted, &catalog)),
        promise(CAPS, over_caps(counted, &catalog)),
        promise(ENDED, overdue.count()),
        promise(KNOWN, unknown.count()),
        promise(UNSUBSCRIBED, refused_leads.abs_diff(stage.refused_leads())),
        promise(ONE_LEAD, stage.posted.len().abs_diff(counted.leads.len())),
        promise(NO_ERROR, stage.surprises.len() + counted.dead_letters),
    ])
}

fn parsed(text: &str) -> Option<Instant> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

fn is_marketing(counted: &Counted, entry: &OutboxEntry) -> bool {
    counted.messages.get(&entry.send_key).is_none_or(|message| message.marketing)
}

/// Mails accepted after the time given for their lead.
fn after(counted: &Counted, since: &BTreeMap<String, String>, marketing_only: bool) -> usize {
    let late = |entry: &&OutboxEntry| {
        let since = since.get(&entry.lead).and_then(|since| parsed(since));
        let at = parsed(&entry.at);
        since.zip(at).is_some_and(|(since, at)| at > since)
            && (!marketing_only || is_marketing(counted, entry))
    };
    counted.ledger.iter().filter(late).count()
}

fn outside_window(counted: &Counted, catalog: &Catalog) -> usize {
    let outside = |entry: &&OutboxEntry| {
        let sequence = SequenceId::parse(&entry.sequence).ok().and_then(|id| catalog.sequence(&id));
        let (Some(sequence), Some(at)) = (sequence, parsed(&entry.at)) else { return true };
        let rules = Rules {
            zone: catalog.policy().zone,
            calendar: catalog.calendar_of(sequence),
            window: Some(sequence.window),
            quiet_hours: catalog.policy().quiet_hours,
            spread: 0,
        };
        is_marketing(counted, entry) && schedule::open(at, &rules).at != at
    };
    counted.ledger.iter().filter(outside).count()
}

fn over_caps(counted: &Counted, catalog: &Catalog) -> usize {
    let mut by_lead: BTreeMap<&str, Vec<Instant>> = BTreeMap::new();
    for entry in counted.ledger.iter().filter(|entry| is_marketing(counted, entry)) {
        by_lead.entry(&entry.lead).or_default().extend(parsed(&entry.at));
    }
    let mut broken = 0;
    for times in by_lead.values() {
        for cap in &catalog.policy().caps {
            let span = chrono::TimeDelta::days(i64::from(cap.days));
            let crowded =
                |end: &Instant| times.iter().filter(|at| **at <= *end && *end - **at < span).count();
            broken += times.iter().filter(|end| crowded(end) > cap.mails as usize).count();
        }
    }
    broken
}
