//! The costs of a stack that sends nothing: alarms, polled queues and keys as the template has them, and metrics.

/// The template that is deployed.
const TEMPLATE: &str = include_str!("../../../infra/template.yaml");
/// Hours of a month, as AWS counts them.
const HOURS: f64 = 730.0;
/// Requests with which Lambda asks a queue that stays empty: five pollers, each for 20 seconds ("Using Lambda with Amazon
/// SQS", AWS Lambda Developer Guide, and what people see in `NumberOfEmptyReceives`).
const POLLERS: f64 = 5.0;
const POLL_SECONDS: f64 = 20.0;
/// Custom metrics in a month in which there is mail: the eight of mails and failures, posts taken, and posts refused for a problem,
/// of sites and over all. Other kinds of refusal are rare but under attack; a stack at rest says nothing (`shared/runtime`).
pub const METRICS: u32 = 11;

/// The standing parts of a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Metrics that alarms watch.
    pub alarms: u32,
    /// KMS keys.
    pub keys: u32,
    /// Queues that Lambda polls.
    pub polled_queues: u32,
    /// Schedules.
    pub schedules: u32,
    /// Functions.
    pub functions: u32,
}

impl Standing {
    /// Counts the parts in the template.
    pub fn deployed() -> Self {
        Self::of(TEMPLATE)
    }

    fn of(template: &str) -> Self {
        let mut standing = Self { alarms: 0, keys: 0, polled_queues: 0, schedules: 0, functions: 0 };
        for resource in resources(template) {
            let is = |kind: &str| resource.lines().any(|line| line.trim() == format!("Type: {kind}"));
            standing.functions += u32::from(is("AWS::Serverless::Function"));
            standing.schedules += u32::from(is("AWS::Scheduler::Schedule"));
            standing.keys += u32::from(is("AWS::KMS::Key"));
            standing.polled_queues += u32::from(is("AWS::Lambda::EventSourceMapping"));
            if is("AWS::CloudWatch::Alarm") {
                // An alarm over an expression is charged for each metric in it.
                let metrics = resource.matches("MetricStat").count().max(1);
                standing.alarms += u32::try_from(metrics).unwrap_or(u32::MAX);
            }
        }
        standing
    }

    /// Requests to empty queues in a month.
    pub fn poll_requests(self) -> f64 {
        f64::from(self.polled_queues) * POLLERS * HOURS * 3600.0 / POLL_SECONDS
    }
}

/// Days of a month.
pub fn days() -> f64 {
    HOURS / 24.0
}

/// The blocks under `Resources`, one a resource.
fn resources(template: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let lines = template.lines().skip_while(|line| *line != "Resources:").skip(1);
    for line in lines.take_while(|line| line.is_empty() || line.starts_with([' ', '#'])) {
        let indent = line.len() - line.trim_start().len();
        if indent == 2 && !line.trim_start().starts_with('#') {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "\
Parameters:
  Kind:
    Type: AWS::CloudWatch::Alarm
Resources:
  # Type: AWS::CloudWatch::Alarm
  One:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: a}
  Two:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Metrics:
        - {Id: a, MetricStat: {Stat: Sum}}
        - {Id: b, MetricStat: {Stat: Sum}}
  Source:
    Type: AWS::Lambda::EventSourceMapping
  Own:
    Type: AWS::KMS::Key
Outputs:
  Other:
    Type: AWS::Lambda::EventSourceMapping
";

    #[test]
    fn resources_are_counted_and_alarms_by_the_metrics_they_watch() {
        assert_eq!(
            Standing::of(SMALL),
            Standing { alarms: 3, keys: 1, polled_queues: 1, schedules: 0, functions: 0 }
        );
        let deployed = Standing::deployed();
        assert!(deployed.alarms >= 8 && deployed.functions >= 6, "{deployed:?}");
        assert_eq!((deployed.polled_queues, deployed.schedules, deployed.keys), (2, 2, 1));
        assert!((deployed.poll_requests() - 1_314_000.0).abs() < 1.0);
    }
}
