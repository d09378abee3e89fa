//! The configuration set, and the way of the events of mails from it to the feedback queue.

use super::finding::Finding;
use crate::language::said;
use crate::say;
use cadence::wording::Words;
use cadence::words;
use gateway::ses_settings::{ConfigurationSet, Destination};
use gateway::unread::Unread;

const SET: &str = "configuration set";
const EVENTS: &str = "events";
const DEPLOY: Words = words!(
    en = "the template makes it: deploy the stack again, and change nothing of it by hand",
    ja = "テンプレートが作るものです。スタックをもう一度デプロイし、手では変えないでください"
);
/// All kinds of events there are (Amazon SES API Reference v2, `EventDestination`).
const KINDS: [&str; 10] = [
    "SEND",
    "REJECT",
    "BOUNCE",
    "COMPLAINT",
    "DELIVERY",
    "OPEN",
    "CLICK",
    "RENDERING_FAILURE",
    "DELIVERY_DELAY",
    "SUBSCRIPTION",
];

pub(super) fn judge(
    set: &Result<ConfigurationSet, Unread>,
    destinations: &Result<Vec<Destination>, Unread>,
) -> [Finding; 2] {
    let set = match set {
        Err(error) => Finding::unread(SET, error, "ses:GetConfigurationSet", &said(DEPLOY)),
        Ok(ConfigurationSet { sends: true, .. }) => {
            Finding::ok(SET, say!(en = "there, and sends", ja = "あり、送れます"))
        }
        Ok(ConfigurationSet { sends: false, .. }) => Finding::broken(
            SET,
            say!(
                en = "paused: SES refuses every mail through it",
                ja = "止まっています。SES は、これを通るメールをすべて断ります"
            ),
            say!(
                en = "find out who paused it and why, then: aws sesv2 \
                     put-configuration-set-sending-options --sending-enabled \
                     --configuration-set-name NAME",
                ja = "だれが、なぜ止めたかを調べてから：aws sesv2 \
                     put-configuration-set-sending-options --sending-enabled \
                     --configuration-set-name NAME"
            ),
        ),
    };
    let events = match destinations {
        Err(error) => {
            Finding::unread(EVENTS, error, "ses:GetConfigurationSetEventDestinations", &said(DEPLOY))
        }
        Ok(destinations) => published(destinations),
    };
    [set, events]
}

fn published(destinations: &[Destination]) -> Finding {
    let to_topics: Vec<_> = destinations.iter().filter(|it| it.topic.is_some()).collect();
    if to_topics.is_empty() {
        return Finding::broken(
            EVENTS,
            say!(
                en = "no destination publishes to an SNS topic: nothing comes back",
                ja = "SNS のトピックに知らせる先がありません。何も戻ってきません"
            ),
            said(DEPLOY),
        );
    }
    let enabled: Vec<_> = to_topics.iter().filter(|it| it.is_enabled).collect();
    if enabled.is_empty() {
        return Finding::broken(
            EVENTS,
            say!(
                en = "the destination is switched off: nothing comes back",
                ja = "知らせる先が切られています。何も戻ってきません"
            ),
            said(DEPLOY),
        );
    }
    let missing: Vec<&str> = KINDS
        .into_iter()
        .filter(|kind| !enabled.iter().any(|it| it.events.iter().any(|event| event == kind)))
        .collect();
    if missing.is_empty() {
        let topics: Vec<&str> = enabled.iter().filter_map(|it| it.topic.as_deref()).collect();
        return Finding::ok(
            EVENTS,
            say!(en = "all ten kinds go to {}", ja = "十種類すべてを {} に知らせています", topics.join(", ")),
        );
    }
    Finding::broken(
        EVENTS,
        say!(en = "these are not published: {}", ja = "知らせていないもの：{}", missing.join(", ")),
        said(DEPLOY),
    )
}
