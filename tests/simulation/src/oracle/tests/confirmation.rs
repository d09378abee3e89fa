//! Agreements that are to be confirmed: marketing waits, and questions are asked sparingly.

use super::play::{Play, id, lead, step, waiting};
use crate::happening::{Call, Invocation, MailTags, Protection, RefusalKind, What};
use cadence::enrollment::Enrollment;
use cadence::ids::{AttemptId, FormId, LeadId, RunId, SequenceId, StepId, Version};
use cadence::recent::RecentMails;
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;
use chrono::TimeDelta;

const ASK: &str = "ask";
const ASK_AGAIN: &str = "ask-again";

fn other_spelling() -> LeadId {
    LeadId::parse(&id(252)).unwrap()
}

impl Play {
    /// Somebody posts the form whose agreements are always confirmed.
    fn agrees(&mut self, lead: &LeadId) {
        let form = FormId::parse("contact").unwrap();
        self.tell(What::PostBegan { lead: lead.clone(), form: form.clone(), mailbox: Some(0) });
        let answered = What::PostAnswered { lead: lead.clone(), form, accepted: true, sequences: Vec::new() };
        self.tell(answered);
    }

    /// The post asks a question: a run of its own begins.
    fn is_asked(&mut self, lead: &LeadId, run: u8) {
        let after = Enrollment {
            lead: lead.clone(),
            sequence: SequenceId::parse("confirm-contact").unwrap(),
            run: RunId::parse(&id(run)).unwrap(),
            version: Some(Version::parse(&id(249)).unwrap()),
            started_at: self.now,
            previous_at: self.now,
            previous: None,
            recent: RecentMails::default(),
            state: waiting(ASK, self.now),
        };
        self.tell(What::EnrollmentWritten { invocation: None, before: None, after: Some(after) });
    }

    /// A call for a mail, after its sender read what protects the person.
    fn mail_is_called(&mut self, lead: &LeadId, sequence: &str, run: u8, at: &StepId, purpose: Purpose) {
        let number = self.number();
        let invocation = Invocation(u64::from(number));
        for of in [Protection::Card, Protection::Suppression] {
            self.tell(What::ProtectionRead { invocation, lead: lead.clone(), of });
        }
        let mail = MailTags {
            send_key: SendKey::parse(&id(run ^ u8::try_from(at.as_str().len()).unwrap())).unwrap(),
            attempt: AttemptId::from_random([number; 16]),
            lead: lead.clone(),
            sequence: SequenceId::parse(sequence).unwrap(),
            run: RunId::parse(&id(run)).unwrap(),
            step: at.clone(),
            purpose,
            is_tracked: true,
        };
        self.tell(What::CallBegan { call: Call(u64::from(number)), invocation, mail });
    }

    fn question_goes(&mut self, lead: &LeadId, run: u8, at: &str) {
        self.mail_is_called(lead, "confirm-contact", run, &step(at), Purpose::Confirmation);
    }

    fn breaks(&self, promise: &str) -> bool {
        self.broken().contains(&promise)
    }
}

fn confirmed(play: &mut Play, lead: &LeadId, confirmed: bool) {
    play.tell(What::ConfirmBegan(lead.clone()));
    play.tell(What::ConfirmAnswered(lead.clone(), confirmed));
}

#[test]
fn marketing_to_whom_nobody_confirmed_is_found() {
    for (told, broken) in [(None, true), (Some(false), true), (Some(true), false)] {
        let mut play = Play::new();
        play.agrees(&lead());
        if let Some(told) = told {
            confirmed(&mut play, &lead(), told);
        }
        play.mail_is_called(&lead(), "after-inquiry", 7, &step("faq"), Purpose::Marketing);
        assert_eq!(play.breaks("sent-unconfirmed"), broken, "{told:?}");
    }
    let mut play = Play::with_a_lead();
    play.mail_is_called(&lead(), "after-inquiry", 7, &step("faq"), Purpose::Marketing);
    assert!(!play.breaks("sent-unconfirmed"), "another form gave a ground");
}

