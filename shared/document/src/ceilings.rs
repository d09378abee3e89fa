//! `ceilings` and `trusted_proxies` of `settings.json`: how much strangers can set off.

use crate::problem::{Notes, join};
use crate::refusals;
use cadence::caller::Network;
use cadence::ceiling::{ADDRESS_RUNS_MAX, AddressCeiling, CallerCeiling, Ceilings, DoorPace};
use cadence::span::Span;
use cadence::{text, words};
use chrono::TimeDelta;
use serde::Deserialize;

/// Networks of proxies at most.
const PROXIES_MAX: usize = 200;

/// 他人がフォームから起こせる送信の上限。社内専用フォームとAPIには効きません。 / How much strangers can set off; staff forms and the
/// API have no ceilings.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "ceilings")]
pub(crate) struct CeilingsText {
    /// 一つのメールアドレスについて。超えた送信は記録だけして、メールは送りません。 / For one address; beyond, posts are recorded and
    /// begin nothing.
    address: Option<AddressText>,
    /// 一つの送信元（IPアドレス）について。超えると受け付けません（429）。 / For one caller (IP address); beyond, posts are refused (429).
    caller: Option<CallerText>,
    /// 一つのドメインについて（Gmailなど大手は除く）。超えると最初のメールをゆっくり送ります。 / For one domain, large mail providers
    /// spared; beyond, first mails go out slowly.
    domain: Option<PaceText>,
    /// 全体について。超えると最初のメールをゆっくり送ります。シナリオが二つ以上あれば、すぐに送る数の半分までを一つが使えます。 / For all
    /// together; beyond, first mails go out slowly. Of what goes at once, one sequence of several takes half at most.
    everybody: Option<PaceText>,
    /// 同じ人が同じシナリオを始めなおせるまでの時間。 / The least time before the same person can begin a sequence again, such as
    /// "1 hour".
    restart_after: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 一つのメールアドレスについての上限。 / Runs that may begin for one address.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "address_ceiling")]
pub(crate) struct AddressText {
    /// 24時間に始まるシナリオの数。 / In any 24 hours.
    runs_per_day: Option<u32>,
    /// 30日間に始まるシナリオの数。 / In any 30 days.
    runs_per_month: Option<u32>,
}

/// 一つの送信元についての上限。 / Posts that one caller may send.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "caller_ceiling")]
pub(crate) struct CallerText {
    /// 1時間の送信数。 / In an hour.
    posts_per_hour: Option<u32>,
    /// 1日の送信数。 / In a day.
    posts_per_day: Option<u32>,
}

/// 最初のメールを送る速さ。 / The pace of first mails.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "first_mail_pace")]
pub(crate) struct PaceText {
    /// すぐに送る数。 / How many go at once.
    at_once: Option<u32>,
    /// 1日に送る数。 / How many go in a day.
    per_day: Option<u32>,
}

/// Reads both; what is not said is as usual.
pub(crate) fn read(
    written: Option<CeilingsText>,
    proxies: Option<Vec<String>>,
    notes: &mut Notes,
) -> Option<Ceilings> {
    let usual = Ceilings::usual();
    let written = written.unwrap_or_default();
    let address = written.address.unwrap_or_default().read(usual.address, notes);
    let caller = written.caller.unwrap_or_default().read(usual.caller, notes);
    let domain = written.domain.unwrap_or_default().read("/ceilings/domain", usual.domain, notes);
    let everybody = written.everybody.unwrap_or_default().read("/ceilings/everybody", usual.everybody, notes);
    let restart_after =
        written.restart_after.map_or(Some(usual.restart_after), |text| distance(&text, notes));
    let proxies = proxies.unwrap_or_default();
    let trusted_proxies = networks(&proxies, notes);
    Some(Ceilings {
        address: address?,
        caller: caller?,
        domain: domain?,
        everybody: everybody?,
        restart_after: restart_after?,
        trusted_proxies,
    })
}

/// At least one; a ceiling of none would take no posts at all.
fn at_least_one(value: Option<u32>, usual: u32, pointer: &str, key: &str, notes: &mut Notes) -> Option<u32> {
    let value = value.unwrap_or(usual);
    if value == 0 {
        let message =
            text!(en = "`{key}` of 0 lets nothing through", ja = "`{key}` が 0 なので、何も通りません。");
        let remedy = words!(
            en = "write at least 1; to send nothing, pause the sequence or remove the form",
            ja = "1以上にしてください。何も送らないなら、シナリオを止めるか、フォームを外してください。"
        );
        notes.add(join(pointer, key), "ceiling-zero", message, remedy);
        return None;
    }
    Some(value)
}

