//! The people behind the mailboxes: each has a character, and does with each mail what that character does.

use crate::press::Press;
use cadence::facts::Fact;
use cadence::ids::{LeadId, TopicId};
use cadence::preferences::{PauseFor, Wish};
use chrono::TimeDelta;
use kit::chance::Chance;
use std::collections::BTreeMap;

/// Something that is reported about a mail, so long after it was taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) fact: Fact,
    /// Whether the server refuses for good in what the mail service calls a transient bounce.
    pub(super) for_good: bool,
    pub(super) after: TimeDelta,
}

/// The page to which a mail leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Offers {
    /// None.
    Nothing,
    /// The one on which marketing is refused, by the path of its link.
    Refusal(Option<String>),
    /// The one on which an agreement is confirmed, by the path of its link.
    Confirmation(String),
}

/// The share of marketing mails after which a person wishes for less.
const WISHES_SOMETHING: f64 = 0.06;

/// Wishes for less, as often as people have them.
pub(crate) fn wishes() -> [Wish; 8] {
    let topic = |id| Wish::StopTopic(TopicId::parse(id).expect("a topic's name"));
    [
        Wish::Pause(PauseFor::TwoWeeks),
        Wish::Pause(PauseFor::OneMonth),
        Wish::LessOften,
        Wish::LessOften,
        Wish::StopTracking,
        topic("tips"),
        topic("tips"),
        topic("offers"),
    ]
}

/// Facts that the mail service reports about addresses that it does not try.
const UNTRIED: [Fact; 4] =
    [Fact::NotTriedGuess, Fact::NotTriedGuess, Fact::NotTriedListed, Fact::NotTriedGlobal];

/// The fate of mail to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mailbox {
    /// It is delivered.
    Works,
    /// There is no such mailbox.
    Gone,
    /// Every mail comes back this time.
    Full,
    /// The server refuses for good, and the mail service calls it transient.
    Refuses,
    /// The mail service does not try it.
    Untried(Fact),
    /// It is delivered, and a machine answers.
    Away,
}

impl Mailbox {
    fn drawn(chance: &mut Chance, gone: f64) -> Self {
        if chance.happens(gone) {
            return Self::Gone;
        }
        match chance.below(200) {
            0..8 => Self::Full,
            8..11 => Self::Refuses,
            11..19 => Self::Untried(chance.pick(&UNTRIED)),
            19..27 => Self::Away,
            _ => Self::Works,
        }
    }
}

/// The way a person treats mail.
#[derive(Debug, Clone, Copy)]
struct Character {
    mailbox: Mailbox,
    complains: f64,
    unsubscribes: f64,
    opens: f64,
    clicks: f64,
    scanned: bool,
}

impl Character {
    fn drawn(chance: &mut Chance, list_is_bad: bool) -> Self {
        let eager = chance.happens(0.4);
        let (bounce, complain) = if list_is_bad { (0.15, 0.15) } else { (0.03, 0.05) };
        Self {
            mailbox: Mailbox::drawn(chance, bounce),
            complains: if chance.happens(complain) { 0.3 } else { 0.0 },
            unsubscribes: if chance.happens(0.2) { 0.2 } else { 0.02 },
            opens: if eager { 0.8 } else { 0.3 },
            clicks: if eager { 0.4 } else { 0.08 },
            scanned: chance.happens(0.15),
        }
    }
}

/// The knowledge of the mail service and the mailboxes.
#[derive(Debug)]
pub(crate) struct MailService {
    chance: Chance,
    /// Whether the company's addresses are so bad that the rates stop it.
    list_is_bad: bool,
    characters: BTreeMap<LeadId, Character>,
    /// The path of the unsubscribe link in the latest mail to each.
    links: BTreeMap<LeadId, String>,
}

impl MailService {
    /// One whose people are drawn from a seed.
    pub(crate) fn of(seed: u64) -> Self {
        Self {
            chance: Chance::of(seed),
            list_is_bad: Self::is_bad_list(seed),
            characters: BTreeMap::new(),
            links: BTreeMap::new(),
        }
    }

    /// Whether the addresses of a seed's company are so bad that the rates stop its sequences.
    pub(crate) fn is_bad_list(seed: u64) -> bool {
        seed.is_multiple_of(6)
    }

