//! The bill: a month's use, line by line, each with its amount, what of it is free, and its price.

use super::prices::{KnownBy, Prices, Region, Ware};
use super::standing::{METRICS, Standing, days};
use super::units::{Table, Use};
use anyhow::Context as _;
use serde::Serialize;

const GIGABYTE: f64 = 1e9;
/// Bytes of a domain event in the archive, about; most have less.
const EVENT_BYTES: f64 = 1024.0;
/// Days that events are archived and logs are kept (`infra/template.yaml`, where nothing is said).
const ARCHIVE_DAYS: f64 = 14.0;
const LOG_DAYS: f64 = 30.0;

/// A line of the bill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The service.
    pub service: &'static str,
    /// For what.
    pub what: &'static str,
    /// The amount of it.
    pub amount: f64,
    /// In what.
    pub unit: String,
    /// The free part of it.
    pub free: f64,
    /// The cost of the rest.
    pub usd: f64,
    /// Whether the price is not known and set high.
    pub is_estimate: bool,
}

/// The units of a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    /// Everything that is charged by use, polls of empty queues and all.
    pub used: Use,
    /// Metrics that alarms watch.
    pub alarms: f64,
    /// Custom metrics.
    pub metrics: f64,
    /// KMS keys.
    pub keys: f64,
}

impl Month {
    /// Only what is used, with nothing that stands there anyway.
    pub fn of(used: Use) -> Self {
        Self { used, alarms: 0.0, metrics: 0.0, keys: 0.0 }
    }

    /// A month in which nothing happens: ticks, sweeps, polls, alarms.
    pub fn idle(table: &Table, standing: Standing) -> Self {
        let mut used = table.idle_day * days();
        used.queue_requests += standing.poll_requests();
        Self { used, alarms: f64::from(standing.alarms), metrics: 0.0, keys: f64::from(standing.keys) }
    }

    /// The same month with so many leads, each with so many mails, and all that comes back for them.
    #[must_use]
    pub fn with(self, lead: Use, mail: Use, feedback: Use, leads: f64, mails: f64) -> Self {
        let used = self.used + lead * leads + (mail + feedback) * mails;
        Self { used, metrics: if mails > 0.0 { f64::from(METRICS) } else { 0.0 }, ..self }
    }
}

/// All lines but those of SES. The free amounts are taken off where they are wanted.
pub fn lines(month: &Month, region: &Region, prices: &Prices, free_tier: bool) -> anyhow::Result<Vec<Line>> {
    let used = &month.used;
    let stored = used.stored_bytes / GIGABYTE;
    let logged = used.log_bytes / GIGABYTE;
    let archived = used.bus_events * EVENT_BYTES / GIGABYTE;
    let wares = [
        ("DynamoDB", "writes", Ware::TableWrite, used.write_units),
        ("DynamoDB", "reads", Ware::TableRead, used.read_units),
        ("DynamoDB", "storage", Ware::TableStorage, stored),
        ("DynamoDB", "point-in-time recovery", Ware::TableRecovery, stored),
        ("SQS", "requests, polls of empty queues too", Ware::QueueRequest, used.queue_requests),
        ("SNS", "events of the mail service", Ware::TopicRequest, used.topic_requests),
        ("Lambda", "invocations", Ware::Invocation, used.invocations),
        ("Lambda", "time", Ware::GigabyteSecond, used.gigabyte_seconds),
        ("API Gateway", "HTTP API", Ware::HttpRequest, used.http_requests),
        ("EventBridge", "Scheduler", Ware::ScheduleInvocation, used.schedule_invocations),
        ("EventBridge", "domain events", Ware::BusEvent, used.bus_events),
        ("EventBridge", "archive, put in", Ware::ArchiveProcessing, archived),
        ("EventBridge", "archive, kept", Ware::ArchiveStorage, archived * ARCHIVE_DAYS / days()),
        ("CloudWatch", "logs, put in", Ware::LogIngestion, logged),
        ("CloudWatch", "logs, kept", Ware::LogStorage, logged * LOG_DAYS / days()),
        ("CloudWatch", "alarms", Ware::Alarm, month.alarms),
        ("CloudWatch", "metrics", Ware::Metric, month.metrics),
        ("KMS", "key of the topic of SES events", Ware::Key, month.keys),
    ];
    let mut lines = Vec::new();
    for (service, what, ware, amount) in wares {
        let price = region.get(&ware).with_context(|| format!("there is no price for {ware:?}"))?;
        let free = if free_tier { prices.free_each_month.get(&ware).copied().unwrap_or(0.0) } else { 0.0 };
        lines.push(Line {
            service,
            what,
            amount,
            unit: price.unit().to_owned(),
            free: free.min(amount),
            usd: (amount - free).max(0.0) * price.of_one(),
            is_estimate: price.known_by == KnownBy::Estimate,
        });
    }
    Ok(lines)
}

/// The lines of SES under a plan: what the plan costs, and the mails.
pub fn mail_lines(mails: f64, plan: &str, region: &Region, prices: &Prices) -> anyhow::Result<Vec<Line>> {
    let chosen = prices.plans.get(plan).with_context(|| format!("there is no price for the plan {plan}"))?;
    let usd = if chosen.mails.is_empty() {
        let price = region.get(&Ware::SesALaCarteMail).context("there is no price for a mail")?;
        mails * price.of_one()
    } else {
        let mut below = 0.0;
        let steps = chosen.mails.iter().map(|tier| {
            let up_to = tier.up_to.unwrap_or(f64::INFINITY);
            let part = (mails.min(up_to) - below).max(0.0);
            below = up_to;
            part * tier.usd_per_1000 / 1000.0
        });
        steps.sum()
    };
    let line = |what, amount, unit: &str, usd| Line {
        service: "SES",
        what,
        amount,
        unit: unit.to_owned(),
        free: 0.0,
        usd,
        is_estimate: false,
    };
    let mut lines = vec![line("mails", mails, "mails", usd)];
    if chosen.month > 0.0 {
        lines.push(line("plan", 1.0, "month", chosen.month));
    }
    Ok(lines)
}

/// The sum of some lines.
pub fn total(lines: &[Line]) -> f64 {
    lines.iter().map(|line| line.usd).sum()
}

/// Returns the cost of a million mails beside SES, in a region: on the send path, and with all that comes back.
pub fn over_ses(table: &Table, mail: Use, region: &Region, prices: &Prices) -> anyhow::Result<(f64, f64)> {
    let million = |used: Use| -> anyhow::Result<f64> {
        Ok(total(&lines(&Month::of(used * 1e6), region, prices, false)?))
    };
    Ok((million(mail)?, million(mail + table.feedback_per_mail())?))
}

#[cfg(test)]
mod tests;
