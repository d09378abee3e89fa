//! Actions on the schedule happen: messages are received, people post and refuse, fault rates change.

use super::World;
use crate::boundary::arrive;
use crate::happening::{FaultKind, FunctionName, QueueName, RefusalKind, What};
use crate::lambda::{Cause, Event};
use crate::press::Press;
use crate::queues::{Letter, Note};
use crate::schedule::{Action, Storm};
use crate::service;
use cadence::ids::{EventName, LeadId, SequenceId};
use chrono::TimeDelta;
use kit::chance::Chance;
use kit::company::BASE_URL;
use kit::company::{erasure_wish, lead_event};
use kit::mail_service::stamp;

impl World {
    pub(super) fn happen(&mut self, action: Action) {
        match action {
            Action::Receive(queue) => self.receive(queue),
            Action::Arrive(queue, letter) => self.arrives(queue, letter),
            Action::AcceptLate { call, mail, mime } => service::accept_late(&self.state, call, &mail, &mime),
            Action::TimeLimit(invocation) => {
                self.functions.limit(&self.state, invocation);
                self.reap();
            }
            Action::SecondTick => self.second_tick(),
            Action::Sweep { tried } => {
                self.begin(FunctionName::SweepDormant, Event::Schedule, Cause::Sweep { tried });
            }
            Action::Post { post, tried } => self.post(post, tried),
            Action::Newcomer => {
                let state = self.state.clone();
                let post = self.people.newcomer(&mut state.props().chance, &self.secrets);
                self.post(post, 0);
            }
            Action::Respell { lead } => self.respell(&lead),
            Action::Press { lead, press, in_flight, tried } => self.press(lead, press, in_flight, tried),
            Action::Erase { lead, in_flight } => self.erase(lead, in_flight),
            Action::Report { lead, event, in_flight } => self.lead_event(&lead, &event, in_flight),
            Action::EnterAgain { lead, in_flight } => self.enter_again(&lead, in_flight),
            Action::NoteMeeting { lead } => self.note_meeting(&lead),
            Action::Publish { in_flight } => self.publish_another(in_flight),
            Action::Pause(sequence) => self.pause(sequence),
            Action::Resume(sequence) => self.resume(sequence),
            Action::LookAtPauses => self.look_at_pauses(),
            Action::LiftSuppression { lead } => self.lift_suppression(lead),
            Action::Storm(storm) => self.storm(storm),
            Action::Purge => self.purge(),
            Action::FaultsStop => self.faults_stop(),
        }
    }

    fn faults_stop(&mut self) {
        let state = self.state.clone();
        state.props().fault_rates.clear();
        state.tell(What::FaultsStopped);
        let askers = self.people.late_askers(&mut state.props().chance, &self.secrets);
        for (after, action) in askers {
            state.after(after, action);
        }
    }

    /// A message reaches its queue, unless no event of its lead comes at this time.
    fn arrives(&self, queue: QueueName, letter: Letter) {
        let until = {
            let props = self.state.props();
            letter.note.of_mail_to().and_then(|lead| props.muted.get(lead).copied())
        };
        let span = until.map_or(TimeDelta::zero(), |until| until - self.state.now());
        if span > TimeDelta::zero() {
            self.state.fault(FaultKind::FeedbackLate, None);
            self.state.after(span, Action::Arrive(queue, letter));
        } else {
            arrive(&self.state, queue, letter, TimeDelta::zero());
        }
    }

    /// Whether the lead has a mail in flight at this moment, which is when what happens to it is a fault of its own kind.
    fn strikes(&self, lead: &LeadId, in_flight: bool, kind: FaultKind) {
        let state = &self.state;
        let flies = in_flight && state.props().rows.in_flight(lead);
        if flies {
            state.fault(kind, None);
        }
    }

    fn post(&mut self, post: usize, tried: u32) {
        if !self.functions.has_room(FunctionName::IngestLead) {
            self.state.after(TimeDelta::seconds(1), Action::Post { post, tried });
            return;
        }
        let form = &self.people.posts[post];
        let (lead, id) = (form.lead.clone(), form.form.clone());
        let (request, mailbox) = (form.request(&self.secrets.links), form.mailbox());
        self.state.tell(What::PostBegan { lead, form: id, mailbox });
        self.begin(FunctionName::IngestLead, Event::Http(Box::new(request)), Cause::Post { post, tried });
    }

    fn enter_again(&mut self, lead: &LeadId, in_flight: bool) {
        self.strikes(lead, in_flight, FaultKind::ReenteredInFlight);
        if self.erased.contains(lead) {
            return;
        }
        let state = self.state.clone();
        let post = self.people.again(&mut state.props().chance, lead);
        if let Some(post) = post {
            self.post(post, 0);
        }
    }

    fn note_meeting(&mut self, lead: &LeadId) {
        if self.erased.contains(lead) {
            return;
        }
        let state = self.state.clone();
        let post = self.people.met(&mut state.props().chance, lead, &self.secrets);
        if let Some(post) = post {
            self.post(post, 0);
        }
    }

