//! A run that is over, in few bytes: every later mail to the lead reads it.

use super::{PREVIOUS_AT, read_previous, write_previous};
use crate::attributes::{Draft, Record};
use crate::error::StoreError;
use cadence::Instant;
use cadence::enrollment::{Ending, Enrollment, State};
use cadence::ids::{EventName, LeadId, RunId, SequenceId};
use cadence::recent::RecentMails;
use cadence::suppression::SuppressionReason;

/// The attribute that says that the run is over, and all about it.
pub(super) const OVER: &str = "over";
const ENDED_BY: &str = "ended_by";
/// The number of the ending, twice a time, the run.
const LENGTH: usize = 1 + 6 + 6 + 16;

pub(super) fn write_over(draft: Draft, enrollment: &Enrollment, ending: &Ending, at: Instant) -> Draft {
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.push(number(ending));
    bytes.extend(time(enrollment.started_at));
    bytes.extend(time(at));
    bytes.extend(enrollment.run.digest());
    let event = match ending {
        Ending::StoppedBy(event) => Some(event.as_str()),
        Ending::Finished
        | Ending::Stopped
        | Ending::GoalReached
        | Ending::Unsubscribed
        | Ending::Suppressed(_)
        | Ending::NoConsent
        | Ending::Erased
        | Ending::SequenceRemoved => None,
    };
    let draft = draft.bytes(OVER, &bytes).maybe_text(ENDED_BY, event);
    // A mail that was in flight when the refusal came is passed at the very moment at which the run ends.
    let stood_nowhere = enrollment.previous.is_none() && enrollment.previous_at == at;
    if stood_nowhere { draft } else { write_previous(draft, enrollment) }
}

pub(super) fn read_over(
    record: &Record<'_>,
    lead: LeadId,
    sequence: SequenceId,
    recent: RecentMails,
) -> Result<Enrollment, StoreError> {
    let corrupt = || record.corrupt(OVER);
    let bytes: &[u8; LENGTH] = record.bytes(OVER)?.try_into().map_err(|_| corrupt())?;
    let [code, rest @ ..] = bytes;
    let (started, rest) = rest.split_first_chunk::<6>().ok_or_else(corrupt)?;
    let (at, rest) = rest.split_first_chunk::<6>().ok_or_else(corrupt)?;
    let run = rest.first_chunk::<16>().ok_or_else(corrupt)?;
    let event = record.maybe_parsed(ENDED_BY, |text| EventName::parse(text).ok())?;
    let ending = ending(*code, event).ok_or_else(corrupt)?;
    let (started_at, at) = (parse_time(*started).ok_or_else(corrupt)?, parse_time(*at).ok_or_else(corrupt)?);
    let (previous, previous_at) = match record.maybe_instant(PREVIOUS_AT)? {
        Some(previous_at) => (read_previous(record)?, previous_at),
        None => (None, at),
    };
    Ok(Enrollment {
        lead,
        sequence,
        run: RunId::from_digest(run),
        version: None,
        started_at,
        previous_at,
        previous,
        recent,
        state: State::Done { ending, at },
    })
}

/// Milliseconds since 1970 in 48 bits, enough until the year 10889.
fn time(at: Instant) -> [u8; 6] {
    let [_, _, bytes @ ..] = at.timestamp_millis().max(0).to_be_bytes();
    bytes
}

fn parse_time(bytes: [u8; 6]) -> Option<Instant> {
    let millis = bytes.iter().fold(0_i64, |millis, byte| (millis << 8) | i64::from(*byte));
    Instant::from_timestamp_millis(millis)
}

/// The number of an ending, which stays for good. Suppressions have one each.
fn number(ending: &Ending) -> u8 {
    match ending {
        Ending::Finished => 1,
        Ending::Stopped => 2,
        Ending::GoalReached => 3,
        Ending::StoppedBy(_) => 4,
        Ending::Unsubscribed => 5,
        Ending::NoConsent => 6,
        Ending::Erased => 7,
        Ending::SequenceRemoved => 8,
        Ending::Suppressed(SuppressionReason::HardBounce) => 16,
        Ending::Suppressed(SuppressionReason::Complaint) => 17,
        Ending::Suppressed(SuppressionReason::Erased) => 18,
        Ending::Suppressed(SuppressionReason::Manual) => 19,
        Ending::Suppressed(SuppressionReason::Listed) => 20,
        Ending::Suppressed(SuppressionReason::RefusedForGood) => 21,
        Ending::Suppressed(SuppressionReason::SoftBounces) => 22,
    }
}

fn ending(number: u8, event: Option<EventName>) -> Option<Ending> {
    Some(match number {
        1 => Ending::Finished,
        2 => Ending::Stopped,
        3 => Ending::GoalReached,
        4 => Ending::StoppedBy(event?),
        5 => Ending::Unsubscribed,
        6 => Ending::NoConsent,
        7 => Ending::Erased,
        8 => Ending::SequenceRemoved,
        16 => Ending::Suppressed(SuppressionReason::HardBounce),
        17 => Ending::Suppressed(SuppressionReason::Complaint),
        18 => Ending::Suppressed(SuppressionReason::Erased),
        19 => Ending::Suppressed(SuppressionReason::Manual),
        20 => Ending::Suppressed(SuppressionReason::Listed),
        21 => Ending::Suppressed(SuppressionReason::RefusedForGood),
        22 => Ending::Suppressed(SuppressionReason::SoftBounces),
        _ => return None,
    })
}

