//! A checked post becomes a lead: what stands is loaded, everything is decided, and written in one transaction.

mod ground;
mod post;

use crate::IngestLead;
use crate::answers::Answers;
use crate::contention::TRIES_MAX;
use crate::doorway::{Doorway, Stranger, Turn};
use crate::reply::Posted;
use cadence::campaign::Campaign;
use cadence::ceiling;
use cadence::condition::Circumstances;
use cadence::door::DoorOutcome;
use cadence::enrollment::{Enrollment, State};
use cadence::intake::Submitter;
use cadence::lead::Profile;
use cadence::limits::SAME_POST_DAYS;
use cadence::reentry;
use cadence::score::{Deed, Engagement};
use cadence::sequence::{Purpose, Reentry, Sequence};
use chrono::TimeDelta;
use document::{Catalog, Form};
use gateway::bus::DomainEvent;
use gateway::queue::SendOrder;
use post::Post;
use store::{Admission, Admitted, Change, Dossier, Enrolled, Lane};

/// What a post leads to.
struct Decided {
    admission: Admission,
    hot: Option<DomainEvent>,
    is_new: bool,
    noted: Vec<DoorOutcome>,
}

impl IngestLead {
    /// Writes everything that the post leads to, or nothing. The outcomes that the company should see are noted.
    pub(crate) async fn admit(
        &self,
        catalog: &Catalog,
        form: &Form,
        answers: &Answers,
        stranger: Option<Stranger>,
        posted: &mut Posted,
    ) -> anyhow::Result<()> {
        let lead = self.identity.lead(&answers.address);
        // A form for staff takes no post without the key of its link.
        let by = if form.staff_only { Submitter::Staff } else { Submitter::Anybody };
        let campaign = &posted.campaign;
        let post = Post { catalog, form, answers, campaign, by, lead, now: self.clock.now() };
        let mut sequences: Vec<&Sequence> = catalog.started_by_form(&form.id).collect();
        // If a ceiling leaves places for some only, the run that answers the person comes before those that advertise.
        sequences.sort_by_key(|sequence| ceiling::opening(sequence) == Purpose::Marketing);
        let mut turn = Turn::default();
        let ids: Vec<_> = sequences.iter().map(|sequence| sequence.id.clone()).collect();
        for attempt in 0..TRIES_MAX {
            self.give_way(attempt).await;
            let mut doorway = self.doorway(catalog, stranger, &answers.address, post.now).await?;
            let dossier = self.store.dossier(&post.lead, &ids).await?;
            let mailbox_refused = self.mailbox_refused(&post, &dossier).await?;
            let mut decided = self.decide(&post, &sequences, &dossier, mailbox_refused, &mut doorway);
            decided.admission.campaign = self.campaign(&post, decided.is_new).await?;
            let runs = std::mem::take(&mut decided.admission.enrollments);
            decided.admission.enrollments =
                self.paced(&mut doorway, &answers.address, runs, &mut turn).await?;
            decided.admission.mailbox = doorway.runs();
            if let Some(event) = &decided.hot {
                self.bus.announce(event).await?;
            }
            if self.store.admit(&decided.admission).await? == Admitted::Conflict {
                continue;
            }
            posted.noted.also(doorway.noted);
            self.after(&post, &decided).await;
            decided.noted.into_iter().for_each(|outcome| posted.noted.note(outcome));
            return Ok(());
        }
        anyhow::bail!("the lead was changed by others {TRIES_MAX} times")
    }

    /// The campaigns that the lead keeps after this post; `None` if the post says none, and then nothing is read or written.
    async fn campaign(&self, post: &Post<'_>, is_new: bool) -> anyhow::Result<Option<Campaign>> {
        if post.campaign.is_empty() {
            return Ok(None);
        }
        let posted = post.campaign.clone();
        if is_new {
            return Ok(Some(posted.of_new_lead()));
        }
        let known = self.store.campaign(&post.lead).await?;
        Ok(Some(posted.after(known.unwrap_or_default())))
    }