    /// Somebody gets a mail. Gives what is reported about it, and what the recipient presses on the page behind its link.
    pub(super) fn gets_mail(
        &mut self,
        lead: &LeadId,
        offers: Offers,
    ) -> (Vec<Said>, Vec<(TimeDelta, Press)>) {
        let is_marketing = matches!(offers, Offers::Refusal(_));
        if let Offers::Refusal(Some(link)) = &offers {
            self.links.insert(lead.clone(), link.clone());
        }
        let (chance, list_is_bad) = (&mut self.chance, self.list_is_bad);
        let character =
            *self.characters.entry(lead.clone()).or_insert_with(|| Character::drawn(chance, list_is_bad));
        let mut presses = Vec::new();
        if is_marketing && chance.happens(character.unsubscribes) {
            presses.push((chance.minutes(1, 2_000), Press::Stop));
        }
        if is_marketing && chance.happens(WISHES_SOMETHING) {
            let wish = chance.pick(&wishes());
            let contrary = wish.contrary();
            presses.push((chance.minutes(1, 4_000), Press::Wish(wish)));
            // Mostly the person takes it back sooner or later.
            if let Some(back) = contrary.filter(|_| chance.happens(0.6)) {
                presses.push((chance.minutes(10, 20_000), Press::Wish(back)));
            }
        }
        if let Offers::Confirmation(link) = offers {
            presses.extend(answers(chance, &link));
        }
        (reactions(chance, character), presses)
    }

    /// The path of the unsubscribe link in the latest mail to somebody.
    pub(crate) fn link(&self, lead: &LeadId) -> Option<String> {
        self.links.get(lead).cloned()
    }
}

/// The answers to a question whether an agreement was meant: most say yes, some too late, some twice; a few want no question.
fn answers(chance: &mut Chance, link: &str) -> Vec<(TimeDelta, Press)> {
    let yes = |chance: &mut Chance, minutes| (chance.minutes(1, minutes), Press::Confirm(link.to_owned()));
    match chance.below(20) {
        0..10 => vec![yes(chance, 600)],
        10..13 => vec![yes(chance, 12_000)],
        13..15 => vec![yes(chance, 3_000), yes(chance, 20_000)],
        15..17 => vec![(chance.minutes(1, 6_000), Press::NeverAsk(link.to_owned()))],
        _ => Vec::new(),
    }
}

/// The reports about a mail, and how long after it was taken they come.
fn reactions(chance: &mut Chance, character: Character) -> Vec<Said> {
    let mut said = Vec::new();
    let for_good = character.mailbox == Mailbox::Refuses;
    let mut say = |fact: Fact, after: TimeDelta| {
        said.push(Said { fact, for_good: for_good && fact == Fact::BouncedSoft, after });
    };
    if chance.happens(0.005) {
        say(Fact::Rejected, chance.millis(300, 3_000));
        return said;
    }
    if let Mailbox::Untried(untried) = character.mailbox {
        say(untried, chance.millis(300, 3_000));
        return said;
    }
    say(Fact::Sent, chance.millis(100, 2_000));
    if character.mailbox == Mailbox::Gone {
        say(Fact::BouncedHard, chance.seconds(1, 90));
        return said;
    }
    if matches!(character.mailbox, Mailbox::Full | Mailbox::Refuses) || chance.happens(0.02) {
        say(Fact::BouncedSoft, chance.minutes(10, 600));
        return said;
    }
    if chance.happens(0.02) {
        say(Fact::Delayed, chance.minutes(5, 60));
    }
    let delivered = chance.millis(500, 20_000);
    say(Fact::Delivered, delivered);
    if character.scanned {
        say(Fact::OpenedByMachine, delivered + chance.seconds(1, 20));
        say(Fact::ClickedByMachine, delivered + chance.seconds(2, 40));
    }
    if chance.happens(character.opens) {
        let opened = delivered + chance.minutes(1, 3_000);
        say(Fact::Opened, opened);
        if chance.happens(0.3) {
            say(Fact::Opened, opened + chance.minutes(5, 3_000));
        }
        if chance.happens(character.clicks) {
            say(Fact::Clicked, opened + chance.seconds(5, 600));
        }
    }
    if character.mailbox == Mailbox::Away {
        say(Fact::AutoReplied, delivered + chance.seconds(1, 60));
    }
    if chance.happens(0.01) {
        say(Fact::MarkedNotSpam, delivered + chance.minutes(2, 4_000));
    }
    if chance.happens(character.complains) {
        say(Fact::Complained, delivered + chance.minutes(2, 4_000));
    }
    said
}
