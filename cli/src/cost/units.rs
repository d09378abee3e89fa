//! The units of AWS that things use, counted by `units` in the tests, which writes the table, and multiplied with prices here.

mod table_use;

pub use table_use::{TableUse, WithHistory};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::{Add, Mul};

/// The table as it was counted last.
const COUNTED: &str = include_str!("../../../tests/golden/units.json");

/// An amount of everything that AWS charges by use. What has no price is counted too, where a limit stands on it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// DynamoDB write request units, of the table and its indexes.
    pub write_units: f64,
    /// DynamoDB read request units, of the table and its indexes.
    pub read_units: f64,
    /// Bytes that stay in the table and its indexes.
    pub stored_bytes: f64,
    /// Requests to DynamoDB; they cost time, not money.
    pub table_requests: f64,
    /// Mails handed to SES, whether it took them or not.
    pub mail_calls: f64,
    /// Mails that SES took.
    pub mails: f64,
    /// SNS requests: a publication for each 64 KB.
    pub topic_requests: f64,
    /// SQS requests: each API call, for each 64 KB.
    pub queue_requests: f64,
    /// EventBridge events: each for each 64 KB.
    pub bus_events: f64,
    /// HTTP API requests.
    pub http_requests: f64,
    /// EventBridge Scheduler invocations.
    pub schedule_invocations: f64,
    /// Lambda invocations.
    pub invocations: f64,
    /// Lambda time, each millisecond times the function's memory, in GB-seconds.
    pub gigabyte_seconds: f64,
    /// Bytes that functions log, with what CloudWatch adds to each line.
    pub log_bytes: f64,
}

/// The names of all amounts, in the order of [`Use::amounts`].
pub const AMOUNTS: [&str; 14] = [
    "write_units",
    "read_units",
    "stored_bytes",
    "table_requests",
    "mail_calls",
    "mails",
    "topic_requests",
    "queue_requests",
    "bus_events",
    "http_requests",
    "schedule_invocations",
    "invocations",
    "gigabyte_seconds",
    "log_bytes",
];

impl Use {
    /// All amounts, in the order of [`AMOUNTS`].
    pub fn amounts(&self) -> [f64; 14] {
        [
            self.write_units,
            self.read_units,
            self.stored_bytes,
            self.table_requests,
            self.mail_calls,
            self.mails,
            self.topic_requests,
            self.queue_requests,
            self.bus_events,
            self.http_requests,
            self.schedule_invocations,
            self.invocations,
            self.gigabyte_seconds,
            self.log_bytes,
        ]
    }

    fn of(amounts: [f64; 14]) -> Self {
        let [
            write_units,
            read_units,
            stored_bytes,
            table_requests,
            mail_calls,
            mails,
            topic_requests,
            queue_requests,
            bus_events,
            http_requests,
            schedule_invocations,
            invocations,
            gigabyte_seconds,
            log_bytes,
        ] = amounts;
        Self {
            write_units,
            read_units,
            stored_bytes,
            table_requests,
            mail_calls,
            mails,
            topic_requests,
            queue_requests,
            bus_events,
            http_requests,
            schedule_invocations,
            invocations,
            gigabyte_seconds,
            log_bytes,
        }
    }

    /// The same with each amount rounded to six places, as it is written down.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self::of(self.amounts().map(|amount| (amount * 1e6).round() / 1e6))
    }
}

impl Add for Use {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let mut amounts = self.amounts();
        for (amount, more) in amounts.iter_mut().zip(other.amounts()) {
            *amount += more;
        }
        Self::of(amounts)
    }
}

impl Mul<f64> for Use {
    type Output = Self;

    fn mul(self, times: f64) -> Self {
        Self::of(self.amounts().map(|amount| amount * times))
    }
}

/// The use by one kind of event about a mail.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reaction {
    /// The number of such events for a mail on average: the stated mix, not a measurement.
    pub per_mail: f64,
    /// The write units of the dearest one.
    pub most_write_units: f64,
    /// One event on average.
    pub each: Use,
}

/// Everything that was counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The way of counting, in words.
    pub counted: String,
    /// For each shipped sequence, one accepted mail with everything that leads to it but entering and feedback.
    pub mail: BTreeMap<String, Use>,
    /// For each shipped sequence, one mail to a few leads without and with a long history.
    #[serde(default)]
    pub history: BTreeMap<String, WithHistory>,
    /// For each shipped sequence, one lead that enters.
    pub lead: BTreeMap<String, Use>,
    /// For each kind of event, one of them.
    pub feedback: BTreeMap<String, Reaction>,
    /// For each kind of request that anybody may send, one of them.
    #[serde(default)]
    pub door: BTreeMap<String, Use>,
    /// A day on which nothing is due and nobody comes.
    pub idle_day: Use,
    /// Bytes of the largest enrollment that came up in a sequence with the most steps and the longest names.
    pub largest_enrollment_bytes: u32,
}

impl Table {
    /// The table as it was counted last.
    pub fn counted() -> anyhow::Result<Self> {
        serde_json::from_str(COUNTED).context("tests/golden/units.json cannot be read; write it anew")
    }

    /// The feedback that one mail brings on average.
    pub fn feedback_per_mail(&self) -> Use {
        self.feedback.values().fold(Use::default(), |sum, reaction| sum + reaction.each * reaction.per_mail)
    }

    /// The write units of one event on average over the mix.
    pub fn write_units_per_event(&self) -> f64 {
        let events: f64 = self.feedback.values().map(|reaction| reaction.per_mail).sum();
        self.feedback_per_mail().write_units / events.max(f64::MIN_POSITIVE)
    }
}
