//! A long history: the leads of a play have been customers for years when they enter. Their earlier runs, mails, facts, answers
//! and attributes are written through the store, by the rules of the domain, as the functions would have left them.

mod past;

use super::people::{address, answers};
use super::shop::Shop;
use anyhow::ensure;
use authoring::publish::Published;
use cadence::address::EmailAddress;
use cadence::ids::Version;
use cadence::publication::{Publication, PublicationKind};
use chrono::TimeDelta;
use document::Catalog;
use kit::observer::{self, at_once};
use past::Past;
use runtime::entropy::Entropy;
use serde_json::json;

/// Leads of a play with a history, and of the same play without it.
pub(super) const LEADS: u32 = 20;
/// Sequences that each of them has been through, and mails that these sent.
pub(super) const RUNS: usize = 30;
pub(super) const MAILS: usize = 1_000;
/// Attributes on the profile.
pub(super) const ATTRIBUTES: usize = 50;
/// The form by which each earlier run began.
const FORM: &str = "material-request";

/// The sequences that leads have been through.
pub(super) struct History {
    catalog: Catalog,
}

impl History {
    /// Earlier sequences under the settings that are published. They are not published themselves any more.
    pub(super) fn under(published: &Published) -> anyhow::Result<Self> {
        let kept = published.publications.iter().filter(|it| it.kind != PublicationKind::Sequence);
        let earlier = (0..RUNS).map(|place| {
            let mails = MAILS / RUNS + usize::from(place < MAILS % RUNS);
            let step = |number| json!({ "step": format!("mail-{number:02}"), "after": "1 business day", "send": "mail" });
            let document = json!({
                "start": { "form": FORM }, "purpose": "marketing",
                "steps": (0..mails).map(step).collect::<Vec<_>>(),
            });
            let mut digest = [0; 16];
            digest[0] = u8::try_from(place).unwrap_or(u8::MAX);
            Publication {
                kind: PublicationKind::Sequence,
                id: format!("earlier-{place:02}"),
                version: Version::from_digest(&digest),
                text: document.to_string(),
            }
        });
        let catalog = Catalog::read(kept.cloned().chain(earlier).collect())?;
        ensure!(catalog.problems().is_empty(), "earlier sequences are broken: {:?}", catalog.problems());
        Ok(Self { catalog })
    }

    /// Gives a lead its history, which ends before any mail of it counts for a frequency cap.
    pub(super) fn give(&self, shop: &Shop, number: u32) -> anyhow::Result<()> {
        let past = Past {
            catalog: &self.catalog,
            store: observer::store(&shop.stage.engine),
            identity: &shop.secrets.identity,
            entropy: Entropy::seeded(u64::from(number)),
            address: EmailAddress::parse(&address(number))?,
            lead: shop.lead(number),
            answers: answers(number),
        };
        let (mails, last) = at_once(past.write())?;
        let longest = self.catalog.policy().caps.iter().map(|cap| cap.days).max().unwrap_or(0);
        let counts_until = last + TimeDelta::days(i64::from(longest));
        ensure!(mails == MAILS, "a history has {mails} mails");
        ensure!(
            counts_until < shop.stage.clock.now(),
            "the last mail of a history counts until {counts_until}"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::inquiry::{INQUIRY_CHARACTERS, INQUIRY_FORM, long_inquiry, with_long_inquiries};
    use super::*;
    use authoring::publish;
    use serde_json::Value;

    #[test]
    fn a_history_is_as_long_as_it_says_and_the_form_takes_the_long_inquiry() {
        let published = publish::read(&kit::folder::templates()).unwrap();
        let published = with_long_inquiries(&published).unwrap();
        let History { catalog } = History::under(&published).unwrap();
        let mails = |sequence: &cadence::sequence::Sequence| sequence.steps.iter().count();
        assert_eq!(catalog.sequences().count(), RUNS);
        assert_eq!(catalog.sequences().map(mails).sum::<usize>(), MAILS);
        let inquiry = long_inquiry();
        let characters = |text: &Value| text.as_str().unwrap().chars().count();
        assert_eq!(inquiry.values().map(characters).sum::<usize>(), INQUIRY_CHARACTERS);
        let form = catalog.forms().find(|form| form.id.as_str() == INQUIRY_FORM).unwrap();
        assert!(inquiry.keys().all(|name| form.fields.iter().any(|field| field.name == *name)));
        assert_eq!(past::attributes(&answers(1)).len(), ATTRIBUTES);
    }
}
