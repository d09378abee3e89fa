//! The ends of invocations, what is told of them, and what is left when the world is over.

use super::World;
use crate::editions::editions;
use crate::happening::{FaultKind, FinalState, IndexRow, QueueName, RefusalKind, StandingEnrollment, What};
use crate::lambda::Cause;
use crate::mutants::Mutant;
use crate::people::undoes_a_refusal;
use crate::press::{self, Press};
use crate::queues::{Note, hidden};
use crate::rows::{Place, time_of};
use crate::schedule::Action;
use crate::state::{Outcome, WorldState};
use bytes::Bytes;
use cadence::ids::LeadId;
use chrono::TimeDelta;
use kit::observer;
use std::collections::BTreeSet;
use store::Store;

/// The most times somebody tries again what was not answered.
const TRIES_MAX: u32 = 5;
/// The share of refusals that are slips of the finger.
const SLIPS: f64 = 0.4;
/// The share of refusals after which a stranger posts the mailbox of the person who refused.
const RESPELLED: f64 = 0.1;

impl World {
    /// The process of an invocation died.
    pub(super) fn process_died(&mut self, cause: Cause) {
        match cause {
            Cause::Queue(_) | Cause::Tick => {}
            Cause::Post { post, tried } => self.post_answered(post, tried, false),
            Cause::Press { lead, press, tried } => self.press_answered(lead, press, tried, None),
            Cause::Sweep { tried } => self.sweep_ended(tried, false),
        }
    }

    /// An invocation ended.
    pub(super) fn invocation_ended(&mut self, cause: Cause, outcome: Outcome) {
        match (cause, outcome) {
            (Cause::Queue(messages), Outcome::Batch(failed)) => self.batch_ended(messages, &failed),
            (Cause::Post { post, tried }, Outcome::Answer(status, _)) => {
                self.post_answered(post, tried, status.is_success() || status.is_redirection());
            }
            (Cause::Press { lead, press, tried }, Outcome::Answer(status, page)) => {
                self.press_answered(lead, press, tried, Some(page).filter(|_| status.is_success()));
            }
            (Cause::Sweep { tried }, Outcome::Scheduled(well)) => self.sweep_ended(tried, well),
            (
                Cause::Queue(_)
                | Cause::Post { .. }
                | Cause::Press { .. }
                | Cause::Sweep { .. }
                | Cause::Tick,
                Outcome::Batch(_) | Outcome::Answer(..) | Outcome::Scheduled(_),
            ) => {}
        }
    }

    /// Messages that are not among the failed are deleted; at times one comes again all the same.
    fn batch_ended(&mut self, messages: Vec<(String, Note)>, failed: &[String]) {
        let state = self.state.clone();
        let forgiving = state.is(Mutant::AcknowledgeOnError);
        for (id, note) in messages {
            let queue = match &note {
                Note::Order(_) => QueueName::Sends,
                Note::Mail { .. } | Note::Lead { .. } | Note::Erasure { .. } => QueueName::Feedback,
            };
            if failed.contains(&id) && !forgiving {
                let again = Action::Receive(queue);
                state.after(hidden(queue), again);
                continue;
            }
            let again = {
                let mut props = state.props();
                let props = &mut *props;
                let comes_again = props.fault_rates.message(&mut props.chance) && props.chance.happens(0.5);
                comes_again.then(|| state.clock.now() + props.chance.seconds(1, 600))
            };
            {
                let mut props = state.props();
                let props = &mut *props;
                let model = match queue {
                    QueueName::Sends => &mut props.sends,
                    QueueName::Feedback => &mut props.feedback,
                };
                match again {
                    None => model.delete(&id),
                    Some(at) => {
                        model.show_again(&id, at);
                        props.schedule.add(at, Action::Receive(queue));
                    }
                }
            }
            if again.is_some() {
                state.fault(FaultKind::OrderRedelivered, None);
            }
            self.acknowledged(note);
        }
    }

    /// A message was acknowledged to its queue.
    fn acknowledged(&self, note: Note) {
        let state = &self.state;
        let refusal = note.refusal().filter(|_| !self.is_answered_for(&note));
        super::suppressions::tell(state, &note, true);
        self.may_be_lifted(&note);
        match note {
            Note::Order(job) => {
                for lead in job.leads {
                    state.tell(What::OrderSettled { lead, sequence: job.sequence.clone() });
                }
            }
            Note::Mail { send_key, attempt, fact, at, .. } => {
                state.tell(What::EventRecorded { send_key, attempt: Some(attempt), fact, at });
            }
            Note::Lead { lead, event } => state.tell(What::GoalReported { lead, event }),
            Note::Erasure { lead, at } => state.tell(What::EraseEnded(lead, at)),
        }
        if let Some((lead, refusal)) = refusal {
            self.refusal_acknowledged(lead, refusal);
        }
    }

