//! The prices of AWS, from a dated file. The only room that knows a price.

use anyhow::Context as _;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file.
const FILE: &str = include_str!("prices.json");

/// The reliability of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KnownBy {
    /// AWS's own page or price list.
    Page,
    /// The words of others about it.
    #[serde(rename = "second hand")]
    SecondHand,
    /// It is not known; set so high that the bill is not too small.
    Estimate,
}

/// A thing that can be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ware {
    /// A mail outside of a pricing plan.
    SesALaCarteMail,
    /// A write request unit.
    TableWrite,
    /// A read request unit.
    TableRead,
    /// A GB in the table for a month.
    TableStorage,
    /// A GB of the table that can be recovered, for a month.
    TableRecovery,
    /// A request to a queue.
    QueueRequest,
    /// A request to a topic.
    TopicRequest,
    /// A Lambda invocation.
    Invocation,
    /// A GB-second of Lambda.
    GigabyteSecond,
    /// A request to the HTTP API.
    HttpRequest,
    /// An invocation by Scheduler.
    ScheduleInvocation,
    /// An event on the bus.
    BusEvent,
    /// A GB in the archive of the bus for a month.
    ArchiveStorage,
    /// A GB put into that archive.
    ArchiveProcessing,
    /// A GB logged.
    LogIngestion,
    /// A GB of logs kept for a month.
    LogStorage,
    /// A metric that an alarm watches, for a month.
    Alarm,
    /// A custom metric for a month.
    Metric,
    /// A KMS key of one's own for a month.
    Key,
}

/// A price.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The price of [`Price::per`].
    pub usd: f64,
    /// A number and what is counted, such as `1000 mails`; a word alone means one.
    pub per: String,
    /// The page it is from.
    pub source: String,
    /// Its reliability.
    pub known_by: KnownBy,
}

impl Price {
    /// The price of one.
    pub fn of_one(&self) -> f64 {
        let many = self.per.split(' ').next().and_then(|word| word.parse::<f64>().ok());
        self.usd / many.unwrap_or(1.0)
    }

    /// Returns the counted unit.
    pub fn unit(&self) -> &str {
        match self.per.split_once(' ') {
            Some((number, unit)) if number.parse::<f64>().is_ok() => unit,
            _ => &self.per,
        }
    }
}

/// A step of a plan's price.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Up to how many mails in a month; none means all others.
    pub up_to: Option<f64>,
    /// The price of a thousand.
    pub usd_per_1000: f64,
}

/// A pricing plan of SES.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanPrice {
    /// The price of a month without a mail.
    pub month: f64,
    /// The prices of mails; without a step, they cost what they cost outside of a plan.
    pub mails: Vec<Tier>,
    /// The page it is from.
    pub source: String,
    /// Its reliability.
    pub known_by: KnownBy,
}

/// The prices of one region.
pub type Region = BTreeMap<Ware, Price>;

/// All prices.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// When somebody looked at them last.
    pub date: String,
    /// The remarks about them.
    pub note: String,
    /// Prices by region.
    pub regions: BTreeMap<String, Region>,
    /// Plans of SES by name.
    pub plans: BTreeMap<String, PlanPrice>,
    /// The amounts free in every month, for good.
    pub free_each_month: BTreeMap<Ware, f64>,
}

impl Prices {
    /// The prices in the file.
    pub fn dated() -> anyhow::Result<Self> {
        Self::read(FILE).context("cli/src/cost/prices.json cannot be read")
    }

    /// Reads prices.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        Ok(serde_json::from_str(text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_prices_everything_with_a_source_and_the_same_unit() {
        let prices = Prices::dated().unwrap();
        let first = &prices.regions["us-east-1"];
        assert!(prices.regions.contains_key("ap-northeast-1"));
        for region in prices.regions.values() {
            assert!(region.keys().eq(first.keys()) && region.len() == 19);
            for (ware, price) in region {
                assert!(price.usd > 0.0 && !price.source.is_empty(), "{ware:?}");
                assert_eq!(price.per, first[ware].per, "{ware:?}");
            }
        }
    }

    #[test]
    fn a_price_is_for_a_number_of_things_or_for_one() {
        let price = |usd, per: &str| Price {
            usd,
            per: per.to_owned(),
            source: String::new(),
            known_by: KnownBy::Page,
        };
        assert!((price(0.1, "1000 mails").of_one() - 0.0001).abs() < 1e-12);
        assert_eq!(price(0.1, "1000 mails").unit(), "mails");
        assert!((price(0.25, "GB-month").of_one() - 0.25).abs() < 1e-12);
        assert_eq!(price(0.25, "GB-month").unit(), "GB-month");
    }
}
