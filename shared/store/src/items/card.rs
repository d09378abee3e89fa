//! `L#<lead>` / `card`: `address`, `zone`, `tracking`, `complaint_open`, `created_at`, `consent_basis` and `consent_at`
//! together or not at all, with `consent_proof` (`posted` where older data lack it), `refused_at`; `asked_at` and `asked_once` of the
//! last question whether an agreement is the person's own; `paused_until`, `less_often` and `topics_refused` where the person asked for
//! it; `erased_at` where an erasure came before; `rev`. `tracking` is false where the person refused it; `tracking_allowed` stands
//! where the person allowed it.
//!
//! Of a person who was erased: `erased_at`, `refused_at`, `unfinished` while the rest is being erased, `rev`; no `address`.

use super::consent::{basis_name, parse_basis, parse_proof, proof_name};
use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::address::EmailAddress;
use cadence::consent::Asked;
use cadence::consent::{Consent, ConsentState, Proof};
use cadence::erasure::Tombstone;
use cadence::ids::{LeadId, TopicId};
use cadence::lead::Card;
use cadence::preferences::{Preferences, Tracking};

/// The attribute that `refuse_marketing` writes by itself.
pub(crate) const REFUSED_AT: &str = "refused_at";
/// The attribute that every card has and no tombstone.
pub(crate) const ADDRESS: &str = "address";

pub(crate) fn write(card: &Card) -> Attributes {
    let draft = Draft::at(&keys::card(&card.id))
        .text(ADDRESS, card.address.wire())
        .text("zone", card.zone.name())
        .flag("tracking", card.preferences.tracking != Tracking::Refused)
        .flag_if("tracking_allowed", card.preferences.tracking == Tracking::Allowed)
        .flag("complaint_open", card.complaint_open)
        .instant("created_at", card.created_at)
        .maybe_instant(REFUSED_AT, card.consent.refused_at)
        .maybe_instant("asked_at", card.consent.asked.map(|asked| asked.at))
        .flag_if("asked_once", card.consent.asked.is_some_and(|asked| asked.once))
        .maybe_instant("paused_until", card.preferences.paused_until)
        .flag_if("less_often", card.preferences.less_often)
        .list_if_any("topics_refused", card.preferences.topics_refused.iter().map(ToString::to_string))
        .maybe_instant("erased_at", card.erased_at);
    match card.consent.marketing {
        None => draft,
        Some(consent) => {
            let draft = draft.text("consent_basis", basis_name(consent.basis));
            draft.text("consent_proof", proof_name(consent.proof)).instant("consent_at", consent.obtained_at)
        }
    }
    .done()
}

pub(crate) fn read(item: &Attributes) -> Result<Card, StoreError> {
    let record = Record::new("card", item);
    let marketing = record
        .maybe_parsed("consent_basis", parse_basis)?
        .map(|basis| {
            let proof = record.maybe_parsed("consent_proof", parse_proof)?.unwrap_or(Proof::Posted);
            Ok(Consent { basis, proof, obtained_at: record.instant("consent_at")? })
        })
        .transpose()?;
    let once = record.has("asked_once");
    let asked = record.maybe_instant("asked_at")?.map(|at| Asked { at, once });
    Ok(Card {
        id: record.parsed("pk", keys::parse_lead)?,
        address: record.parsed(ADDRESS, |text| EmailAddress::parse(text).ok())?,
        zone: record.parsed("zone", |text| text.parse().ok())?,
        consent: ConsentState { marketing, refused_at: record.maybe_instant(REFUSED_AT)?, asked },
        preferences: Preferences {
            paused_until: record.maybe_instant("paused_until")?,
            less_often: record.has("less_often"),
            topics_refused: record.all("topics_refused", |name| TopicId::parse(name).ok())?,
            tracking: match (record.flag("tracking")?, record.has("tracking_allowed")) {
                (false, _) => Tracking::Refused,
                (true, true) => Tracking::Allowed,
                (true, false) => Tracking::Unsaid,
            },
        },
        complaint_open: record.flag("complaint_open")?,
        created_at: record.instant("created_at")?,
        erased_at: record.maybe_instant("erased_at")?,
    })
}

/// Whether this is what stays of somebody who was erased.
pub(crate) fn is_tombstone(item: &Attributes) -> bool {
    item.contains_key("erased_at") && !item.contains_key(ADDRESS)
}

pub(crate) fn write_tombstone(lead: &LeadId, tombstone: &Tombstone) -> Attributes {
    Draft::at(&keys::card(lead))
        .instant("erased_at", tombstone.erased_at)
        .instant(REFUSED_AT, tombstone.refused_at)
        .flag_if("unfinished", !tombstone.is_finished)
        .done()
}

pub(crate) fn read_tombstone(item: &Attributes) -> Result<Tombstone, StoreError> {
    let record = Record::new("tombstone", item);
    Ok(Tombstone {
        erased_at: record.instant("erased_at")?,
        refused_at: record.instant(REFUSED_AT)?,
        is_finished: !record.has("unfinished"),
    })
}
