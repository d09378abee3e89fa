//! The cost of a day of strangers at full rate: each route that anybody may call, at the pace its throttle lets through around the
//! clock, each request the dearest of its kind.
//!
//! Mails are bounded by the ceiling of everybody (`cadence::ceiling`), whatever is posted: beyond it first mails wait, and then no
//! runs begin. Each run that begins is taken to send all mails of its sequence, as if every stranger had agreed to marketing.
//! Requests that API Gateway throttles cost nothing.

use super::bill::{self, Month};
use super::prices::{Prices, Region};
use super::units::{Table, Use};
use anyhow::Context as _;
use cadence::ceiling::Ceilings;
use serde::Serialize;

const SECONDS: f64 = 86_400.0;

/// A route that anybody may call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Route {
    /// As the template names it.
    pub key: &'static str,
    /// Requests a second that its throttle lets through (`infra/template.yaml`, where nothing is said).
    pub per_second: f64,
    /// The kinds of requests that come there, as they are counted.
    pub kinds: &'static [&'static str],
}

/// Posts, which may begin runs.
pub const POSTS: &str = "POST /f/{form}";

/// All routes.
pub const ROUTES: [Route; 10] = [
    Route {
        key: POSTS,
        per_second: 10.0,
        kinds: &["post, refused", "post, repeated", "post, withheld", "post, turned away"],
    },
    Route { key: "GET /f/{form}", per_second: 15.0, kinds: &["page of a form"] },
    Route { key: "HEAD /f/{form}", per_second: 5.0, kinds: &["page of a form"] },
    Route { key: "OPTIONS /f/{form}", per_second: 5.0, kinds: &["preflight", "preflight, refused"] },
    Route { key: "POST /api/events", per_second: 10.0, kinds: &["event without the key"] },
    // Leads without the key are turned away as events are, before anything is read.
    Route { key: "POST /api/leads", per_second: 2.0, kinds: &["event without the key"] },
    Route { key: "GET /u/{token}", per_second: 10.0, kinds: &["page of an unsubscribe link"] },
    Route { key: "POST /u/{token}", per_second: 20.0, kinds: &["press of an unsubscribe link"] },
    Route { key: "GET /c/{token}", per_second: 2.0, kinds: &["page of a confirmation"] },
    Route { key: "POST /c/{token}", per_second: 2.0, kinds: &["press of a confirmation"] },
];

/// A line: one route, or the runs that begin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The kind of request.
    pub what: String,
    /// The number a day.
    pub a_day: f64,
    /// The request whose cost each of them is counted at.
    pub counted_as: String,
    /// The cost of a day.
    pub usd: f64,
}

/// The resources that a run uses: the lead that enters, and its mails.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The resources of entering.
    pub lead: Use,
    /// The resources of a mail.
    pub mail: Use,
    /// Mails of a run.
    pub mails: f64,
    /// The pricing plan of SES.
    pub plan: &'a str,
}

/// The lines of a day under attack.
pub fn lines(
    routes: &[Route],
    run: &Run<'_>,
    table: &Table,
    region: &Region,
    prices: &Prices,
) -> anyhow::Result<Vec<Line>> {
    let price = |used: Use| -> anyhow::Result<f64> {
        Ok(bill::total(&bill::lines(&Month::of(used), region, prices, false)?))
    };
    let everybody = Ceilings::usual().everybody;
    let mut lines = Vec::new();
    for route in routes {
        let mut requests = route.per_second * SECONDS;
        if route.key == POSTS {
            let runs = requests.min(f64::from(everybody.at_once) + f64::from(everybody.a_day));
            requests -= runs;
            let mails = runs * run.mails;
            let used = run.lead * runs + (run.mail + table.feedback_per_mail()) * mails;
            let sent: Vec<_> = bill::mail_lines(mails, run.plan, region, prices)?;
            let by_mail = sent.iter().filter(|line| line.what == "mails").map(|line| line.usd).sum::<f64>();
            lines.push(Line {
                what: "runs that begin".to_owned(),
                a_day: runs,
                counted_as: format!("post, taken, with {} mails", run.mails),
                usd: price(used)? + by_mail,
            });
        }
        let mut dearest: Option<(&str, f64)> = None;
        for kind in route.kinds {
            let used = table.door.get(*kind).with_context(|| format!("{kind:?} was not counted"))?;
            let one = price(*used * 1e6)? / 1e6;
            if dearest.is_none_or(|(_, most)| one > most) {
                dearest = Some((*kind, one));
            }
        }
        let (kind, one) = dearest.with_context(|| format!("{} has no kind of request", route.key))?;
        lines.push(Line {
            what: route.key.to_owned(),
            a_day: requests,
            counted_as: kind.to_owned(),
            usd: one * requests,
        });
    }
    Ok(lines)
}
