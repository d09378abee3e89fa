//! The cost that strangers can cause: bounded by the template's throttles and the ceilings, and stated so in the documentation.

use hikyaku::arguments::{Arguments, Command};
use hikyaku::commands;
use hikyaku::cost::attack::{POSTS, ROUTES};
use hikyaku::output::Output;
use serde_json::Value;
use std::path::PathBuf;

/// The most that a day under attack may cost, in us-east-1, with no setting changed.
const USD_MAX: f64 = 30.0;

fn checkout() -> PathBuf {
    kit::folder::checkout()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(checkout().join(path)).unwrap()
}

/// The rate of each route in the template.
fn throttles() -> Vec<(String, f64)> {
    let template = read("infra/template.yaml");
    let settings = template.split("RouteSettings:\n").nth(1).unwrap();
    let lines = settings.lines().take_while(|line| line.starts_with("        "));
    let mut routes: Vec<(String, f64)> = lines
        .filter_map(|line| {
            let (route, rest) = line.trim().split_once(": {ThrottlingRateLimit: ")?;
            Some((route.to_owned(), rest.split(',').next()?.parse().ok()?))
        })
        .collect();
    let posts = template.split("\n  FormRequestsPerSecond:\n").nth(1).unwrap();
    let usual = posts.lines().find_map(|line| line.trim().strip_prefix("Default: ")).unwrap();
    routes.push((POSTS.to_owned(), usual.parse().unwrap()));
    routes.sort_by(|one, other| one.0.cmp(&other.0));
    routes
}

#[test]
fn the_paces_of_an_attack_are_those_of_the_template() {
    let mut known: Vec<(String, f64)> =
        ROUTES.iter().map(|route| (route.key.to_owned(), route.per_second)).collect();
    known.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(known, throttles());
}

#[test]
fn a_day_of_strangers_at_full_rate_is_below_its_limit_and_as_documented() {
    use clap::Parser as _;
    let parsed = Arguments::try_parse_from(["hikyaku", "cost", "--attack", "--format", "json"]).unwrap();
    let Command::Cost(mut arguments) = parsed.command else { panic!("another command") };
    arguments.templates.templates = checkout().join("templates");
    let (mut output, text) = Output::in_memory(parsed.format);
    commands::cost::run(&arguments, &mut output).unwrap();
    let day: Value = serde_json::from_str(&text.lock().unwrap()).unwrap();
    let total = day["total_usd"].as_f64().unwrap();
    assert!(total <= USD_MAX, "{day:#}");
    for page in ["docs/security.md", "docs/cost.md"] {
        let said = format!("{total:.0} USD a day");
        assert!(read(page).contains(&said), "{page} does not say {said:?}: {day:#}");
    }
}
