//! On what ground a person may be mailed marketing, and until when.
//!
//! Sources: 特定電子メール法 3条 (opt-in, refusal beats every ground at once), CASL (implied consent of two years after a
//! purchase, six months after an inquiry), GDPR art. 7 (proof, withdrawal as easy as giving).
//!
//! `checkbox` decides about the meaning of a posted box; `ingest-lead`, `admit/ground.rs`, lets only a yes give a ground.

use crate::Instant;
use chrono::Days;

/// The ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The person agreed, and confirmed it from the mailbox.
    DoubleOptIn,
    /// The person agreed in so many words.
    Express,
    /// The person gave the address in writing, such as a business card (特定電子メール法 3条1項2号).
    WrittenNotice,
    /// The person deals with the company already (特定電子メール法 3条1項3号).
    ExistingBusiness,
    /// A purchase, where the law lets it stand for consent for two years (CASL 10(10)).
    ImpliedPurchase,
    /// An inquiry, where the law lets it stand for consent for six months (CASL 10(10)).
    ImpliedInquiry,
}

impl Basis {
    /// Days for which the ground holds; none where it holds until refused.
    pub fn holds_for_days(self) -> Option<u64> {
        match self {
            Self::DoubleOptIn | Self::Express | Self::WrittenNotice | Self::ExistingBusiness => None,
            Self::ImpliedPurchase => Some(730),
            Self::ImpliedInquiry => Some(180),
        }
    }
}

/// The certainty that the ground is the person's own. The stronger comes later in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// A form that anybody may post said so: whoever posts it can write anybody's address.
    Posted,
    /// A link in a mail to the person was pressed. Anybody who holds the mail can press it, also a program that follows links.
    PressedInMail,
    /// Staff noted it from a business card or a letter that gives the address.
    BusinessCard,
    /// Staff or another system of the company noted what the person said, in writing or to them.
    InWriting,
    /// The person confirmed it from the mailbox.
    ConfirmedByMail,
}

impl Proof {
    /// Whether it can undo a refusal: whoever only knows the address must not be able to.
    pub fn undoes_a_refusal(self) -> bool {
        match self {
            Self::Posted | Self::PressedInMail => false,
            Self::BusinessCard | Self::InWriting | Self::ConfirmedByMail => true,
        }
    }
}

/// One ground, given once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// The kind of ground.
    pub basis: Basis,
    /// The strength of its proof.
    pub proof: Proof,
    /// When it was given.
    pub obtained_at: Instant,
}

impl Consent {
    /// Whether it holds at `now`.
    pub fn holds(&self, now: Instant) -> bool {
        match self.basis.holds_for_days() {
            None => true,
            Some(days) => self.obtained_at.checked_add_days(Days::new(days)).is_some_and(|end| now < end),
        }
    }

    /// Whether it undoes a refusal that came before it: in the person's own words, and proven to be theirs.
    fn undoes_a_refusal(&self) -> bool {
        let in_own_words = match self.basis {
            Basis::DoubleOptIn | Basis::Express => true,
            Basis::WrittenNotice
            | Basis::ExistingBusiness
            | Basis::ImpliedPurchase
            | Basis::ImpliedInquiry => false,
        };
        in_own_words && self.proof.undoes_a_refusal()
    }
}

/// A question to the mailbox, asked because of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The moment of the post, to the millisecond; the link in the mail names it.
    pub at: Instant,
    /// Whether one mail is all: the person refused before.
    pub once: bool,
}

/// The effect of a ground when it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Given {
    /// It stands.
    Taken,
    /// One that lasts longer or is better proven stands already, and goes on standing.
    BetterStands,
    /// It has no effect: the person refused, and this does not undo it.
    AfterRefusal,
    /// It has no effect until it is confirmed from the mailbox.
    ToBeConfirmed,
}

/// The standing of a person's marketing at one moment. Every display of consent shows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// There is a ground, and marketing may be sent.
    Agrees,
    /// The person refused.
    Refused,
    /// There is no ground, or it ran out.
    NoGround,
}

/// The consent on the lead's card; the proof of each ground is kept apart, append-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConsentState {
    /// The ground that stands.
    pub marketing: Option<Consent>,
    /// When marketing was refused last.
    pub refused_at: Option<Instant>,
    /// The last question whether an agreement is the person's own.
    pub asked: Option<Asked>,
}

impl ConsentState {
    /// Takes in a ground and says what became of it. A refusal is undone only by the person's own words that are proven to be
    /// theirs; no ground replaces one that lasts longer or is better proven.
    pub fn give(&mut self, consent: Consent) -> Given {
        if self.is_refused_against(&consent) {
            return Given::AfterRefusal;
        }
        let better = self.marketing.filter(|held| held.holds(consent.obtained_at) && self.stands(held));
        if better.is_some_and(|held| rank(&held) > rank(&consent)) {
            return Given::BetterStands;
        }
        self.marketing = Some(consent);
        Given::Taken
    }

    /// Takes in a ground of somebody whose mailbox refused under another spelling of its address, if it did.
    pub fn give_in_mailbox(&mut self, consent: Consent, mailbox_refused: bool) -> Given {
        if self.asks_mailbox(&consent) && mailbox_refused { Given::AfterRefusal } else { self.give(consent) }
    }

    /// Whether it matters if the mailbox refused under another spelling: nothing stands here, neither ground nor refusal, and
    /// this ground undoes none.
    pub fn asks_mailbox(&self, consent: &Consent) -> bool {
        self.refused_at.is_none()
            && !self.allows_marketing(consent.obtained_at)
            && !consent.undoes_a_refusal()
    }

    /// Whether a refusal stands against this ground.
    fn is_refused_against(&self, consent: &Consent) -> bool {
        let Some(refused_at) = self.refused_at else { return false };
        // A ground that comes after another has undone the refusal need not undo it again.
        let undone = self.marketing.is_some_and(|held| self.stands(&held));
        refused_at >= consent.obtained_at || !(undone || consent.undoes_a_refusal())
    }

    /// Whether no refusal came at or after the ground.
    fn stands(&self, held: &Consent) -> bool {
        self.refused_at.is_none_or(|refused_at| refused_at < held.obtained_at)
    }

    /// The standing at `now`.
    pub fn standing(&self, now: Instant) -> Standing {
        let held = self.marketing.filter(|held| self.stands(held));
        match (held, self.refused_at) {
            (Some(held), _) if held.holds(now) => Standing::Agrees,
            (_, Some(_)) => Standing::Refused,
            (_, None) => Standing::NoGround,
        }
    }

    /// Whether marketing may be sent: there is a ground, it has not run out, and no refusal came at or after it.
    pub fn allows_marketing(&self, now: Instant) -> bool {
        self.standing(now) == Standing::Agrees
    }
}

/// By what two grounds are compared: first whether it lasts until refused, then how well it is proven.
fn rank(consent: &Consent) -> (bool, Proof) {
    (consent.basis.holds_for_days().is_none(), consent.proof)
}

#[cfg(test)]
mod tests;
