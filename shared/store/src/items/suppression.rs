//! `L#<lead>` / `suppression`: `reason` and `since` of the suppression that stands; of the one that was lifted last `lifted_at`,
//! `lifted_by`, `lifted_because`, `lifted_reason`, `lifted_since`; `soft_bounces`, a list of times; `rev`. Items of before have
//! the first two only.

use crate::attributes::{Attributes, Draft, Record, millis, parse_instant};
use crate::error::StoreError;
use crate::keys;
use cadence::ids::LeadId;
use cadence::suppression::{AddressStanding, Lifted, SoftBounces, Suppression, SuppressionReason};

const REASON: &str = "reason";
const SINCE: &str = "since";
const LIFTED_AT: &str = "lifted_at";
const LIFTED_BY: &str = "lifted_by";
const LIFTED_BECAUSE: &str = "lifted_because";
const LIFTED_REASON: &str = "lifted_reason";
const LIFTED_SINCE: &str = "lifted_since";
const SOFT_BOUNCES: &str = "soft_bounces";

pub(crate) fn write(lead: &LeadId, standing: &AddressStanding) -> Attributes {
    let mut draft = Draft::at(&keys::suppression(lead));
    if let Some(Suppression { reason, since }) = standing.suppression {
        draft = draft.text(REASON, reason.name()).instant(SINCE, since);
    }
    if let Some(Lifted { was, at, by, because }) = &standing.lifted {
        draft = draft
            .instant(LIFTED_AT, *at)
            .text(LIFTED_BY, by)
            .text(LIFTED_BECAUSE, because)
            .text(LIFTED_REASON, was.reason.name())
            .instant(LIFTED_SINCE, was.since);
    }
    if !standing.soft_bounces.is_empty() {
        draft = draft.list(SOFT_BOUNCES, standing.soft_bounces.iter().map(millis));
    }
    draft.done()
}

pub(crate) fn read(item: &Attributes) -> Result<AddressStanding, StoreError> {
    let record = Record::new("suppression", item);
    let suppression = match record.maybe_parsed(REASON, SuppressionReason::parse)? {
        Some(reason) => Some(Suppression { reason, since: record.instant(SINCE)? }),
        None => None,
    };
    let lifted = match record.maybe_instant(LIFTED_AT)? {
        Some(at) => Some(Lifted {
            was: Suppression {
                reason: record.parsed(LIFTED_REASON, SuppressionReason::parse)?,
                since: record.instant(LIFTED_SINCE)?,
            },
            at,
            by: record.text(LIFTED_BY)?.to_owned(),
            because: record.text(LIFTED_BECAUSE)?.to_owned(),
        }),
        None => None,
    };
    let soft_bounces = SoftBounces::from_parts(record.all(SOFT_BOUNCES, parse_instant)?);
    Ok(AddressStanding { suppression, lifted, soft_bounces })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::text;
    use crate::size::of_item;
    use cadence::Instant;

    fn at() -> Instant {
        "2026-12-31T23:59:59.999999999Z".parse().unwrap()
    }

    fn lead() -> LeadId {
        LeadId::parse(&"a".repeat(26)).unwrap()
    }

    #[test]
    fn an_item_of_before_reads_as_it_did() {
        for reason in ["hard_bounce", "complaint", "erased", "manual"] {
            let mut item = keys::suppression(&lead()).attributes();
            item.insert("reason".to_owned(), text(reason));
            item.insert("since".to_owned(), text("2026-11-21T00:00:00.000Z"));
            let standing = read(&item).unwrap();
            assert_eq!(standing.suppression.map(|it| it.reason.name()), Some(reason));
            assert_eq!((standing.lifted, standing.soft_bounces.iter().count()), (None, 0));
        }
    }

    #[test]
    fn the_largest_item_is_read_back_and_stays_under_a_kilobyte() {
        let was = Suppression { reason: SuppressionReason::RefusedForGood, since: at() };
        let standing = AddressStanding {
            suppression: Some(was),
            lifted: Some(Lifted { was, at: at(), by: "名".repeat(60), because: "x".repeat(200) }),
            soft_bounces: SoftBounces::from_parts([at()].into()),
        };
        let item = write(&lead(), &standing);
        let read = read(&item).unwrap();
        assert_eq!(
            read.lifted.map(|lifted| (lifted.by, lifted.because)),
            Some(("名".repeat(60), "x".repeat(200)))
        );
        assert!(of_item(&item) < 1024, "{}", of_item(&item));
    }
}
