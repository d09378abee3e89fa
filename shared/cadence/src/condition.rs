//! Conditions: questions about a lead that a sequence asks when it chooses a way.

use crate::Instant;
use crate::ids::{EventName, StepId, Tag};
use crate::text::{is_blank, spelling};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// A question that is answered yes or no.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Every one holds; true for an empty list.
    All(Vec<Condition>),
    /// At least one holds; false for an empty list.
    Any(Vec<Condition>),
    /// The inner one does not hold.
    Not(Box<Condition>),
    /// The lead has the tag.
    Tag(Tag),
    /// An attribute compares so.
    Attribute {
        /// Its name.
        name: String,
        /// The comparison.
        test: AttributeTest,
    },
    /// The engagement score is at least this.
    ScoreAtLeast(f64),
    /// The event has happened, within so many days where that is said.
    Event {
        /// Its name.
        name: EventName,
        /// How long ago at most.
        within_days: Option<u32>,
    },
    /// A person clicked in the mail of that step.
    Clicked(StepId),
    /// A person opened the mail of that step; unreliable, and the linter says so.
    Opened(StepId),
    /// The mail of that step was delivered.
    Delivered(StepId),
}

/// How an attribute is compared. Texts compare without regard to case.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeTest {
    /// It is there and not empty.
    Exists,
    /// It equals this.
    Equals(String),
    /// It contains this.
    Contains(String),
    /// It is a number of at least this.
    AtLeast(f64),
}

/// What has to be looked up for an answer, beside what a lead's profile says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequiredInputs {
    /// The attributes that answers to the run's own form may say.
    pub answers: BTreeSet<String>,
    /// Tags and attributes of the lead.
    pub profile: bool,
    /// The engagement score.
    pub score: bool,
    /// What happened when.
    pub events: bool,
    /// The steps whose mails are asked about.
    pub mails: BTreeSet<StepId>,
}

impl RequiredInputs {
    /// The record of one mail.
    pub(crate) fn mail(step: &StepId) -> Self {
        Self { mails: [step.clone()].into(), ..Self::default() }
    }

    /// What either of two asks about.
    fn or(mut self, mut other: Self) -> Self {
        self.answers.append(&mut other.answers);
        self.mails.append(&mut other.mails);
        Self {
            profile: self.profile || other.profile,
            score: self.score || other.score,
            events: self.events || other.events,
            ..self
        }
    }
}

/// What conditions are asked about: a lead at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConditionInputs {
    /// Tags of the lead.
    pub tags: BTreeSet<Tag>,
    /// Attributes of the lead.
    pub attributes: BTreeMap<String, String>,
    /// Engagement score at `now`.
    pub score: f64,
    /// When each event happened last.
    pub events: BTreeMap<EventName, Instant>,
    /// What became of the mails of this run, by step.
    pub steps: BTreeMap<StepId, StepFacts>,
}

impl ConditionInputs {
    /// The same in a run that a form began: what was answered there comes before what the profile says. Only this run is asked so;
    /// sweeps, fit, score and other runs know the profile alone, for anybody may have posted the form.
    #[must_use]
    pub fn in_the_run_of(mut self, answers: BTreeMap<String, String>) -> Self {
        self.attributes.extend(answers);
        self
    }
}

/// What became of one mail, as far as conditions ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepFacts {
    /// When it was delivered.
    pub delivered_at: Option<Instant>,
    /// When a person opened it first.
    pub opened_at: Option<Instant>,
    /// When a person clicked in it first.
    pub clicked_at: Option<Instant>,
}

impl Condition {
    /// The answer, at `now`.
    pub fn holds(&self, inputs: &ConditionInputs, now: Instant) -> bool {
        let step = |id: &StepId| inputs.steps.get(id).copied().unwrap_or_default();
        match self {
            Self::All(inner) => inner.iter().all(|condition| condition.holds(inputs, now)),
            Self::Any(inner) => inner.iter().any(|condition| condition.holds(inputs, now)),
            Self::Not(inner) => !inner.holds(inputs, now),
            Self::Tag(tag) => inputs.tags.contains(tag),
            Self::Attribute { name, test } => {
                inputs.attributes.get(name).is_some_and(|value| test.holds(value))
            }
            Self::ScoreAtLeast(least) => inputs.score >= *least,
            Self::Event { name, within_days } => inputs.events.get(name).is_some_and(|at| {
                within_days.is_none_or(|days| now - *at <= TimeDelta::days(i64::from(days)))
            }),
            Self::Clicked(id) => step(id).clicked_at.is_some(),
            Self::Opened(id) => step(id).opened_at.is_some(),
            Self::Delivered(id) => step(id).delivered_at.is_some(),
        }
    }

    /// What has to be looked up for the answer.
    pub fn asks(&self) -> RequiredInputs {
        let nothing = RequiredInputs::default();
        match self {
            Self::All(inner) | Self::Any(inner) => {
                inner.iter().map(Self::asks).fold(nothing, RequiredInputs::or)
            }
            Self::Not(inner) => inner.asks(),
            Self::Tag(_) => RequiredInputs { profile: true, ..nothing },
            Self::Attribute { name, .. } => {
                RequiredInputs { profile: true, answers: [name.clone()].into(), ..nothing }
            }
            Self::ScoreAtLeast(_) => RequiredInputs { score: true, ..nothing },
            Self::Event { .. } => RequiredInputs { events: true, ..nothing },
            Self::Clicked(id) | Self::Opened(id) | Self::Delivered(id) => RequiredInputs::mail(id),
        }
    }

    /// The steps it asks about.
    pub fn steps(&self) -> Vec<&StepId> {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().flat_map(Self::steps).collect(),
            Self::Not(inner) => inner.steps(),
            Self::Clicked(id) | Self::Opened(id) | Self::Delivered(id) => vec![id],
            Self::Tag(_) | Self::Attribute { .. } | Self::ScoreAtLeast(_) | Self::Event { .. } => Vec::new(),
        }
    }
}

impl AttributeTest {
    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Exists => !is_blank(value),
            Self::Equals(other) => spelling(value) == spelling(other),
            Self::Contains(part) => spelling(value).contains(&spelling(part)),
            Self::AtLeast(least) => {
                spelling(value).parse::<f64>().is_ok_and(|number| number.is_finite() && number >= *least)
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
            tags: [Tag::parse("customer").unwrap()].into(),
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
        let event =
            |within_days| Condition::Event { name: EventName::parse("purchase").unwrap(), within_days };
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
}
