//! The account in SES: the sandbox, sending, its standing, what it may send, its price and its suppression list.

use super::finding::Finding;
use super::pricing;
use gateway::account::AccountQuota;
use gateway::ses_settings::{AccountSettings, ConfigurationSet};
use gateway::unread::Unread;

const ACTION: &str = "ses:GetAccount";
const ABSENT: &str = "open Amazon SES once in this region, so that it knows the account";
/// Of the day's quota, from here on it is worth a look.
const QUOTA_FULL: f64 = 0.8;

pub(super) fn judge(said: &Result<AccountSettings, Unread>) -> Vec<Finding> {
    match said {
        Err(error) => vec![Finding::unread("account", error, ACTION, ABSENT)],
        Ok(account) => vec![
            access(account),
            sending(account),
            standing(account),
            quota(account.quota.as_ref()),
            pricing::judge(account.pricing_plan.as_deref()),
        ],
    }
}

fn access(account: &AccountSettings) -> Finding {
    if account.has_production_access {
        Finding::ok("production access", "granted: mails go to everybody")
    } else {
        Finding::look(
            "production access",
            "the account is in the sandbox: mails go to verified addresses only, 200 a day",
            "ask for it in the SES console under “Account dashboard”, in the stack's region; until then the stack needs \
             SesSandbox=true",
        )
    }
}

fn sending(account: &AccountSettings) -> Finding {
    if account.sends {
        Finding::ok("sending", "enabled for the account")
    } else {
        Finding::broken(
            "sending",
            "paused for the whole account",
            "read the mails of AWS about it, mend the cause, then: aws sesv2 put-account-sending-attributes \
             --sending-enabled",
        )
    }
}

fn standing(account: &AccountSettings) -> Finding {
    const CHECK: &str = "standing";
    let remedy =
        "the SES console shows the reason under “Reputation metrics”; answer it there before sending goes on";
    match account.enforcement.as_deref() {
        Some("HEALTHY") => Finding::ok(CHECK, "healthy"),
        Some("PROBATION") => Finding::look(CHECK, "under review by AWS (PROBATION)", remedy),
        Some("SHUTDOWN") => Finding::broken(CHECK, "shut down by AWS (SHUTDOWN)", remedy),
        Some(other) => Finding::look(CHECK, format!("SES says {other}"), remedy),
        None => Finding::look(CHECK, "unknown: SES did not say", remedy),
    }
}

fn quota(quota: Option<&AccountQuota>) -> Finding {
    const CHECK: &str = "quota";
    let Some(AccountQuota { per_second, per_day, sent_in_day }) = quota else {
        return Finding::look(
            CHECK,
            "unknown: SES did not say",
            "look at “Account dashboard” in the SES console",
        );
    };
    if *per_day < 0.0 {
        return Finding::ok(CHECK, format!("{per_second} mails a second, no limit for a day"));
    }
    let found = format!("{per_second} mails a second, {sent_in_day} of {per_day} in the last 24 hours");
    if *sent_in_day < per_day * QUOTA_FULL {
        Finding::ok(CHECK, found)
    } else {
        let remedy = "what is over it waits for the next day; ask for more in Service Quotas, for Amazon SES";
        Finding::look(CHECK, found, remedy)
    }
}

/// The suppression list, which the configuration set may overrule.
pub(super) fn judge_suppression(
    said: &Result<AccountSettings, Unread>,
    set: &Result<ConfigurationSet, Unread>,
) -> Finding {
    const CHECK: &str = "suppression list";
    let of_set = set.as_ref().ok().and_then(|set| set.suppresses.as_ref());
    let (whose, reasons) = match (of_set, said) {
        (Some(reasons), _) => ("by the configuration set", reasons),
        (None, Ok(account)) => ("by the account", &account.suppresses),
        (None, Err(error)) => return Finding::unread(CHECK, error, ACTION, ABSENT),
    };
    let missing: Vec<&str> =
        ["BOUNCE", "COMPLAINT"].into_iter().filter(|wanted| !reasons.iter().any(|it| it == wanted)).collect();
    if missing.is_empty() {
        return Finding::ok(CHECK, format!("on for bounces and complaints, {whose}"));
    }
    Finding::look(
        CHECK,
        format!("off for {}, {whose}", missing.join(" and ")),
        "Hikyaku keeps a list of its own, but other senders of the account profit from this one: aws sesv2 \
         put-account-suppression-attributes --suppressed-reasons BOUNCE COMPLAINT",
    )
}
