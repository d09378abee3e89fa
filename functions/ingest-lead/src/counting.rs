//! Posts are counted at the door: in the table for whoever looks at `status`, and as figures for alarms.
//!
//! One write for a post at most, and none for a post that was taken as it came. No post fails because it could not be counted.

use crate::IngestLead;
use crate::outcome::Outcome;
use bytes::Bytes;
use cadence::door::DoorOutcome;
use cadence::ids::FormId;
use cadence::origin::PostedFrom;
use http::Response;
use runtime::metrics::{Figures, Metric};
use std::collections::BTreeSet;

/// The outcomes that were noted about one post on its way.
#[derive(Debug, Default)]
pub(crate) struct Noted(BTreeSet<DoorOutcome>);

impl Noted {
    /// Notes one more thing that the company should see.
    pub(crate) fn note(&mut self, outcome: DoorOutcome) {
        self.0.insert(outcome);
    }

    /// Notes what was noted elsewhere.
    pub(crate) fn also(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

impl IngestLead {
    /// The answer to a post, after the post was counted.
    pub(crate) async fn counted(
        &self,
        form: Option<&FormId>,
        outcome: &Outcome,
        from: &PostedFrom,
        mut noted: Noted,
        mut answer: Response<Bytes>,
    ) -> Response<Bytes> {
        noted.0.extend(refusal(outcome));
        let today = self.clock.now().date_naive();
        if let Err(error) = self.store.count_posts(today, form, &noted.0).await {
            tracing::warn!(%error, "a post was answered and not counted");
        }
        let forgotten = noted.0.contains(&DoorOutcome::Honeypot);
        let taken = matches!(outcome, Outcome::Thanks { .. }) && !forgotten;
        let figures = Figures::default().and(Metric::PostsTaken, u64::from(taken));
        let figures = noted.0.iter().fold(figures, |figures, noted| figures.and(Metric::Posts(*noted), 1));
        let any = |is: fn(DoorOutcome) -> bool| u64::from(noted.0.iter().any(|noted| is(*noted)));
        let of_sites = u64::from(matches!(from, PostedFrom::Ours | PostedFrom::Listed(_)));
        let figures = figures
            .and(Metric::PostsRefusedOfSites, of_sites * any(DoorOutcome::misses_the_form))
            .and(Metric::PostsWithheld, any(DoorOutcome::withholds));
        answer.extensions_mut().insert(figures);
        answer
    }
}

/// The reason for which a post was refused. A failure on our side is counted as one wherever it happens.
fn refusal(outcome: &Outcome) -> Option<DoorOutcome> {
    match outcome {
        Outcome::Thanks { .. } | Outcome::WrongMethod | Outcome::TryAgain => None,
        Outcome::Refused(_) => Some(DoorOutcome::Problems),
        Outcome::Unreadable(_) => Some(DoorOutcome::Unreadable),
        Outcome::UnknownForm => Some(DoorOutcome::UnknownForm),
        Outcome::StaffOnly => Some(DoorOutcome::StaffOnly),
        Outcome::Unlisted(..) => Some(DoorOutcome::UnlistedOrigin),
        Outcome::NotHuman => Some(DoorOutcome::HumanCheckFailed),
        Outcome::TooMany { .. } => Some(DoorOutcome::CallerCeiling),
    }
}
