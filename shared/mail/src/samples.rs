//! A lead, an event and a company for this crate's tests.

use crate::RenderContext;
use cadence::address::EmailAddress;
use cadence::company::{Company, Sender};
use cadence::consent::ConsentState;
use cadence::ids::LeadId;
use cadence::lead::{Card, Lead, Profile};
use cadence::policy::Policy;
use cadence::preferences::Preferences;
use cadence::score::{HotRule, ScoreRules, Weights};
use cadence::sequence::{Language, Purpose};
use chrono::{NaiveDate, TimeZone as _, Utc};
use std::collections::BTreeMap;

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(crate) fn moment() -> cadence::Instant {
    Utc.with_ymd_and_hms(2026, 11, 21, 1, 0, 0).unwrap()
}

pub(crate) fn lead(name: Option<&str>) -> Lead {
    Lead {
        card: Card {
            id: LeadId::parse("abcdefghijklmnopqrstuvwxyz").unwrap(),
            address: address("taro@example.jp"),
            zone: chrono_tz::Asia::Tokyo,
            consent: ConsentState::default(),
            preferences: Preferences::default(),
            complaint_open: false,
            created_at: moment(),
            erased_at: None,
        },
        profile: Profile { name: name.map(str::to_owned), ..Profile::default() },
    }
}

pub(crate) fn event() -> BTreeMap<String, String> {
    BTreeMap::from([("material".to_owned(), "guide.pdf?a=1&b=2".to_owned())])
}

pub(crate) fn sender() -> Sender {
    Sender { name: "飛脚商会".to_owned(), address: address("news@example.co.jp"), reply_to: None }
}

pub(crate) fn policy() -> Policy {
    Policy {
        company: Company {
            legal_name: "株式会社飛脚商会 & Sons".to_owned(),
            trade_name: Some("飛脚".to_owned()),
            postal_address: "東京都千代田区丸の内1-1-1".to_owned(),
            contact_email: Some(address("support@example.co.jp")),
            contact_phone: Some("03-0000-0000".to_owned()),
            contact_url: None,
            privacy_url: Some("https://www.example.co.jp/privacy".to_owned()),
        },
        sender: sender(),
        zone: chrono_tz::Asia::Tokyo,
        language: Language::Japanese,
        honorific: "様".to_owned(),
        quiet_hours: None,
        caps: Vec::new(),
        topics: Vec::new(),
        tracking: cadence::preferences::TrackingRule::Always,
        ceilings: cadence::ceiling::Ceilings::usual(),
        score: ScoreRules {
            half_life_days: 30,
            weights: Weights { form: 0.0, click: 0.0, open: 0.0, events: BTreeMap::new() },
            fit: Vec::new(),
            hot: HotRule { engagement_at_least: 60.0, fit_at_least: 0.0, again_below: 40.0, quiet_days: 30 },
        },
    }
}

pub(crate) fn context<'a>(
    lead: &'a Lead,
    event: &'a BTreeMap<String, String>,
    policy: &'a Policy,
) -> RenderContext<'a> {
    RenderContext {
        lead,
        event,
        policy,
        sender: &policy.sender,
        language: Language::Japanese,
        purpose: Purpose::Marketing,
        unsubscribe_url: "https://mail.example.co.jp/u/v1.a.u.x.y",
        confirm_url: "",
        today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
    }
}
