//! The layout of the data by its number, and the way from those before.
//!
//! Layout 2 kept tags in `profile`.
//!
//! Layout 1 kept `card`, `suppression` and `enrollment#<sequence>` apart within a lead, the live version in `catalog`, the quota
//! in `account` and pauses in `brake`; an enrollment remembered no mails. Each item is carried over in one transaction, so that
//! a walk that was broken off goes on where it stopped.

use crate::admission::Actions;
use crate::attributes::{Attributes, Record, text};
use crate::error::StoreError;
use crate::expression::Terms;
use crate::items::enrollment;
use crate::items::tags::{self, TAGS};
use crate::keys::{self, CARD, CATALOG, ENROLLMENT, HEAD, Key, LIVE, PAUSE, PROFILE, SUPPRESSION};
use crate::request::{key_of, stored};
use crate::{Admitted, Result, Store};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use cadence::Instant;
use cadence::caps::Cap;
use cadence::enrollment::{Enrollment, State};
use cadence::facts::MessageRecord;
use cadence::limits::CAP_MAILS_MAX;
use cadence::recent::{Memory, RecentMails};

/// The layout that this program reads and writes.
pub const LAYOUT: u32 = 3;
const OPERATION: &str = "carry data over";

/// The items that were carried over to the present layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Migrated {
    /// Items that were looked at.
    pub items: u64,
    /// Cards of leads, with grounds and refusals.
    pub leads: u64,
    /// Suppressions of addresses.
    pub suppressions: u64,
    /// Enrollments.
    pub enrollments: u64,
    /// Profiles whose tags went into an item of their own.
    pub tags: u64,
    /// Enrollments whose mail a sender holds at this moment. They were left, and the data keep their old number.
    pub in_flight: u64,
}

impl Store {
    /// Carries data of an earlier layout over to the present one; after each page it tells how far it has come. May be called
    /// again. No program of an earlier layout may run meanwhile. Data of a later layout are refused with
    /// [`StoreError::OtherLayout`].
    pub async fn migrate(&self, now: Instant, mut come: impl FnMut(Migrated)) -> Result<Migrated> {
        let mut migrated = Migrated::default();
        match self.identity().await?.check_layout() {
            Ok(()) => return Ok(migrated),
            Err(StoreError::OtherLayout { stored, given }) if stored < given => {}
            Err(error) => return Err(error),
        }
        let mut after = None;
        loop {
            let page = self.page_of_all(OPERATION, after).await?;
            for item in &page.items {
                migrated.items += 1;
                self.carry_over(item, now, &mut migrated).await?;
            }
            come(migrated);
            match page.next {
                None => break,
                next @ Some(_) => after = next,
            }
        }
        if migrated.in_flight == 0 {
            self.settle_layout().await?;
        }
        Ok(migrated)
    }

    async fn carry_over(&self, item: &Attributes, now: Instant, migrated: &mut Migrated) -> Result<()> {
        let Some(Key { pk, sk }) = key_of(item) else { return Ok(()) };
        let of_lead = pk.starts_with("L#");
        let moved = |pk: &str, sk: &str| Some(placed(item.clone(), pk, sk));
        let next = match (pk.as_str(), sk.as_str()) {
            (_, "card") if of_lead => {
                migrated.leads += 1;
                moved(&pk, CARD)
            }
            (_, "suppression") if of_lead => {
                migrated.suppressions += 1;
                moved(&pk, SUPPRESSION)
            }
            (_, sk) if of_lead && sk.starts_with("enrollment#") => {
                let Some(next) = self.enrollment_of_before(item, &pk, sk, now).await? else {
                    migrated.in_flight += 1;
                    return Ok(());
                };
                migrated.enrollments += 1;
                Some(next)
            }
            (_, PROFILE) if of_lead && item.contains_key(TAGS) => {
                migrated.tags += 1;
                return self.part_tags(item, &pk).await;
            }
            (CATALOG, HEAD) => moved(LIVE, HEAD),
            ("brake", sk) => moved(LIVE, &format!("{PAUSE}{sk}")),
            // The next tick asks for it anew.
            ("account", "quota") => None,
            _ => return Ok(()),
        };
        self.replace(&Key { pk, sk }, next).await
    }

