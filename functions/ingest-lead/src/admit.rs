//! A checked post becomes a lead: what stands is loaded, everything is decided, and written in one transaction.

mod ground;
mod post;

use crate::IngestLead;
use crate::answers::Answers;
use crate::counting::Noted;
use crate::doorway::{Doorway, Stranger, TakenSlots};
use crate::reply::Posted;
use application::{Contended, Enrolling, Entrant, Proposal, tags_change};
use cadence::campaign::Campaign;
use cadence::ceiling;
use cadence::condition::ConditionInputs;
use cadence::domain_event::{DomainEvent, Payload};
use cadence::door::DoorOutcome;
use cadence::enrollment::Enrollment;
use cadence::ids::SequenceId;
use cadence::intake::{Submitter, is_same_post};
use cadence::lead::Card;
use cadence::score::{Activity, Engagement, Hot, Strength};
use cadence::sequence::{Purpose, Sequence};
use document::{Catalog, Form};
use ground::{Ask, Consented};
use post::{AfterPost, Post};
use store::{Admission, Change, Enrolled, Lane, LeadSnapshot, Stored};

/// The effects of a post.
struct Decided {
    admission: Admission,
    /// The question to the mailbox, if its run begins.
    ask: Option<Ask>,
    hot: Option<(Activity, Hot)>,
    is_new: bool,
    noted: Vec<DoorOutcome>,
}

/// The outcome of a post that was taken.
struct Taken {
    /// Whether nobody knew the lead before.
    is_new: bool,
    /// The sequences in which it began a run.
    sequences: Vec<SequenceId>,
    /// The outcomes that the company should see.
    outcomes: Vec<DoorOutcome>,
    /// The ceilings that were met.
    at_door: Noted,
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
        let Posted { campaign, noted, received_at: now, .. } = posted;
        let post = Post { catalog, form, answers, campaign, by, lead, now: *now };
        let confirmation = catalog.confirmation_of(&form.id);
        let mut sequences: Vec<&Sequence> = catalog.started_by_form(&form.id).chain(confirmation).collect();
        // If a ceiling leaves places for some only, the run that answers the person comes first, and those that advertise last.
        sequences.sort_by_key(|sequence| match ceiling::first_purpose(sequence) {
            Purpose::Transactional => 0,
            Purpose::Confirmation => 1,
            Purpose::Marketing => 2,
        });
        let mut entry = EntryByPost { ingest: self, post, stranger, sequences, slots: TakenSlots::default() };
        let Some(taken) = self.application().enroll(&self.sends, &mut entry).await? else {
            tracing::info!(form.id = %form.id, "a post from before its person was erased is not taken");
            noted.note(DoorOutcome::BeforeErasure);
            return Ok(());
        };
        let Taken { is_new, sequences, outcomes, at_door } = taken;
        let post = entry.post;
        tracing::info!(
            lead.id = %post.lead, form.id = %form.id, lead.new = is_new, enrollments = sequences.len(),
            "a post was taken"
        );
        let payload = Payload::LeadCaptured { form: form.id.clone(), is_new, sequences };
        let event = DomainEvent { at: post.now, lead: post.lead, payload };
        self.application().announce_best_effort(&event).await;
        noted.also(at_door);
        for outcome in outcomes {
            noted.note(outcome);
        }
        Ok(())
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

    async fn decide(
        &self,
        post: &Post<'_>,
        sequences: &[&Sequence],
        doorway: &mut Doorway<'_>,
    ) -> anyhow::Result<Option<Decided>> {
        let ids: Vec<_> = sequences.iter().map(|sequence| sequence.id.clone()).collect();
        let snapshot = self.store.snapshot(&post.lead, &ids).await?;
        if post.is_from_before_an_erasure(&snapshot) {
            return Ok(None);
        }
        if snapshot.tombstone.as_ref().is_some_and(|buried| !buried.value.is_finished) {
            return Err(Contended("the data of a person who is being erased").into());
        }
        let is_new = snapshot.card.is_none();
        let mut card = post.card(&snapshot);
        let Consented { record: consent, ask } = self.consent(post, &snapshot, &mut card).await?;
        let speaks_for_lead = post.by.speaks_for(!is_new);
        let AfterPost { profile, tags, kept_apart } = post.change(&snapshot, speaks_for_lead);
        let known = ConditionInputs::of(tags.clone(), &profile);
        let strength = if speaks_for_lead { Strength::Strong } else { Strength::Weak };
        let (engagement, hot) = engagement(post, known, snapshot.engagement.as_ref(), strength);
        let entrant = Entrant {
            catalog: post.catalog,
            lead: &post.lead,
            zone: card.zone,
            lane: Lane::Fast,
            now: post.now,
        };
        let noted = post.noted(consent.as_ref(), kept_apart);
        let admission = Admission {
            lead: post.lead.clone(),
            card: card_change(&snapshot, card),
            profile: Change::of(snapshot.profile.as_ref(), profile).if_written(),
            tags: tags_change(snapshot.tags.as_ref(), tags),
            consent,
            engagement: Some(engagement),
            enrollments: self.enrollments(post, &entrant, sequences, ask.as_ref(), &snapshot, doorway),
            events: Vec::new(),
            campaign: self.campaign(post, is_new).await?,
            mailbox: None,
            question: None,
            list: None,
        };
        Ok(Some(Decided { admission, ask, hot, is_new, noted }))
    }

