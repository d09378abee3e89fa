//! Unknown mails: what is open, what was decided and why, and a person's own decision.
//!
//! Open cases are asked of the enrollments, which decide; what was decided is read from the record kept for people.

use super::{COUNTED_MAX, Operations, Published};
use crate::answers::{Next, Outcome, SettledByHand, UnknownMailLine, UnknownMails};
use crate::requests::{ListUnknownMails, OperatorDecision, SettleUnknownMail};
use crate::{Failure, Settled};
use cadence::Instant;
use cadence::enrollment::{Enrollment, State};
use cadence::facts::MessageName;
use cadence::ids::{LeadId, SequenceId};
use cadence::sequence::IfUnknown;
use cadence::settle::UnknownMail;
use cadence::text;
use cadence::wording::Text;

/// Unknown mails among which one is looked for by its mail.
const SEARCHED_MAX: u32 = 100_000;

/// A mail that is unknown, and when it is looked at again; never where a person has to decide.
struct Open {
    unknown_mail: UnknownMail,
    settle_at: Option<Instant>,
}

impl Operations {
    /// Unknown mails, those that wait for a person first; with `all`, decided ones after them.
    pub async fn list_unknown_mails(&self, operation: ListUnknownMails) -> Result<UnknownMails, Failure> {
        let published = self.published().await?;
        let wanted = operation.limit.max(1) as usize;
        let open = self.open_unknown_mails(operation.limit.saturating_add(1)).await?;
        let mut unknown_mails: Vec<UnknownMailLine> =
            open.iter().map(|open| open_line(open, &published)).collect();
        if operation.all && unknown_mails.len() <= wanted {
            let known: Vec<_> = open.iter().map(|open| &open.unknown_mail.attempt).collect();
            let recorded = self.store.unknown_mails(operation.limit.saturating_add(1)).await?;
            let others = recorded.iter().filter(|unknown_mail| !known.contains(&&unknown_mail.attempt));
            unknown_mails.extend(others.map(|unknown_mail| recorded_line(unknown_mail, &published)));
        }
        let more = unknown_mails.len() > wanted;
        unknown_mails.truncate(wanted);
        Ok(UnknownMails { unknown_mails, more })
    }

    /// Decides about an unknown mail. What is not unknown is refused, and it is said why.
    pub async fn settle_unknown_mail(&self, operation: SettleUnknownMail) -> Result<SettledByHand, Failure> {
        let published = self.published().await?;
        let Some(unknown_mail) = self.recorded(&operation.send_key).await? else {
            return Err(Failure::NotThere(text!(
                en = "no mail `{}` was ever unknown; `hikyaku reconcile --all` lists those that were",
                ja = "`{}` は、届いたか分からなくなったことがありません。なったものは \
                     `hikyaku reconcile --all` で分かります",
                operation.send_key
            )));
        };
        let (lead, sequence) = (&unknown_mail.name.lead, &unknown_mail.name.sequence);
        let open = self
            .open_unknown_mail(lead, sequence)
            .await?
            .filter(|open| open.unknown_mail.name == unknown_mail.name);
        let Some(open) = open else {
            return Err(not_unknown(&unknown_mail, &published));
        };
        self.note("settle-unknown-mail", Some(&operation.send_key), Some(decided(operation.decision)))
            .await?;
        match Box::pin(self.reconciler.settle(&open.unknown_mail, operation.decision)).await? {
            Settled::Done { .. } => {}
            Settled::NotUnknown => return Err(not_unknown(&unknown_mail, &published)),
            Settled::Unsendable => {
                return Err(Failure::Refused(text!(
                    en = "its sequence {sequence} is not published any more, or its lead was erased, so it \
                         cannot be sent again; say `--sent` or `--not-sent`",
                    ja = "シナリオ {sequence} が公開されていないか、リードが消されたので、もう一度は\
                         送れません。`--sent` か `--not-sent` で答えてください"
                )));
            }
        }
        let next = self.next_of(lead, sequence, &published).await?;
        Ok(SettledByHand {
            send_key: operation.send_key,
            sequence: sequence.as_str().to_owned(),
            step: unknown_mail.name.step.as_str().to_owned(),
            decision: match operation.decision {
                OperatorDecision::Sent => "sent",
                OperatorDecision::NotSent => "not_sent",
                OperatorDecision::SendAgain => "send_again",
            }
            .to_owned(),
            next,
        })
    }

    /// At most `limit` open unknown mails: those for a person first, then those to be looked at first.
    async fn open_unknown_mails(&self, limit: u32) -> Result<Vec<Open>, Failure> {
        let store = &self.store;
        let limit = limit.min(COUNTED_MAX);
        let mut rows = store.attention(limit).await?;
        rows.extend(store.unknown(limit).await?);
        let mut open = Vec::new();
        for row in rows.iter().take(limit as usize) {
            open.extend(self.open_unknown_mail(&row.lead, &row.sequence).await?);
        }
        Ok(open)
    }

