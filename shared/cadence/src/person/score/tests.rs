//! The worth of activities as time passes, and when a lead is handed over.

use super::*;
use proptest::prelude::*;

const HALF_LIFE_DAYS: u32 = 30;

fn rules() -> ScoreRules {
    ScoreRules {
        half_life_days: HALF_LIFE_DAYS,
        weights: Weights {
            form: 20.0,
            click: 5.0,
            open: 1.0,
            events: [(EventName::parse("pricing_page").unwrap(), 15.0)].into(),
        },
        fit: vec![FitRule { condition: Condition::ScoreAtLeast(10.0), points: 30.0 }],
        hot: HotRule { engagement_at_least: 60.0, fit_at_least: 20.0, again_below: 40.0, quiet_days: 30 },
    }
}

fn hours(count: i64) -> Instant {
    Instant::UNIX_EPOCH + TimeDelta::hours(count)
}

fn day(number: i64) -> Instant {
    hours(24 * number)
}

fn activity(key: impl Into<String>, weight: f64, at: Instant) -> Activity {
    Activity { key: key.into(), weight, at }
}

fn after<'a>(activities: impl IntoIterator<Item = &'a Activity>) -> Engagement {
    let mut engagement = Engagement::none(day(0));
    for activity in activities {
        engagement.add(activity, &rules());
    }
    engagement
}

/// The definition, activity by activity, without a landmark.
fn by_definition(activities: &[Activity], now: Instant) -> f64 {
    let days = |activity: &Activity| (now - activity.at).as_seconds_f64() / 86_400.0;
    activities
        .iter()
        .map(|activity| activity.weight * (-days(activity) / f64::from(HALF_LIFE_DAYS)).exp2())
        .sum()
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
}

