//! The backlog is made: one lead is admitted by the real store, and its row is copied for all others, straight into the
//! engine. Only the lead, and what follows from it, differs.

use super::sequence::{Course, ZONE};
use super::stage::Stage;
use crate::faults::observer;
use anyhow::{Context, ensure};
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::consent::{Basis, Consent, ConsentState, Proof};
use cadence::enrollment::Enrollment;
use cadence::ids::LeadId;
use cadence::lead::{Card, Profile};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Admission, Admitted, Change, Enrolled, Lane, Store};

/// Rows written in one request (Amazon DynamoDB API Reference, `BatchWriteItem`).
const ROWS_AT_ONCE: u32 = 25;
/// Shards of the index, as the table has by default.
pub(super) const SHARDS: u32 = 4;
/// Rows between two lines of progress.
const TELL_EVERY: u32 = 100_000;

/// Makes the table and all that is due at nine.
pub(super) fn seed(stage: &Arc<Stage>, course: &Course, tell: &mut dyn FnMut(&str)) -> anyhow::Result<()> {
    let store = observer::store(&stage.engine);
    observer::at_once(store.create_table(SHARDS))?;
    observer::at_once(store.publish(&course.sequence.version, &[], &[]))?;
    if stage.plan.due == 0 {
        return Ok(());
    }
    let model = stage.lead(0)?;
    let enrollment = course.due_at_nine(model.clone(), stage.nine)?;
    observer::at_once(admit(&store, enrollment, Lane::Main, stage.nine))?;
    let row = observer::item(&stage.engine, &format!("L#{model}"), "now#enrollment#welcome")
        .context("the first row is gone")?;
    let listed = format!("due#main#{}", shard(&model));
    ensure!(row["due_pk"]["S"] == listed, "the first row is not listed under {listed}");
    let row = row.to_string();
    let mut number = 1;
    while number < stage.plan.due {
        let end = stage.plan.due.min(number + ROWS_AT_ONCE);
        let puts = (number..end).map(|number| {
            let lead = stage.lead(number)?;
            let row = row.replace(model.as_str(), lead.as_str());
            let row = row.replace(&listed, &format!("due#main#{}", shard(&lead)));
            anyhow::Ok(format!(r#"{{"PutRequest":{{"Item":{row}}}}}"#))
        });
        let puts = puts.collect::<anyhow::Result<Vec<_>>>()?.join(",");
        let request = format!(r#"{{"RequestItems":{{"{}":[{puts}]}}}}"#, observer::TABLE);
        let (status, body) = stage.engine.answer("BatchWriteItem", request.as_bytes());
        ensure!(status == 200, "rows were not written: {body}");
        if number / TELL_EVERY != end / TELL_EVERY {
            tell(&format!("{end} rows are in the table"));
        }
        number = end;
    }
    Ok(())
}

/// Admits somebody nobody knew.
pub(super) async fn admit(
    store: &Store,
    enrollment: Enrollment,
    lane: Lane,
    now: Instant,
) -> anyhow::Result<()> {
    let lead = enrollment.lead.clone();
    let consent = Consent { basis: Basis::Express, proof: Proof::Posted, obtained_at: now };
    let card = Card {
        id: lead.clone(),
        address: EmailAddress::parse("somebody@example.jp")?,
        zone: ZONE,
        consent: ConsentState { marketing: Some(consent), refused_at: None },
        tracking: true,
        complaint_open: false,
        created_at: now,
    };
    let admission = Admission {
        lead,
        card: Change::Create(card),
        profile: Change::Create(Profile::default()),
        consent: None,
        engagement: None,
        enrollments: vec![Enrolled { seen: None, enrollment, lane, entry: BTreeMap::new() }],
        events: Vec::new(),
        campaign: None,
        mailbox: None,
    };
    ensure!(store.admit(&admission).await? == Admitted::Done, "a new lead was known already");
    Ok(())
}

/// The shard of a lead as the store finds it. The first row, which the store wrote, is compared with it.
pub(super) fn shard(lead: &LeadId) -> u32 {
    cadence::fingerprint::of_32(lead.as_str().as_bytes()) % SHARDS
}
