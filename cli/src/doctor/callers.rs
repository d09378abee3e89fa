//! Whether posts can be told apart by who sent them: a proxy or CDN that the settings do not name makes one caller of everybody.

use super::finding::Finding;
use super::published::Live;
use crate::say;
use cadence::Instant;
use cadence::door::DoorOutcome;
use chrono::TimeDelta;
use store::Store;

const CHECK: &str = "callers";
/// Days that are looked back, today included.
const DAYS: i64 = 7;

/// Looks at how many posts were refused for their caller, if no proxy is named.
pub(super) async fn examine(store: &Store, live: &Live, now: Instant) -> Option<Finding> {
    let Ok(Some((_, Ok(catalog)))) = live else { return None };
    let proxies = catalog.policy().ceilings.trusted_proxies.len();
    let today = now.date_naive();
    let counted = match store.door_counts(today - TimeDelta::days(DAYS - 1), today).await {
        Ok(counted) => counted,
        Err(error) => return Some(Finding::untold(CHECK, &error)),
    };
    let refused = counted.iter().filter_map(|day| day.counts.get(&DoorOutcome::CallerCeiling)).sum();
    Some(judge(proxies, refused))
}

/// The finding for this number of named proxies and of refused posts.
pub(super) fn judge(proxies: usize, refused: u64) -> Finding {
    match (proxies, refused) {
        (0, 0) => Finding::ok(
            CHECK,
            say!(
                en = "no proxy is named, and no post was refused for its caller in 7 days",
                ja = "中継サーバーの設定はなく、7日間に送信元を理由に断った投稿もありません"
            ),
        ),
        (0, refused) => Finding::look(
            CHECK,
            say!(
                en = "{refused} posts were refused in 7 days because one caller sent too many, \
                     and no proxy is named",
                ja = "7日間に {refused} 件の投稿を、一つの送信元から多すぎるとして断りました。中継\
                     サーバーの設定はありません"
            ),
            say!(
                en = "if a CDN or proxy of yours stands before the stack, all posts come from it: \
                     write its networks as trusted_proxies in settings.json and publish; if none \
                     does, the ceiling did its work",
                ja = "CDN や中継サーバーを前に置いていると、すべてがそこから来たように見えます。そ\
                     のネットワークを settings.json の trusted_proxies に書いて公開してください。\
                     置いていなければ、上限が働いただけです"
            ),
        ),
        (named, refused) => Finding::ok(
            CHECK,
            say!(
                en =
                    "networks of proxies named: {named}; posts refused for their caller in 7 days: {refused}",
                ja = "中継サーバーのネットワーク：{named} 件、7日間に送信元を理由に断った投稿：{refused} 件"
            ),
        ),
    }
}