    /// The runs that the post begins: none that the same post began before, and none above the ceilings of its address.
    fn enrollments(
        &self,
        post: &Post<'_>,
        entrant: &Entrant<'_>,
        sequences: &[&Sequence],
        ask: Option<&Ask>,
        snapshot: &LeadSnapshot,
        doorway: &mut Doorway<'_>,
    ) -> Vec<Enrolled> {
        let enters = |sequence: &&Sequence| {
            let seen = snapshot.enrollments.get(&sequence.id);
            let standing = seen.map(|seen| &seen.value);
            let run = |event: &str| self.identity.run(&post.lead, &sequence.id, event);
            let run = match (sequence.purpose, ask) {
                // Each question is a run of its own, also where the same post asks it.
                (Purpose::Confirmation, Some(ask)) => run(&post.question_event(ask.asked.at)),
                (Purpose::Confirmation, None) => return None,
                (Purpose::Marketing | Purpose::Transactional, _) => {
                    let at_entry = |it: &Enrollment| run(&post.entry_event(it.started_at));
                    if standing.is_some_and(|it| is_same_post(it, &at_entry(it), post.now)) {
                        return None;
                    }
                    run(&post.entry_event(post.now))
                }
            };
            let is_let_in = || doorway.lets_begin(sequence, standing);
            entrant.enter(sequence, seen, run, post.said().entry(), is_let_in)
        };
        sequences.iter().filter_map(enters).collect()
    }
}

/// A post that lets its lead enter sequences.
struct EntryByPost<'a> {
    ingest: &'a IngestLead,
    post: Post<'a>,
    stranger: Option<Stranger>,
    sequences: Vec<&'a Sequence>,
    /// The slots that first mails took; each is taken once, however often the post is tried.
    slots: TakenSlots,
}

impl Enrolling for EntryByPost<'_> {
    /// `None` for a post that is older than the erasure of its person.
    type Outcome = Option<Taken>;

    async fn propose(&mut self) -> anyhow::Result<Proposal<Option<Taken>>> {
        let Self { ingest, post, stranger, sequences, slots } = self;
        let address = &post.answers.address;
        let mut doorway = ingest.doorway(post.catalog, *stranger, address, post.now).await?;
        let decided = ingest.decide(post, sequences, &mut doorway).await?;
        let Some(Decided { mut admission, ask, hot, is_new, noted }) = decided else {
            return Ok(Proposal::Nothing(None));
        };
        let runs = std::mem::take(&mut admission.enrollments);
        admission.enrollments = ingest.paced(&mut doorway, address, runs, slots).await?;
        if let (Some(ask), Some(confirmation)) = (ask, post.catalog.confirmation_of(&post.form.id)) {
            ask.noted_in(&mut admission, confirmation);
        }
        admission.mailbox = doorway.runs();
        if let Some((activity, hot)) = hot {
            ingest.application().announce_hot(&post.lead, &activity, hot).await?;
        }
        let runs = admission.enrollments.iter();
        let sequences = runs.map(|enrolled| enrolled.enrollment.sequence.clone()).collect();
        let taken = Taken { is_new, sequences, outcomes: noted, at_door: doorway.noted };
        Ok(Proposal::Admit(Box::new(admission), Some(taken)))
    }
}

/// The change of the card, which takes the place of a tombstone where there is one.
fn card_change(snapshot: &LeadSnapshot, next: Card) -> Change<Card> {
    match &snapshot.tombstone {
        Some(buried) => Change::Replace { seen: buried.rev, next },
        None => Change::of(snapshot.card.as_ref(), next),
    }
}

/// The score after this post, and the story if that makes the lead hot. A form counts once a day however often it is posted.
fn engagement(
    post: &Post<'_>,
    known: ConditionInputs,
    seen: Option<&Stored<Engagement>>,
    strength: Strength,
) -> (Change<Engagement>, Option<(Activity, Hot)>) {
    let rules = &post.catalog.policy().score;
    let key = format!("form:{}:{}", post.form.id, post.now.date_naive());
    let activity = Activity { key, weight: rules.weights.form, at: post.now };
    let standing = seen.map(|seen| &seen.value);
    match (Engagement::after(standing, &activity, strength, known, rules, post.now), seen) {
        (Some((next, hot)), _) => (Change::of(seen, next), hot.map(|hot| (activity, hot))),
        (None, Some(seen)) => (Change::Keep { seen: seen.rev }, None),
        // A score without a first activity counts any.
        (None, None) => (Change::Create(Engagement::none(post.now)), None),
    }
}
