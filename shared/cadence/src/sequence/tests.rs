//! The layout, the finding and the refusal of nested steps.

use super::*;
use crate::fixtures::{mail, step, tree};
use crate::ids::MailName;
use crate::limits::STEPS_MAX;

fn send(name: &str) -> StepTree {
    tree(name, Span::NONE, mail("hello", Purpose::Marketing))
}

fn choose(name: &str, then: Vec<StepTree>, otherwise: Vec<StepTree>) -> StepTree {
    let condition = Condition::All(vec![]);
    StepTree { then, otherwise, ..tree(name, Span::NONE, Verb::Choose { condition }) }
}

/// Each step with the names of those it leads to.
fn ways(trees: Vec<StepTree>) -> String {
    let steps = Steps::lay_out(trees).unwrap();
    let name = |index: Option<usize>| index.map_or("end", |index| steps.at(index).id.as_str());
    let line = |it: &Step| {
        let branches = format!(", then {}, else {}", name(it.then), name(it.otherwise));
        let chooses = matches!(it.verb, Verb::Choose { .. });
        format!("{} → {}{}", it.id, name(it.next), if chooses { branches } else { String::new() })
    };
    steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn branches_lead_back_to_the_step_after_them() {
    let inner = choose("inner", vec![send("deep")], vec![]);
    let outer = choose("outer", vec![send("warm"), inner, send("warmer")], vec![send("cold")]);
    let last = choose("last", vec![], vec![send("bye")]);
    insta::assert_snapshot!(ways(vec![send("hello"), outer, send("both"), last]), @r"
    hello → outer
    outer → both, then warm, else cold
    warm → inner
    inner → warmer, then deep, else warmer
    deep → warmer
    warmer → both
    cold → both
    both → last
    last → end, then end, else bye
    bye → end
    ");
}

#[test]
fn branches_below_a_step_that_takes_none_are_not_its_ways() {
    let odd = StepTree { then: vec![send("below")], ..send("odd") };
    let steps = Steps::lay_out(vec![odd, send("after")]).unwrap();
    assert_eq!((steps.first().then, steps.first().otherwise, steps.first().next), (None, None, Some(2)));
}

#[test]
fn a_step_is_found_by_its_name_and_else_by_the_one_it_had() {
    let was = |name: &str, was: &str| StepTree { was: Some(step(was)), ..send(name) };
    let steps = Steps::lay_out(vec![was("a", "b"), was("b", "c"), send("d")]).unwrap();
    let found = |name| steps.find(&step(name)).map(|step| step.id.as_str());
    assert_eq!(
        [found("a"), found("b"), found("c"), found("d")],
        [Some("a"), Some("b"), Some("b"), Some("d")]
    );
    assert_eq!(found("e"), None);
    assert_eq!(steps.first().id, step("a"));
}

#[test]
fn steps_are_refused_that_are_none_or_too_many_or_named_twice() {
    let many = |count: usize| Steps::lay_out((0..count).map(|number| send(&number.to_string())).collect());
    assert_eq!(many(0), Err(StepsError::None));
    assert_eq!(many(STEPS_MAX).map(|steps| steps.iter().count()), Ok(STEPS_MAX));
    assert_eq!(many(STEPS_MAX + 1), Err(StepsError::TooMany { count: STEPS_MAX + 1 }));
    let twice = Steps::lay_out(vec![send("a"), choose("b", vec![send("a")], vec![])]);
    assert_eq!(twice, Err(StepsError::Twice { id: step("a") }));
}

#[test]
fn only_a_step_that_sends_has_a_mail() {
    let mail = MailName::parse("hello").unwrap();
    let sends = Verb::Send { mail: mail.clone(), purpose: Purpose::Transactional };
    assert_eq!(sends.mail(), Some((&mail, Purpose::Transactional)));
    assert_eq!(Verb::Wait.mail(), None);
    assert_eq!(Verb::Stop { reason: "over".to_owned() }.mail(), None);
}

#[test]
fn the_first_mails_are_those_that_no_mail_comes_before() {
    let first = |trees: Vec<StepTree>| {
        let steps = Steps::lay_out(trees).unwrap();
        let ids = steps.iter().filter(|step| steps.is_first_mail(&step.id)).map(|step| step.id.to_string());
        ids.collect::<Vec<_>>().join(" ")
    };
    let choice = || choose("choice", vec![send("warm"), send("warmer")], vec![send("cold")]);
    let half = || choose("half", vec![send("warm")], vec![]);
    assert_eq!(first(vec![send("a"), send("b")]), "a");
    assert_eq!(first(vec![choice(), send("b")]), "warm cold");
    assert_eq!(first(vec![half(), send("b"), send("c")]), "warm b");
    assert_eq!(first(vec![send("a"), half()]), "a");
    assert!(!Steps::lay_out(vec![send("a")]).unwrap().is_first_mail(&step("gone")));
}
