//! Figures for alarms: one line of CloudWatch's embedded metric format for an invocation that has something to say.
//!
//! CloudWatch Logs makes metrics of such lines: namespace `Hikyaku`, one dimension, the stack. Every metric costs for each hour
//! in which it gets a value, so zeros are not said and a stack at rest says nothing. No figure is about one sequence or lead.
//! Source: Amazon CloudWatch user guide, "Specification: Embedded metric format".

use cadence::Instant;
use cadence::door::DoorOutcome;
use serde_json::{Value, json};

const NAMESPACE: &str = "Hikyaku";

/// A quantity that is counted or measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Mails that the mail service took.
    MailsSent,
    /// Mails that the mail service refused.
    MailsRefused,
    /// Mails of which nobody could know whether they went out, when that began.
    MailsUnknown,
    /// Mails that came back for good.
    MailsBounced,
    /// Mails marked as spam.
    MailsComplained,
    /// Times the program set a pause, because of rates or of what the mail service said.
    PausesSet,
    /// Minutes by which the oldest step that is not handed out is late.
    DueLagMinutes,
    /// Posts that were taken, with or without a remark.
    PostsTaken,
    /// Posts that were refused, or taken otherwise than they came.
    Posts(DoorOutcome),
    /// Posts from pages of our own or of listed sites that did not fit their form.
    PostsRefusedOfSites,
    /// Posts whose mail a ceiling put off or left out.
    PostsWithheld,
    /// Messages that have to come again, answers of 500 and above, scheduled runs that failed.
    Failures,
}

impl Metric {
    /// Its name in CloudWatch and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::MailsSent => "mails.sent",
            Self::MailsRefused => "mails.refused",
            Self::MailsUnknown => "mails.unknown",
            Self::MailsBounced => "mails.bounced",
            Self::MailsComplained => "mails.complained",
            Self::PausesSet => "pauses.set",
            Self::DueLagMinutes => "due.lag_minutes",
            Self::PostsTaken => "posts.taken",
            Self::Posts(outcome) => outcome.figure(),
            Self::PostsRefusedOfSites => "posts.refused_of_sites",
            Self::PostsWithheld => "posts.withheld",
            Self::Failures => "failures",
        }
    }

    /// CloudWatch knows no minutes.
    fn unit(self) -> &'static str {
        match self {
            Self::DueLagMinutes => "None",
            Self::MailsSent
            | Self::MailsRefused
            | Self::MailsUnknown
            | Self::MailsBounced
            | Self::MailsComplained
            | Self::PausesSet
            | Self::PostsTaken
            | Self::Posts(_)
            | Self::PostsRefusedOfSites
            | Self::PostsWithheld
            | Self::Failures => "Count",
        }
    }
}

/// The figures of one invocation. Only those that are not zero are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures(Vec<(Metric, u64)>);

impl Figures {
    /// These and one more.
    #[must_use]
    pub fn and(mut self, metric: Metric, value: u64) -> Self {
        if value > 0 {
            self.0.push((metric, value));
        }
        self
    }

    /// The line; none when there is nothing to say.
    pub fn line(&self, stack: &str, at: Instant) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let metrics: Vec<Value> = self
            .0
            .iter()
            .map(|(metric, _)| json!({ "Name": metric.name(), "Unit": metric.unit() }))
            .collect();
        let directive = json!({ "Namespace": NAMESPACE, "Dimensions": [["Stack"]], "Metrics": metrics });
        let mut line = json!({
            "_aws": { "Timestamp": at.timestamp_millis(), "CloudWatchMetrics": [directive] },
            "Stack": stack,
        });
        for (metric, value) in &self.0 {
            line[metric.name()] = json!(value);
        }
        Some(line.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invocation_is_one_line_that_cloudwatch_understands() {
        let figures = Figures::default().and(Metric::MailsSent, 9).and(Metric::DueLagMinutes, 4);
        let line = figures.line("prod", Instant::UNIX_EPOCH).unwrap();
        assert!(!line.contains('\n'));
        let read: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            read,
            json!({
                "_aws": {
                    "Timestamp": 0,
                    "CloudWatchMetrics": [{
                        "Namespace": "Hikyaku",
                        "Dimensions": [["Stack"]],
                        "Metrics": [
                            { "Name": "mails.sent", "Unit": "Count" },
                            { "Name": "due.lag_minutes", "Unit": "None" },
                        ],
                    }],
                },
                "Stack": "prod",
                "mails.sent": 9,
                "due.lag_minutes": 4,
            })
        );
    }

    #[test]
    fn an_invocation_with_nothing_to_say_says_nothing() {
        let figures = Figures::default().and(Metric::MailsSent, 0).and(Metric::Failures, 0);
        assert_eq!(figures.line("prod", Instant::UNIX_EPOCH), None);
    }
}
