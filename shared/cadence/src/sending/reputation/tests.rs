//! Tables of tallies, and what they pause.

use super::*;
use std::fmt::Write as _;

fn id(name: &str) -> SequenceId {
    SequenceId::parse(name).unwrap()
}

fn tally(sent: u64, bounced: u64, complained: u64) -> Tally {
    Tally { sent, bounced, complained }
}

/// A day of a sequence: all its mails, and those that strangers set off.
fn day(all: (u64, u64, u64), by_strangers: (u64, u64, u64)) -> DayTally {
    let of = |(sent, bounced, complained)| tally(sent, bounced, complained);
    DayTally { all: of(all), by_strangers: of(by_strangers), ..DayTally::default() }
}

fn paused(days: &[(&str, DayTally)]) -> String {
    let mut tallies: BTreeMap<SequenceId, SequenceTally> = BTreeMap::new();
    for (name, day) in days {
        let sum = tallies.entry(id(name)).or_default();
        *sum = sum.plus(*day);
    }
    let mut said = Vec::new();
    for sequence in tallies.keys() {
        for pause in pauses(&tallies, sequence) {
            let what = pause.sequence.as_ref().map_or("everything", SequenceId::as_str);
            said.push(format!("{what} by {}", pause.too_high.name()));
        }
    }
    said.sort_unstable();
    said.dedup();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

#[test]
fn tallies_pause_what_the_table_says() {
    const NONE: (u64, u64, u64) = (0, 0, 0);
    let table: [(&str, Vec<(&str, DayTally)>); 14] = [
        ("three presses in 101 forms, one sequence", vec![("a", day((101, 0, 3), (101, 0, 3)))]),
        (
            "the same beside a healthy one",
            vec![("a", day((101, 0, 3), (101, 0, 3))), ("b", day((5000, 10, 1), NONE))],
        ),
        ("the same beside nothing sent", vec![("a", day((101, 0, 3), (101, 0, 3))), ("b", day(NONE, NONE))]),
        (
            "three attacked sequences of public forms",
            vec![
                ("a", day((400, 0, 60), (400, 0, 60))),
                ("b", day((400, 0, 60), (400, 0, 60))),
                ("c", day((400, 0, 60), (400, 0, 60))),
            ],
        ),
        (
            "one bad sequence nobody attacked",
            vec![("a", day((4000, 0, 60), NONE)), ("b", day((9000, 0, 3), NONE))],
        ),
        ("two bad sequences", vec![("a", day((4000, 0, 60), NONE)), ("b", day((4000, 0, 60), NONE))]),
        (
            "two bad ones, of which strangers set off one",
            vec![("a", day((4000, 0, 60), (4000, 0, 60))), ("b", day((4000, 0, 60), NONE))],
        ),
        (
            "many too small to be judged each by itself",
            vec![
                ("a", day((90, 0, 2), NONE)),
                ("b", day((90, 0, 2), NONE)),
                ("c", day((90, 0, 2), NONE)),
                ("d", day((90, 0, 2), NONE)),
            ],
        ),
        ("three complaints in 3,000 mails", vec![("a", day((3000, 0, 3), NONE))]),
        ("eight complaints in 3,000 mails", vec![("a", day((3000, 0, 8), NONE))]),
        ("two complaints in 100 mails", vec![("a", day((100, 0, 2), NONE))]),
        ("99 complaints in 99 mails", vec![("a", day((99, 99, 99), NONE))]),
        ("five bounces in 100 mails", vec![("a", day((100, 5, 0), NONE))]),
        ("eight bounces in 100 mails", vec![("a", day((100, 8, 0), NONE))]),
    ];
    let mut said = String::new();
    for (case, days) in table {
        writeln!(said, "{case:<46} {}", paused(&days)).unwrap();
    }
    insta::assert_snapshot!(said);
}

#[test]
fn strangers_alone_never_pause_everything() {
    for sequences in 1..8_u64 {
        for complained in [3, 30, 300] {
            let names: Vec<String> = (0..sequences).map(|number| format!("s{number}")).collect();
            let attacked = day((300, 300, complained), (300, 300, complained));
            let days: Vec<_> = names.iter().map(|name| (name.as_str(), attacked)).collect();
            assert!(!paused(&days).contains("everything"), "{sequences} {complained}");
        }
    }
}

#[test]
fn one_sequence_alone_never_pauses_everything() {
    for complained in 0..500 {
        let days = [("a", day((500, 0, complained), (0, 0, 0))), ("b", day((2000, 0, 2), (0, 0, 0)))];
        assert!(!paused(&days).contains("everything"), "{complained}");
    }
}

#[test]
fn what_somebody_saw_and_resumed_does_not_pause_again() {
    let seen = tally(101, 0, 3);
    let resumed = |all: Tally| DayTally { all, seen, ..DayTally::default() };
    assert_eq!(paused(&[("a", resumed(seen))]), "nothing");
    assert_eq!(paused(&[("a", resumed(tally(130, 0, 4)))]), "nothing");
    assert_eq!(paused(&[("a", resumed(tally(301, 0, 6)))]), "a by complaint_rate");
    let seen_for_all = tally(4000, 0, 60);
    let resumed = DayTally { all: seen_for_all, seen: seen_for_all, seen_for_all, ..DayTally::default() };
    assert_eq!(paused(&[("a", resumed), ("b", resumed), ("c", resumed)]), "nothing");
}

#[test]
fn the_lower_bound_is_that_of_wilson() {
    // By the formula in another language, with all its digits.
    let known = [(3, 101, 0.011_931_872), (3, 3000, 0.000_399_717), (0, 50, 0.0), (8, 3000, 0.001_503_211)];
    for (count, of, bound) in known.into_iter().chain([(50, 50, 0.948_666_814)]) {
        assert!((lower_bound(count, of) - bound).abs() < 1e-8, "{count} of {of}: {}", lower_bound(count, of));
    }
    assert!(lower_bound(0, 0).abs() < f64::EPSILON);
    for of in 1..200 {
        for count in 0..=of {
            let bound = lower_bound(count, of);
            assert!((0.0..=1.0).contains(&bound));
            assert!(count == 0 || lower_bound(count - 1, of) <= bound, "{count} of {of}");
        }
    }
}

#[test]
fn what_is_too_high_has_a_name_for_records() {
    let names = [TooHigh::Complaints, TooHigh::Bounces].map(TooHigh::name);
    assert_eq!(names, ["complaint_rate", "bounce_rate"]);
}
