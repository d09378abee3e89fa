//! The figures that the models of the cloud take from `infra/template.yaml`; tests hold them to it.

use chrono::TimeDelta;

/// Orders that one environment of `send-email` is given at once.
pub const ORDERS: usize = 1;
/// Reports and events that one environment of `record-feedback` is given at once.
pub const EVENTS: usize = 10;
/// The time for which the feedback queue's events are collected before `record-feedback` is given them.
pub const EVENTS_COLLECTED: TimeDelta = TimeDelta::seconds(5);
/// The time that a given order is hidden from others.
pub const ORDERS_HIDDEN: TimeDelta = TimeDelta::seconds(360);
/// The same for a report or an event.
pub const EVENTS_HIDDEN: TimeDelta = TimeDelta::seconds(185);
/// Receives after which a message is a dead letter.
pub const RECEIVES_MAX: u32 = 5;

/// The whole number that a resource has under a key.
#[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a template without it ends the test")]
pub fn number(resource: &str, key: &str) -> u64 {
    let path = crate::folder::checkout().join("infra/template.yaml");
    let template = std::fs::read_to_string(path).expect("the template is there");
    let begins = template.find(&format!("\n  {resource}:\n")).expect("the template has the resource");
    let lines = template[begins..].lines().skip(2);
    let own = lines.take_while(|line| line.is_empty() || line.starts_with("    ") || line.starts_with("  #"));
    let behind = |line: &str| Some(line.split_once(&format!("{key}: "))?.1.to_owned());
    let value = own.map(str::trim).filter(|line| !line.starts_with('#')).find_map(behind);
    value.expect("the resource has the key").trim_end_matches('}').parse().expect("a whole number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queues_are_as_in_the_template() {
        let queues = [
            ("SendEmailSource", ORDERS, "SendQueue", ORDERS_HIDDEN),
            ("RecordFeedbackSource", EVENTS, "FeedbackQueue", EVENTS_HIDDEN),
        ];
        for (source, batch, queue, hidden) in queues {
            assert_eq!(number(source, "BatchSize"), batch as u64, "{source}");
            assert_eq!(
                i64::try_from(number(queue, "VisibilityTimeout")),
                Ok(hidden.num_seconds()),
                "{queue}"
            );
            assert_eq!(number(queue, "maxReceiveCount"), u64::from(RECEIVES_MAX), "{queue}");
        }
        let collected = number("RecordFeedbackSource", "MaximumBatchingWindowInSeconds");
        assert_eq!(i64::try_from(collected), Ok(EVENTS_COLLECTED.num_seconds()));
    }
}
