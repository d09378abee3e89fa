//! The backlog is made: one lead is admitted by the real store, and its row is copied for all others, straight into the
//! engine. Only the lead, and what follows from it, differs.

use super::leads::{SHARDS, lead_of, shard};
use super::sequence::{Course, ZONE};
use super::stage::Stage;
use anyhow::{Context, ensure};
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::consent::{Basis, Consent, ConsentState, Proof};
use cadence::enrollment::Enrollment;
use cadence::lead::{Card, Profile};
use cadence::preferences::Preferences;
use kit::observer;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Admission, Admitted, Change, Enrolled, Lane, Store};

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
    let model = lead_of(stage.plan.seed, 0)?;
    let enrollment = course.due_at_nine(model.clone(), stage.nine)?;
    observer::at_once(admit(&store, enrollment, Lane::Main, stage.nine))?;
    let row = observer::item(&stage.engine, &format!("L#{model}"), "now#enrollment#welcome")
        .context("the first row is gone")?;
    let listed = format!("due#main#{}", shard(&model));
    ensure!(row["due_pk"]["S"] == listed, "the first row is not listed under {listed}");
    let row = row.to_string();
    let mut number = 1;
    while number < stage.plan.due {
        let end = stage.plan.due.min(number + u32::try_from(observer::ROWS_AT_ONCE)?);
        let rows = (number..end).map(|number| {
            let lead = lead_of(stage.plan.seed, number)?;
            let row = row.replace(model.as_str(), lead.as_str());
            anyhow::Ok(row.replace(&listed, &format!("due#main#{}", shard(&lead))))
        });
        observer::write(&stage.engine, &rows.collect::<anyhow::Result<Vec<_>>>()?)?;
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
        consent: ConsentState { marketing: Some(consent), ..ConsentState::default() },
        preferences: Preferences::default(),
        complaint_open: false,
        created_at: now,
        erased_at: None,
    };
    let admission = Admission {
        lead,
        card: Change::Create(card),
        profile: Some(Change::Create(Profile::default())),
        tags: None,
        consent: None,
        engagement: None,
        enrollments: vec![Enrolled { seen: None, enrollment, lane, entry: BTreeMap::new() }],
        events: Vec::new(),
        campaign: None,
        mailbox: None,
        question: None,
        list: None,
    };
    ensure!(store.admit(&admission).await? == Admitted::Done, "a new lead was known already");
    Ok(())
}
