//! `hikyaku cost --attack`: what strangers at full rate cost a day.

use super::{Outcome, amount, mails_per_lead, units_of};
use crate::arguments::CostArguments;
use crate::cost::attack::{self, Line, ROUTES, Route, Run};
use crate::cost::prices::{Prices, Region};
use crate::cost::units::Table as Counted;
use crate::output::{Format, Output, Table, Tone};
use crate::say;
use crate::template_set::missing;
use crate::usage::WrongUsage;
use cadence::words;
use serde::Serialize;

/// A day with what it is for.
#[derive(Debug, Serialize)]
struct Day<'a> {
    region: &'a str,
    prices_of: &'a str,
    plan: &'a str,
    lines: Vec<Line>,
    total_usd: f64,
}

/// Prints the day.
pub(super) fn run(
    arguments: &CostArguments,
    region: &Region,
    prices: &Prices,
    counted: &Counted,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let routes = routes(&arguments.rate)?;
    let (_, lead, mail) = units_of(counted, &arguments.sequence)?;
    let run = Run { lead, mail, mails: mails_per_lead(arguments)?, plan: &arguments.plan };
    let lines = attack::lines(&routes, &run, counted, region, prices)?;
    let total_usd = lines.iter().map(|line| line.usd).sum();
    let day =
        Day { region: &arguments.region, prices_of: &prices.date, plan: &arguments.plan, lines, total_usd };
    match output.format {
        Format::Json => output.json(&day)?,
        Format::Text => print(&day, output)?,
    }
    Ok(Outcome::Well)
}

/// The routes at the paces of the template, or at those that were given.
fn routes(given: &[String]) -> anyhow::Result<Vec<Route>> {
    let mut routes = ROUTES.to_vec();
    for text in given {
        let (key, rate) = text.rsplit_once('=').unwrap_or((text, ""));
        let rate: Option<f64> =
            rate.trim().parse().ok().filter(|rate: &f64| rate.is_finite() && *rate >= 0.0);
        let Some(rate) = rate else {
            let message = say!(
                en = "write --rate as a route and a number, such as \"{}=5\"",
                ja = "--rate には、\"{}=5\" のように経路と数を書いてください",
                attack::POSTS
            );
            return Err(WrongUsage(message).into());
        };
        let found = routes.iter_mut().find(|route| route.key == key.trim());
        let known = || ROUTES.iter().map(|route| route.key);
        found.ok_or_else(|| missing(words!(en = "route", ja = "経路"), key.trim(), known()))?.per_second =
            rate;
    }
    Ok(routes)
}

fn print(day: &Day<'_>, output: &mut Output) -> std::io::Result<()> {
    let head = say!(
        en = "A day in {} with strangers on every route at full rate",
        ja = "{} で、知らない人がすべての経路へ目いっぱいに送ってきた一日",
        day.region
    );
    output.line(output.paint(Tone::Strong, &head))?;
    let mut table = Table::new([
        say!(en = "what", ja = "内訳"),
        say!(en = "a day", ja = "一日に"),
        say!(en = "each counted as", ja = "それぞれの数え方"),
        "USD".to_owned(),
    ]);
    for line in &day.lines {
        table.row([&line.what, &amount(line.a_day), &line.counted_as, &format!("{:.2}", line.usd)]);
    }
    table.row([&*say!(en = "together", ja = "合計"), "", "", &format!("{:.2}", day.total_usd)]);
    for line in table.lines() {
        output.line(line)?;
    }
    output.line(say!(
        en = "SES plan {}; prices of {}, without tax; nothing free taken off",
        ja = "SES のプランは {}、料金は {} 時点で税別。無料分は引いていません",
        day.plan,
        day.prices_of
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_throttles_count_and_an_unknown_route_is_told_with_the_known_ones() {
        let rate = |texts: &[&str]| routes(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let given = rate(&["POST /f/{form}=5", "GET /u/{token} = 7.5"]).unwrap();
        assert!((given[0].per_second - 5.0).abs() < 1e-9);
        for (text, told) in
            [("POST /f/{form}", "a number"), ("POST /f/{form}=-1", "a number"), ("PUT /f=1", "GET /f/{form}")]
        {
            let error = rate(&[text]).unwrap_err();
            assert!(error.is::<WrongUsage>() && error.to_string().contains(told), "{error}");
        }
    }
}
