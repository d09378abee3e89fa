//! `hikyaku cost`: what a month costs, from counted units and dated prices, or a day under attack.

mod attack;

use super::Outcome;
use crate::arguments::CostArguments;
use crate::cost::bill::{self, Line, Month};
use crate::cost::mails;
use crate::cost::prices::Prices;
use crate::cost::standing::Standing;
use crate::cost::units::{Table as Counted, Use};
use crate::output::{Format, Output, Table, Tone};
use crate::say;
use crate::template_set::{TemplateSet, missing};
use crate::usage::WrongUsage;
use cadence::words;
use serde::Serialize;

/// A bill with what it is for.
#[derive(Debug, Serialize)]
struct Bill<'a> {
    region: &'a str,
    prices_of: &'a str,
    plan: &'a str,
    free_tier: bool,
    sequence: &'a str,
    /// The sequence whose units were taken: the one asked for, or, where it was not counted, the dearest one.
    counted_as: &'a str,
    leads: u32,
    mails_per_lead: f64,
    mails: f64,
    lines: Vec<Line>,
    total_usd: f64,
    beside_ses_usd: f64,
}

/// Prints the bill.
pub fn run(arguments: &CostArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let (prices, counted) = (Prices::dated()?, Counted::counted()?);
    let regions = || prices.regions.keys().map(String::as_str);
    let region = prices.regions.get(&arguments.region);
    let region = region.ok_or_else(|| {
        missing(
            words!(en = "region with known prices", ja = "料金の分かるリージョン"),
            &arguments.region,
            regions(),
        )
    })?;
    if !prices.plans.contains_key(&arguments.plan) {
        let plans = prices.plans.keys().map(String::as_str);
        return Err(missing(words!(en = "pricing plan", ja = "料金プラン"), &arguments.plan, plans).into());
    }
    if arguments.attack {
        return attack::run(arguments, region, &prices, &counted, output);
    }
    let mails_per_lead = mails_per_lead(arguments)?;
    let mails = f64::from(arguments.leads) * mails_per_lead;
    let (counted_as, lead, mail) = units_of(&counted, &arguments.sequence)?;
    let idle = Month::idle(&counted, Standing::deployed());
    let month = idle.with(lead, mail, counted.feedback_per_mail(), f64::from(arguments.leads), mails);
    let mut lines = bill::mail_lines(mails, &arguments.plan, region, &prices)?;
    let others = bill::lines(&month, region, &prices, arguments.free_tier)?;
    let beside_ses_usd = bill::total(&others);
    lines.extend(others);
    let total_usd = bill::total(&lines);
    let bill = Bill {
        region: &arguments.region,
        prices_of: &prices.date,
        plan: &arguments.plan,
        free_tier: arguments.free_tier,
        sequence: &arguments.sequence,
        counted_as,
        leads: arguments.leads,
        mails_per_lead,
        mails,
        lines,
        total_usd,
        beside_ses_usd,
    };
    match output.format {
        Format::Json => output.json(&bill)?,
        Format::Text => print(&bill, output)?,
    }
    Ok(Outcome::Well)
}

fn mails_per_lead(arguments: &CostArguments) -> anyhow::Result<f64> {
    match arguments.mails_per_lead {
        Some(many) if many.is_finite() && many >= 0.0 => Ok(many),
        Some(_) => Err(WrongUsage(say!(
            en = "write --mails-per-lead as a number such as 4.5",
            ja = "--mails-per-lead には、4.5 のような数を書いてください"
        ))
        .into()),
        None if arguments.leads == 0 => Ok(0.0),
        None => {
            let template_set = TemplateSet::read(&arguments.templates.templates)?;
            Ok(f64::from(mails::per_lead(template_set.sequence(&arguments.sequence)?)))
        }
    }
}

/// The units of a lead and a mail of a sequence; where it was not counted, those of the one whose mails write most.
fn units_of<'a>(counted: &'a Counted, sequence: &str) -> anyhow::Result<(&'a str, Use, Use)> {
    let writes = |name: &&String| counted.mail.get(*name).map_or(0.0, |mail| mail.write_units);
    let dearest = || counted.mail.keys().max_by(|one, other| writes(one).total_cmp(&writes(other)));
    let known = counted.mail.keys().find(|name| *name == sequence).or_else(dearest);
    let used = known.and_then(|name| Some((name, *counted.lead.get(name)?, *counted.mail.get(name)?)));
    let (name, lead, mail) =
        used.ok_or_else(|| anyhow::anyhow!("no sequence was counted; run `units --write`"))?;
    Ok((name, lead, mail))
}

