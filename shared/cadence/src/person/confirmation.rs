//! Double opt-in: a person agrees by a form, and says so once more from the mailbox.
//!
//! Anybody can post anybody's address; only who reads the mailbox can press the button behind the link of a confirmation. Until
//! then the agreement gives no ground, and marketing waits. Somebody who refused is asked rarely and once, since the question
//! itself is a mail that nobody may have wanted.

use crate::Instant;
use crate::consent::{Asked, Basis, Consent, ConsentState, Given, Proof, Standing};
use chrono::{SubsecRound as _, TimeDelta};

/// Days within which a confirmation counts; afterwards the person has to agree anew.
pub const CONFIRM_WITHIN_DAYS: i64 = 7;
/// Days in which somebody who refused is asked once at most, over all forms and all spellings of the address.
pub const ASK_AGAIN_DAYS: i64 = 180;
/// Hours within which the question to somebody who refused has to go; so no second mail of a sequence follows it.
pub const ASK_ONCE_WITHIN_HOURS: i64 = 24;

/// The posts of a form whose agreement has to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Confirm {
    /// All of them.
    Always,
    /// Those of people who refused before.
    AfterRefusal,
    /// None. A post after a refusal gives no ground.
    #[default]
    Never,
}

/// The refusal of a mailbox, under whichever spelling of its address, and the questions that came after one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailboxRefusal {
    /// The last refusal.
    pub refused_at: Instant,
    /// The last question to it after a refusal.
    pub asked_at: Option<Instant>,
    /// Whether the person wants no question any more.
    pub never_ask: bool,
}

/// The answer to whether a person is asked to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// As often as the sequence of the confirmation does.
    Ask,
    /// Once, since the person refused before.
    AskOnce,
    /// A question is on its way or lies in the mailbox.
    AskedAlready,
    /// The person refused, and was asked lately or wants no question.
    LeaveAlone,
}

/// Whether to ask somebody who agreed by a form. `refusal` is that of the mailbox.
pub fn question(state: &ConsentState, refusal: Option<&MailboxRefusal>, now: Instant) -> Question {
    if state.to_be_confirmed(now).is_some() {
        return Question::AskedAlready;
    }
    let refused = refusal.is_some() || state.standing(now) == Standing::Refused;
    if !refused {
        return Question::Ask;
    }
    let once = state.asked.filter(|asked| asked.once).map(|asked| asked.at);
    let asked_at = refusal.and_then(|refusal| refusal.asked_at).max(once);
    let lately = asked_at.is_some_and(|at| now < at + TimeDelta::days(ASK_AGAIN_DAYS));
    let never = refusal.is_some_and(|refusal| refusal.never_ask);
    if lately || never { Question::LeaveAlone } else { Question::AskOnce }
}

/// The effect of an agreement by a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// The effect of the ground by itself.
    pub effect: Given,
    /// The question to ask, if the mail with it can be set off.
    pub ask: Option<Asked>,
}

/// Takes in a ground that a form gives. `refusal` is that of the mailbox, asked for where [`asks_mailbox`] says so. The question
/// stands on the card only once its mail is on the way, so the caller writes it there.
pub fn agree(
    state: &mut ConsentState,
    ground: Consent,
    confirm: Confirm,
    refusal: Option<&MailboxRefusal>,
) -> Agreed {
    let now = ground.obtained_at;
    let effect = match confirm_of(&ground, confirm) {
        Confirm::Always if !state.is_proven(now) => Given::ToBeConfirmed,
        Confirm::Always | Confirm::AfterRefusal | Confirm::Never => {
            state.give_in_mailbox(ground, refusal.is_some())
        }
    };
    let asks = match effect {
        Given::ToBeConfirmed => true,
        Given::AfterRefusal => confirm_of(&ground, confirm) == Confirm::AfterRefusal,
        Given::Taken | Given::BetterStands => false,
    };
    if !asks {
        return Agreed { effect, ask: None };
    }
    let (effect, once) = match question(state, refusal, now) {
        Question::Ask => (Given::ToBeConfirmed, Some(false)),
        Question::AskOnce => (Given::ToBeConfirmed, Some(true)),
        Question::AskedAlready => (Given::ToBeConfirmed, None),
        Question::LeaveAlone => (Given::AfterRefusal, None),
    };
    Agreed { effect, ask: once.map(|once| Asked { at: now.trunc_subsecs(3), once }) }
}