    fn post_answered(&mut self, post: usize, tried: u32, accepted: bool) {
        let form = &self.people.posts[post];
        let (lead, id) = (form.lead.clone(), form.form.clone());
        let agrees = form.agrees && undoes_a_refusal(&id);
        // A person who floods a mailbox is promised no run: its ceiling may be reached.
        let starts = editions()[self.edition].starts.get(&id).filter(|_| !form.floods);
        let sequences = starts.cloned().unwrap_or_default();
        if accepted {
            self.erased.remove(&lead);
        }
        let state = &self.state;
        state.tell(What::PostAnswered { lead: lead.clone(), form: id, accepted, sequences });
        if accepted && agrees {
            state.tell(What::ConsentGiven { lead });
        }
        if !accepted {
            self.try_again(tried, Action::Post { post, tried: tried + 1 });
        }
    }

    /// A press was answered with a page, or not at all.
    fn press_answered(&mut self, lead: LeadId, press: Press, tried: u32, page: Option<Bytes>) {
        let Some(page) = page else {
            self.try_again(tried, Action::Press { lead, press, in_flight: false, tried: tried + 1 });
            return;
        };
        match press {
            Press::Stop => {
                self.may_be_a_slip(&lead, &page);
                self.refusal_acknowledged(lead, RefusalKind::Unsubscribed);
            }
            Press::Wish(wish) => self.state.tell(What::WishAcknowledged { lead, wish }),
            Press::Confirm(_) => {
                let confirmed = press::says_confirmed(&page);
                self.state.tell(What::ConfirmAnswered(lead, confirmed));
            }
            Press::NeverAsk(_) => {
                self.state.tell(What::NeverAskAcknowledged(lead.clone()));
                self.refusal_acknowledged(lead, RefusalKind::Unsubscribed);
            }
            Press::TakeBack(_) => {
                let taken_back = press::says_taken_back(&page);
                self.state.tell(What::TakeBackAnswered { lead, taken_back });
            }
        }
    }

    /// The page offers to take the refusal back: some do, at once or too late.
    fn may_be_a_slip(&self, lead: &LeadId, page: &[u8]) {
        let Some(token) = press::token(page) else { return };
        let span = {
            let chance = &mut self.state.props().chance;
            chance
                .happens(SLIPS)
                .then(|| if chance.happens(0.5) { chance.seconds(0, 40) } else { chance.seconds(0, 700) })
        };
        if let Some(span) = span {
            let press = Press::TakeBack(token);
            self.state.after(span, Action::Press { lead: lead.clone(), press, in_flight: false, tried: 0 });
        }
    }

    /// A refusal was acknowledged. After a person's own one, a stranger may post the mailbox in another spelling.
    fn refusal_acknowledged(&self, lead: LeadId, refusal: RefusalKind) {
        let state = &self.state;
        state.tell(What::RefusalAcknowledged { lead: lead.clone(), refusal });
        let span = {
            let chance = &mut state.props().chance;
            (refusal.is_own_word() && chance.happens(RESPELLED)).then(|| chance.minutes(1, 3_000))
        };
        if let Some(span) = span {
            state.after(span, Action::Respell { lead });
        }
    }

    fn sweep_ended(&mut self, tried: u32, well: bool) {
        if !well && tried < 2 {
            self.state.after(TimeDelta::minutes(1), Action::Sweep { tried: tried + 1 });
        }
    }

    /// Most people try again after a while.
    fn try_again(&self, tried: u32, action: Action) {
        let (again, span) = {
            let chance = &mut self.state.props().chance;
            (chance.happens(0.8), chance.seconds(2, 100))
        };
        if again && tried < TRIES_MAX {
            self.state.after(span, action);
        }
    }
}

/// The state at the end.
pub(super) fn final_state(state: &WorldState, observer: &Store, leads: &BTreeSet<LeadId>) -> FinalState {
    let props = state.props();
    let enrollments = props
        .rows
        .all()
        .map(|(enrollment, place)| StandingEnrollment { enrollment: enrollment.clone(), row: row(place) });
    let enrollments = enrollments.collect();
    let mut left = FinalState {
        now: state.clock.now(),
        enrollments,
        messages: Vec::new(),
        leads: BTreeSet::new(),
        items: BTreeSet::new(),
        suppressed: BTreeSet::new(),
        dead_letters: props.sends.dead + props.feedback.dead,
    };
    for lead in leads {
        left.messages.extend(observer::at_once(observer.messages_of(lead)).unwrap_or_default());
        if matches!(observer::at_once(observer.card(lead)), Ok(Some(_))) {
            left.leads.insert(lead.clone());
        }
        let sorts = observer::sort_keys(&state.engine, &format!("L#{lead}"));
        let others = sorts.into_iter().filter(|sort| is_of_the_person(sort));
        left.items.extend(others.map(|sort| (lead.clone(), sort)));
        if matches!(observer::at_once(observer.suppression(lead)), Ok(Some(_))) {
            left.suppressed.insert(lead.clone());
        }
    }
    left
}

/// Whether an item goes with its person. Cards and mails are told by what is in them.
fn is_of_the_person(sort: &str) -> bool {
    !matches!(sort, "now#card" | "now#suppression")
        && !sort.starts_with("consent#")
        && !sort.starts_with("message#")
}

fn row(place: Option<&Place>) -> IndexRow {
    let Some((partition, sort)) = place else { return IndexRow::Absent };
    if partition == "attention" {
        return IndexRow::Attention;
    }
    if partition.starts_with("parked#") {
        return IndexRow::Parked;
    }
    time_of(sort).map_or(IndexRow::Absent, IndexRow::Due)
}
