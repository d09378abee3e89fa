//! A long history: the leads of a play have been customers for years when they enter. Their earlier runs, mails, facts, answers
//! and attributes are written through the store, by the rules of the domain, as the functions would have left them.

mod past;

use super::people::{address, answers};
use super::shop::Shop;
use crate::faults::observer::{self, at_once};
use anyhow::{Context as _, ensure};
use authoring::publish::Published;
use cadence::address::EmailAddress;
use cadence::ids::Version;
use cadence::publication::{Publication, PublicationKind};
use chrono::TimeDelta;
use document::Catalog;
use past::Past;
use runtime::entropy::Entropy;
use serde_json::{Map, Value, json};

/// Leads of a play with a history, and of the same play without it.
pub(super) const LEADS: u32 = 20;
/// Sequences that each of them has been through, and mails that these sent.
pub(super) const RUNS: usize = 30;
pub(super) const MAILS: usize = 1_000;
/// Attributes on the profile.
pub(super) const ATTRIBUTES: usize = 50;
/// Characters of an inquiry, over these fields of the form: one field takes 4,000 at most.
pub(super) const INQUIRY_CHARACTERS: usize = 9_000;
const INQUIRY_FIELDS: [&str; 3] = ["message", "background", "wishes"];
/// The form by which people ask something.
pub(super) const INQUIRY_FORM: &str = "contact";
/// The form by which each earlier run began.
const FORM: &str = "material-request";

/// The long answers to the form by which people ask something.
pub(super) fn long_inquiry() -> Map<String, Value> {
    let many = INQUIRY_CHARACTERS / INQUIRY_FIELDS.len();
    let text: String = "棚卸のたびに在庫の数が帳簿と合いません。".chars().cycle().take(many).collect();
    INQUIRY_FIELDS.into_iter().map(|name| (name.to_owned(), text.clone().into())).collect()
}

/// The same documents, but for the form by which people ask something: it takes long answers.
pub(super) fn with_long_inquiries(published: &Published) -> anyhow::Result<Published> {
    let mut published = published.clone();
    let is_it = |it: &&mut Publication| it.kind == PublicationKind::Form && it.id == INQUIRY_FORM;
    let form =
        published.publications.iter_mut().find(is_it).context("the form for inquiries is published")?;
    let mut document: Value = serde_json::from_str(&form.text)?;
    let fields = document["fields"].as_array_mut().context("a form has fields")?;
    fields.retain(|field| field["name"].as_str().is_none_or(|name| !INQUIRY_FIELDS.contains(&name)));
    let most = INQUIRY_CHARACTERS / INQUIRY_FIELDS.len();
    let long = |name| json!({ "name": name, "label": name, "type": "long_text", "max_length": most });
    fields.extend(INQUIRY_FIELDS.map(long));
    form.text = document.to_string();
    Ok(published)
}

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
            identity: &shop.identity,
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
    use super::*;
    use crate::units::checkout;
    use authoring::publish;

    #[test]
    fn a_history_is_as_long_as_it_says_and_the_form_takes_the_long_inquiry() {
        let published = publish::read(&checkout().join("templates")).unwrap();
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