/// The longer span holds no less than the shorter one.
fn in_order(shorter: (u32, &str), longer: (u32, &str), pointer: &str, notes: &mut Notes) {
    if longer.0 < shorter.0 {
        let message = text!(
            en = "`{}` {} can never be reached: `{}` is {}",
            ja = "`{}` の {} には届きません。`{}` が {} です。",
            shorter.1,
            shorter.0,
            longer.1,
            longer.0
        );
        let remedy = words!(
            en = "let the longer span hold at least as many as the shorter one",
            ja = "長い期間の数を、短い期間の数以上にしてください。"
        );
        notes.add(pointer, "ceiling-contradiction", message, remedy);
    }
}

impl AddressText {
    fn read(self, usual: AddressCeiling, notes: &mut Notes) -> Option<AddressCeiling> {
        const POINTER: &str = "/ceilings/address";
        let a_day = at_least_one(self.runs_per_day, usual.a_day, POINTER, "runs_per_day", notes)?;
        let usual_month = usual.a_month.max(a_day).min(ADDRESS_RUNS_MAX);
        let a_month = at_least_one(self.runs_per_month, usual_month, POINTER, "runs_per_month", notes)?;
        if a_month > ADDRESS_RUNS_MAX || a_day > ADDRESS_RUNS_MAX {
            let message = text!(
                en = "more than {ADDRESS_RUNS_MAX} runs in a month for one address",
                ja = "一つのアドレスについて、一か月に {ADDRESS_RUNS_MAX} 回を超えています。"
            );
            let remedy = words!(
                en = "write less; staff forms and the API have no ceilings",
                ja = "少なくしてください。社内用フォームと API には上限がありません。"
            );
            notes.add(POINTER, "ceiling-too-high", message, remedy);
            return None;
        }
        in_order((a_day, "runs_per_day"), (a_month, "runs_per_month"), POINTER, notes);
        Some(AddressCeiling { a_day, a_month })
    }
}

impl CallerText {
    fn read(self, usual: CallerCeiling, notes: &mut Notes) -> Option<CallerCeiling> {
        const POINTER: &str = "/ceilings/caller";
        let an_hour = at_least_one(self.posts_per_hour, usual.an_hour, POINTER, "posts_per_hour", notes)?;
        let usual_day = usual.a_day.max(an_hour);
        let a_day = at_least_one(self.posts_per_day, usual_day, POINTER, "posts_per_day", notes)?;
        in_order((an_hour, "posts_per_hour"), (a_day, "posts_per_day"), POINTER, notes);
        Some(CallerCeiling { an_hour, a_day })
    }
}

impl PaceText {
    fn read(self, pointer: &str, usual: DoorPace, notes: &mut Notes) -> Option<DoorPace> {
        let at_once = at_least_one(self.at_once, usual.at_once, pointer, "at_once", notes);
        let a_day = at_least_one(self.per_day, usual.a_day, pointer, "per_day", notes);
        Some(DoorPace { at_once: at_once?, a_day: a_day? })
    }
}

fn distance(text: &str, notes: &mut Notes) -> Option<TimeDelta> {
    const POINTER: &str = "/ceilings/restart_after";
    match notes.span(text, POINTER)? {
        Span::Minutes(minutes) => Some(TimeDelta::minutes(minutes.into())),
        Span::Hours(hours) => Some(TimeDelta::hours(hours.into())),
        Span::Days(days) => Some(TimeDelta::days(days.into())),
        Span::Weeks(weeks) => Some(TimeDelta::weeks(weeks.into())),
        Span::Months(_) | Span::BusinessDays(_) => {
            let message =
                text!(en = "{text:?} has no fixed length", ja = "{text:?} は決まった長さになりません。");
            notes.add(
                POINTER,
                "bad-duration",
                message,
                words!(
                    en = "write minutes, hours, days or weeks, such as \"1 hour\"",
                    ja = "\"1 hour\" のように、minutes・hours・days・weeks で書いてください。"
                ),
            );
            None
        }
    }
}

fn networks(written: &[String], notes: &mut Notes) -> Vec<Network> {
    if written.len() > PROXIES_MAX {
        let message = text!(
            en = "{} networks; at most {PROXIES_MAX} are looked at",
            ja = "ネットワークが {} 個あります。{PROXIES_MAX} 個までです。",
            written.len()
        );
        notes.add(
            "/trusted_proxies",
            "too-many-proxies",
            message,
            words!(en = "join them to larger networks", ja = "大きなネットワークにまとめてください。"),
        );
    }
    let read = written.iter().enumerate().filter_map(|(index, text)| match text.parse() {
        Ok(network) => Some(network),
        Err(error) => {
            let error: cadence::caller::NoNetwork = error;
            let message = {
                let why = refusals::network(error);
                text!(en = "{text:?}: {why}", ja = "{text:?} は使えません。{why}", texts = [why])
            };
            let remedy = words!(
                en = "name the addresses from which your proxy connects",
                ja = "中継サーバー（プロキシ）が接続してくるアドレスを書いてください。"
            );
            notes.add(join("/trusted_proxies", index), "bad-network", message, remedy);
            None
        }
    });
    read.collect()
}
