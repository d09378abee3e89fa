//! The people of a world, their forms and times, and what else befalls them. All of it is drawn before the world begins.

mod post;

pub(super) use post::Post;

use super::schedule::Action;
use cadence::address::EmailAddress;
use cadence::campaign::LAST_FIELD;
use cadence::ids::{EventName, FormId, LeadId, SequenceId};
use chrono::TimeDelta;
use kit::chance::Chance;
use kit::functions::Secrets;
use serde_json::json;

/// Everybody, with all posts so far.
#[derive(Debug)]
pub(super) struct People {
    pub(super) posts: Vec<Post>,
}

/// The form in which staff notes that somebody agrees.
pub(super) const AGREED: &str = "agreed";
/// Its place among the forms.
const AGREED_PLACE: usize = 4;
/// The place of the form in which staff note a meeting.
const MEETING_PLACE: usize = 2;

/// The form whose agreements are always confirmed from the mailbox.
pub(super) const CONFIRMED: &str = "contact";

/// Whether consent by this form gives a ground by itself.
pub(super) fn gives_a_ground(form: &FormId) -> bool {
    form.as_str() != CONFIRMED
}

/// Whether consent by this form undoes a refusal: whoever posts an open form can write anybody's address, and a business card or a
/// purchase is no consent in the person's own words.
pub(super) fn undoes_a_refusal(form: &FormId) -> bool {
    form.as_str() == AGREED
}

const FORMS: [(&str, &str); 5] = [
    ("material-request", "agree"),
    ("contact", "agree"),
    ("meeting", "card_received"),
    ("customer", "agreed"),
    (AGREED, "agree"),
];
/// The person whose mailbox is flooded.
const FLOODED: usize = 9_000;
const INTERESTS: [&str; 5] = [
    "棚卸に時間がかかる",
    "在庫の数が合わない",
    "発注のもれや遅れ",
    "費用とはじめ方",
    "まだ情報を集めている",
];
const EVENTS: [&str; 6] =
    ["purchase", "trial_started", "meeting_booked", "deal_closed", "complaint_opened", "page_viewed"];

impl People {
    /// Draws so many people, and when each comes.
    pub(super) fn drawn(
        chance: &mut Chance,
        many: usize,
        span: TimeDelta,
        long: bool,
        secrets: &Secrets,
    ) -> (Self, Vec<(TimeDelta, Action)>) {
        let mut people = Self { posts: Vec::new() };
        let mut actions = Vec::new();
        let latest = span.num_minutes();
        for number in 0..many {
            let form = match chance.below(if long { 10 } else { 7 }) {
                0..3 => 0,
                3..5 => 1,
                5 => 2,
                6 => chance.below(4),
                _ => 3,
            };
            let agrees = form == 3 || chance.happens(0.85);
            let first = match (form, chance.happens(0.8)) {
                (3, _) => chance.minutes(1, 4_000),
                // In clusters, so that many are in flight at once.
                (_, true) => {
                    TimeDelta::days(chance.between(0, latest.min(14_400) / 1_440)) + chance.minutes(0, 3)
                }
                (_, false) => chance.minutes(1, latest.min(20_160)),
            };
            let post = people.add(chance, number, form, agrees, secrets);
            actions.push((first, Action::Post { post, tried: 0 }));
            if chance.happens(0.15) {
                actions.push((first + chance.millis(50, 5_000), Action::Post { post, tried: 0 }));
            }
            if chance.happens(0.3) {
                // In two sequences at once, whose mails compete for the same caps.
                let other = chance.below(3);
                let second = people.add(chance, number, other, agrees, secrets);
                actions.push((first + chance.minutes(1, 2_880), Action::Post { post: second, tried: 0 }));
            }
            if chance.happens(0.12) {
                let noted = people.add(chance, number, AGREED_PLACE, true, secrets);
                actions.push((first + chance.minutes(60, latest), Action::Post { post: noted, tried: 0 }));
            }
            let lead = people.posts[post].lead.clone();
            if chance.happens(0.25) {
                let again = first + chance.minutes(60, latest);
                actions.push((again, Action::EnterAgain { lead: lead.clone(), in_flight: false }));
            }
            if chance.happens(0.06) {
                let erased = first + chance.minutes(1, latest);
                actions.push((erased, Action::Erase { lead: lead.clone(), in_flight: false }));
            }
            if chance.happens(0.35) {
                let at = first + chance.minutes(10, latest);
                let name = chance.pick(&EVENTS);
                let report =
                    |name: &str| Action::Report { lead: lead.clone(), event: event(name), in_flight: false };
                actions.push((at, report(name)));
                if name == "complaint_opened" {
                    actions.push((at + chance.minutes(60, 14_400), report("complaint_closed")));
                }
            }
        }
        (people, actions)
    }

    /// The post by which staff note a meeting with the person of a lead; `None` for a stranger's other spelling of a mailbox.
    pub(super) fn met(&mut self, chance: &mut Chance, lead: &LeadId, secrets: &Secrets) -> Option<usize> {
        let number = self.posts.iter().find(|post| post.lead == *lead && !post.floods)?.number;
        Some(self.add(chance, number, MEETING_PLACE, true, secrets))
    }