/// The ending's name, with what it names after a colon.
pub(super) fn ending_text(ending: &Ending) -> String {
    match ending {
        Ending::StoppedBy(event) => format!("{}:{event}", ending.name()),
        Ending::Suppressed(reason) => format!("{}:{}", ending.name(), reason.name()),
        Ending::Finished
        | Ending::Stopped
        | Ending::GoalReached
        | Ending::Unsubscribed
        | Ending::NoConsent
        | Ending::Erased
        | Ending::SequenceRemoved => ending.name().to_owned(),
    }
}

pub(super) fn parse_ending(text: &str) -> Option<Ending> {
    match text.split_once(':') {
        Some(("stopped_by_event", event)) => EventName::parse(event).ok().map(Ending::StoppedBy),
        Some(("suppressed", reason)) => SuppressionReason::parse(reason).map(Ending::Suppressed),
        Some(_) => None,
        None => [
            Ending::Finished,
            Ending::Stopped,
            Ending::GoalReached,
            Ending::Unsubscribed,
            Ending::NoConsent,
            Ending::Erased,
            Ending::SequenceRemoved,
        ]
        .into_iter()
        .find(|ending| ending.name() == text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::enrollment::{read, write};
    use crate::keys;
    use crate::lane::Lane;
    use crate::size::of_item;
    use cadence::enrollment::{Passed, Way};
    use cadence::ids::StepId;
    use cadence::recent::{MailTag, RecentMail};

    fn over(ending: Ending, recent: Vec<RecentMail>) -> Enrollment {
        let started_at = Instant::from_timestamp_millis(1_800_000_000_123).unwrap();
        let at = Instant::from_timestamp_millis(1_800_000_900_456).unwrap();
        Enrollment {
            lead: LeadId::parse(&"a".repeat(26)).unwrap(),
            sequence: SequenceId::parse("welcome-material").unwrap(),
            run: RunId::from_digest(&[0xfe; 16]),
            version: None,
            started_at,
            previous_at: at,
            previous: None,
            recent: RecentMails::from_parts(recent),
            state: State::Done { ending, at },
        }
    }

    #[test]
    fn each_ending_is_read_back() {
        let suppressed = SuppressionReason::ALL.map(Ending::Suppressed);
        let others = [
            Ending::Finished,
            Ending::Stopped,
            Ending::GoalReached,
            Ending::StoppedBy(EventName::parse("renewal").unwrap()),
            Ending::Unsubscribed,
            Ending::NoConsent,
            Ending::Erased,
            Ending::SequenceRemoved,
        ];
        for ending in others.into_iter().chain(suppressed) {
            let enrollment = over(ending, Vec::new());
            assert_eq!(read(&write(&enrollment, Lane::Main, 4)).unwrap(), enrollment);
        }
    }

    #[test]
    fn a_run_that_a_refusal_ended_says_where_it_stood() {
        let stood = Enrollment {
            previous: Some(Passed { step: StepId::parse("hello").unwrap(), way: Way::Then }),
            previous_at: Instant::from_timestamp_millis(1_800_000_500_000).unwrap(),
            ..over(Ending::Unsubscribed, Vec::new())
        };
        assert_eq!(read(&write(&stood, Lane::Main, 4)).unwrap(), stood);
        let ended_with_its_mail =
            Enrollment { previous_at: over(Ending::Unsubscribed, Vec::new()).previous_at, ..stood.clone() };
        assert_eq!(read(&write(&ended_with_its_mail, Lane::Main, 4)).unwrap(), ended_with_its_mail);
        let at_the_first = Enrollment { previous: None, ..stood };
        assert_eq!(read(&write(&at_the_first, Lane::Main, 4)).unwrap(), at_the_first);
    }

    #[test]
    fn a_run_that_is_over_takes_100_bytes_and_8_for_each_mail_a_cap_counts() {
        let at = Instant::from_timestamp(1_800_000_000, 0).unwrap();
        let mails = |count: u8| (0..count).map(|byte| RecentMail { tag: MailTag([byte; 4]), at }).collect();
        let bytes = |count| of_item(&write(&over(Ending::Finished, mails(count)), Lane::Main, 4));
        assert!(bytes(0) <= 105, "{}", bytes(0));
        assert_eq!(bytes(12) - bytes(0), "recent".len() + 12 * 8);
        let remembers = over(Ending::Finished, mails(3));
        assert_eq!(read(&write(&remembers, Lane::Main, 4)).unwrap(), remembers);
    }

    #[test]
    fn bytes_that_nobody_wrote_are_named() {
        let enrollment = over(Ending::Finished, Vec::new());
        for bytes in [&[99; LENGTH][..], &[1; LENGTH - 1], &[4; LENGTH]] {
            let key = keys::enrollment(&enrollment.lead, &enrollment.sequence);
            let item = Draft::at(&key).bytes(OVER, bytes).done();
            assert!(read(&item).unwrap_err().to_string().contains("over"), "{bytes:?}");
        }
    }
}
