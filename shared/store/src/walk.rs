//! Walks: reading the whole table, which nothing that runs by itself may do.

use crate::attributes::Attributes;
use crate::calls::Call;
use crate::error::StoreError;
use crate::expression::Terms;
use crate::items::{card, enrollment};
use crate::key::Key;
use crate::keys::{CARD, ENROLLMENT, LIST, parse_lead};
use crate::line::line;
use crate::request::{PAGE, Page, key_of};
use crate::{Result, Store};
use aws_sdk_dynamodb::operation::scan::builders::ScanFluentBuilder;
use aws_sdk_dynamodb::operation::scan::{ScanError, ScanOutput};
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use cadence::enrollment::Enrollment;
use cadence::ids::{LeadId, ListId};
use chrono_tz::Tz;

const WALK: &str = "walk the table";
/// Items read at a time on a walk that takes few of them. Enrollments and cards are small, so a page of them stays well below
/// the megabyte at which the table would cut it.
const WALK_PAGE: i32 = 1000;

/// An item that a walk over leads and enrollments meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// A lead, with its zone.
    Lead(LeadId, Tz),
    /// A lead in a sequence.
    Enrollment(Box<Enrollment>),
}

/// The progress of a walk, and its cost.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Walked {
    /// Items looked at.
    pub items: u64,
    /// Read units used; half a unit for 4 KB.
    pub read_units: f64,
}

/// A place between two items of a walk, to go on from; a text that may travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkPlace(Key);

impl WalkPlace {
    /// The place as text.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.0.pk, self.0.sk)
    }

    /// Reads what [`WalkPlace::text`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (pk, sk) = text.split_once('\n')?;
        Some(Self(Key::new(pk, sk)))
    }
}

/// A page of a walk over a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListPage {
    /// Leads of the list that it met.
    pub leads: Vec<LeadId>,
    /// The cost of the page.
    pub walked: Walked,
    /// The place of the next page; `None` at the end.
    pub next: Option<WalkPlace>,
}

impl Store {
    /// One page of a walk over everybody on a list.
    pub async fn walk_list(&self, list: &ListId, after: Option<&WalkPlace>) -> Result<ListPage> {
        let terms = Terms::new().name("sk").text("list", format!("{LIST}{list}"));
        let page = sent(
            self.scan()
                .limit(WALK_PAGE)
                .filter_expression("#sk = :list")
                .set_expression_attribute_names(terms.names())
                .set_expression_attribute_values(terms.values())
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .set_exclusive_start_key(after.map(|place| place.0.attributes())),
        )
        .await
        .map_err(|error| StoreError::of(WALK, &error))?;
        let leads = page.items().iter().filter_map(|item| parse_lead(&key_of(item)?.pk)).collect();
        let walked = Walked {
            items: u64::from(page.scanned_count.unsigned_abs()),
            read_units: page.consumed_capacity().and_then(|used| used.capacity_units).unwrap_or_default(),
        };
        let next = page.last_evaluated_key.as_ref().and_then(key_of).map(WalkPlace);
        Ok(ListPage { leads, walked, next })
    }

    /// Shows every lead's zone and every enrollment, those whose runs are over too; a lead mostly comes before its
    /// enrollments, and nothing may depend on it. What cannot be read is shown as the error that names it. After each page
    /// it is told how far the walk has come.
    pub async fn walk_enrollments(
        &self,
        mut take: impl FnMut(Result<Met>),
        mut come: impl FnMut(Walked),
    ) -> Result<Walked> {
        let terms = Terms::new().name("sk").text("card", CARD).text("enrollment", ENROLLMENT);
        let mut walked = Walked::default();
        let mut after = None;
        loop {
            let page = sent(
                self.scan()
                    .limit(WALK_PAGE)
                    .filter_expression("#sk = :card OR begins_with(#sk, :enrollment)")
                    .set_expression_attribute_names(terms.names())
                    .set_expression_attribute_values(terms.values())
                    .return_consumed_capacity(ReturnConsumedCapacity::Total)
                    .set_exclusive_start_key(after),
            )
            .await
            .map_err(|error| StoreError::of(WALK, &error))?;
            walked.items += u64::from(page.scanned_count.unsigned_abs());
            walked.read_units +=
                page.consumed_capacity().and_then(|used| used.capacity_units).unwrap_or_default();
            page.items().iter().filter(|item| !card::is_tombstone(item)).for_each(|item| take(met(item)));
            come(walked);
            match page.last_evaluated_key {
                None => return Ok(walked),
                next @ Some(_) => after = next,
            }
        }
    }

    /// Every item as one line of DynamoDB JSON (each value under the name of its type), in no order that means anything.
    /// Returns how many items there were.
    pub async fn export_lines(&self, mut take: impl FnMut(String)) -> Result<u64> {
        let mut count = 0;
        self.walk(|item| {
            count += 1;
            take(line(item));
        })
        .await?;
        Ok(count)
    }

    /// Shows every item, page by page.
    async fn walk(&self, mut visit: impl FnMut(&Attributes)) -> Result<()> {
        let mut after = None;
        loop {
            let page = sent(self.scan().limit(PAGE).set_exclusive_start_key(after))
                .await
                .map_err(|error| StoreError::of(WALK, &error))?;
            page.items().iter().for_each(&mut visit);
            match page.last_evaluated_key {
                None => return Ok(()),
                next @ Some(_) => after = next,
            }
        }
    }

    /// One page of all items, and where the next one begins.
    pub(crate) async fn page_of_all(
        &self,
        operation: &'static str,
        after: Option<Attributes>,
    ) -> Result<Page> {
        let scan = self.scan().limit(PAGE).consistent_read(true).set_exclusive_start_key(after);
        let page = sent(scan).await.map_err(|error| StoreError::of(operation, &error))?;
        Ok(Page { items: page.items.unwrap_or_default(), next: page.last_evaluated_key })
    }

    fn scan(&self) -> ScanFluentBuilder {
        self.client.scan().table_name(&*self.table)
    }
}

fn met(item: &Attributes) -> Result<Met> {
    if key_of(item).is_some_and(|key| key.sk == CARD) {
        let card = card::read(item)?;
        return Ok(Met::Lead(card.id, card.zone));
    }
    Ok(Met::Enrollment(Box::new(enrollment::read(item)?)))
}

/// The call, compiled here (see [`calls`](crate::calls)).
fn sent(call: ScanFluentBuilder) -> Call<ScanOutput, ScanError> {
    Box::pin(call.send())
}