/// Activities over many years, so that the landmark has to move.
fn activities(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Activity>> {
    proptest::collection::vec((1u32..1_000, 0i64..60_000), count).prop_map(|parts| {
        let activity = |(key, (weight, at)): (usize, (u32, i64))| {
            activity(key.to_string(), f64::from(weight) / 10.0, hours(at))
        };
        parts.into_iter().enumerate().map(activity).collect()
    })
}

#[test]
fn an_activity_is_worth_half_after_a_half_life_and_a_quarter_after_two() {
    let engagement = after(&[activity("click", 20.0, day(3))]);
    for (days, worth) in [(3, 20.0), (33, 10.0), (63, 5.0)] {
        assert!(is_near(engagement.score(&rules(), day(days)), worth), "after {days} days");
    }
}

#[test]
fn an_activity_that_is_reported_twice_counts_once() {
    let mut engagement = after(&[activity("click", 20.0, day(3))]);
    assert!(!engagement.add(&activity("click", 20.0, day(3)), &rules()));
    assert!(is_near(engagement.score(&rules(), day(3)), 20.0));
}

#[test]
fn old_names_are_dropped_and_their_worth_is_kept() {
    let all: Vec<Activity> =
        (0..100).map(|number| activity(number.to_string(), 1.0, hours(number))).collect();
    let mut engagement = after(&all);
    assert_eq!(engagement.activities.len(), SCORE_EVENTS_MAX);
    assert!(!engagement.activities.contains_key("59") && engagement.activities.contains_key("60"));
    let before = engagement.clone();
    assert!(is_near(engagement.score(&rules(), hours(100)), by_definition(&all, hours(100))));
    for late in &all {
        assert!(!engagement.add(late, &rules()), "{} is counted again", late.key);
    }
    assert_eq!(engagement, before);
}

#[test]
fn the_parts_of_a_score_are_explained_the_heaviest_first() {
    let engagement = after(&[
        activity("old", 15.0, day(0)),
        activity("new", 10.0, day(30)),
        activity("bad", -2.0, day(30)),
    ]);
    let rules = rules();
    let parts = engagement.explain(&rules, day(30));
    assert_eq!(parts.iter().map(|part| part.0).collect::<Vec<_>>(), ["new", "old", "bad"]);
    assert!(is_near(parts.iter().map(|part| part.1).sum(), engagement.score(&rules, day(30))));
}

#[test]
fn a_lead_turns_hot_once_and_only_with_enough_fit() {
    let mut engagement = after(&[activity("form", 70.0, day(1))]);
    assert!(!engagement.turns_hot(19.9, &rules(), day(1)));
    assert!(engagement.turns_hot(20.0, &rules(), day(1)));
    assert_eq!(engagement.hot_at, Some(day(1)));
    engagement.add(&activity("more", 70.0, day(40)), &rules());
    assert!(!engagement.turns_hot(20.0, &rules(), day(1)), "handed over twice");
}

#[test]
fn a_lead_cooled_down_in_silence_turns_hot_again_by_one_great_activity() {
    let mut engagement = after(&[activity("form", 70.0, day(1))]);
    assert!(engagement.turns_hot(20.0, &rules(), day(1)));
    engagement.add(&activity("again", 70.0, day(91)), &rules());
    assert!(engagement.turns_hot(20.0, &rules(), day(91)));
}

#[test]
fn a_lead_that_stays_warm_is_not_handed_over_again() {
    let mut engagement = after(&[activity("form", 70.0, day(1))]);
    assert!(engagement.turns_hot(20.0, &rules(), day(1)));
    for week in 1..20 {
        let now = day(1 + 7 * week);
        engagement.add(&activity(week.to_string(), 20.0, now), &rules());
        assert!(!engagement.turns_hot(20.0, &rules(), now), "in week {week}");
    }
}

#[test]
fn a_lead_that_cooled_down_quickly_rests_for_the_quiet_days() {
    let hot = HotRule { again_below: 50.0, ..rules().hot };
    let rules = ScoreRules { half_life_days: 7, hot, ..rules() };
    let mut engagement = Engagement::none(day(0));
    engagement.add(&activity("form", 70.0, day(0)), &rules);
    assert!(engagement.turns_hot(20.0, &rules, day(0)));
    engagement.add(&activity("again", 70.0, day(14)), &rules);
    assert!(engagement.armed && !engagement.turns_hot(20.0, &rules, day(14)));
    engagement.add(&activity("later", 70.0, day(30)), &rules);
    assert!(engagement.turns_hot(20.0, &rules, day(30)));
}

#[test]
fn a_lead_has_cooled_down_below_the_line_and_not_on_it() {
    let mut engagement = after(&[activity("form", 80.0, day(0))]);
    assert!(engagement.turns_hot(20.0, &rules(), day(0)));
    // After one half-life the score is 40 to the last digit.
    assert!(!engagement.turns_hot(20.0, &rules(), day(30)) && !engagement.armed);
    let mut warm = engagement.clone();
    warm.add(&activity("again", 80.0, day(30)), &rules());
    assert!(!warm.armed);
    assert!(!engagement.turns_hot(20.0, &rules(), day(31)) && engagement.armed);
}

#[test]
fn the_landmark_moves_when_an_activity_is_more_than_40_half_lives_away() {
    let far = i64::from(HALF_LIFE_DAYS) * 40;
    let landmark =
        |number| after(&[activity("old", 20.0, day(1)), activity("new", 20.0, day(number))]).landmark;
    assert_eq!(landmark(1), day(0));
    assert_eq!(landmark(far), day(0));
    assert_eq!(landmark(far + 1), day(far + 1));
}

#[test]
fn events_count_only_where_they_are_named_and_fit_only_where_it_holds() {
    let rules = rules();
    assert!(is_near(rules.event_weight(&EventName::parse("pricing_page").unwrap()), 15.0));
    assert!(is_near(rules.event_weight(&EventName::parse("other").unwrap()), 0.0));
    let scored = |score| rules.fit(&ConditionInputs { score, ..ConditionInputs::default() }, day(0));
    assert!(is_near(scored(10.0), 30.0) && is_near(scored(9.0), 0.0));
}

proptest! {
    #[test]
    fn the_order_in_which_activities_become_known_does_not_matter(
        (activities, shuffled) in activities(1..SCORE_EVENTS_MAX)
            .prop_flat_map(|activities| (Just(activities.clone()), Just(activities).prop_shuffle())),
        later in 0i64..5_000
    ) {
        let (one, other) = (after(&activities), after(&shuffled));
        let now = hours(60_000 + later);
        prop_assert!(is_near(one.score(&rules(), now), other.score(&rules(), now)));
        prop_assert!(is_near(one.score(&rules(), now), by_definition(&activities, now)));
        prop_assert_eq!(one.activities, other.activities);
        prop_assert_eq!(one.last_at, other.last_at);
    }

    #[test]
    fn every_report_may_come_again_at_any_time_and_counts_once(
        activities in activities(1..120), repeats in proptest::collection::vec(any::<proptest::sample::Index>(), 0..50)
    ) {
        let mut engagement = after(&activities);
        let before = engagement.clone();
        for repeat in repeats {
            prop_assert!(!engagement.add(repeat.get(&activities), &rules()));
        }
        prop_assert_eq!(engagement, before);
    }

    #[test]
    fn a_score_halves_in_every_half_life(activities in activities(1..100), later in 0i64..500) {
        let engagement = after(&activities);
        let now = day(2_500 + later);
        let next = now + TimeDelta::days(i64::from(HALF_LIFE_DAYS));
        prop_assert!(is_near(engagement.score(&rules(), now), 2.0 * engagement.score(&rules(), next)));
    }
}
