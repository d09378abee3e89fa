//! Pausing and resuming: the pauses that a person sets and lifts, beside those that the program sets.

use super::{COUNTED_MAX, Operations, Published};
use crate::Failure;
use crate::answers::{Count, Paused, PausesChanged};
use crate::requests::{self, Resume};
use cadence::ids::SequenceId;
use cadence::reputation::REPUTATION_DAYS;
use cadence::text;
use cadence::wording::Words;
use cadence::words;
use store::{Lane, Pause, SetBy};

/// Characters of a person's reason at most.
const REASON_LENGTH_MAX: usize = 200;
/// The object of an operation on all sequences, in the audit.
const EVERYTHING: &str = "everything";

impl Operations {
    /// Pauses a sequence, or everything, until somebody resumes it, whatever else paused it. A pause that a person set before stays
    /// as it is.
    pub async fn pause(&self, operation: requests::Pause) -> Result<PausesChanged, Failure> {
        let published = self.published().await?;
        let sequence = operation.sequence.as_deref().map(|name| published.sequence(name, &[])).transpose()?;
        let reason = reason(operation.reason.as_deref())?;
        let named_sequence = sequence.as_ref().map_or(EVERYTHING, SequenceId::as_str);
        self.note("pause", Some(named_sequence), reason.as_deref()).await?;
        let since = self.clock.now();
        let set_by = SetBy::Hand;
        let pause = Pause { sequence: sequence.clone(), set_by, since, until: None, reason, version: None };
        let changed = self.store.add_pause(&pause).await?;
        let paused = self.paused(&published).await?;
        Ok(PausesChanged { sequence: named(sequence), changed, released: Vec::new(), paused })
    }

    /// Releases a sequence, or what pauses everything, whoever paused it and for however many reasons. What waited is let go by
    /// the next ticks.
    pub async fn resume(&self, operation: Resume) -> Result<PausesChanged, Failure> {
        let published = self.published().await?;
        let standing = self.standing_pauses().await?;
        let besides: Vec<_> = standing.iter().filter_map(|it| it.sequence.clone()).collect();
        let sequence =
            operation.sequence.as_deref().map(|name| published.sequence(name, &besides)).transpose()?;
        let named_sequence = sequence.as_ref().map_or(EVERYTHING, SequenceId::as_str);
        self.note("resume", Some(named_sequence), None).await?;
        let mut released = Vec::new();
        let named_ones = || standing.iter().filter(|pause| pause.sequence == sequence);
        if named_ones().any(|pause| pause.set_by == SetBy::Rates) {
            // Before it is lifted: what was counted until this moment does not pause it again.
            let days = self.clock.now().date_naive().iter_days().rev().take(REPUTATION_DAYS as usize);
            self.store.note_seen(days, sequence.as_ref()).await?;
        }
        for pause in named_ones() {
            let told = self.tell(pause, &published).await?;
            // One that came in its place meanwhile is still paused, and nobody has read its reason.
            if self.store.lift_pause(pause, self.clock.now()).await? {
                released.push(told);
            }
        }
        let paused = self.paused(&published).await?;
        Ok(PausesChanged { sequence: named(sequence), changed: !released.is_empty(), released, paused })
    }

    /// All that is paused, what pauses everything first.
    pub(super) async fn paused(&self, published: &Published) -> Result<Vec<Paused>, Failure> {
        let mut pauses = self.standing_pauses().await?;
        pauses.sort_by(|a, b| a.sequence.cmp(&b.sequence));
        let mut told = Vec::new();
        for pause in &pauses {
            told.push(self.tell(pause, published).await?);
        }
        Ok(told)
    }

    /// Pauses in force now; one on a version at fault is over when another one is published.
    async fn standing_pauses(&self) -> Result<Vec<Pause>, Failure> {
        let now = self.clock.now();
        let mut standing = Vec::new();
        for pause in self.store.pauses().await? {
            let published_anew = match (&pause.sequence, &pause.version) {
                (Some(sequence), Some(version)) => {
                    let live = self.store.live_version(sequence).await?;
                    live.is_some_and(|live| live != *version)
                }
                (_, _) => false,
            };
            if pause.is_in_force(now) && !published_anew {
                standing.push(pause);
            }
        }
        Ok(standing)
    }

