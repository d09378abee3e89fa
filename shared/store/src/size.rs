//! The size of an item, by DynamoDB's rule.
//!
//! Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats": names and texts count their UTF-8 bytes, numbers
//! about one byte per two digits and one more, truth values one, lists and maps three and one per element.

use crate::attributes::Attributes;
use aws_sdk_dynamodb::types::AttributeValue;

/// Bytes in one item.
pub(crate) const ITEM_BYTES_MAX: usize = 400 * 1024;

/// Bytes of the whole item, names of attributes included.
pub(crate) fn of_item(item: &Attributes) -> usize {
    item.iter().map(|(name, value)| name.len() + of_value(value)).sum()
}

fn of_value(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => of_number(number),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::Ns(numbers) => numbers.iter().map(|number| of_number(number)).sum(),
        AttributeValue::Bs(all) => all.iter().map(|bytes| bytes.as_ref().len()).sum(),
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + of_value(value)).sum::<usize>(),
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| 1 + name.len() + of_value(value)).sum::<usize>()
        }
        AttributeValue::Bool(_) | AttributeValue::Null(_) | _ => 1,
    }
}

fn of_number(number: &str) -> usize {
    number.bytes().filter(u8::is_ascii_digit).count().div_ceil(2) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{Draft, millis, text};
    use crate::items::message::{fact_attribute, proof_attribute};
    use crate::items::{card, enrollment, message, tags};
    use crate::keys;
    use crate::lane::Lane;
    use crate::request::revised;
    use cadence::Instant;
    use cadence::address::EmailAddress;
    use cadence::campaign;
    use cadence::consent::Asked;
    use cadence::consent::{Basis, Consent, ConsentState, Proof};
    use cadence::enrollment::{Ending, Enrollment, Passed, State, Then, Way};
    use cadence::facts::Fact;
    use cadence::ids::{AttemptId, EventName, LeadId, RunId, SequenceId, StepId, Tag, TopicId, Version};
    use cadence::lead::Card;
    use cadence::limits::{CAP_MAILS_MAX, NAME_LENGTH_MAX, TAGS_PER_LEAD_MAX, TOPICS_MAX};
    use cadence::preferences::{Preferences, Tracking};
    use cadence::recent::{MailTag, RecentMail, RecentMails};
    use cadence::send_key::SendKey;

    const KILOBYTE: usize = 1024;

    fn hash() -> String {
        AttemptId::from_random([0xff; 16]).to_string()
    }

    fn longest() -> String {
        "x".repeat(NAME_LENGTH_MAX)
    }

    fn at() -> Instant {
        "2026-12-31T23:59:59.999999999Z".parse().unwrap()
    }

    fn lead() -> LeadId {
        LeadId::parse(&hash()).unwrap()
    }

    fn in_state(state: State) -> usize {
        let enrollment = Enrollment {
            lead: lead(),
            sequence: SequenceId::parse(&longest()).unwrap(),
            run: RunId::parse(&hash()).unwrap(),
            version: Some(Version::parse(&hash()).unwrap()),
            started_at: at(),
            previous_at: at(),
            previous: Some(Passed { step: StepId::parse(&longest()).unwrap(), way: Way::Onward }),
            recent: RecentMails::from_parts(vec![
                RecentMail { tag: MailTag([1; 4]), at: at() };
                CAP_MAILS_MAX as usize
            ]),
            state,
        };
        of_item(&revised(enrollment::write(&enrollment, Lane::Main, u32::MAX), Some(u64::MAX - 1), None))
    }

    #[test]
    fn sizes_follow_the_rule_of_the_guide() {
        let sized = |value| of_item(&Attributes::from([("名".to_owned(), value)])) - 3;
        assert_eq!(sized(text("あb")), 4);
        assert_eq!(sized(AttributeValue::N("-123.5".to_owned())), 3);
        assert_eq!(sized(AttributeValue::Bool(true)), 1);
        assert_eq!(sized(AttributeValue::L(vec![text("ab"), text("")])), 3 + 2 + 2);
        assert_eq!(sized(AttributeValue::M(Attributes::from([("a".to_owned(), text("bc"))]))), 3 + 1 + 3);
        assert_eq!(sized(AttributeValue::Ss(vec!["ab".to_owned(), "c".to_owned()])), 3);
    }

    #[test]
    fn the_largest_enrollment_stays_under_a_kilobyte() {
        let step = StepId::parse(&longest()).unwrap();
        let attempt = AttemptId::parse(&hash()).unwrap();
        let thens = [
            Then::End(Ending::StoppedBy(EventName::parse(&longest()).unwrap())),
            Then::Restart { run: RunId::parse(&hash()).unwrap(), at: at() },
        ];
        for then in thens {
            let sending = State::Sending {
                step: step.clone(),
                due_at: at(),
                listed_at: at(),
                attempt: attempt.clone(),
                lease_until: at(),
                counts_as: Some(MailTag([1; 4])),
                then: Some(then.clone()),
            };
            let unknown = State::Unknown {
                step: step.clone(),
                attempt: attempt.clone(),
                since: at(),
                settle_at: Some(at()),
                counts_as: Some(MailTag([1; 4])),
                then: Some(then),
            };
            for state in [sending, unknown] {
                let bytes = in_state(state);
                assert!((500..=KILOBYTE).contains(&bytes), "{bytes} bytes");
            }
        }
    }

    #[test]
    fn the_largest_card_stays_under_a_kilobyte() {
        let label = "b".repeat(61);
        let address = format!("{}@{label}.{label}.{label}.jp", "a".repeat(64));
        let topic = |number| TopicId::parse(&format!("{number:0>NAME_LENGTH_MAX$}")).unwrap();
        let longest = chrono_tz::TZ_VARIANTS.into_iter().max_by_key(|zone| zone.name().len()).unwrap();
        let card = Card {
            id: lead(),
            address: EmailAddress::parse(&address).unwrap(),
            zone: longest,
            consent: ConsentState {
                marketing: Some(Consent {
                    basis: Basis::ExistingBusiness,
                    proof: Proof::ConfirmedByMail,
                    obtained_at: at(),
                }),
                refused_at: Some(at()),
                asked: Some(Asked { at: at(), once: true }),
            },
            preferences: Preferences {
                paused_until: Some(at()),
                less_often: true,
                topics_refused: (0..TOPICS_MAX).map(topic).collect(),
                tracking: Tracking::Allowed,
            },
            complaint_open: true,
            created_at: at(),
            erased_at: Some(at()),
        };
        let bytes = of_item(&revised(card::write(&card), Some(u64::MAX - 1), None));
        assert!((500..=KILOBYTE).contains(&bytes), "{bytes} bytes");
    }

    #[test]
    fn the_largest_tags_stay_under_a_kilobyte() {
        let named = |number: usize| Tag::parse(&format!("{number:0>NAME_LENGTH_MAX$}")).unwrap();
        let largest = (0..TAGS_PER_LEAD_MAX).map(named).collect();
        let bytes = of_item(&revised(tags::write(&lead(), &largest), Some(u64::MAX - 1), None));
        assert!((500..=KILOBYTE).contains(&bytes), "{bytes} bytes");
    }

    /// No sender reads it; a post that says a campaign writes it.
    #[test]
    fn the_largest_campaign_stays_under_six_kilobytes() {
        let label = "b".repeat(61);
        let page = format!("https://{label}.{label}.{label}.jp/{}", "あ".repeat(300));
        let word = "あ".repeat(300);
        let pairs = campaign::NAMES.map(|name| (name, if name.starts_with("utm_") { &word } else { &page }));
        let touch = campaign::Touch::read(pairs);
        let largest = campaign::Campaign { first: touch.clone(), last: touch };
        let bytes = of_item(&crate::items::campaign::write(&lead(), &largest));
        assert!((3 * KILOBYTE..=6 * KILOBYTE).contains(&bytes), "{bytes} bytes");
    }

    #[test]
    fn a_message_about_which_everything_is_known_stays_under_a_kilobyte() {
        let mut item = Draft::at(&keys::message(&lead(), &SendKey::parse(&hash()).unwrap()))
            .text("sequence", longest())
            .text("run", hash())
            .text("step", longest())
            .text("purpose", "transactional")
            .text(message::PHASE, message::FENCED)
            .text(message::ATTEMPT, hash())
            .instant(message::FENCED_AT, at())
            .text(message::GIVEN_UP, hash())
            .instant(message::GIVEN_UP_AT, at())
            .done();
        item.insert(message::CLOSED.to_owned(), AttributeValue::Ss(vec![hash()]));
        item.insert(proof_attribute(Fact::Sent).to_owned(), AttributeValue::Ss(vec![hash()]));
        for fact in Fact::ALL.into_iter().filter(|fact| fact.proves_sending()) {
            item.insert(fact_attribute(fact), text(millis(at())));
        }
        message::read(&item).unwrap();
        let bytes = of_item(&item);
        assert!((500..=KILOBYTE).contains(&bytes), "{bytes} bytes");
    }
}