    async fn open_unknown_mail(&self, lead: &LeadId, sequence: &SequenceId) -> Result<Option<Open>, Failure> {
        let Some(stored) = self.store.enrollment(lead, sequence).await? else { return Ok(None) };
        match stored.value.state {
            // An unknown mail is written down before the enrollment says so.
            State::Unknown { attempt, since, settle_at, .. } => {
                let unknown_mail = self.store.unknown_mail_of(&attempt, since).await?;
                Ok(unknown_mail.map(|unknown_mail| Open { unknown_mail, settle_at }))
            }
            State::Waiting { .. } | State::Sending { .. } | State::Done { .. } => Ok(None),
        }
    }

    /// The latest record of a mail as unknown.
    async fn recorded(&self, send_key: &str) -> Result<Option<UnknownMail>, Failure> {
        let recorded = self.store.unknown_mails(SEARCHED_MAX).await?;
        Ok(recorded.into_iter().find(|unknown_mail| unknown_mail.name.send_key.as_str() == send_key))
    }

    async fn next_of(&self, lead: &LeadId, sequence: &SequenceId, told: &Published) -> Result<Next, Failure> {
        let stored = self.store.enrollment(lead, sequence).await?;
        Ok(stored.map_or(Next::Over { ending: "erased".to_owned() }, |stored| next(stored.value, told)))
    }
}

fn next(enrollment: Enrollment, published: &Published) -> Next {
    match enrollment.state {
        State::Waiting { step, due_at, .. } => {
            Next::Step { step: step.as_str().to_owned(), due_at: published.local_time(due_at) }
        }
        State::Sending { step, .. } | State::Unknown { step, .. } => {
            Next::Sending { step: step.as_str().to_owned() }
        }
        State::Done { ending, .. } => Next::Over { ending: ending.name().to_owned() },
    }
}

fn open_line(open: &Open, published: &Published) -> UnknownMailLine {
    let outcome = match open.settle_at {
        None => Outcome::ForAPerson,
        Some(at) => Outcome::Open {
            look_at: published.local_time(at),
            if_unknown: published.if_unknown(&open.unknown_mail.name.sequence).to_owned(),
        },
    };
    line(&open.unknown_mail.name, open.unknown_mail.since, outcome, published)
}

fn recorded_line(unknown_mail: &UnknownMail, published: &Published) -> UnknownMailLine {
    let outcome = unknown_mail.decided.as_ref().map_or(Outcome::Overtaken, |decided| Outcome::Decided {
        at: published.local_time(decided.at),
        decision: decided.decision.name().to_owned(),
        because: decided.because.name().to_owned(),
    });
    line(&unknown_mail.name, unknown_mail.since, outcome, published)
}

fn line(name: &MessageName, since: Instant, outcome: Outcome, published: &Published) -> UnknownMailLine {
    UnknownMailLine {
        send_key: name.send_key.as_str().to_owned(),
        lead: name.lead.as_str().to_owned(),
        sequence: name.sequence.as_str().to_owned(),
        step: name.step.as_str().to_owned(),
        since: published.local_time(since),
        outcome,
    }
}

fn not_unknown(unknown_mail: &UnknownMail, published: &Published) -> Failure {
    let why: Text = unknown_mail.decided.as_ref().map_or_else(
        || text!(en = "the run went on without a decision", ja = "決まらないまま先へ進みました"),
        |decided| {
            let at = published.local_time(decided.at);
            text!(
                en = "it was decided as {} by {} at {at}",
                ja = "{at} に {} と決まりました（{}）",
                decided.decision.name(),
                decided.because.name()
            )
        },
    );
    Failure::Refused(text!(
        en = "the mail `{}` is not unknown: {why}; there is nothing to settle",
        ja = "メール `{}` は、決めるものではありません。{why}",
        texts = [why],
        unknown_mail.name.send_key
    ))
}

impl Published {
    /// A sequence's word about unknown mails.
    fn if_unknown(&self, sequence: &SequenceId) -> &'static str {
        let sequence = self.0.as_ref().and_then(|catalog| catalog.sequence(sequence));
        match sequence.map(|sequence| sequence.if_unknown) {
            Some(IfUnknown::Resend) => "resend",
            Some(IfUnknown::Ask) => "ask",
            Some(IfUnknown::Skip) | None => "skip",
        }
    }
}

/// A decision as the audit says it.
fn decided(decision: OperatorDecision) -> &'static str {
    match decision {
        OperatorDecision::Sent => "sent",
        OperatorDecision::NotSent => "not sent",
        OperatorDecision::SendAgain => "send again",
    }
}
