//! The account in SES: the sandbox, sending, its standing, what it may send, its price and its suppression list.

use super::finding::Finding;
use super::pricing;
use crate::language;
use crate::say;
use cadence::wording::Words;
use cadence::words;
use gateway::account::AccountQuota;
use gateway::ses_settings::{AccountSettings, ConfigurationSet};
use gateway::unread::Unread;

const ACTION: &str = "ses:GetAccount";
const ABSENT: Words = words!(
    en = "open Amazon SES once in this region, so that it knows the account",
    ja = "このリージョンで Amazon SES を一度開き、アカウントを知らせてください"
);
/// Of the day's quota, from here on it is worth a look.
const QUOTA_FULL: f64 = 0.8;

pub(super) fn judge(said: &Result<AccountSettings, Unread>) -> Vec<Finding> {
    match said {
        Err(error) => vec![Finding::unread("account", error, ACTION, &language::said(ABSENT))],
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
        Finding::ok(
            "production access",
            say!(en = "granted: mails go to everybody", ja = "許可されています。だれにでも送れます"),
        )
    } else {
        Finding::look(
            "production access",
            say!(
                en = "the account is in the sandbox: mails go to verified addresses only, 200 a day",
                ja = "アカウントがサンドボックスにあります。確認済みのアドレスだけに、一日200通まで送れます"
            ),
            say!(
                en = "ask for it in the SES console under “Account dashboard”, in the stack's \
                     region; until then the stack needs SesSandbox=true",
                ja = "スタックのリージョンの SES コンソールで、「Account dashboard」から申請してく\
                     ださい。それまで、スタックには SesSandbox=true が要ります"
            ),
        )
    }
}

fn sending(account: &AccountSettings) -> Finding {
    if account.sends {
        Finding::ok("sending", say!(en = "enabled for the account", ja = "このアカウントで有効です"))
    } else {
        Finding::broken(
            "sending",
            say!(en = "paused for the whole account", ja = "アカウント全体で止まっています"),
            say!(
                en = "read the mails of AWS about it, mend the cause, then: aws sesv2 \
                     put-account-sending-attributes --sending-enabled",
                ja = "AWS からのメールを読み、原因を直してから：aws sesv2 \
                     put-account-sending-attributes --sending-enabled"
            ),
        )
    }
}

fn standing(account: &AccountSettings) -> Finding {
    const CHECK: &str = "standing";
    let remedy = say!(
        en = "the SES console shows the reason under “Reputation metrics”; answer it there before \
             sending goes on",
        ja = "SES コンソールの「Reputation metrics」に理由があります。続ける前に、そこで答えてください"
    );
    match account.enforcement.as_deref() {
        Some("HEALTHY") => Finding::ok(CHECK, "healthy"),
        Some("PROBATION") => Finding::look(
            CHECK,
            say!(en = "under review by AWS (PROBATION)", ja = "AWS の審査中です（PROBATION）"),
            remedy,
        ),
        Some("SHUTDOWN") => Finding::broken(
            CHECK,
            say!(en = "shut down by AWS (SHUTDOWN)", ja = "AWS に止められました（SHUTDOWN）"),
            remedy,
        ),
        Some(other) => {
            Finding::look(CHECK, say!(en = "SES says {other}", ja = "SES の答え：{other}"), remedy)
        }
        None => Finding::look(
            CHECK,
            say!(en = "unknown: SES did not say", ja = "分かりません。SES の答えがありません"),
            remedy,
        ),
    }
}

fn quota(quota: Option<&AccountQuota>) -> Finding {
    const CHECK: &str = "quota";
    let Some(AccountQuota { per_second, per_day, sent_in_day }) = quota else {
        return Finding::look(
            CHECK,
            say!(en = "unknown: SES did not say", ja = "分かりません。SES の答えがありません"),
            say!(
                en = "look at “Account dashboard” in the SES console",
                ja = "SES コンソールの「Account dashboard」を見てください"
            ),
        );
    };
    if *per_day < 0.0 {
        return Finding::ok(
            CHECK,
            say!(
                en = "{per_second} mails a second, no limit for a day",
                ja = "毎秒 {per_second} 通、一日の上限なし"
            ),
        );
    }
    let found = say!(
        en = "{per_second} mails a second, {sent_in_day} of {per_day} in the last 24 hours",
        ja = "毎秒 {per_second} 通、24時間で {per_day} 通のうち {sent_in_day} 通"
    );
    if *sent_in_day < per_day * QUOTA_FULL {
        Finding::ok(CHECK, found)
    } else {
        let remedy = say!(
            en = "what is over it waits for the next day; ask for more in Service Quotas, for Amazon SES",
            ja = "超えた分は翌日に送ります。Service Quotas の Amazon SES で、増やすよう申請してください"
        );
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
        (Some(reasons), _) => {
            (say!(en = "by the configuration set", ja = "configuration set による設定"), reasons)
        }
        (None, Ok(account)) => (say!(en = "by the account", ja = "アカウントの設定"), &account.suppresses),
        (None, Err(error)) => return Finding::unread(CHECK, error, ACTION, &language::said(ABSENT)),
    };
    let missing: Vec<&str> =
        ["BOUNCE", "COMPLAINT"].into_iter().filter(|wanted| !reasons.iter().any(|it| it == wanted)).collect();
    if missing.is_empty() {
        return Finding::ok(
            CHECK,
            say!(en = "on for bounces and complaints, {whose}", ja = "不達と苦情で有効です（{whose}）"),
        );
    }
    Finding::look(
        CHECK,
        say!(
            en = "off for {}, {whose}",
            ja = "{} で無効です（{whose}）",
            missing.join(&say!(en = " and ", ja = "と"))
        ),
        say!(
            en = "Hikyaku keeps a list of its own, but other senders of the account profit from \
                 this one: aws sesv2 put-account-suppression-attributes --suppressed-reasons \
                 BOUNCE COMPLAINT",
            ja = "Hikyaku には自分の一覧がありますが、同じアカウントのほかの送信の役に立ちます：\
                 aws sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE \
                 COMPLAINT"
        ),
    )
}
