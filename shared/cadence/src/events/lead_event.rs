//! Named events of leads: the runs that they end, and the complaint cases that they open and close.

use crate::Instant;
use crate::enrollment::{Ending, Enrollment};
use crate::ids::EventName;
use crate::sequence::{Goal, Sequence};
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// The event by which a complaint case begins.
const COMPLAINT_OPENED: &str = "complaint_opened";
/// The event by which a complaint case ends.
const COMPLAINT_CLOSED: &str = "complaint_closed";

/// The ending that an event at `at` brings to a run; `None` if the run goes on. An event before the run's entry ends nothing,
/// and a goal counts within its days only.
pub fn ending(sequence: &Sequence, run: &Enrollment, name: &EventName, at: Instant) -> Option<Ending> {
    if at < run.started_at {
        return None;
    }
    let in_time = |goal: &Goal| {
        goal.within_days.is_none_or(|days| at - run.started_at <= TimeDelta::days(i64::from(days)))
    };
    if sequence.goal.as_ref().is_some_and(|goal| goal.event == *name && in_time(goal)) {
        return Some(Ending::GoalReached);
    }
    sequence.stop_if.contains(name).then(|| Ending::StoppedBy(name.clone()))
}

/// Whether an event opens or closes a complaint case, so that [`complaint_is_open`] may have another answer than before.
pub fn concerns_a_complaint(name: &EventName) -> bool {
    [COMPLAINT_OPENED, COMPLAINT_CLOSED].contains(&name.as_str())
}

/// Whether a complaint case is open, by the latest time of each event: the later of opening and closing counts.
pub fn complaint_is_open(events: &BTreeMap<EventName, Instant>) -> bool {
    let last = |wanted: &str| events.iter().find(|(name, _)| name.as_str() == wanted).map(|(_, at)| *at);
    last(COMPLAINT_OPENED) > last(COMPLAINT_CLOSED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrollment::State;
    use crate::fixtures::{enrollment, mail, minute, sequence, tree};
    use crate::sequence::Purpose;
    use crate::span::Span;

    const DAY: i64 = 24 * 60;

    fn name(text: &str) -> EventName {
        EventName::parse(text).unwrap()
    }

    #[test]
    fn a_goal_counts_within_its_days_and_what_stops_a_run_always() {
        let goal = Some(Goal { event: name("purchase"), within_days: Some(7) });
        let stop_if = [name("purchase"), name("moved")].into();
        let steps = vec![tree("hello", Span::Hours(1), mail("hello", Purpose::Marketing))];
        let sequence = Sequence { goal, stop_if, ..sequence(steps) };
        let run = enrollment(State::Done { ending: Ending::Finished, at: minute(0) });
        let ending = |event: &str, minutes| ending(&sequence, &run, &name(event), minute(minutes));
        assert_eq!(ending("purchase", 7 * DAY), Some(Ending::GoalReached));
        assert_eq!(ending("purchase", 7 * DAY + 1), Some(Ending::StoppedBy(name("purchase"))));
        assert_eq!(ending("purchase", -1), None, "before the entry");
        assert_eq!(ending("moved", 100 * DAY), Some(Ending::StoppedBy(name("moved"))));
        assert_eq!(ending("visit", 1), None);
    }

    #[test]
    fn the_later_of_opening_and_closing_counts() {
        let open = |events: &[(&str, i64)]| {
            let events = events.iter().map(|(event, minutes)| (name(event), minute(*minutes)));
            complaint_is_open(&events.collect())
        };
        assert!(!open(&[]));
        assert!(open(&[(COMPLAINT_OPENED, 1)]));
        assert!(!open(&[(COMPLAINT_OPENED, 1), (COMPLAINT_CLOSED, 2)]));
        assert!(open(&[(COMPLAINT_OPENED, 3), (COMPLAINT_CLOSED, 2)]));
        assert!(!open(&[(COMPLAINT_OPENED, 2), (COMPLAINT_CLOSED, 2)]), "at the same moment");
        assert!(concerns_a_complaint(&name(COMPLAINT_CLOSED)) && !concerns_a_complaint(&name("purchase")));
    }
}
