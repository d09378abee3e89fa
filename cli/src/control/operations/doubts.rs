//! Mails in doubt: what is open, what was decided and why, and a person's own decision.
//!
//! What is open is asked of the enrollments, which decide; what was decided is read from the record kept for people.

use super::{COUNTED_MAX, Operations, Published};
use crate::control::Failure;
use crate::control::answers::{DoubtLine, Doubts, Next, Outcome, SettledByHand};
use crate::control::deeds::{ListDoubts, SettleDoubt, Verdict};
use crate::say;
use cadence::Instant;
use cadence::enrollment::{Enrollment, State};
use cadence::facts::MessageName;
use cadence::ids::{LeadId, SequenceId};
use cadence::sequence::IfUnknown;
use cadence::settle::Doubt;
use send_email::{ByHand, Settled};

/// Doubts among which one is looked for by its mail.
const SEARCHED_MAX: u32 = 100_000;

/// A mail that is in doubt, and when it is looked at again; never where a person has to decide.
struct Open {
    doubt: Doubt,
    settle_at: Option<Instant>,
}

impl Operations {
    /// Mails in doubt, those that wait for a person first; with `all`, decided ones after them.
    pub async fn list_doubts(&self, deed: ListDoubts) -> Result<Doubts, Failure> {
        let published = self.published().await?;
        let wanted = deed.limit.max(1) as usize;
        let open = self.open_doubts(deed.limit.saturating_add(1)).await?;
        let mut doubts: Vec<DoubtLine> = open.iter().map(|open| open_line(open, &published)).collect();
        if deed.all && doubts.len() <= wanted {
            let known: Vec<_> = open.iter().map(|open| &open.doubt.attempt).collect();
            let recorded = self.store.doubts(deed.limit.saturating_add(1)).await?;
            let others = recorded.iter().filter(|doubt| !known.contains(&&doubt.attempt));
            doubts.extend(others.map(|doubt| recorded_line(doubt, &published)));
        }
        let more = doubts.len() > wanted;
        doubts.truncate(wanted);
        Ok(Doubts { doubts, more })
    }

    /// Decides about a mail in doubt. What is not in doubt is refused, and it is said why.
    pub async fn settle_doubt(&self, deed: SettleDoubt) -> Result<SettledByHand, Failure> {
        let published = self.published().await?;
        let Some(doubt) = self.recorded(&deed.send_key).await? else {
            return Err(Failure::NotThere(say!(
                en = "no mail `{}` was ever in doubt; `hikyaku reconcile --all` lists those that were",
                ja = "`{}` は、届いたか分からなくなったことがありません。なったものは \
                     `hikyaku reconcile --all` で分かります",
                deed.send_key
            )));
        };
        let (lead, sequence) = (&doubt.name.lead, &doubt.name.sequence);
        let open = self.open_doubt(lead, sequence).await?.filter(|open| open.doubt.name == doubt.name);
        let Some(open) = open else {
            return Err(not_in_doubt(&doubt, &published));
        };
        let decision = match deed.verdict {
            Verdict::Sent => ByHand::Sent,
            Verdict::NotSent => ByHand::NotSent,
            Verdict::SendAgain => ByHand::SendAgain,
        };
        match Box::pin(self.reconciler.settle(&open.doubt, decision)).await? {
            Settled::Done { .. } => {}
            Settled::NotInDoubt => return Err(not_in_doubt(&doubt, &published)),
        }
        let next = self.next_of(lead, sequence, &published).await?;
        Ok(SettledByHand {
            send_key: deed.send_key,
            sequence: sequence.as_str().to_owned(),
            step: doubt.name.step.as_str().to_owned(),
            decision: match deed.verdict {
                Verdict::Sent => "sent",
                Verdict::NotSent => "not_sent",
                Verdict::SendAgain => "send_again",
            }
            .to_owned(),
            next,
        })
    }

    /// At most `limit` open doubts: those for a person first, then those to be looked at first.
    async fn open_doubts(&self, limit: u32) -> Result<Vec<Open>, Failure> {
        let store = &self.store;
        let limit = limit.min(COUNTED_MAX);
        let mut rows = store.attention(limit).await?;
        rows.extend(store.in_doubt(limit).await?);
        let mut open = Vec::new();
        for row in rows.iter().take(limit as usize) {
            open.extend(self.open_doubt(&row.lead, &row.sequence).await?);
        }
        Ok(open)
    }

