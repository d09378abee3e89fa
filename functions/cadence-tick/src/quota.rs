//! The mail service's quota: asked at most once a minute, and turned into a number of jobs.

use crate::CadenceTick;
use cadence::Instant;
use chrono::TimeDelta;
use store::Quota;

/// The greatest age of the account's quota; SES allows one such question a second for everybody together.
const QUOTA_AGE_MAX: TimeDelta = TimeDelta::seconds(55);
/// The time that an answer stays written down which says the same rate and the same daily limit as the one before.
const NOTED_FOR: TimeDelta = TimeDelta::minutes(10);
/// Jobs handed out at least, however slow the rate, so that a sandbox's one mail a second is not starved by rounding.
const ORDERS_MIN: usize = 10;

impl CadenceTick {
    /// The account's quota, asked for when what is known is old. An old answer is better than none.
    pub(crate) async fn quota(&self, known: Option<Quota>, now: Instant) -> anyhow::Result<Quota> {
        if let Some(known) = known.filter(|known| now - known.read_at < QUOTA_AGE_MAX) {
            return Ok(known);
        }
        match (self.account.quota().await, known) {
            (Ok(said), _) => {
                let quota = Quota {
                    per_second: said.per_second,
                    per_day: said.per_day,
                    sent_in_day: said.sent_in_day,
                    read_at: now,
                };
                if known.is_none_or(|known| is_news(&quota, &known)) {
                    self.store.save_quota(&quota).await?;
                }
                Ok(quota)
            }
            (Err(error), Some(known)) => {
                tracing::warn!(error, "the account's quota could not be read; the last known one is used");
                Ok(known)
            }
            (Err(error), None) => {
                anyhow::bail!("the account's quota could not be read: {error}; check `ses:GetAccount`")
            }
        }
    }
}

/// Whether an answer is worth a write: senders ask for the rate alone.
fn is_news(said: &Quota, known: &Quota) -> bool {
    let limits = |quota: &Quota| (quota.per_second, quota.per_day);
    limits(said) != limits(known) || said.read_at - known.read_at >= NOTED_FOR
}

/// Jobs that the rate allows in some seconds.
pub(crate) fn in_seconds(quota: &Quota, seconds: i64) -> usize {
    #[expect(clippy::cast_precision_loss, reason = "some seconds")]
    let allowed = quota.per_second * seconds as f64;
    whole(allowed).max(ORDERS_MIN)
}

/// The rest of the day's quota. Nothing is enqueued beyond it: what is due stays where it is and costs nothing.
pub(crate) fn left_today(quota: &Quota) -> usize {
    if quota.per_day < 0.0 { usize::MAX } else { whole(quota.per_day - quota.sent_in_day) }
}

fn whole(count: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bounded positive count")]
    let whole = count.clamp(0.0, 1e9) as usize;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(per_second: f64, per_day: f64, sent_in_day: f64) -> Quota {
        Quota { per_second, per_day, sent_in_day, read_at: Instant::UNIX_EPOCH }
    }

    #[test]
    fn a_slice_is_what_the_rate_allows_and_never_nothing() {
        assert_eq!(in_seconds(&quota(200.0, -1.0, 0.0), 5), 1000);
        assert_eq!(in_seconds(&quota(1.0, 200.0, 0.0), 5), 10);
    }

    #[test]
    fn an_answer_is_written_when_it_says_other_limits_or_the_last_one_is_old() {
        let known = quota(14.0, 200.0, 10.0);
        let later =
            |quota: Quota, minutes| Quota { read_at: known.read_at + TimeDelta::minutes(minutes), ..quota };
        assert!(!is_news(&later(quota(14.0, 200.0, 190.0), 9), &known));
        assert!(is_news(&later(known, 10), &known));
        assert!(is_news(&later(quota(14.0, 50_000.0, 10.0), 1), &known));
        assert!(is_news(&later(quota(1.0, 200.0, 10.0), 1), &known));
    }

    #[test]
    fn what_is_left_of_the_day_is_never_less_than_nothing() {
        assert_eq!(left_today(&quota(14.0, 200.0, 190.0)), 10);
        assert_eq!(left_today(&quota(14.0, 200.0, 250.0)), 0);
        assert_eq!(left_today(&quota(14.0, -1.0, 1e9)), usize::MAX);
    }
}