#[test]
fn a_press_of_which_nobody_knows_the_end_may_have_confirmed() {
    let mut play = Play::new();
    play.agrees(&lead());
    play.tell(What::ConfirmBegan(lead()));
    play.mail_is_called(&lead(), "after-inquiry", 7, &step("faq"), Purpose::Marketing);
    assert!(!play.breaks("sent-unconfirmed"));
}

#[test]
fn a_reminder_goes_until_the_person_has_answered() {
    for answer in 0..3 {
        let mut play = Play::new();
        play.agrees(&lead());
        play.is_asked(&lead(), 7);
        play.question_goes(&lead(), 7, ASK);
        play.pass(TimeDelta::minutes(1));
        match answer {
            0 => {}
            1 => confirmed(&mut play, &lead(), true),
            _ => play.is_refused(RefusalKind::Unsubscribed),
        }
        play.pass(TimeDelta::days(2));
        play.question_goes(&lead(), 7, ASK_AGAIN);
        assert_eq!(play.breaks("asked-amiss"), answer > 0, "{answer}");
    }
}

/// A press and a post at one moment: the refusal is dated by its beginning.
#[test]
fn a_refusal_that_began_before_the_question_does_not_answer_it() {
    for (begins_first, found) in [(true, false), (false, true)] {
        let mut play = Play::new();
        play.agrees(&lead());
        let begins = |play: &mut Play| {
            play.tell(What::RefusalBegan { lead: lead(), refusal: RefusalKind::Unsubscribed });
        };
        if begins_first {
            begins(&mut play);
            play.pass(TimeDelta::milliseconds(30));
        }
        play.is_asked(&lead(), 7);
        play.pass(TimeDelta::milliseconds(30));
        if !begins_first {
            begins(&mut play);
        }
        play.tell(What::RefusalAcknowledged { lead: lead(), refusal: RefusalKind::Unsubscribed });
        play.pass(TimeDelta::milliseconds(30));
        play.question_goes(&lead(), 7, ASK);
        assert_eq!(play.breaks("asked-amiss"), found, "{begins_first}");
    }
}

/// Somebody refuses, agrees again so many days later and is asked; and again after further days, in the same spelling or another.
fn asked_after_a_refusal(days: i64, spelling: &LeadId, again: &str, run: u8) -> bool {
    let mut play = Play::new();
    play.agrees(&lead());
    play.is_refused(RefusalKind::Unsubscribed);
    play.pass(TimeDelta::days(1));
    play.agrees(&lead());
    play.is_asked(&lead(), 7);
    play.question_goes(&lead(), 7, ASK);
    assert!(!play.breaks("asked-amiss"), "once is allowed");
    play.pass(TimeDelta::days(days));
    if run != 7 {
        play.agrees(spelling);
        play.is_asked(spelling, run);
    }
    play.question_goes(spelling, run, again);
    play.breaks("asked-amiss")
}

#[test]
fn who_refused_is_asked_by_one_mail_in_half_a_year() {
    assert!(asked_after_a_refusal(2, &lead(), ASK_AGAIN, 7), "a reminder");
    assert!(asked_after_a_refusal(179, &lead(), ASK, 8));
    assert!(asked_after_a_refusal(1, &other_spelling(), ASK, 8));
    assert!(!asked_after_a_refusal(181, &lead(), ASK, 8));
    assert!(!asked_after_a_refusal(181, &other_spelling(), ASK, 8));
}

#[test]
fn who_wants_no_question_gets_none() {
    for wanted in [true, false] {
        let mut play = Play::new();
        play.agrees(&lead());
        if !wanted {
            play.tell(What::NeverAskAcknowledged(lead()));
        }
        play.pass(TimeDelta::days(1));
        play.agrees(&other_spelling());
        play.is_asked(&other_spelling(), 7);
        play.question_goes(&other_spelling(), 7, ASK);
        assert_eq!(play.breaks("asked-amiss"), !wanted);
    }
}