    async fn open_doubt(&self, lead: &LeadId, sequence: &SequenceId) -> Result<Option<Open>, Failure> {
        let Some(stored) = self.store.enrollment(lead, sequence).await? else { return Ok(None) };
        match stored.value.state {
            // A doubt is written down before the enrollment says so.
            State::Unknown { attempt, since, settle_at, .. } => {
                let doubt = self.store.doubt_about(&attempt, since).await?;
                Ok(doubt.map(|doubt| Open { doubt, settle_at }))
            }
            State::Waiting { .. } | State::Sending { .. } | State::Done { .. } => Ok(None),
        }
    }

    /// The latest record of a doubt about a mail.
    async fn recorded(&self, send_key: &str) -> Result<Option<Doubt>, Failure> {
        let recorded = self.store.doubts(SEARCHED_MAX).await?;
        Ok(recorded.into_iter().find(|doubt| doubt.name.send_key.as_str() == send_key))
    }

    async fn next_of(&self, lead: &LeadId, sequence: &SequenceId, told: &Published) -> Result<Next, Failure> {
        let stored = self.store.enrollment(lead, sequence).await?;
        Ok(stored.map_or(Next::Over { ending: "erased".to_owned() }, |stored| next(stored.value, told)))
    }
}

fn next(enrollment: Enrollment, published: &Published) -> Next {
    match enrollment.state {
        State::Waiting { step, due_at, .. } => {
            Next::Step { step: step.as_str().to_owned(), due_at: published.moment(due_at) }
        }
        State::Sending { step, .. } | State::Unknown { step, .. } => {
            Next::Sending { step: step.as_str().to_owned() }
        }
        State::Done { ending, .. } => Next::Over { ending: ending.name().to_owned() },
    }
}

fn open_line(open: &Open, published: &Published) -> DoubtLine {
    let outcome = match open.settle_at {
        None => Outcome::ForAPerson,
        Some(at) => Outcome::Open {
            look_at: published.moment(at),
            if_unknown: published.if_unknown(&open.doubt.name.sequence).to_owned(),
        },
    };
    line(&open.doubt.name, open.doubt.since, outcome, published)
}

fn recorded_line(doubt: &Doubt, published: &Published) -> DoubtLine {
    let outcome = doubt.decided.as_ref().map_or(Outcome::Overtaken, |decided| Outcome::Decided {
        at: published.moment(decided.at),
        decision: decided.decision.name().to_owned(),
        because: decided.because.name().to_owned(),
    });
    line(&doubt.name, doubt.since, outcome, published)
}

fn line(name: &MessageName, since: Instant, outcome: Outcome, published: &Published) -> DoubtLine {
    DoubtLine {
        send_key: name.send_key.as_str().to_owned(),
        lead: name.lead.as_str().to_owned(),
        sequence: name.sequence.as_str().to_owned(),
        step: name.step.as_str().to_owned(),
        since: published.moment(since),
        outcome,
    }
}

fn not_in_doubt(doubt: &Doubt, published: &Published) -> Failure {
    let why = doubt.decided.as_ref().map_or_else(
        || say!(en = "the run went on without a decision", ja = "決まらないまま先へ進みました"),
        |decided| {
            let at = published.moment(decided.at);
            say!(
                en = "it was decided as {} by {} at {at}",
                ja = "{at} に {} と決まりました（{}）",
                decided.decision.name(),
                decided.because.name()
            )
        },
    );
    Failure::Refused(say!(
        en = "the mail `{}` is not in doubt: {why}; there is nothing to settle",
        ja = "メール `{}` は、決めるものではありません。{why}",
        doubt.name.send_key
    ))
}

impl Published {
    /// What a sequence says about mails in doubt.
    fn if_unknown(&self, sequence: &SequenceId) -> &'static str {
        let sequence = self.0.as_ref().and_then(|catalog| catalog.sequence(sequence));
        match sequence.map(|sequence| sequence.if_unknown) {
            Some(IfUnknown::Resend) => "resend",
            Some(IfUnknown::Ask) => "ask",
            Some(IfUnknown::Skip) | None => "skip",
        }
    }
}
