//! Whether all is well with a stack in AWS: what is asked of whom, and in which order. What an answer means is judged in the
//! rooms below, each by a function of the answer alone.

mod account;
mod callers;
mod dead_letters;
mod events;
mod finding;
mod identity;
mod pricing;
mod published;
mod schedules;
mod secrets;
mod server_time;
#[cfg(test)]
mod tests;

pub use finding::{Finding, Health};
pub use published::Templates;

use crate::say;
use crate::stack::Stack;
use chrono::TimeDelta;
use gateway::server_time::ServerTime;
use gateway::ses_settings::SesSettings;
use gateway::ssm;
use runtime::clock::Clock;
use runtime::cloud::SdkConfig;
/// Looks at everything, with so long between two questions to SES. Nothing is changed; what cannot be asked is a finding too.
pub async fn examine(stack: &Stack, templates: &Templates, between_calls: TimeDelta) -> Vec<Finding> {
    let (ses, time) = ses(&stack.aws, &stack.clock);
    let names = &stack.names;
    let pause = async || stack.clock.sleep_until(stack.clock.now() + between_calls).await;
    let said = ses.account().await;
    let mut findings = account::judge(&said);
    pause().await;
    findings.extend(identity::judge(&names.sender_identity, &ses.identity(&names.sender_identity).await));
    pause().await;
    let set = ses.configuration_set(&names.configuration_set).await;
    pause().await;
    let destinations = ses.destinations(&names.configuration_set).await;
    findings.extend(events::judge(&set, &destinations));
    findings.push(account::judge_suppression(&said, &set));
    let live = published::read(&stack.store).await;
    findings.extend(published::judge(&live, templates));
    findings.extend(callers::examine(&stack.store, &live, stack.clock.now()).await);
    findings.extend(schedules::examine(&stack.store, &live, stack.clock.now()).await);
    findings.extend(dead_letters::examine(stack).await);
    let secrets = ssm::secrets(&stack.aws, &names.secrets_parameter).await;
    findings.push(secrets::examine(&stack.store, &names.secrets_parameter, secrets).await);
    findings.push(server_time::judge(time.ahead()));
    findings
}

/// Returns the findings where the stack's own description cannot be had: why, and whether the clock is to blame.
pub async fn examine_unfound(aws: &SdkConfig, clock: &Clock, reason: &str) -> Vec<Finding> {
    let (ses, time) = ses(aws, clock);
    // The date counts, whatever the answer says.
    drop(ses.account().await);
    let remedy = say!(
        en = "mend what it says, and look at the clock below; then ask again",
        ja = "知らせたとおりに直し、下の時計も見てから、もう一度実行してください"
    );
    vec![Finding::broken("stack", reason, remedy), server_time::judge(time.ahead())]
}

fn ses(aws: &SdkConfig, clock: &Clock) -> (SesSettings, ServerTime) {
    let clock = clock.clone();
    let time = ServerTime::against(move || clock.now());
    (SesSettings::connect(aws, time.clone()), time)
}