    fn respell(&mut self, lead: &LeadId) {
        let state = self.state.clone();
        let post = self.people.respelled(&mut state.props().chance, lead, &self.secrets);
        if let Some(post) = post {
            self.post(post, 0);
        }
    }

    fn press(&mut self, lead: LeadId, press: Press, in_flight: bool, tried: u32) {
        if !self.functions.has_room(FunctionName::ManageSubscription) {
            self.state.after(TimeDelta::seconds(1), Action::Press { lead, press, in_flight, tried });
            return;
        }
        let kind =
            if press == Press::Stop { FaultKind::UnsubscribedInFlight } else { FaultKind::PressedInFlight };
        self.strikes(&lead, in_flight, kind);
        let link = self.state.props().service.link(&lead);
        let own = || {
            let sequence = SequenceId::parse("welcome-material").expect("a sequence's name");
            let url = self.secrets.links.unsubscribe_url(BASE_URL, &lead, &sequence);
            url.strip_prefix(BASE_URL).unwrap_or_default().to_owned()
        };
        let path = link.unwrap_or_else(own);
        let began = lead.clone();
        self.state.tell(match &press {
            Press::Stop | Press::NeverAsk(_) => {
                What::RefusalBegan { lead: began, refusal: RefusalKind::Unsubscribed }
            }
            Press::Confirm(_) => What::ConfirmBegan(began),
            Press::Wish(wish) => What::WishBegan { lead: began, wish: wish.clone() },
            Press::TakeBack(_) => What::TakeBackBegan { lead: began },
        });
        let request = press.request(&path);
        let cause = Cause::Press { lead, press, tried };
        self.begin(FunctionName::ManageSubscription, Event::Http(Box::new(request)), cause);
    }

    /// Another system reports that a person wants to be erased.
    fn erase(&mut self, lead: LeadId, in_flight: bool) {
        if !self.erased.insert(lead.clone()) {
            return;
        }
        self.strikes(&lead, in_flight, FaultKind::ErasedInFlight);
        let at = self.state.now();
        self.state.tell(What::EraseBegan(lead.clone(), at));
        let letter = Letter { body: erasure_wish(&lead, at), note: Note::Erasure { lead, at } };
        self.reported(letter);
    }

    /// Another system reports an event of a lead.
    fn lead_event(&mut self, lead: &LeadId, event: &EventName, in_flight: bool) {
        self.strikes(lead, in_flight, FaultKind::GoalInFlight);
        let now = self.state.now();
        let key = format!("{event} {}", stamp(now));
        let body = lead_event(lead, event.as_str(), now, &key);
        self.reported(Letter { body, note: Note::Lead { lead: lead.clone(), event: event.clone() } });
    }

    /// A report of another system comes soon, and at times twice.
    fn reported(&self, letter: Letter) {
        let state = &self.state;
        let (span, again) = {
            let mut props = state.props();
            let props = &mut *props;
            let doubled = props.fault_rates.message(&mut props.chance);
            (props.chance.millis(1, 400), doubled.then(|| props.chance.seconds(1, 900)))
        };
        arrive(state, QueueName::Feedback, letter.clone(), span);
        if let Some(again) = again {
            state.fault(FaultKind::FeedbackDoubled, None);
            arrive(state, QueueName::Feedback, letter, again);
        }
    }

    fn publish_another(&mut self, in_flight: bool) {
        if in_flight {
            self.state.fault(FaultKind::Edited, None);
        }
        let editions = super::editions().len();
        let step = 1 + self.state.props().chance.below(editions - 1);
        self.publish((self.edition + step) % editions);
        self.regret_a_removal();
    }

    /// Mostly a sequence that was removed comes back after minutes or days, with leads still inside it.
    fn regret_a_removal(&self) {
        if !super::editions()[self.edition].removes_a_sequence() {
            return;
        }
        self.state.fault(FaultKind::SequenceRemoved, None);
        let span = {
            let chance = &mut self.state.props().chance;
            let latest = chance.pick(&[120, 5_760]);
            chance.happens(0.8).then(|| chance.minutes(5, latest))
        };
        if let Some(span) = span {
            self.state.after(span, Action::Publish { in_flight: false });
        }
    }

    fn storm(&mut self, storm: Storm) {
        let now = self.state.now();
        let mut props = self.state.props();
        let props = &mut *props;
        let chance: &mut Chance = &mut props.chance;
        let lasts = match storm {
            Storm::Service => chance.minutes(30, 480),
            Storm::ChannelLoses | Storm::ChannelHolds => chance.minutes(60, 900),
            Storm::Ticks => chance.minutes(20, 1_200),
            Storm::Table => chance.minutes(2, 20),
        };
        if !props.fault_rates.is_clear() {
            props.fault_rates.storm(storm, now + lasts);
        }
    }

    fn purge(&mut self) {
        let purged = self.state.props().sends.purge();
        if purged > 0 {
            self.state.fault(FaultKind::QueuePurged, None);
        }
    }
}
