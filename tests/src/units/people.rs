//! The people: everybody posts the form that starts the sequence, and one in ten another one so that mails of two
//! sequences meet and caps put some off.

use super::inquiry::{INQUIRY_FORM, long_inquiry};
use super::shop::Shop;
use super::stage::Action;
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::ids::{FormId, LeadId, SequenceId};
use chrono::TimeDelta;
use kit::company::{BASE_URL, lead_event};
use serde_json::{Map, Value, json};

/// One in so many leads posts a second form.
const SECOND_ONE_IN: u32 = 10;
/// One in so many leads refuses further mail after some days, and one in so many does what a sequence is for.
const REFUSES_ONE_IN: u32 = 50;
const REACHES_ONE_IN: u32 = 25;
/// All leads of a play post within this time.
const POSTING: TimeDelta = TimeDelta::hours(1);

/// The way leads come into a sequence.
pub(super) struct Entrance {
    pub(super) sequence: &'static str,
    pub(super) form: &'static str,
    /// The other form, and how many days later it is posted.
    second: (&'static str, i64),
    /// The event that is its goal.
    goal: &'static str,
    /// After how many days the sweep takes them; they enter by their form otherwise.
    pub(super) quiet_days: Option<i64>,
}

/// The shipped sequences. The days between two forms are such that marketing of both is due on the same days.
pub(super) const ENTRANCES: [Entrance; 4] = [
    Entrance {
        sequence: "welcome-material",
        form: "material-request",
        second: ("contact", 1),
        goal: "trial_started",
        quiet_days: None,
    },
    Entrance {
        sequence: "after-inquiry",
        form: "contact",
        second: ("material-request", -1),
        goal: "meeting_booked",
        quiet_days: None,
    },
    Entrance {
        sequence: "after-meeting",
        form: "meeting",
        second: ("contact", -1),
        goal: "purchase",
        quiet_days: None,
    },
    Entrance {
        sequence: "win-back",
        form: "customer",
        second: ("material-request", 6),
        goal: "purchase",
        quiet_days: Some(181),
    },
];

/// The fields of a form as somebody fills it.
pub(super) fn fields(form: &str, number: u32) -> Value {
    let known: &[&str] = match form {
        "material-request" => &["company", "name", "email", "sites", "interest", "agree"],
        "contact" => &["company", "name", "email", "topic", "message", "agree"],
        "meeting" => {
            &["company", "name", "email", "met_on", "staff", "summary", "next_action", "card_received"]
        }
        _ => &["company", "name", "email", "contract", "agreed"],
    };
    Value::Object(answers(number).into_iter().filter(|(name, _)| known.contains(&name.as_str())).collect())
}

/// Everything that somebody answers, to whichever form.
pub(super) fn answers(number: u32) -> Map<String, Value> {
    let interest =
        if number.is_multiple_of(3) { "在庫の数が合わない" } else { "棚卸に時間がかかる" };
    let all = json!({
        "company": "有限会社みどり工芸", "name": "田中 太郎", "email": address(number),
        "agree": "yes", "agreed": "yes", "card_received": "yes",
        "sites": "2〜5か所", "interest": interest, "topic": "導入のご相談",
        "message": "在庫の数が帳簿と合わず困っています。相談に乗っていただけますか。",
        "contract": "契約なし（買い切り・解約ずみ）", "met_on": "4月6日", "staff": "佐藤", "summary": "棚卸の手間を半分にしたい。まず一つの倉庫で試す。",
        "next_action": "見積もりをお送りする",
    });
    all.as_object().cloned().unwrap_or_default()
}

/// The address of a lead.
pub(super) fn address(number: u32) -> String {
    format!("lead-{number}@c{}.example.jp", number % 97)
}

impl Shop {
    /// The id of a lead.
    pub(super) fn lead(&self, number: u32) -> LeadId {
        self.secrets.identity.lead(&EmailAddress::parse(&address(number)).expect("an address"))
    }

    /// A lead posts a form.
    pub(super) fn posts(&self, form: &str, number: u32, at: Instant) {
        let id = FormId::parse(form).expect("a form's name");
        let path = self.secrets.links.form_path(&id, matches!(form, "meeting" | "customer"));
        let mut fields = fields(form, number);
        if self.inquiries_are_long && form == INQUIRY_FORM {
            fields.as_object_mut().expect("fields have names").extend(long_inquiry());
        }
        self.stage.props().at(at, Action::Post { path, fields });
    }

    /// Plans what leads of a play do besides reading mail; `entry` is when the first one enters.
    pub(super) fn leads_live(&self, entrance: &Entrance, leads: u32, entry: Instant) {
        for number in 0..leads {
            let at = entry
                + POSTING / i32::try_from(leads).unwrap_or(i32::MAX) * i32::try_from(number).unwrap_or(0);
            if entrance.quiet_days.is_none() {
                self.posts(entrance.form, number, at);
            }
            let (second, days) = entrance.second;
            if number.is_multiple_of(SECOND_ONE_IN) {
                self.posts(second, number, at + TimeDelta::days(days));
            }
            if number % REFUSES_ONE_IN == 7 {
                let sequence = SequenceId::parse(entrance.sequence).expect("a sequence's name");
                let url = self.secrets.links.unsubscribe_url(BASE_URL, &self.lead(number), &sequence);
                let path = url.strip_prefix(BASE_URL).unwrap_or(&url).to_owned();
                self.stage.props().at(at + TimeDelta::days(8), Action::Press { path });
            }
            if number % REACHES_ONE_IN == 3 {
                let moment = at + TimeDelta::days(12);
                let report = self.reported(number, entrance.goal, moment);
                self.stage.props().at(moment, Action::Report(report));
            }
        }
    }

    fn reported(&self, number: u32, event: &str, at: Instant) -> String {
        lead_event(&self.lead(number), event, at, &format!("{event} {number}"))
    }
}
