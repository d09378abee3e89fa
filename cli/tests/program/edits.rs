//! Templates that are edited while `hikyaku up` runs, and templates with mistakes at its start.

use super::program::{Up, command, templates};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (place, name) = entry.map(|it| (it.path(), it.file_name())).unwrap();
        if place.is_dir() {
            copied(&place, &to.join(name));
        } else {
            std::fs::copy(place, to.join(name)).unwrap();
        }
    }
}

#[test]
fn each_round_of_mistakes_says_that_the_last_good_templates_stay_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let (data, edited) = (folder.path().join("data"), folder.path().join("templates"));
    copied(&templates(), &edited);
    let mut up = Up::with(&data, &edited);
    assert_eq!(up.ready.get("last_good_in_force"), None);
    let form = edited.join("forms/contact.json");
    for text in ["{", "{ \"fields\" }"] {
        std::fs::write(&form, text).unwrap();
        let told = up.line();
        assert_eq!(told["last_good_in_force"], true, "{told}");
        assert_eq!(told["findings"][0]["file"], "forms/contact.json", "{told}");
    }
    std::fs::remove_dir_all(&edited).unwrap();
    // The folder may be looked at while it goes.
    let told = std::iter::repeat_with(|| up.line()).find(|told| told["findings"][0]["file"] == ".").unwrap();
    let remedy = told["findings"][0]["remedy"].as_str().unwrap();
    assert!(remedy.contains("go to the project's folder") && told["findings"][1].is_null(), "{told}");
    assert_eq!(up.post("taro@example.jp").0, 200, "the last good ones are in force");
    assert_eq!(up.stop().code, Some(0));

    copied(&templates(), &edited);
    std::fs::write(&form, "{").unwrap();
    let data = data.display().to_string();
    let mut up = command(&["up", "--port", "0", "--data", &data, "--templates"]);
    let mut up = up.arg(&edited).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(up.stdout.take().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = lines.by_ref().take_while(|line| !line.contains("Ctrl-C")).collect();
    kill_process(Pid::from_child(&up), Signal::INT).unwrap();
    lines.for_each(drop);
    assert!(up.wait().unwrap().success());
    let said = said.join("\n");
    assert!(said.contains("until they are corrected, the last good ones stay in force"), "{said}");
    assert!(
        said.contains("the last good version is in force until they are corrected"),
        "beside the folder: {said}"
    );
}