    fn decide(
        &self,
        post: &Post<'_>,
        sequences: &[&Sequence],
        dossier: &Dossier,
        mailbox_refused: bool,
        doorway: &mut Doorway<'_>,
    ) -> Decided {
        let is_new = dossier.card.is_none();
        let mut card = post.card(dossier.card.as_ref().map(|card| &card.value));
        let consent = ground::consent(post, &mut card, mailbox_refused);
        let known = dossier.profile.as_ref().map(|kept| kept.value.clone()).unwrap_or_default();
        let speaks_for_lead = post.by.speaks_for(!is_new);
        let claimed = post.said().written_into(known.clone());
        let differs = claimed != known;
        let profile = if speaks_for_lead { claimed } else { known };
        let (engagement, hot) =
            Self::engagement(post, &profile, dossier.engagement.as_ref(), speaks_for_lead);
        let mut enrollments = Vec::new();
        for sequence in sequences {
            let seen = dossier.enrollments.get(&sequence.id);
            let scene = post.catalog.scene(sequence, card.zone, post.now);
            let standing = seen.map(|seen| &seen.value);
            if standing.is_some_and(|standing| self.is_the_same_post(post, standing)) {
                continue;
            }
            let run = self.identity.run(&post.lead, &sequence.id, &post.entry_event(post.now));
            let Some(entered) = reentry::enter(standing, &post.lead, run, sequence.reentry, &scene) else {
                continue;
            };
            if !doorway.lets_begin(sequence, standing) {
                continue;
            }
            if let Some(standing) = standing.filter(|_| sequence.reentry == Reentry::Restart) {
                runtime::logging::run_restarted(&standing.state);
            }
            enrollments.push(Enrolled {
                seen: seen.map(|seen| seen.rev),
                enrollment: entered.enrollment,
                lane: Lane::Fast,
                entry: post.said().entry(),
            });
        }
        let noted = post.noted(consent.as_ref(), differs && !speaks_for_lead);
        let admission = Admission {
            lead: post.lead.clone(),
            card: Change::of(dossier.card.as_ref(), card),
            profile: Change::of(dossier.profile.as_ref(), profile),
            consent,
            engagement: Some(Change::of(dossier.engagement.as_ref(), engagement)),
            enrollments,
            events: Vec::new(),
            campaign: None,
            mailbox: None,
        };
        Decided { admission, hot, is_new, noted }
    }

    /// Whether these answers began the run that stands, not long ago: pressing twice, or on another day, is one post.
    fn is_the_same_post(&self, post: &Post<'_>, standing: &Enrollment) -> bool {
        let began = standing.started_at;
        let same = self.identity.run(&post.lead, &standing.sequence, &post.entry_event(began));
        same == standing.run && post.now - began < TimeDelta::days(SAME_POST_DAYS)
    }

    /// The score after this post, and the notice when it makes the lead hot. A form counts once a day however often it is posted, and
    /// only who speaks for the lead can make it hot: anybody who knows the address could.
    fn engagement(
        post: &Post<'_>,
        profile: &Profile,
        seen: Option<&store::Stored<Engagement>>,
        speaks_for_lead: bool,
    ) -> (Engagement, Option<DomainEvent>) {
        let rules = &post.catalog.policy().score;
        let day = post.now.date_naive();
        let key = format!("form:{}:{day}", post.form.id);
        let deed = Deed { key, weight: rules.weights.form, at: post.now };
        let mut next = seen.map_or_else(|| Engagement::none(post.now), |seen| seen.value.clone());
        if !next.add(&deed, rules) || !speaks_for_lead {
            return (next, None);
        }
        let circumstances = Circumstances {
            tags: profile.tags.clone(),
            attributes: profile.attributes.clone(),
            score: next.score(rules, post.now),
            ..Circumstances::default()
        };
        let fit = rules.fit(&circumstances, post.now);
        let hot = next.turns_hot(fit, rules, post.now).then(|| DomainEvent {
            name: "lead.hot",
            key: format!("hot:{}:{}", post.lead, deed.key),
            at: post.now,
            lead: post.lead.clone(),
            detail: serde_json::json!({ "score": next.score(rules, post.now).round(), "fit": fit, "form": post.form.id.as_str() }),
        });
        (next, hot)
    }

    /// What follows once it is written: first steps at once, and news for others. Nothing is lost when it fails.
    async fn after(&self, post: &Post<'_>, decided: &Decided) {
        tracing::info!(
            lead.id = %post.lead, form.id = %post.form.id, lead.new = decided.is_new,
            enrollments = decided.admission.enrollments.len(), "a post was taken"
        );
        let runs = decided.admission.enrollments.iter().map(|enrolled| &enrolled.enrollment);
        let due = runs.filter(|run| matches!(run.state, State::Waiting { due_at, .. } if due_at <= post.now));
        let orders: Vec<SendOrder> = due.map(|run| SendOrder::new(&post.lead, &run.sequence, true)).collect();
        if let Err(error) = self.sends.order(&orders).await {
            tracing::warn!(%error, "the first step waits for a tick");
        }
        let sequences: Vec<_> = decided
            .admission
            .enrollments
            .iter()
            .map(|enrolled| enrolled.enrollment.sequence.as_str().to_owned())
            .collect();
        let event = DomainEvent {
            name: "lead.captured",
            key: format!("captured:{}:{}", post.lead, post.now.timestamp_millis()),
            at: post.now,
            lead: post.lead.clone(),
            detail: serde_json::json!({
                "form": post.form.id.as_str(), "new": decided.is_new, "sequences": sequences,
            }),
        };
        self.bus.announce_best_effort(&event).await;
    }
}
