//! The use of strangers' requests, one by one: posts that are refused, withheld, turned away, repeated and taken, and everything
//! else that anybody may ask. `hikyaku cost --attack` multiplies them.

use super::logs::LogBytes;
use super::people::fields;
use super::shop::Shop;
use super::stage::Action;
use super::{BEGINNING, share};
use anyhow::{anyhow, ensure};
use authoring::publish::{self, Published};
use bytes::Bytes;
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::ids::SequenceId;
use chrono::TimeDelta;
use hikyaku::cost::units::Use;
use http::{HeaderValue, Method, Request};
use kit::company::BASE_URL;
use kit::folder;
use kit::functions::FunctionName;
use links::ConfirmToken;
use runtime::peer::Peer;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

/// Requests of each kind.
const MANY: u32 = 20;
const FORM: &str = "material-request";
const SEQUENCE: &str = "welcome-material";

/// A kind of request: its name, the status of its answer, how many come before it is counted, and how it is made.
type Kind = (&'static str, u16, u32, fn(&Shop, u32) -> Request<Bytes>);

const KINDS: [Kind; 10] = [
    ("post, taken", 200, 1, |_, number| post(caller(number), &own(number))),
    ("post, repeated", 200, 1, |_, number| post(caller(number), &own(0))),
    ("post, refused", 422, 1, |_, number| post(caller(number), "nobody")),
    ("post, withheld", 200, 6, |_, number| post(caller(number), &format!("taro+{number}@example.jp"))),
    ("post, turned away", 429, 100, |_, number| post(caller(0), &own(number))),
    ("page of a form", 200, 1, |_, _| request(Method::GET, &format!("/f/{FORM}"))),
    ("preflight", 204, 1, |_, _| request(Method::OPTIONS, &format!("/f/{FORM}"))),
    ("preflight, refused", 403, 1, |_, _| {
        from("https://evil.example", Method::OPTIONS, &format!("/f/{FORM}"))
    }),
    ("event without the key", 401, 1, |_, _| request(Method::POST, ingest_lead::EVENTS_PATH)),
    ("page of an unsubscribe link", 200, 1, |shop, _| request(Method::GET, &unsubscribe_path(shop))),
];

/// One request of each kind, once everything is warm.
pub(super) fn requests(published: &Published, logs: &LogBytes) -> anyhow::Result<BTreeMap<String, Use>> {
    let mut all = BTreeMap::new();
    for (name, status, before, make) in KINDS {
        all.insert(name.to_owned(), counted(published, logs, status, before, make)?.rounded());
    }
    let press = |shop: &Shop, _| request(Method::POST, &unsubscribe_path(shop));
    all.insert("press of an unsubscribe link".to_owned(), counted(published, logs, 200, 1, press)?.rounded());
    let confirming = confirming()?;
    let page = |shop: &Shop, _| request(Method::GET, &confirm_path(shop));
    all.insert("page of a confirmation".to_owned(), counted(&confirming, logs, 200, 1, page)?.rounded());
    // A press that comes again has nothing more to confirm, and costs the most.
    let press = |shop: &Shop, _| said("answer=yes", Method::POST, &confirm_path(shop));
    all.insert("press of a confirmation".to_owned(), counted(&confirming, logs, 200, 1, press)?.rounded());
    Ok(all)
}

/// The templates with a form whose agreements are to be confirmed.
fn confirming() -> anyhow::Result<Published> {
    let folder = tempfile::tempdir()?;
    folder::copy(&folder::templates(), folder.path())?;
    let path = folder.path().join(format!("forms/{FORM}.json"));
    let mut form: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    form["confirm"] = "always".into();
    std::fs::write(&path, form.to_string())?;
    publish::read(folder.path()).map_err(|report| anyhow!("{}", report.english()))
}

fn counted(
    published: &Published,
    logs: &LogBytes,
    status: u16,
    before: u32,
    make: fn(&Shop, u32) -> Request<Bytes>,
) -> anyhow::Result<Use> {
    let start = BEGINNING.parse::<Instant>()?;
    let mut shop = Shop::open(start, published, 1, logs)?;
    // Somebody is there whose links can be pressed.
    let known = post(caller(999), &own(999));
    shop.stage.props().at(start, Action::Ask { request: Box::new(known), expected: None });
    let everybody = [FunctionName::IngestLead, FunctionName::ManageSubscription];
    let mut used = Use::default();
    for number in 0..before + MANY {
        let request = Box::new(make(&shop, number));
        let at = start + TimeDelta::seconds(i64::from(number) + 1);
        let expected = (number >= before).then_some(status);
        shop.stage.props().at(at, Action::Ask { request, expected });
        let earlier = shop.stage.props().meter.sum(&everybody);
        shop.pass(at + TimeDelta::milliseconds(900));
        if expected.is_some() {
            used = used + shop.stage.props().meter.sum(&everybody) + earlier * -1.0;
        }
    }
    let invocations = used.invocations;
    ensure!((invocations - f64::from(MANY)).abs() < 1e-9, "{invocations} invocations for {MANY} requests");
    let mut one = used * share(MANY as usize);
    one.stored_bytes = 0.0;
    Ok(one)
}

/// Everybody has an address at a company of his own, and calls from somewhere else.
fn own(number: u32) -> String {
    format!("somebody@c{number}.example.jp")
}

fn caller(number: u32) -> IpAddr {
    Ipv4Addr::from_bits(0xcb00_7100 + number).into()
}

fn post(caller: IpAddr, address: &str) -> Request<Bytes> {
    let mut fields: Value = fields(FORM, 1);
    fields["email"] = address.into();
    let request = Request::post(format!("/f/{FORM}")).header("content-type", "application/json");
    let request = request.extension(Peer(caller)).body(Bytes::from(fields.to_string()));
    request.expect("a request can be made")
}

fn request(method: Method, path: &str) -> Request<Bytes> {
    from(BASE_URL, method, path)
}

/// A request that a page of this origin makes.
fn from(origin: &'static str, method: Method, path: &str) -> Request<Bytes> {
    let mut request = said("List-Unsubscribe=One-Click", method, path);
    request.headers_mut().insert("origin", HeaderValue::from_static(origin));
    request
}

/// A request with this body.
fn said(body: &'static str, method: Method, path: &str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(path).extension(Peer(caller(0)));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    request.body(Bytes::from_static(body.as_bytes())).expect("a request can be made")
}

fn unsubscribe_path(shop: &Shop) -> String {
    let address = EmailAddress::parse(&own(999)).expect("an address");
    let sequence = SequenceId::parse(SEQUENCE).expect("a sequence's name");
    let url = shop.secrets.links.unsubscribe_url(BASE_URL, &shop.secrets.identity.lead(&address), &sequence);
    url.strip_prefix(BASE_URL).unwrap_or(&url).to_owned()
}

/// The link of the question that the first post asked.
fn confirm_path(shop: &Shop) -> String {
    let address = EmailAddress::parse(&own(999)).expect("an address");
    let token = ConfirmToken {
        lead: shop.secrets.identity.lead(&address),
        sequence: SequenceId::parse(&format!("confirm-{FORM}")).expect("a sequence's name"),
        asked_at: BEGINNING.parse().expect("a moment"),
    };
    shop.secrets.links.confirm_url("", &token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::ceiling::Ceilings;

    #[test]
    fn enough_posts_come_before_those_that_are_counted() {
        let usual = Ceilings::usual();
        let before = |name| KINDS.iter().find(|kind| kind.0 == name).map(|kind| kind.2);
        assert!(before("post, withheld") > Some(usual.address.a_day));
        assert!(before("post, turned away") >= Some(usual.caller.an_hour));
    }
}