    /// The enrollment with the marketing mails of the last 31 days, as the records of the lead's mails tell them; `None` while a
    /// sender holds it.
    async fn enrollment_of_before(
        &self,
        item: &Attributes,
        pk: &str,
        sk: &str,
        now: Instant,
    ) -> Result<Option<Attributes>> {
        let sk = format!("{ENROLLMENT}{}", sk.trim_start_matches("enrollment#"));
        let item = placed(item.clone(), pk, &sk);
        let lead = Record::new("enrollment", &item).parsed("pk", keys::parse_lead)?;
        let records = self.messages_of(&lead).await?;
        let standing = stored(&item, enrollment::read_of_before)?;
        if matches!(standing.value.state, State::Sending { lease_until, .. } if lease_until > now) {
            return Ok(None);
        }
        let next = remembering(standing.value, &records, now);
        Ok(Some(enrollment::rewritten(item, &next)))
    }

    /// Takes the tags out of a profile and puts them into an item of their own, at once.
    async fn part_tags(&self, item: &Attributes, pk: &str) -> Result<()> {
        let lead = Record::new("profile", item).parsed("pk", keys::parse_lead)?;
        let standing = tags::read(item)?;
        let mut actions =
            Actions { table: &self.table, operation: OPERATION, lead_since: None, list: Vec::new() };
        if !standing.is_empty() {
            actions.revision("tags", tags::write(&lead, &standing), None)?;
        }
        let (mut profile, terms) = (item.clone(), Terms::new().name("pk").name(TAGS));
        profile.remove(TAGS);
        let only = "attribute_exists(#pk) AND attribute_exists(#tags)";
        actions.put("profile", placed(profile, pk, PROFILE), Some((only, terms)))?;
        match self.transact(OPERATION, actions.list).await? {
            Admitted::Done => Ok(()),
            Admitted::Conflict => Err(StoreError::contended(OPERATION)),
        }
    }

    /// Puts an item in the place of an old one, or only takes the old one away.
    async fn replace(&self, old: &Key, next: Option<Attributes>) -> Result<()> {
        let unbuilt = |error| StoreError::unbuilt(OPERATION, &error);
        let new = Terms::new().name("pk");
        let put = next.map(|next| {
            Put::builder()
                .table_name(&*self.table)
                .set_item(Some(next))
                .condition_expression("attribute_not_exists(#pk)")
                .set_expression_attribute_names(new.names())
                .build()
        });
        let delete = Delete::builder()
            .table_name(&*self.table)
            .set_key(Some(old.attributes()))
            .build()
            .map_err(unbuilt)?;
        let put = put.transpose().map_err(unbuilt)?;
        let actions = put.map(|put| TransactWriteItem::builder().put(put).build());
        let actions: Vec<_> =
            actions.into_iter().chain([TransactWriteItem::builder().delete(delete).build()]).collect();
        match self.transact(OPERATION, actions).await? {
            Admitted::Done => Ok(()),
            Admitted::Conflict => Err(StoreError::contended(OPERATION)),
        }
    }

    async fn settle_layout(&self) -> Result<()> {
        let terms = Terms::new().name("pk").name("layout").value("layout", crate::attributes::number(LAYOUT));
        let change = "SET #layout = :layout";
        self.update_where(OPERATION, &keys::identity(), change, "attribute_exists(#pk)", &terms).await?;
        Ok(())
    }
}

fn placed(mut item: Attributes, pk: &str, sk: &str) -> Attributes {
    item.insert("pk".to_owned(), text(pk));
    item.insert("sk".to_owned(), text(sk));
    item
}

/// The enrollment with its marketing mails: what is in flight or unknown by its tag, what was before by its time.
fn remembering(mut enrollment: Enrollment, records: &[MessageRecord], now: Instant) -> Enrollment {
    let memory = Memory::of(&[Cap { mails: CAP_MAILS_MAX, days: 1 }]);
    let mut recent = RecentMails::default();
    let run = enrollment.run.clone();
    let own = records.iter().filter(|record| record.name.sequence == enrollment.sequence);
    for (record, counts_at) in own.filter_map(|record| Some((record, record.counts_at()?))) {
        let tag = record.name.send_key.tag();
        match &mut enrollment.state {
            State::Sending { step, counts_as, .. } | State::Unknown { step, counts_as, .. }
                if *step == record.name.step && run == record.name.run =>
            {
                *counts_as = Some(tag);
            }
            State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } | State::Done { .. } => {
                recent.note(tag, counts_at);
            }
        }
    }
    recent.trim(memory, now);
    enrollment.recent = recent;
    enrollment
}