    async fn tell(&self, pause: &Pause, published: &Published) -> Result<Paused, Failure> {
        Ok(Paused {
            sequence: named(pause.sequence.clone()),
            since: published.local_time(pause.since),
            until: pause.until.map(|until| published.local_time(until)),
            by_hand: pause.set_by == SetBy::Hand,
            reason: pause.reason.clone(),
            this_version_only: pause.version.is_some(),
            waiting: self.waiting(pause.sequence.as_ref()).await?,
        })
    }

    /// Steps that wait because a sequence is paused, or everything: those set apart for the one, all that are due for the
    /// other.
    async fn waiting(&self, sequence: Option<&SequenceId>) -> Result<Count, Failure> {
        let store = &self.store;
        if let Some(sequence) = sequence {
            let parked = store.parked(sequence, COUNTED_MAX).await?;
            return Ok(Count::of(parked.len(), COUNTED_MAX));
        }
        let now = self.clock.now();
        let mut waiting = Count::of(0, COUNTED_MAX);
        for lane in Lane::ALL {
            for shard in 0..store.shards().await? {
                let page = store.due(lane, shard, now, COUNTED_MAX, None).await?;
                let or_more = page.next.is_some();
                let counted = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
                waiting = waiting.plus(Count { counted, or_more });
            }
        }
        Ok(waiting)
    }
}

fn named(sequence: Option<SequenceId>) -> Option<String> {
    sequence.map(|id| id.as_str().to_owned())
}

/// A person's words in one line, such as the reason for something; they stand in the table and may stand in logs.
pub(super) fn one_line(what: Words, theirs: &str) -> Result<String, Failure> {
    kept(what, Some(theirs))?.ok_or_else(|| {
        Failure::Refused(text!(
            en = "the {what} is empty; say it for those who read it later",
            ja = "{what}が空です。あとで読む人のために書いてください",
            texts = [what]
        ))
    })
}

/// The reason as it is kept. It is read by others and stands in logs, so it is one line and holds no address.
fn reason(theirs: Option<&str>) -> Result<Option<String>, Failure> {
    kept(words!(en = "reason", ja = "理由"), theirs)
}

fn kept(what: Words, theirs: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(theirs) = theirs.map(str::trim).filter(|theirs| !theirs.is_empty()) else {
        return Ok(None);
    };
    let refused = |why: Words| {
        Err(Failure::Refused(text!(en = "the {what} {why}", ja = "この{what}{why}", texts = [what, why])))
    };
    if theirs.contains(['@', '＠']) {
        return refused(words!(
            en = "stands in logs and must not hold an address; say it without one",
            ja = "はログに残るので、アドレスを入れられません。入れずに書いてください"
        ));
    }
    if theirs.chars().any(char::is_control) {
        return refused(words!(
            en = "is to be one line; leave line breaks out",
            ja = "は一行にします。改行を取ってください"
        ));
    }
    if theirs.chars().count() > REASON_LENGTH_MAX {
        return refused(words!(
            en = "has more than 200 characters; say it in fewer",
            ja = "が200文字を超えています。短く書いてください"
        ));
    }
    Ok(Some(theirs.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_holds_no_address_and_is_one_short_line() {
        assert_eq!(reason(None).unwrap(), None);
        assert_eq!(reason(Some(" ")).unwrap(), None);
        assert_eq!(reason(Some("宛名の間違い")).unwrap().as_deref(), Some("宛名の間違い"));
        for wrong in ["ask taro@example.jp", "a\nb", &"a".repeat(201)] {
            assert!(matches!(reason(Some(wrong)), Err(Failure::Refused(_))), "{wrong}");
        }
    }
}