/// Whether the refusal of the mailbox matters to this ground.
pub fn asks_mailbox(state: &ConsentState, ground: &Consent, confirm: Confirm) -> bool {
    let now = ground.obtained_at;
    match confirm_of(ground, confirm) {
        Confirm::Never => state.asks_mailbox(ground),
        Confirm::AfterRefusal => state.asks_mailbox(ground) || state.standing(now) == Standing::Refused,
        Confirm::Always => !state.is_proven(now),
    }
}

/// A ground that is proven better than by a post needs no confirmation.
fn confirm_of(ground: &Consent, confirm: Confirm) -> Confirm {
    if ground.proof.undoes_a_refusal() { Confirm::Never } else { confirm }
}

/// The effect of a press on the button of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// This ground stands from now on.
    Confirmed(Consent),
    /// It was confirmed before, and the ground stands.
    Before,
    /// The link counts no more: its time is over, the person refused since, or another question took its place.
    Over,
}

impl ConsentState {
    /// The end of the time in which the agreement can be confirmed; `None` where nothing is to be confirmed at `now`.
    pub fn to_be_confirmed(&self, now: Instant) -> Option<Instant> {
        let asked = self.asked.filter(|asked| !self.is_answered(asked))?;
        let until = asked.at + TimeDelta::days(CONFIRM_WITHIN_DAYS);
        (now < until).then_some(until)
    }

    /// Whether a mail with the question of the run that began at `began` may go at `now`. Mails of an earlier question say nothing
    /// about a later one, which has mails of its own.
    pub fn may_be_asked(&self, began: Instant, now: Instant) -> bool {
        let (Some(until), Some(asked)) = (self.to_be_confirmed(now), self.asked) else { return false };
        let once_until = asked.at + TimeDelta::hours(ASK_ONCE_WITHIN_HOURS);
        let until = if asked.once { once_until } else { until };
        asked.at.trunc_subsecs(3) == began.trunc_subsecs(3) && now < until
    }

    /// Whether a ground stands that is proven at least as well as a press on a form's page could ever be, so that nobody needs to
    /// be asked.
    pub fn is_proven(&self, now: Instant) -> bool {
        self.standing(now) == Standing::Agrees
            && self.marketing.is_some_and(|held| held.proof.undoes_a_refusal())
    }

    /// Takes in a press on the button of the question asked at `asked_at`, and says its effect.
    pub fn press(&mut self, asked_at: Instant, now: Instant) -> Pressed {
        let Some(asked) = self.asked.filter(|asked| asked.at == asked_at) else { return Pressed::Over };
        if self.is_confirmed(&asked) && self.standing(now) == Standing::Agrees {
            return Pressed::Before;
        }
        if self.to_be_confirmed(now).is_none() {
            return Pressed::Over;
        }
        let ground = Consent { basis: Basis::DoubleOptIn, proof: Proof::ConfirmedByMail, obtained_at: now };
        self.marketing = Some(ground);
        Pressed::Confirmed(ground)
    }

    /// Whether the question was answered: by its button, or by a refusal since.
    fn is_answered(&self, asked: &Asked) -> bool {
        self.is_confirmed(asked) || self.refused_at.is_some_and(|refused_at| refused_at >= asked.at)
    }

    fn is_confirmed(&self, asked: &Asked) -> bool {
        self.marketing
            .is_some_and(|held| held.proof == Proof::ConfirmedByMail && held.obtained_at >= asked.at)
    }
}

#[cfg(test)]
mod tests;
