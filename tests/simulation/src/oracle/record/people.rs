//! The memory of a person: posts, refusals, consents, erasures.

use super::Moment;
use crate::happening::RefusalKind;
use cadence::ids::SequenceId;

/// One person.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Person {
    /// The mailbox behind the address, where the person came by a form that anybody may post.
    mailbox: Option<usize>,
    posts: Vec<Post>,
    refusals: Vec<(RefusalKind, Moment)>,
    consents: Vec<Moment>,
    erasures: Vec<(Moment, Option<Moment>)>,
}

/// One post.
#[derive(Debug, Clone)]
pub(in super::super) struct Post {
    /// When it began.
    pub(in super::super) began: Moment,
    /// Whether consent in it undoes a refusal.
    pub(in super::super) undoes_a_refusal: bool,
    /// When it was answered, whether it was accepted, and what it starts.
    pub(in super::super) answered: Option<(Moment, bool, Vec<SequenceId>)>,
}

impl Person {
    pub(super) fn note_post(&mut self, now: Moment, undoes_a_refusal: bool, mailbox: Option<usize>) {
        self.mailbox = mailbox.or(self.mailbox);
        self.posts.push(Post { began: now, undoes_a_refusal, answered: None });
    }

    pub(super) fn note_answer(&mut self, now: Moment, accepted: bool, sequences: &[SequenceId]) {
        if let Some(post) = self.posts.iter_mut().rev().find(|post| post.answered.is_none()) {
            post.answered = Some((now, accepted, sequences.to_vec()));
        }
    }

    pub(super) fn note_refusal(&mut self, now: Moment, refusal: RefusalKind) {
        self.refusals.push((refusal, now));
    }

    /// An operator has answered for what machines said.
    pub(super) fn note_lifted(&mut self) {
        self.refusals.retain(|(refusal, _)| !refusal.can_be_lifted());
    }

    pub(super) fn note_consent(&mut self, now: Moment) {
        self.consents.push(now);
    }

    pub(super) fn note_erasure(&mut self, now: Moment) {
        self.erasures.push((now, None));
    }

    pub(super) fn note_erased(&mut self, now: Moment) {
        if let Some((_, ended @ None)) = self.erasures.last_mut() {
            *ended = Some(now);
        }
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
                && !(*kind == RefusalKind::Unsubscribed && self.was_gone(*since))
                && !(*kind == RefusalKind::Unsubscribed && self.may_be_lifted(*since))
        };
        self.refusals.iter().find(stands).copied()
    }

    /// The mailbox, where it is known.
    pub(in super::super) fn mailbox(&self) -> Option<usize> {
        self.mailbox
    }

    /// The first refusal in the person's own words, unless an erasure came before it: then nobody knows the address any more.
    pub(in super::super) fn own_refusal(&self) -> Option<(RefusalKind, Moment)> {
        let known =
            |(_, since): &&(RefusalKind, Moment)| self.erasures.iter().all(|(began, _)| began > since);
        self.refusals.iter().filter(|(kind, _)| kind.is_own_word()).find(known).copied()
    }

    /// Whether all posts began after a moment, and none of them can undo a refusal.
    pub(in super::super) fn came_as_a_stranger_after(&self, moment: Moment) -> bool {
        !self.posts.is_empty() && self.posts.iter().all(|post| post.began > moment && !post.undoes_a_refusal)
    }

    /// Whether nothing of the person was there at a moment: erased, and no post was handled since. A link names the lead by a hash,
    /// and nothing is kept of an erased one at which a refusal could be noted.
    fn was_gone(&self, at: Moment) -> bool {
        let Some((began, _)) = self.erasures.iter().rev().find(|(began, _)| *began < at) else {
            return false;
        };
        let came_back = |post: &Post| {
            post.began < at && post.answered.as_ref().is_none_or(|(answered, _, _)| answered > began)
        };
        !self.posts.iter().any(came_back)
    }

    fn may_be_lifted(&self, since: Moment) -> bool {
        let open =
            |post: &Post| post.answered.as_ref().is_none_or(|(at, accepted, _)| *at > since && !accepted);
        let may_lift = |post: &Post| post.undoes_a_refusal && open(post);
        self.consents.iter().any(|at| *at > since) || self.posts.iter().any(may_lift)
    }

    /// The last erasure that had ended before a moment, where nothing was posted since it began.
    pub(in super::super) fn erased_before(&self, moment: Moment) -> Option<Moment> {
        let (began, ended) = self.erasures.last()?;
        let ended = ended.filter(|ended| *ended < moment)?;
        let came_back = |post: &Post| post.answered.as_ref().is_none_or(|(answered, _, _)| answered > began);
        (!self.posts.iter().any(came_back)).then_some(ended)
    }

    /// Whether an erasure was under way or began at a moment or later.
    pub(in super::super) fn is_erased_since(&self, moment: Moment) -> bool {
        self.erasures
            .iter()
            .any(|(began, ended)| *began >= moment || ended.is_none_or(|ended| ended >= moment))
    }

    /// Whether the person was erased in a span, and a post was under way then or began after it. A post that began before the
    /// erasure and is handled after it finds nothing by which it could tell that it is the older one.
    pub(in super::super) fn came_anew(&self, from: Moment, until: Moment) -> bool {
        let ends = self.erasures.iter().filter_map(|(_, ended)| *ended);
        let handled_after = |post: &Post, ended: Moment| {
            post.answered.as_ref().is_none_or(|(answered, _, _)| *answered > ended)
        };
        let came =
            |ended: Moment| self.posts.iter().any(|post| post.began < until && handled_after(post, ended));
        ends.filter(|ended| from < *ended).any(came)
    }

    /// Whether the person was erased at any time.
    pub(in super::super) fn was_ever_erased(&self) -> bool {
        !self.erasures.is_empty()
    }
}
