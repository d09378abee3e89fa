//! Answers to conditions for one lead.

use super::*;
use proptest::prelude::*;

fn day(number: i64) -> Instant {
    Instant::UNIX_EPOCH + TimeDelta::days(number)
}

fn tag(text: &str) -> Condition {
    Condition::Tag(Tag::parse(text).unwrap())
}

fn step(text: &str) -> StepId {
    StepId::parse(text).unwrap()
}

fn lead() -> ConditionInputs {
    ConditionInputs {
        tags: [Tag::parse("customer").unwrap()].into_iter().collect(),
        attributes: [("city", "Tokyo 港区"), ("staff", " 120 "), ("note", "  ")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        score: 40.0,
        events: [(EventName::parse("purchase").unwrap(), day(90))].into(),
        steps: [(step("coupon"), StepFacts { clicked_at: Some(day(95)), ..StepFacts::default() })].into(),
    }
}

fn holds(condition: &Condition) -> bool {
    condition.holds(&lead(), day(100))
}

fn attribute(name: &str, test: AttributeTest) -> bool {
    holds(&Condition::Attribute { name: name.to_owned(), test })
}

#[test]
fn attributes_compare_without_regard_to_case_and_numbers_as_numbers() {
    assert!(attribute("city", AttributeTest::Equals("TOKYO 港区 ".to_owned())));
    assert!(attribute("city", AttributeTest::Contains("tokyo".to_owned())));
    assert!(!attribute("city", AttributeTest::Contains("osaka".to_owned())));
    assert!(attribute("staff", AttributeTest::AtLeast(120.0)));
    assert!(!attribute("staff", AttributeTest::AtLeast(120.5)));
    assert!(!attribute("city", AttributeTest::AtLeast(0.0)));
}

#[test]
fn attributes_compare_as_people_read_them() {
    let holds = |value: &str, test: AttributeTest| test.holds(value);
    assert!(holds("2〜5か所", AttributeTest::Equals("2～5か所".to_owned())));
    assert!(holds("東京都ﾐﾅﾄ区", AttributeTest::Contains("ミナト".to_owned())));
    assert!(holds("１２０", AttributeTest::AtLeast(120.0)));
    assert!(!holds("120名", AttributeTest::AtLeast(1.0)));
    assert!(!holds("\u{200B}\u{3000}", AttributeTest::Exists));
}

#[test]
fn the_answers_of_the_run_come_before_the_profile() {
    let city = |value: &str| Condition::Attribute {
        name: "city".to_owned(),
        test: AttributeTest::Contains(value.to_owned()),
    };
    let own = lead().in_the_run_of([("city".to_owned(), "Osaka".to_owned())].into());
    assert!(city("osaka").holds(&own, day(100)) && !city("tokyo").holds(&own, day(100)));
    assert!(city("tokyo").holds(&lead().in_the_run_of(BTreeMap::new()), day(100)));
    assert!(
        city("x").asks().answers.contains("city")
            && Condition::Not(Box::new(city("x"))).asks().answers.contains("city")
            && tag("x").asks().answers.is_empty()
    );
}

#[test]
fn an_attribute_that_is_missing_or_blank_does_not_exist() {
    assert!(attribute("city", AttributeTest::Exists));
    assert!(!attribute("note", AttributeTest::Exists));
    assert!(!attribute("phone", AttributeTest::Exists));
    assert!(!attribute("phone", AttributeTest::Equals(String::new())));
}

#[test]
fn a_text_that_only_looks_like_a_number_to_a_computer_is_none() {
    for text in ["inf", "Infinity", "1e999", "NaN"] {
        assert!(!AttributeTest::AtLeast(1.0).holds(text), "{text}");
    }
}

#[test]
fn an_event_counts_up_to_the_last_day_of_its_span() {
    let event = |within_days| Condition::Event { name: EventName::parse("purchase").unwrap(), within_days };
    assert!(holds(&event(None)) && holds(&event(Some(10))));
    assert!(!holds(&event(Some(9))));
    let other = Condition::Event { name: EventName::parse("renewal").unwrap(), within_days: None };
    assert!(!holds(&other));
}

#[test]
fn tags_score_and_steps_are_asked_of_the_lead() {
    assert!(holds(&tag("customer")) && !holds(&tag("vip")));
    assert!(holds(&Condition::ScoreAtLeast(40.0)) && !holds(&Condition::ScoreAtLeast(40.1)));
    assert!(holds(&Condition::Clicked(step("coupon"))));
    assert!(!holds(&Condition::Opened(step("coupon"))) && !holds(&Condition::Delivered(step("value"))));
}

#[test]
fn all_of_nothing_holds_and_any_of_nothing_does_not() {
    assert!(holds(&Condition::All(Vec::new())));
    assert!(!holds(&Condition::Any(Vec::new())));
}

#[test]
fn a_condition_names_every_step_it_asks_about() {
    let (one, two) = (step("one"), step("two"));
    let inner = Condition::Not(Box::new(Condition::Opened(two.clone())));
    let condition =
        Condition::All(vec![Condition::Any(vec![Condition::Clicked(one.clone()), inner]), tag("x")]);
    assert_eq!(condition.steps(), [&one, &two]);
}

fn conditions() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        Just(tag("customer")),
        Just(tag("vip")),
        (0u32..80).prop_map(|least| Condition::ScoreAtLeast(f64::from(least))),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            list.clone().prop_map(Condition::All),
            list.prop_map(Condition::Any),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

proptest! {
    #[test]
    fn not_all_is_any_not(list in proptest::collection::vec(conditions(), 0..5)) {
        let not = |condition: Condition| Condition::Not(Box::new(condition));
        let not_all = not(Condition::All(list.clone()));
        let any_not = Condition::Any(list.into_iter().map(not).collect());
        prop_assert_eq!(holds(&not_all), holds(&any_not));
    }
}
