//! The verbs of senders in the made-up world, and the states to which they lead.

use super::{Play, id, lead, send_key, sequence, step};
use crate::happening::{
    Call, CallAnswer, CallLabel, CrashPoint, FaultKind, FunctionName, Invocation, MailTags, Protection, Side,
    What,
};
use cadence::Instant;
use cadence::enrollment::{Listed, Passed, State, Then, Way};
use cadence::facts::{Dispatch, Facts, MessageName, MessageRecord};
use cadence::ids::{AttemptId, RunId, StepId};
use cadence::sequence::Purpose;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// One try of one sender.
#[derive(Debug, Clone)]
pub(in crate::oracle::tests) struct Try {
    pub(in crate::oracle::tests) attempt: AttemptId,
    pub(in crate::oracle::tests) invocation: Invocation,
    pub(in crate::oracle::tests) step: StepId,
}

impl Play {
    /// A sender takes the step at which the lead waits.
    pub(in crate::oracle::tests) fn claims(&mut self) -> Try {
        let number = self.number();
        let attempt = AttemptId::from_random([number; 16]);
        let invocation = Invocation(u64::from(number));
        let step = self.standing.as_ref().unwrap().step().unwrap().clone();
        let state = sending(step.as_str(), &attempt, self.now, None);
        self.become_(Some(invocation), state);
        Try { attempt, invocation, step }
    }

    pub(in crate::oracle::tests) fn reads(&mut self, by: &Try) {
        for of in [Protection::Card, Protection::Suppression] {
            self.tell(What::ProtectionRead { invocation: by.invocation, lead: lead(), of });
        }
    }

    pub(in crate::oracle::tests) fn fences(&mut self, by: &Try) {
        self.tell(What::Fenced { invocation: by.invocation, attempt: by.attempt.clone() });
    }

    pub(in crate::oracle::tests) fn calls(&mut self, by: &Try) -> Call {
        let call = Call(u64::from(self.number()));
        let run = self.standing.as_ref().map_or_else(|| RunId::parse(&id(240)).unwrap(), |it| it.run.clone());
        let mail = MailTags {
            send_key: send_key(&run, &by.step),
            attempt: by.attempt.clone(),
            lead: lead(),
            sequence: sequence(),
            run,
            step: by.step.clone(),
            purpose: Purpose::Marketing,
            is_tracked: true,
        };
        self.tell(What::CallBegan { call, invocation: by.invocation, mail: mail.clone() });
        self.keeps_record(&mail);
        call
    }

    pub(in crate::oracle::tests) fn accepts(&mut self, call: Call) {
        self.tell(What::CallAccepted { call });
    }

    pub(in crate::oracle::tests) fn answers(&mut self, call: Call, answer: CallAnswer) {
        self.tell(What::CallEnded { call, answer });
    }

    pub(in crate::oracle::tests) fn refuses(&mut self, call: Call, code: &str) {
        self.answers(call, CallAnswer::Refused(code.to_owned()));
    }

    /// The step is done and the next one is due at once.
    pub(in crate::oracle::tests) fn goes_on(&mut self, by: Option<Invocation>, next: &str) {
        let mut after = self.standing.clone().unwrap();
        after.previous = after.step().map(|step| Passed { step: step.clone(), way: Way::Onward });
        after.previous_at = self.now;
        after.state = waiting(next, self.now);
        self.write(by, Some(after));
    }

    /// Up to the call, as it should be.
    pub(in crate::oracle::tests) fn hands_over(&mut self) -> (Try, Call) {
        let by = self.claims();
        self.fences(&by);
        self.reads(&by);
        let call = self.calls(&by);
        (by, call)
    }

    /// A whole step, as it should be; two days pass.
    pub(in crate::oracle::tests) fn mail_goes_out(&mut self, _step: &str, next: &str) -> Try {
        let (by, call) = self.hands_over();
        self.accepts(call);
        self.answers(call, CallAnswer::Accepted);
        self.goes_on(Some(by.invocation), next);
        self.pass(TimeDelta::days(2));
        by
    }

    /// An accepted mail whose answer is lost: the step is unknown, for a reason.
    pub(in crate::oracle::tests) fn answer_is_lost(&mut self) -> Try {
        let (by, call) = self.hands_over();
        self.tell(What::Fault { kind: FaultKind::AnswerLost, invocation: Some(by.invocation) });
        self.accepts(call);
        self.pass(TimeDelta::seconds(10));
        self.answers(call, CallAnswer::NothingHeard);
        self.becomes_unknown(&by, Some(self.now + TimeDelta::minutes(15)));
        by
    }

    pub(in crate::oracle::tests) fn becomes_unknown(&mut self, by: &Try, settle_at: Option<Instant>) {
        let state = unknown(by, self.now, settle_at, None);
        self.become_(Some(by.invocation), state);
    }

    /// The step waits again.
    pub(in crate::oracle::tests) fn waits_again(&mut self, by: Option<Invocation>) {
        let step = self.standing.as_ref().unwrap().step().unwrap().clone();
        self.become_(by, waiting(step.as_str(), self.now));
    }

    pub(in crate::oracle::tests) fn dies(&mut self, by: &Try) {
        let point =
            CrashPoint { function: FunctionName::SendEmail, call: CallLabel::HandOver, side: Side::After };
        self.tell(What::Died { invocation: by.invocation, function: FunctionName::SendEmail, point });
    }

    pub(in crate::oracle::tests) fn fault(&mut self, kind: FaultKind, by: &Try) {
        self.tell(What::Fault { kind, invocation: Some(by.invocation) });
    }

    fn keeps_record(&mut self, mail: &MailTags) {
        let name = MessageName {
            send_key: mail.send_key.clone(),
            lead: mail.lead.clone(),
            sequence: mail.sequence.clone(),
            run: mail.run.clone(),
            step: mail.step.clone(),
        };
        let dispatch = Dispatch::Fenced { attempt: mail.attempt.clone(), at: self.now };
        let facts = Facts::from_parts(BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let record = MessageRecord { name, purpose: Purpose::Marketing, dispatch, given_up: None, facts };
        self.left.messages.retain(|known| known.name.send_key != record.name.send_key);
        self.left.messages.push(record);
    }
}

pub(in crate::oracle::tests) fn waiting(name: &str, due_at: Instant) -> State {
    State::Waiting { step: step(name), due_at, listed: Listed::At(due_at) }
}

pub(in crate::oracle::tests) fn sending(
    name: &str,
    attempt: &AttemptId,
    now: Instant,
    then: Option<Then>,
) -> State {
    let (attempt, lease_until) = (attempt.clone(), now + TimeDelta::seconds(90));
    State::Sending {
        step: step(name),
        due_at: now,
        listed_at: now,
        attempt,
        lease_until,
        counts_as: None,
        then,
    }
}

pub(in crate::oracle::tests) fn unknown(
    by: &Try,
    since: Instant,
    settle_at: Option<Instant>,
    then: Option<Then>,
) -> State {
    State::Unknown {
        step: by.step.clone(),
        attempt: by.attempt.clone(),
        since,
        settle_at,
        counts_as: None,
        then,
    }
}