fn print(bill: &Bill<'_>, output: &mut Output) -> std::io::Result<()> {
    let head = if bill.leads == 0 {
        say!(en = "An idle month in {}", ja = "{} で、何も送らない一か月", bill.region)
    } else {
        say!(
            en = "A month in {}: {} leads enter {}, {} mails each, {} mails",
            ja = "{} の一か月：リード {} 人が {} に入り、一人 {} 通、合わせて {} 通",
            bill.region,
            bill.leads,
            bill.sequence,
            bill.mails_per_lead,
            amount(bill.mails)
        )
    };
    output.line(output.paint(Tone::Strong, &head))?;
    let mut table = Table::new([
        &*say!(en = "service", ja = "サービス"),
        &say!(en = "for", ja = "内訳"),
        &say!(en = "amount", ja = "量"),
        "",
        "USD",
        "",
    ]);
    for line in bill.lines.iter().filter(|line| line.amount > 0.0) {
        let free = if line.free > 0.0 {
            say!(en = "{} free", ja = "{} 無料", amount(line.free))
        } else {
            String::new()
        };
        let note = if line.is_estimate {
            say!(en = "{free} price estimated", ja = "{free} 料金は推定")
        } else {
            free
        };
        table.row([
            line.service,
            line.what,
            &amount(line.amount),
            &line.unit,
            &format!("{:.2}", line.usd),
            note.trim(),
        ]);
    }
    table.row([
        "",
        &say!(en = "beside SES", ja = "SES を除いて"),
        "",
        "",
        &format!("{:.2}", bill.beside_ses_usd),
        "",
    ]);
    table.row(["", &say!(en = "together", ja = "合計"), "", "", &format!("{:.2}", bill.total_usd), ""]);
    for line in table.lines() {
        output.line(line)?;
    }
    basis(bill, output)
}

/// The basis of the prices and of what was counted.
fn basis(bill: &Bill<'_>, output: &mut Output) -> std::io::Result<()> {
    let free = if bill.free_tier {
        say!(en = "what is free each month taken off", ja = "毎月の無料分を引いています")
    } else {
        say!(en = "nothing taken off for free tiers", ja = "無料分は引いていません")
    };
    output.line(say!(
        en = "SES plan {}; prices of {}, without tax; {free}",
        ja = "SES のプランは {}、料金は {} 時点で税別。{free}",
        bill.plan,
        bill.prices_of
    ))?;
    if bill.leads > 0 && bill.counted_as != bill.sequence {
        output.line(say!(
            en = "{} was not counted; each mail is taken as one of {}, whose mails write most",
            ja = "{} は測っていません。書きこみのいちばん多い {} のメールとして数えています",
            bill.sequence,
            bill.counted_as
        ))?;
    }
    Ok(())
}

/// An amount as people read it.
fn amount(amount: f64) -> String {
    if amount >= 100.0 {
        let whole = format!("{amount:.0}");
        let mut text = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        return text;
    }
    format!("{amount:.3}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::{Arguments, Command};
    use clap::Parser as _;

    fn printed(words: &str) -> anyhow::Result<String> {
        let parsed = Arguments::try_parse_from(words.split(' '))?;
        let Command::Cost(mut arguments) = parsed.command else { panic!("another command") };
        arguments.templates.templates = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates").into();
        let (mut output, text) = Output::in_memory(parsed.format);
        run(&arguments, &mut output)?;
        let text = text.lock().map(|text| text.clone());
        text.map_err(|_| anyhow::anyhow!("nobody else prints"))
    }

    #[test]
    fn a_bill_has_a_line_for_each_service_and_a_sum() {
        let text = printed("hikyaku cost --leads 10000 --sequence win-back --region ap-northeast-1").unwrap();
        for word in ["40,000 mails", "SES", "DynamoDB", "SQS", "Lambda", "API Gateway", "Scheduler", "alarms"]
        {
            assert!(text.contains(word), "{word} is not in\n{text}");
        }
        let json = printed("hikyaku cost --leads 10 --mails-per-lead 2 --format json").unwrap();
        let bill: serde_json::Value = serde_json::from_str(&json).unwrap();
        let lines = bill["lines"].as_array().unwrap();
        let sum: f64 = lines.iter().map(|line| line["usd"].as_f64().unwrap()).sum();
        assert!((sum - bill["total_usd"].as_f64().unwrap()).abs() < 1e-9 && bill["mails"] == 20.0);
    }

    #[test]
    fn an_idle_month_is_cheaper_with_what_is_free() {
        let total = |words: &str| {
            let bill: serde_json::Value = serde_json::from_str(&printed(words).unwrap()).unwrap();
            bill["total_usd"].as_f64().unwrap()
        };
        let (paid, free) =
            ("hikyaku cost --leads 0 --format json", "hikyaku cost --leads 0 --format json --free-tier");
        assert!(total(paid) > total(free) && total(free) > 0.0);
    }

    #[test]
    fn what_is_not_known_is_told_with_what_is() {
        for (words, known) in [
            ("hikyaku cost --region mars", "us-east-1"),
            ("hikyaku cost --plan gold", "essentials"),
            ("hikyaku cost --sequence none", "welcome-material"),
        ] {
            let error = printed(words).unwrap_err();
            assert!(error.is::<WrongUsage>() && error.to_string().contains(known), "{error}");
        }
        assert!(printed("hikyaku cost --mails-per-lead=-1").is_err());
    }

    #[test]
    fn amounts_are_read_easily() {
        let all = [1_234_567.0, 100.0, 0.5, 3.0, 0.0004].map(amount);
        assert_eq!(all, ["1,234,567", "100", "0.5", "3", "0"]);
    }
}
