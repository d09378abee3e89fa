//! The cost of a million mails under the account's pricing plan. The prices are those of 2026-07-22, for the first ten million a
//! month, without taxes, attachments and dedicated addresses (<https://aws.amazon.com/ses/pricing/>).

use super::finding::Finding;
use crate::say;

const CHECK: &str = "pricing plan";
/// When the prices below were read.
const READ_ON: &str = "2026-07-22";

struct Plan {
    /// As the API names it.
    code: &'static str,
    name: &'static str,
    /// In whole USD.
    per_million: u32,
    per_month: u32,
}

const PLANS: [Plan; 4] = [
    Plan { code: "NONE", name: "à la carte", per_million: 100, per_month: 0 },
    Plan { code: "ESSENTIALS", name: "Essentials", per_million: 160, per_month: 0 },
    Plan { code: "PRO", name: "Pro", per_million: 220, per_month: 105 },
    Plan { code: "ENTERPRISE", name: "Enterprise", per_million: 230, per_month: 500 },
];

pub(super) fn judge(code: Option<&str>) -> Finding {
    let remedy = say!(
        en = "if you need nothing of the plan's extras, a million mails cost 100 USD à la carte: \
             aws sesv2 put-account-pricing-attributes --plan NONE",
        ja = "追加の機能がいらなければ、百万通で 100 USD の à la carte にできます：aws sesv2 \
             put-account-pricing-attributes --plan NONE"
    );
    let Some(code) = code else {
        let found = say!(
            en = "unknown: SES did not say; accounts that are new since 2026-07-21 begin on \
                 Essentials, at 160 USD a million",
            ja = "分かりません。SES の答えがありません。2026-07-21 からの新しいアカウントは \
                 Essentials で、百万通 160 USD です"
        );
        return Finding::look(CHECK, found, remedy);
    };
    let Some(plan) = PLANS.iter().find(|plan| plan.code == code) else {
        return Finding::look(
            CHECK,
            say!(
                en = "{code}, whose price this version does not know",
                ja = "{code}（このバージョンは料金を知りません）"
            ),
            remedy,
        );
    };
    let fee = if plan.per_month == 0 {
        String::new()
    } else {
        say!(en = " and {} USD a month", ja = "と、月 {} USD", plan.per_month)
    };
    let found = say!(
        en = "{}: {} USD for a million mails{fee} (prices of {READ_ON})",
        ja = "{}：百万通で {} USD{fee}（{READ_ON} の料金）",
        plan.name,
        plan.per_million
    );
    if plan.code == "NONE" { Finding::ok(CHECK, found) } else { Finding::look(CHECK, found, remedy) }
}