    /// Many posts for one mailbox in as many spellings, some of them at the same moment, as somebody sends them who wants to
    /// fill it.
    pub(super) fn flood(&mut self, chance: &mut Chance, secrets: &Secrets) -> Vec<(TimeDelta, Action)> {
        let (begins, many) = (chance.minutes(1, 2_000), chance.between(6, 14));
        let mut at = begins;
        let mut actions = Vec::new();
        for spelling in 0..many {
            let form = chance.below(2);
            let post = self.add(chance, FLOODED, form, false, secrets);
            self.posts[post].spell(usize::try_from(spelling).unwrap_or(0), secrets);
            actions.push((at, Action::Post { post, tried: 0 }));
            if chance.happens(0.7) {
                at += chance.minutes(1, 200);
            }
        }
        actions
    }

    /// The post of a stranger who agrees with another spelling of a lead's mailbox, unless that is such a spelling itself.
    pub(super) fn respelled(
        &mut self,
        chance: &mut Chance,
        lead: &LeadId,
        secrets: &Secrets,
    ) -> Option<usize> {
        let number = self.posts.iter().find(|post| post.lead == *lead && !post.floods)?.number;
        let form = chance.below(2);
        let post = self.add(chance, number, form, true, secrets);
        self.posts[post].spell(post, secrets);
        Some(post)
    }

    /// Somebody new who only asks something, after how many days: mails go out and events come back also when all others
    /// are done, without which silence would say nothing about the last unknown mails.
    pub(super) fn late_askers(&mut self, chance: &mut Chance, secrets: &Secrets) -> Vec<(TimeDelta, Action)> {
        let hours = [1, 7, 30, 100, 300, 700, 1_400, 2_400];
        let action = |(number, hours): (usize, i64)| {
            let post = self.add(chance, 1_000 + number, 1, false, secrets);
            (TimeDelta::hours(hours), Action::Post { post, tried: 0 })
        };
        hours.into_iter().enumerate().map(action).collect()
    }

    fn add(
        &mut self,
        chance: &mut Chance,
        number: usize,
        form: usize,
        agrees: bool,
        secrets: &Secrets,
    ) -> usize {
        let address = format!("lead{number}@example.jp");
        let lead = secrets.identity.lead(&EmailAddress::parse(&address).expect("an address"));
        let (name, consent) = FORMS[form];
        let mut fields = json!({
            "email": address, "company": format!("見本{number}"), "name": format!("山田{number}"),
            "topic": "導入のご相談", "message": "在庫のことで相談したい", "staff": "佐藤", "summary": "棚卸の話をした",
            "interest": chance.pick(&INTERESTS), "sites": "2〜5か所", "contract": "契約なし（買い切り・解約ずみ）",
        });
        if agrees {
            fields[consent] = "on".into();
        }
        // Every other person comes by an advertisement, so the campaign is among what a post writes.
        if number.is_multiple_of(2) {
            fields[LAST_FIELD] = "utm_source=ads".into();
        }
        let form = FormId::parse(name).expect("a form's name");
        self.posts.push(Post { lead, form, agrees, floods: false, number, fields });
        self.posts.len() - 1
    }

    /// One newcomer every day or two for so many days: quiet weeks are as rare as in a company at work.
    pub(super) fn newcomers(
        &mut self,
        chance: &mut Chance,
        days: i64,
        secrets: &Secrets,
    ) -> Vec<(TimeDelta, Action)> {
        let (mut actions, mut day) = (Vec::new(), 0);
        while day < days {
            let (form, agrees) = (chance.below(2), chance.happens(0.3));
            let post = self.add(chance, 2_000 + actions.len(), form, agrees, secrets);
            actions.push((TimeDelta::days(day) + chance.minutes(0, 600), Action::Post { post, tried: 0 }));
            day += chance.between(1, 2);
        }
        actions
    }

    /// The post of one more newcomer, who does not agree to marketing.
    pub(super) fn newcomer(&mut self, chance: &mut Chance, secrets: &Secrets) -> usize {
        let number = 3_000 + self.posts.len();
        self.add(chance, number, 1, false, secrets)
    }

    /// A further post of somebody, with other answers than before.
    pub(super) fn again(&mut self, chance: &mut Chance, lead: &LeadId) -> Option<usize> {
        let known: Vec<&Post> = self.posts.iter().filter(|post| post.lead == *lead).collect();
        let mut post = (*known.get(chance.below(known.len()))?).clone();
        post.fields["company"] = format!("見本{}", chance.between(1_000, 999_999)).into();
        self.posts.push(post);
        Some(self.posts.len() - 1)
    }

    /// Everybody who may have anything in the table.
    pub(super) fn leads(&self) -> std::collections::BTreeSet<LeadId> {
        self.posts.iter().map(|post| post.lead.clone()).collect()
    }
}

/// An event of this name.
pub(super) fn event(name: &str) -> EventName {
    EventName::parse(name).expect("an event's name")
}

/// The event that is the goal of a sequence.
pub(super) fn goal_of(sequence: &SequenceId) -> EventName {
    event(match sequence.as_str() {
        "welcome-material" => "trial_started",
        "after-inquiry" => "meeting_booked",
        _ => "purchase",
    })
}
