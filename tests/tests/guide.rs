//! The marketers' guide, `templates/README.md`, held to the program: its commands run as they stand there, its documents are sound,
//! and every key it names is one. So is the sequence that the README opens with.

use clap::Parser as _;
use hikyaku::arguments::{Arguments, Command};
use hikyaku::commands::{Outcome, check, preview, timeline};
use hikyaku::output::Output;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn templates() -> PathBuf {
    kit::folder::templates()
}

fn guide() -> String {
    std::fs::read_to_string(templates().join("README.md")).unwrap()
}

/// The texts between fences of a language.
fn blocks(guide: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    guide.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_commands_of_the_guide_run_as_they_stand_there() {
    let (guide, place) = (guide(), tempfile::tempdir().unwrap());
    let lead = blocks(&guide, "json").into_iter().find(|block| block.contains("\"attributes\"")).unwrap();
    std::fs::write(place.path().join("lead.json"), lead).unwrap();
    let mut ran = 0;
    for line in blocks(&guide, "console").iter().flat_map(|block| block.lines()) {
        let words = line.split('#').next().unwrap().split_whitespace().map(|word| match word {
            "pricing.html" | "lead.json" => place.path().join(word).into_os_string(),
            word => word.into(),
        });
        let further = ["--templates".into(), templates().into_os_string()];
        let arguments =
            Arguments::try_parse_from(words.chain(further)).unwrap_or_else(|error| panic!("{line}: {error}"));
        let (mut output, text) = Output::in_memory(arguments.format);
        let ended = if let Command::Check(arguments) = &arguments.command {
            check::run(arguments, &mut output)
        } else if let Command::Preview(arguments) = &arguments.command {
            preview::run(arguments, &mut output)
        } else if let Command::Timeline(arguments) = &arguments.command {
            timeline::run(arguments, &mut output)
        } else {
            // It runs until it is stopped; other tests start it.
            assert!(matches!(&arguments.command, Command::Up(_)), "{line} is not tried here");
            continue;
        };
        assert_eq!(ended.unwrap_or_else(|error| panic!("{line}: {error:#}")), Outcome::Well, "{line}");
        assert!(!text.lock().unwrap().is_empty(), "{line}");
        ran += 1;
    }
    assert_eq!(ran, 12, "six in each language");
    assert!(place.path().join("pricing.html").exists());
}

/// The guide's own sequence and form, put beside the shipped ones.
#[test]
fn the_documents_of_the_guide_are_sound() {
    let folder = authoring::Folder::read(&templates());
    let mut files: Vec<(String, String)> =
        folder.files().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    let json = blocks(&guide(), "json");
    let sequences: Vec<&String> = json.iter().filter(|block| block.contains("\"steps\"")).collect();
    assert!(sequences.len() == 2 && sequences[0] == sequences[1] && sequences[0].lines().count() == 6);
    let form = json.iter().find(|block| block.contains("\"fields\"")).unwrap();
    files.push(("sequences/hello.json".to_owned(), sequences[0].clone()));
    files.push(("forms/seminar.json".to_owned(), form.clone()));
    files.push(("emails/hello/thanks/subject.txt".to_owned(), "お問い合わせありがとうございます".to_owned()));
    files.push((
        "emails/hello/thanks/body.md".to_owned(),
        "{{ lead.name | sama }}\n\nありがとうございます。".to_owned(),
    ));
    let report = authoring::check_folder(&authoring::Folder::of(
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())),
    ));
    assert!(report.findings.is_empty(), "{}", report.english());
}

/// The six lines on the first screen of the README, in the place of the shipped sequence whose mails they send.
#[test]
fn the_sequence_of_the_readme_is_sound() {
    const PLACE: &str = "sequences/welcome-material.json";
    let readme = std::fs::read_to_string(kit::folder::checkout().join("README.md")).unwrap();
    let shown = blocks(&readme, "json");
    assert!(shown.len() == 1 && shown[0].lines().count() == 6, "one sequence of six lines");
    let folder = authoring::Folder::read(&templates());
    let files =
        folder.files().map(|(path, text)| (path, if path == PLACE { shown[0].as_str() } else { text }));
    let report = authoring::check_folder(&authoring::Folder::of(files));
    let other = report.findings.iter().find(|it| it.rule != "unused-mail");
    assert!(other.is_none(), "{}", report.english());
}

#[test]
fn every_key_that_the_guide_names_is_one() {
    let mut known: BTreeSet<String> = ["email", "attributes", "event", "hint"].map(str::to_owned).into();
    for (_, schema) in document::schema::all() {
        keys(&schema, &mut known);
    }
    // Names that the guide's examples give to fields of a form.
    let own = ["company", "sites", "agree", "phone"];
    let guide = guide();
    let mut seen = 0;
    for code in guide.split('`').skip(1).step_by(2).filter(|code| code.contains("\":")) {
        for (at, _) in code.match_indices("\":") {
            let key = code[..at].rsplit('"').next().unwrap();
            assert!(
                known.contains(key) || own.contains(&key),
                "the guide says `{code}`, but there is no key `{key}`"
            );
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} keys");
}

/// A condition on a step was described once, though no step takes one.
#[test]
fn the_guide_says_where_a_condition_may_stand() {
    let schemas = document::schema::all();
    let step = &schemas.iter().find(|(file, _)| file.starts_with("sequence")).unwrap().1["$defs"]["step"];
    assert!(step["properties"].get("choose").is_some(), "the step's schema lies elsewhere");
    assert_eq!(step["properties"].get("only_if"), None);
    assert!(guide().contains("ステップそのものに `only_if` は付けられません"));
}

fn keys(schema: &Value, known: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                known.extend(properties.keys().cloned());
            }
            members.values().for_each(|inner| keys(inner, known));
        }
        Value::Array(elements) => elements.iter().for_each(|inner| keys(inner, known)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
