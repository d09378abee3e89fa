//! The memory of a person: posts, refusals, consents, erasures.

mod own_words;
mod wishes;

use super::Moment;
use super::confirmations::Confirmations;
use crate::happening::RefusalKind;
use crate::people::{gives_a_ground, undoes_a_refusal};
use cadence::Instant;
use cadence::ids::{FormId, SequenceId};
use cadence::preferences::Wish;

/// One person.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Person {
    /// The mailbox behind the address, where the person came by a form that anybody may post.
    mailbox: Option<usize>,
    posts: Vec<Post>,
    refusals: Vec<(RefusalKind, Moment)>,
    consents: Vec<Moment>,
    erasures: Vec<Erasure>,
    /// The presses that refuse marketing: when each began, and when it was acknowledged.
    stops: Vec<(Moment, Option<Moment>)>,
    wishes: Vec<Wished>,
    /// The presses on pages of confirmations.
    pub(in super::super) confirmations: Confirmations,
    /// The tries to take a refusal back: when each began, and when the person was told whether it was taken back.
    take_backs: Vec<(Moment, Option<(Moment, bool)>)>,
}

/// A wish for less mail, or for as much as before.
#[derive(Debug, Clone)]
struct Wished {
    wish: Wish,
    began: Moment,
    acknowledged: Option<Moment>,
}

/// A wish to be erased.
#[derive(Debug, Clone)]
struct Erasure {
    /// The moment by which the wish is named.
    wished_at: Instant,
    began: Moment,
    /// The first time that it was told as carried out.
    ended: Option<Moment>,
}

/// One post.
#[derive(Debug, Clone)]
pub(in super::super) struct Post {
    /// When it began.
    pub(in super::super) began: Moment,
    /// The form.
    form: FormId,
    /// When it was answered, whether it was accepted, and what it starts.
    pub(in super::super) answered: Option<(Moment, bool, Vec<SequenceId>)>,
}

impl Person {
    pub(super) fn note_post(&mut self, now: Moment, form: &FormId, mailbox: Option<usize>) {
        self.mailbox = mailbox.or(self.mailbox);
        self.posts.push(Post { began: now, form: form.clone(), answered: None });
    }

    pub(super) fn note_answer(&mut self, now: Moment, accepted: bool, sequences: &[SequenceId]) {
        if let Some(post) = self.posts.iter_mut().rev().find(|post| post.answered.is_none()) {
            post.answered = Some((now, accepted, sequences.to_vec()));
        }
    }

    pub(super) fn note_refusal_begun(&mut self, now: Moment, refusal: RefusalKind) {
        if refusal.is_own_word() {
            self.stops.push((now, None));
        }
    }

    pub(super) fn note_refusal(&mut self, now: Moment, refusal: RefusalKind) {
        self.refusals.push((refusal, now));
        if refusal.is_own_word()
            && let Some((_, acknowledged)) = self.stops.iter_mut().rev().find(|(_, at)| at.is_none())
        {
            *acknowledged = Some(now);
        }
    }

    pub(super) fn note_wish(&mut self, now: Moment, wish: Wish) {
        self.wishes.push(Wished { wish, began: now, acknowledged: None });
    }

    pub(super) fn note_wish_acknowledged(&mut self, now: Moment, wish: &Wish) {
        let open = |wished: &&mut Wished| wished.wish == *wish && wished.acknowledged.is_none();
        if let Some(wished) = self.wishes.iter_mut().rev().find(open) {
            wished.acknowledged = Some(now);
        }
    }

    pub(super) fn note_take_back(&mut self, now: Moment) {
        self.take_backs.push((now, None));
    }

    pub(super) fn note_take_back_answered(&mut self, now: Moment, taken_back: bool) {
        if let Some((_, told)) = self.take_backs.iter_mut().rev().find(|(_, told)| told.is_none()) {
            *told = Some((now, taken_back));
        }
    }

    /// An operator has answered for what machines said.
    pub(super) fn note_lifted(&mut self) {
        self.refusals.retain(|(refusal, _)| !refusal.can_be_lifted());
    }

    pub(super) fn note_consent(&mut self, now: Moment) {
        self.consents.push(now);
    }

    pub(super) fn note_erasure(&mut self, now: Moment, wished_at: Instant) {
        self.erasures.push(Erasure { wished_at, began: now, ended: None });
    }

    /// An erasure is a refusal, of somebody of whom anything was known.
    pub(super) fn note_erased(&mut self, now: Moment, wished_at: Instant) {
        let Some(place) = self.erasures.iter().position(|erasure| erasure.wished_at == wished_at) else {
            return;
        };
        if self.erasures[place].ended.is_none() {
            self.erasures[place].ended = Some(now);
            if self.was_known_before(place) {
                self.refusals.push((RefusalKind::Unsubscribed, now));
                self.confirmations.note_never_ask(now);
            }
        }
    }

    /// Whether a post was taken before an erasure, and after the one before it.
    fn was_known_before(&self, place: usize) -> bool {
        let since = place.checked_sub(1).map(|earlier| self.erasures[earlier].began);
        let until = self.erasures[place].began;
        let posts = self.posts.iter().filter(|post| since.is_none_or(|since| post.began > since));
        posts.into_iter().any(|post| post.is_taken() && post.was_answered_by(until))
    }

