//! The dead letters of the queues.

use super::finding::Finding;
use crate::say;
use crate::stack::Stack;
use gateway::sqs::Sqs;
use gateway::unread::Unread;

const CHECK: &str = "dead letters";

/// Counts the letters of all queues; one finding, or one for each queue that is not as it should be.
pub(super) async fn examine(stack: &Stack) -> Vec<Finding> {
    let names = &stack.names;
    let queues = [
        ("sends", &names.send_dead_letters),
        ("feedback", &names.feedback_dead_letters),
        ("sweeps", &names.sweep_dead_letters),
        ("ticks", &names.tick_dead_letters),
    ];
    let mut findings = Vec::new();
    for (queue, url) in queues {
        let count = Sqs::connect(&stack.aws, url).count().await;
        findings.extend(judge(queue, count.map_err(|error| Unread::of(error.code)), &stack.name.to_string()));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(
            CHECK,
            say!(en = "none in any of the four queues", ja = "四つのキューのどれにもありません"),
        ));
    }
    findings
}

fn judge(queue: &str, count: Result<usize, Unread>, stack: &str) -> Option<Finding> {
    match count {
        Ok(0) => None,
        Ok(count) => Some(Finding::broken(
            CHECK,
            say!(en = "{count} in {queue}", ja = "{queue} に {count} 件"),
            say!(
                en = "hikyaku dead-letters --stack {stack} lists them with their reasons",
                ja = "hikyaku dead-letters --stack {stack} で、理由と一覧が出ます"
            ),
        )),
        Err(error) => {
            let absent = say!(
                en = "deploy the stack again, and change nothing of it by hand",
                ja = "スタックをもう一度デプロイし、手では変えないでください"
            );
            let mut finding = Finding::unread(CHECK, &error, "sqs:GetQueueAttributes", &absent);
            finding.found = format!("{queue}: {}", finding.found);
            Some(finding)
        }
    }
}
