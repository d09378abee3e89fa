//! The walk: enrolls a lead, lets the domain say what comes next and when, and goes both ways where ways part.

use super::error::TimelineError;
use super::{Entry, Line, Moved, Question};
use cadence::Instant;
use cadence::advance::{self, Context, Event};
use cadence::condition::ConditionInputs;
use cadence::consent::{Asked, ConsentState};
use cadence::enrollment::{Ending, Enrollment, Passed, State, Then, Way};
use cadence::gate::{self, GateDenial, Inquiry};
use cadence::ids::{AttemptId, RunId, StepId};
use cadence::lead::Card;
use cadence::limits::HASH_ID_LENGTH;
use cadence::plan::{self, Plan};
use cadence::recent::RecentMails;
use cadence::schedule::{self, Anchor, Timing};
use cadence::sequence::{Purpose, Step, Verb};
use cadence::span::Span;

/// More looks than any sequence needs; a walk that takes more is a defect.
const LOOKS_MAX: usize = 100_000;
/// When what is waited for happens in the way in which it does, unless the waiting ends before.
const HAPPENS_AFTER: Span = Span::Days(1);

/// The position of the lead on one way through the sequence.
#[derive(Debug, Clone)]
struct Position {
    enrollment: Enrollment,
    now: Instant,
    /// When marketing mails went out.
    mailed: Vec<Instant>,
    /// The pause that holds up the step at which it stands.
    moved: Vec<Moved>,
}

struct Walk<'a> {
    question: &'a Question<'a>,
    lines: Vec<Line>,
    looks: usize,
}

pub(super) fn walk(question: &Question<'_>) -> Result<Vec<Line>, TimelineError> {
    let mut walk = Walk { question, lines: Vec::new(), looks: 0 };
    let run = RunId::parse(&"a".repeat(HASH_ID_LENGTH)).map_err(TimelineError::NoRun)?;
    let context = walk.context(question.from);
    let entered =
        advance::enroll(question.lead.card.id.clone(), run, RecentMails::default(), question.from, &context);
    let start = Position {
        enrollment: entered.enrollment,
        now: question.from,
        mailed: Vec::new(),
        moved: Vec::new(),
    };
    walk.on(start, None, 0)?;
    Ok(walk.lines)
}

/// The line of a step.
/// The card for a mail: one that asks for a confirmation goes to somebody who was asked when the run began.
fn asked(card: &Card, purpose: Purpose, at: Instant) -> Card {
    let asked = (purpose == Purpose::Confirmation).then_some(Asked { at, once: false });
    let consent = ConsentState { asked: asked.or(card.consent.asked), ..card.consent };
    Card { consent, ..card.clone() }
}

fn told(step: &Step, moved: Vec<Moved>) -> Entry {
    Entry::Step { step: step.id.clone(), timing: step.timing, verb: step.verb.clone(), moved }
}

