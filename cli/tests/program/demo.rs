//! `hikyaku demo` as a process: where it is started, and what it leaves when somebody stops it.

use super::program::{command, templates};
use rustix::process::{Pid, Signal, kill_process};
use std::process::Stdio;

#[test]
fn a_demo_outside_the_projects_folder_says_where_to_go() {
    let folder = tempfile::tempdir().unwrap();
    let ended = command(&["demo"]).current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains("there is no folder `templates`; go to the project's folder"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_demo_that_is_stopped_leaves_no_folder_behind() {
    let folder = tempfile::tempdir().unwrap();
    let is_empty = || std::fs::read_dir(folder.path()).unwrap().next().is_none();
    for signal in [Signal::INT, Signal::TERM] {
        let mut demo = command(&["demo", "--leads", "100000", "--templates", templates().to_str().unwrap()]);
        let mut demo =
            demo.env("TMPDIR", folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while is_empty() {
            assert!(demo.try_wait().unwrap().is_none(), "it began");
        }
        kill_process(Pid::from_child(&demo), signal).unwrap();
        let ended = demo.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(1), "{said}");
        assert!(said.contains("stopped before its end; nothing of it is kept"), "{said}");
        assert!(is_empty(), "secrets are in it");
    }
}
