//! The behaviour of people: when they come, and how they treat a mail.

use super::agenda::{Action, Agenda};
use super::people::{Habit, Person};
use crate::outbox_view::parsed_mail::ParsedMail;
use cadence::Instant;
use chrono::TimeDelta;
use gateway::local::outbox::OutboxEntry;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::json;

const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36";
const SCREEN: &str = "Mozilla/5.0";
const SCANNER: &str = "Mozilla/5.0 (compatible; LinkScanBot/3.1)";

/// Notes when everybody posts which form; some post twice.
pub(super) fn arrivals(
    cast: &[Person],
    autumn: Instant,
    start: Instant,
    days: i64,
    random: &mut StdRng,
    agenda: &mut Agenda,
) {
    for (person, Person { customer, .. }) in cast.iter().enumerate() {
        if *customer {
            let at = autumn + TimeDelta::minutes(random.random_range(9 * 60..15 * 24 * 60));
            agenda.at(at, Action::Post { person, form: "customer" });
            continue;
        }
        let form = match random.random_range(0..100) {
            0..=54 => "material-request",
            55..=84 => "contact",
            _ => "meeting",
        };
        let at = start + TimeDelta::minutes(random.random_range(0..days * 24 * 60));
        agenda.at(at, Action::Post { person, form });
        if random.random_bool(0.1) {
            // A second press on the button, the same answers again.
            agenda.at(at + TimeDelta::seconds(2), Action::Post { person, form });
        }
    }
}

/// The fields a person posts.
pub(super) fn fields(person: &Person, form: &str, spread: usize) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("name", person.name.clone()),
        ("email", person.address.clone()),
        ("company", person.company.clone()),
    ];
    let sites = ["1か所", "2〜5か所", "6か所以上"][spread % 3];
    let interest = ["棚卸に時間がかかる", "在庫の数が合わない", "発注のもれや遅れ"][spread / 3 % 3];
    match form {
        "material-request" => {
            fields.push(("sites", sites.to_owned()));
            fields.push(("interest", interest.to_owned()));
        }
        "contact" => {
            fields.push(("topic", "導入のご相談".to_owned()));
            fields.push(("message", "倉庫が二か所あり、在庫の数をまとめて見たいと考えています。".to_owned()));
        }
        "meeting" => {
            fields.push(("staff", "営業部 見本".to_owned()));
            fields.push((
                "summary",
                "倉庫二か所の在庫を一つの画面で見たい、とのご要望を伺いました。".to_owned(),
            ));
            fields.push(("next_action", "来週中に、お見積書をお送りします。".to_owned()));
        }
        // A company that has a contract is not won back.
        "customer" => fields.push(("contract", "契約なし（買い切り・解約ずみ）".to_owned())),
        _ => {}
    }
    if person.agrees || matches!(form, "meeting" | "customer") {
        let name = match form {
            "customer" => "agreed",
            "meeting" => "card_received",
            _ => "agree",
        };
        fields.push((name, "on".to_owned()));
    }
    fields
}

/// Notes how a person treats a mail that has just arrived.
pub(super) fn treat(
    person: &Person,
    entry: &OutboxEntry,
    parsed_mail: &ParsedMail,
    now: Instant,
    random: &mut StdRng,
    agenda: &mut Agenda,
) {
    let mut report = |after: TimeDelta, kind, payload| {
        agenda.at(now + after, Action::Event { send_key: entry.send_key.clone(), kind, payload });
    };
    let soon = TimeDelta::minutes(random.random_range(4..600));
    let (opens, clicks) = match person.habit {
        Habit::Keen => (0.92, 0.6),
        Habit::Curious => (0.55, 0.25),
        Habit::Busy => (0.25, 0.06),
        Habit::Leaving => (0.6, 0.05),
        Habit::Screened => (0.3, 0.1),
        Habit::Scanned => (0.4, 0.15),
        Habit::Silent | Habit::Gone | Habit::Annoyed => (0.0, 0.0),
    };
    match person.habit {
        Habit::Gone => {
            let gone = json!({
                "bounceType": "Permanent", "bounceSubType": "NoEmail",
                "bouncedRecipients": [{ "emailAddress": person.address, "action": "failed", "status": "5.1.1" }],
            });
            return report(TimeDelta::seconds(3), "Bounce", gone);
        }
        Habit::Annoyed => {
            let spam = json!({ "complainedRecipients": [{ "emailAddress": person.address }] });
            report(soon, "Complaint", spam);
        }
        Habit::Screened => report(TimeDelta::seconds(9), "Open", json!({ "userAgent": SCREEN })),
        Habit::Scanned => {
            let scan = json!({ "userAgent": SCANNER, "isBotEvent": "Likely" });
            report(TimeDelta::seconds(2), "Open", scan);
            for link in &parsed_mail.links {
                let scan = json!({ "userAgent": SCANNER, "isBotEvent": "Likely", "link": link });
                report(TimeDelta::seconds(3), "Click", scan);
            }
        }
        Habit::Keen | Habit::Curious | Habit::Busy | Habit::Silent | Habit::Leaving => {}
    }
    if random.random_bool(opens) {
        report(soon, "Open", json!({ "userAgent": BROWSER, "isBotEvent": "Unlikely" }));
        let again = random.random_bool(0.15);
        if again {
            report(soon + TimeDelta::hours(20), "Open", json!({ "userAgent": BROWSER }));
        }
        if random.random_bool(clicks)
            && let Some(link) = parsed_mail.links.choose(random)
        {
            report(soon + TimeDelta::minutes(2), "Click", json!({ "userAgent": BROWSER, "link": link }));
            if random.random_bool(0.3) {
                let lead = entry.lead.clone();
                let after = soon + TimeDelta::hours(random.random_range(3..60));
                let name = if entry.sequence == "win-back" { "purchase" } else { "meeting_booked" };
                agenda.at(now + after, Action::LeadEvent { lead, name });
            }
        }
    }
    let Some(url) = parsed_mail.unsubscribe_url.clone() else { return };
    if person.habit == Habit::Scanned {
        agenda.at(now + TimeDelta::seconds(4), Action::Scan { url: url.clone() });
    }
    if person.habit == Habit::Leaving && random.random_bool(0.8) {
        agenda.at(now + soon + TimeDelta::minutes(1), Action::Unsubscribe { lead: entry.lead.clone(), url });
    }
}