    /// The posts.
    pub(in super::super) fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// A refusal of one of these kinds that was acknowledged before a moment and stands. Proven consent lifts an unsubscription,
    /// and so may a post that can bring it and was under way after it, of which nobody knows yet or ever what it did.
    pub(in super::super) fn refused_before(
        &self,
        kinds: &[RefusalKind],
        moment: Moment,
    ) -> Option<(RefusalKind, Moment)> {
        let stands = |(kind, since): &&(RefusalKind, Moment)| {
            *since < moment
                && kinds.contains(kind)
                && !(*kind == RefusalKind::Unsubscribed
                    && (self.may_be_lifted(*since) || self.may_be_taken_back(*since)))
        };
        self.refusals.iter().find(stands).copied()
    }

    /// The mailbox, where it is known.
    pub(in super::super) fn mailbox(&self) -> Option<usize> {
        self.mailbox
    }

    /// Whether all posts began after a moment, and none of them can undo a refusal.
    pub(in super::super) fn came_as_a_stranger_after(&self, moment: Moment) -> bool {
        let is_a_stranger = |post: &Post| post.began > moment && !undoes_a_refusal(&post.form);
        !self.posts.is_empty()
            && self.posts.iter().all(is_a_stranger)
            && !self.confirmations.may_have_confirmed()
    }

    /// Whether no post gives a ground by itself, and nothing was confirmed.
    pub(in super::super) fn never_agreed(&self) -> bool {
        self.posts.iter().all(|post| !gives_a_ground(&post.form)) && !self.confirmations.may_have_confirmed()
    }

    /// Whether the person took a refusal back since a moment, or may have.
    pub(in super::super) fn may_be_taken_back(&self, since: Moment) -> bool {
        self.take_backs.iter().any(|(began, told)| *began > since && told.is_none_or(|(_, taken)| taken))
    }

    /// Whether the person ever took a refusal back, or may have.
    pub(in super::super) fn took_something_back(&self) -> bool {
        self.take_backs.iter().any(|(_, told)| told.is_none_or(|(_, taken)| taken))
    }

    /// The span of the press that the latest try to take a refusal back was about, if each press and each try was answered: a
    /// process that died may have done its work, or may come to it later.
    pub(in super::super) fn slip(&self) -> Option<(Moment, Moment)> {
        let (tried, _) = self.take_backs.last()?;
        let is_clear = self.take_backs.iter().all(|(_, told)| told.is_some())
            && self.stops.iter().all(|(began, acknowledged)| acknowledged.is_some() && began < tried);
        let (began, acknowledged) = self.stops.last().filter(|_| is_clear)?;
        acknowledged.map(|acknowledged| (*began, acknowledged))
    }

    /// Since when the person agrees because a refusal was taken back, if nothing else happened to the agreement.
    pub(in super::super) fn agrees_again_since(&self) -> Option<Moment> {
        let (tried, told) = self.take_backs.last()?;
        let (since, _) = told.filter(|(_, taken)| *taken)?;
        self.slip().filter(|_| !self.is_erased_since(*tried)).map(|_| since)
    }

    fn may_be_lifted(&self, since: Moment) -> bool {
        let open =
            |post: &Post| post.answered.as_ref().is_none_or(|(at, accepted, _)| *at > since && !accepted);
        let may_lift = |post: &Post| undoes_a_refusal(&post.form) && open(post);
        let given = self.consents.iter().any(|at| *at > since) || self.posts.iter().any(may_lift);
        given || self.confirmations.may_confirm_after(since)
    }

    /// The last erasure that had ended before a moment, where nothing was posted since it began. Where nothing was known of the
    /// person by then, a post under way may still be taken.
    pub(in super::super) fn erased_before(&self, moment: Moment) -> Option<Moment> {
        let erasure = self.erasures.last()?;
        let ended = erasure.ended.filter(|ended| *ended < moment)?;
        let was_known = self.was_known_before(self.erasures.len() - 1);
        let may_come =
            |post: &Post| post.began > erasure.began || (!was_known && !post.was_answered_by(erasure.began));
        (!self.posts.iter().any(may_come)).then_some(ended)
    }

    /// Whether an erasure was under way or began at a moment or later.
    pub(in super::super) fn is_erased_since(&self, moment: Moment) -> bool {
        self.erasures
            .iter()
            .any(|erasure| erasure.began >= moment || erasure.ended.is_none_or(|ended| ended >= moment))
    }

    /// Whether the person was erased in a span, and posted since the wish was told: to the program that is somebody new.
    pub(in super::super) fn came_anew(&self, from: Moment, until: Moment) -> bool {
        let since = self.erasures.iter().filter(|erasure| erasure.ended.is_none_or(|ended| from < ended));
        let came = |erasure: &Erasure| {
            self.posts.iter().any(|post| post.began > erasure.began && post.began < until)
        };
        since.into_iter().any(came)
    }

    /// Whether the person was erased at any time.
    pub(in super::super) fn was_ever_erased(&self) -> bool {
        !self.erasures.is_empty()
    }
}

impl Post {
    fn is_taken(&self) -> bool {
        self.answered.as_ref().is_some_and(|(_, accepted, _)| *accepted)
    }

    /// Whether it was answered at a moment or before.
    fn was_answered_by(&self, moment: Moment) -> bool {
        self.answered.as_ref().is_some_and(|(answered, _, _)| *answered <= moment)
    }
}