impl<'a> Walk<'a> {
    fn context(&self, now: Instant) -> Context<'a> {
        let Question { catalog, sequence, lead, .. } = *self.question;
        catalog.context(sequence, lead.card.zone, now)
    }

    fn tell(&mut self, depth: usize, at: Instant, entry: Entry) {
        self.lines.push(Line { depth, at, entry });
    }

    /// Goes on until the lead stands at `until`, which is given back, or the run ends.
    fn on(
        &mut self,
        mut position: Position,
        until: Option<&StepId>,
        depth: usize,
    ) -> Result<Option<Position>, TimelineError> {
        loop {
            self.looks += 1;
            if self.looks > LOOKS_MAX {
                return Err(TimelineError::Endless);
            }
            let Some(step) = self.standing(&position)? else {
                return Ok(None);
            };
            if until == Some(&step.id) {
                return Ok(Some(position));
            }
            let parted = match &step.verb {
                Verb::WaitFor { .. } | Verb::Choose { .. } => self.part(position, step, depth)?,
                Verb::Send { .. }
                | Verb::Wait
                | Verb::Notify { .. }
                | Verb::Tag { .. }
                | Verb::Stop { .. } => Some(self.carry_out(position, step, depth)?),
            };
            match parted {
                Some(next) => position = next,
                None => return Ok(None),
            }
        }
    }

    /// The step at which it stands; none when the run is over.
    fn standing(&self, position: &Position) -> Result<Option<&'a Step>, TimelineError> {
        let Some(id) = position.enrollment.step() else { return Ok(None) };
        let step = self.question.sequence.steps.find(id);
        Ok(Some(step.ok_or_else(|| TimelineError::NotInSequence(id.clone()))?))
    }

    /// Looks once at a step that has one way: waits, or does what is planned.
    fn carry_out(
        &mut self,
        mut position: Position,
        step: &Step,
        depth: usize,
    ) -> Result<Position, TimelineError> {
        let context = self.context(position.now);
        let id = step.id.clone();
        let passed = || Event::Passed { passed: Passed { step: id.clone(), way: Way::Onward } };
        let event = match plan::plan(&position.enrollment, &ConditionInputs::default(), &context) {
            Plan::WaitUntil(due_at) => {
                if position.moved.is_empty() {
                    let placed = advance::due(&position.enrollment, step, &context);
                    position.moved = placed.shifts.into_iter().map(Moved::Shift).collect();
                }
                position.now = due_at;
                return Ok(position);
            }
            Plan::Send { purpose, .. } => return self.send(position, step, purpose, depth),
            Plan::Go { .. } | Plan::Notify { .. } | Plan::Tag { .. } => passed(),
            Plan::LeaveOut { step, .. } => Event::LeftOut { step },
            Plan::End(ending) => Event::Interrupted { then: Then::End(ending) },
            Plan::Over | Plan::InFlight { .. } | Plan::Unknown { .. } | Plan::Retime { .. } => {
                return Err(TimelineError::CannotBeWalked(step.id.clone()));
            }
        };
        let moved = std::mem::take(&mut position.moved);
        self.tell(depth, position.now, told(step, moved));
        self.happen(position, event, depth)
    }

    /// Asks the gate as a sender does, and hands the mail over or puts it off.
    fn send(
        &mut self,
        mut position: Position,
        step: &Step,
        purpose: Purpose,
        depth: usize,
    ) -> Result<Position, TimelineError> {
        let context = self.context(position.now);
        let card = asked(&self.question.lead.card, purpose, position.enrollment.started_at);
        let inquiry = Inquiry {
            purpose,
            topic: context.sequence.topic.as_ref(),
            paused_until: None,
            suppression: None,
            card: &card,
            caps: context.caps,
            attempts: &position.mailed,
            in_flight: 0,
            ask_again_at: position.now,
            run_began: position.enrollment.started_at,
            rules: advance::rules(&position.enrollment, step, &context),
        };
        let now = position.now;
        let Some(refused) = gate::ask(&inquiry, now) else {
            let attempt = AttemptId::from_random([0; 16]);
            let claimed = Event::Claimed { attempt: attempt.clone(), lease_until: now, counts_as: None };
            position = self.happen(position, claimed, depth)?;
            let moved = std::mem::take(&mut position.moved);
            if purpose == Purpose::Marketing {
                position.mailed.push(now);
            }
            self.tell(depth, now, told(step, moved));
            return self.happen(position, Event::Accepted { attempt }, depth);
        };
        if matches!(refused, GateDenial::CapReached { .. }) {
            position.moved.push(Moved::Cap);
        }
        let denied = Event::Denied { step: step.id.clone(), disposition: refused.disposition(now) };
        self.happen(position, denied, depth)
    }

    /// Goes both ways from a step that waits for something or chooses, and on by one of those that lead on.
    fn part(
        &mut self,
        mut position: Position,
        step: &Step,
        depth: usize,
    ) -> Result<Option<Position>, TimelineError> {
        let id = step.id.clone();
        let due_at = match position.enrollment.state {
            State::Waiting { due_at, .. } => due_at,
            State::Sending { .. } | State::Unknown { .. } | State::Done { .. } => position.now,
        };
        let happens_at = match step.verb {
            Verb::WaitFor { .. } => self.happens_at(&position).min(due_at),
            Verb::Send { .. }
            | Verb::Wait
            | Verb::Choose { .. }
            | Verb::Notify { .. }
            | Verb::Tag { .. }
            | Verb::Stop { .. } => {
                position.now = position.now.max(due_at);
                position.now
            }
        };
        let moved = std::mem::take(&mut position.moved);
        self.tell(depth, position.now, told(step, moved));
        let until = step.next.map(|index| self.question.sequence.steps.at(index).id.clone());
        let then = self.way(position.clone(), &id, Way::Then, happens_at, until.as_ref(), depth + 1)?;
        let then_told = self.lines.len();
        let otherwise = self.way(position, &id, Way::Otherwise, due_at, until.as_ref(), depth + 1)?;
        Ok(match (then, otherwise) {
            (Some(then), Some(otherwise)) => {
                if then.enrollment.state != otherwise.enrollment.state
                    && let Some(line) = Self::goes_on(&then, depth + 1)
                {
                    self.lines.insert(then_told, line);
                    self.tell(depth, otherwise.now, Entry::WentOn { step: id, holds: false });
                }
                Some(otherwise)
            }
            (then, otherwise) => then.or(otherwise),
        })
    }

    fn way(
        &mut self,
        mut position: Position,
        step: &StepId,
        way: Way,
        at: Instant,
        until: Option<&StepId>,
        depth: usize,
    ) -> Result<Option<Position>, TimelineError> {
        position.now = at;
        self.tell(depth, at, Entry::Way { step: step.clone(), holds: way == Way::Then });
        let passed = Passed { step: step.clone(), way };
        let position = self.happen(position, Event::Passed { passed }, depth)?;
        self.on(position, until, depth)
    }

    /// A line that says when a way goes on at a step that is told elsewhere.
    fn goes_on(position: &Position, depth: usize) -> Option<Line> {
        match &position.enrollment.state {
            State::Waiting { step, due_at, .. } => {
                Some(Line { depth, at: *due_at, entry: Entry::GoesOn { step: step.clone() } })
            }
            State::Sending { .. } | State::Unknown { .. } | State::Done { .. } => None,
        }
    }

    fn happens_at(&self, position: &Position) -> Instant {
        let context = self.context(position.now);
        let timing = Timing { anchor: Anchor::Previous, span: HAPPENS_AFTER, at: None };
        let since = position.enrollment.previous_at;
        schedule::count(&timing, since, since, context.zone, context.calendar).at.max(position.now)
    }

    fn happen(
        &mut self,
        mut position: Position,
        event: Event,
        depth: usize,
    ) -> Result<Position, TimelineError> {
        let context = self.context(position.now);
        let step = position.enrollment.step().cloned();
        let advanced = advance::advance(position.enrollment, event, &context)
            .map_err(|source| TimelineError::Refused { step, source })?;
        position.enrollment = advanced.enrollment;
        if let State::Done { ending, at } = &position.enrollment.state {
            // A stop step has told why already.
            if *ending != Ending::Stopped {
                let (ending, at) = (ending.clone(), *at);
                self.tell(depth, at, Entry::End(ending));
            }
        }
        Ok(position)
    }
}
