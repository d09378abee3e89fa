//! A person in short, put together from the items of the table.

use super::{Operations, Published};
use crate::Failure;
use crate::answers::{GroundGiven, Happened, KnownPerson, MailTold, Run};
use cadence::consent::Standing;
use cadence::enrollment::{Enrollment, State};
use cadence::facts::{Dispatch, MessageRecord};
use cadence::lead::Card;
use std::cmp::Reverse;
use store::{ConsentRecord, Look};

impl Operations {
    pub(super) async fn known(
        &self,
        card: &Card,
        look: &Look,
        published: &Published,
    ) -> Result<KnownPerson, Failure> {
        let (store, now) = (&self.store, self.clock.now());
        let time = |at| published.local_time(at);
        let profile = store.profile(&card.id).await?.map(|profile| profile.value).unwrap_or_default();
        let engagement = store.engagement(&card.id).await?;
        let tags = look.tags.as_ref().map(|tags| tags.value.clone()).unwrap_or_default();
        let mut runs: Vec<_> = look.enrollments.iter().map(|stored| &stored.value).collect();
        runs.sort_by_key(|run| (matches!(run.state, State::Done { .. }), Reverse(run.started_at)));
        let mut events: Vec<_> = store.events_of(&card.id).await?.into_iter().collect();
        events.sort_by_key(|(_, at)| Reverse(*at));
        let mut mails: Vec<_> =
            store.messages_of(&card.id).await?.iter().map(|mail| told(mail, published)).collect();
        mails.sort_by_key(|mail| Reverse(mail.at));
        Ok(KnownPerson {
            address: card.address.wire().to_owned(),
            name: profile.name,
            since: time(card.created_at),
            zone: card.zone.name().to_owned(),
            marketing: standing(card.consent.standing(now)).to_owned(),
            refused_at: card.consent.refused_at.map(time),
            paused_until: card.preferences.pause(now).map(time),
            less_often: card.preferences.less_often,
            topics_refused: card.preferences.topics_refused.iter().map(ToString::to_string).collect(),
            tracking: published.tracks(card.preferences.tracking),
            complaint_open: card.complaint_open,
            score: engagement.map_or(0, |kept| published.score(&kept.value, now)),
            tags: tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            lists: store.lists_of(&card.id).await?.iter().map(|place| place.list.to_string()).collect(),
            attributes: profile.attributes,
            runs: runs.into_iter().map(|enrollment| run(enrollment, published)).collect(),
            events: events
                .into_iter()
                .map(|(event, at)| Happened { event: event.as_str().to_owned(), at: time(at) })
                .collect(),
            mails,
        })
    }
}

pub(in crate::operations) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Agrees => "agrees",
        Standing::Refused => "refused",
        Standing::NoGround => "no_ground",
    }
}

pub(super) fn ground(record: &ConsentRecord, published: &Published) -> GroundGiven {
    GroundGiven {
        at: published.local_time(record.obtained_at),
        basis: record.basis_name().to_owned(),
        proof: record.proof_name().to_owned(),
        effect: record.effect_name().map(str::to_owned),
        by: record.form.as_ref().map_or_else(|| record.method.clone(), |form| form.as_str().to_owned()),
    }
}

fn run(enrollment: &Enrollment, published: &Published) -> Run {
    let (state, at) = match &enrollment.state {
        State::Waiting { due_at, .. } => ("waiting", Some(*due_at)),
        State::Sending { .. } => ("sending", None),
        State::Unknown { since, .. } => ("unknown", Some(*since)),
        State::Done { ending, at } => (ending.name(), Some(*at)),
    };
    Run {
        sequence: enrollment.sequence.as_str().to_owned(),
        state: state.to_owned(),
        step: enrollment.step().map(|step| step.as_str().to_owned()),
        at: at.map(|at| published.local_time(at)),
    }
}

fn told(record: &MessageRecord, published: &Published) -> MailTold {
    let mut facts: Vec<_> = record.facts.iter().collect();
    facts.sort_by_key(|(_, at)| *at);
    let fenced = match &record.dispatch {
        Dispatch::Fenced { at, .. } => Some(*at),
        Dispatch::Closed => None,
    };
    MailTold {
        sequence: record.name.sequence.as_str().to_owned(),
        step: record.name.step.as_str().to_owned(),
        at: facts.first().map(|(_, at)| *at).or(fenced).map(|at| published.local_time(at)),
        facts: facts.iter().map(|(fact, _)| fact.name().to_owned()).collect(),
    }
}
