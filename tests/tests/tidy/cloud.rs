//! Functions, and the variables they are told, are the same in `infra/template.yaml` and in the code.

use super::none;
use super::workspace::{Source, names_in, read, sources};
use std::collections::BTreeSet;

const TEMPLATE: &str = "infra/template.yaml";

/// The values behind a key in each line that has it.
fn values<'a>(template: &'a str, key: &str) -> BTreeSet<&'a str> {
    let lines = template.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.split_once(key)?.1.trim().trim_end_matches('}'))).collect()
}

/// Each folder has one function under its name, built from it; and the reverse.
fn functions_apart(template: &str, folders: &BTreeSet<String>) -> Vec<String> {
    let built: BTreeSet<&str> = values(template, "CodeUri: ../functions/");
    let binaries: BTreeSet<&str> = values(template, "Binary: ");
    let mut faults = Vec::new();
    for folder in folders {
        let resource: String = folder.split('-').map(capital).collect();
        if !template.contains(&format!("\n  {resource}Function:\n    Type: AWS::Serverless::Function\n")) {
            faults.push(format!("functions/{folder} has no {resource}Function in {TEMPLATE}"));
        }
        if !built.contains(folder.as_str()) || !binaries.contains(folder.as_str()) {
            faults.push(format!("no function of {TEMPLATE} is built from functions/{folder}"));
        }
    }
    for name in built.union(&binaries).filter(|name| !folders.contains(**name)) {
        faults.push(format!("{TEMPLATE} builds {name}, which is no folder of functions/"));
    }
    faults
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// Names of variables in a text.
fn variables(text: &str) -> BTreeSet<String> {
    let starts = text.match_indices("HIKYAKU_").map(|(at, _)| &text[at..]);
    let whole = starts
        .map(|rest| rest.split(|c: char| !c.is_ascii_uppercase() && c != '_').next().unwrap_or_default());
    whole.map(str::to_owned).collect()
}

/// Variables that must be there are set, and those that are set are read. One that may be left out need not be set.
fn variables_apart(template: &str, sources: &[Source]) -> Vec<String> {
    let (mut read, mut required) = (BTreeSet::new(), BTreeSet::new());
    for source in sources.iter().filter(|source| !source.for_tests) {
        let code = source.lexed.product_code_and_texts();
        let optional = variables(&code.split("optional(\"").skip(1).map(first_word).collect::<String>());
        let named = variables(&code);
        required.extend(named.difference(&optional).cloned());
        read.extend(named);
    }
    let comments_apart: String =
        template.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let set = variables(&comments_apart);
    let unset =
        required.difference(&set).map(|name| format!("the code reads {name}, which {TEMPLATE} does not set"));
    let unread = set.difference(&read).map(|name| format!("{TEMPLATE} sets {name}, which no code reads"));
    unset.chain(unread).collect()
}

fn first_word(text: &str) -> String {
    text.split('"').next().unwrap_or_default().to_owned() + " "
}

#[test]
fn each_function_has_its_folder_and_each_folder_its_function() {
    let folders = names_in("functions");
    assert!(folders.len() >= 6, "{folders:?}");
    none(functions_apart(&read(TEMPLATE), &folders));
}

#[test]
fn variables_that_are_read_are_set_and_those_that_are_set_are_read() {
    let sources = sources();
    let all = sources
        .iter()
        .filter(|source| !source.for_tests)
        .flat_map(|it| variables(&it.lexed.product_code_and_texts()));
    assert!(all.count() >= 6, "the code reads its variables by name");
    none(variables_apart(&read(TEMPLATE), sources));
}

#[test]
fn planted_differences_to_the_template_are_found() {
    let template = "\n  SendEmailFunction:\n    Type: AWS::Serverless::Function\n    Binary: send-email}\n    CodeUri: ../functions/send-email\n    CodeUri: ../functions/old-one\n    HIKYAKU_TABLE: x\n    HIKYAKU_TABEL: y\n";
    let folders = ["send-email".to_owned(), "new-one".to_owned()].into();
    let faults = functions_apart(template, &folders);
    insta::assert_snapshot!(faults.join("\n"), @r"
    functions/new-one has no NewOneFunction in infra/template.yaml
    no function of infra/template.yaml is built from functions/new-one
    infra/template.yaml builds old-one, which is no folder of functions/
    ");
    let code = "fn x() { required(\"HIKYAKU_TABLE\"); required(\"HIKYAKU_QUEUE\"); optional(\"HIKYAKU_LOG\"); } // HIKYAKU_OLD";
    let faults = variables_apart(template, &[Source::new("shared/runtime/src/environment.rs", code)]);
    insta::assert_snapshot!(faults.join("\n"), @r"
    the code reads HIKYAKU_QUEUE, which infra/template.yaml does not set
    infra/template.yaml sets HIKYAKU_TABEL, which no code reads
    ");
}
