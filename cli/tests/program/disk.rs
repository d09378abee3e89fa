//! A disk that takes no more: service goes on, quietly, and everything goes on when there is room.

use super::program::{Ended, HIKYAKU, Up, as_alone, run, templates};
use rustix::process::{Resource, Rlimit, getrlimit, prlimit};
use std::path::Path;
use std::process::Command;

#[test]
fn a_full_disk_is_told_once_and_what_was_acknowledged_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // A mail that the disk does not take waits for a minute, which is a second here. No file of it may have more than 1.5 MiB; the table's log comes there soon.
    let up = Up::limited("-S -f 1536", &data, &["--clock-speed", "60"]);
    let cookie = up.cookie();
    let mut acknowledged = Vec::new();
    let mut refused = Vec::new();
    for number in 0..2_000 {
        let address = format!("lead{number}@example.jp");
        match up.post(&address) {
            (200, _) => acknowledged.push(address),
            (503, answer) => {
                assert!(answer.contains("もう一度"), "words for the person: {answer}");
                refused.push(address);
            }
            (status, answer) => panic!("{status}: {answer}"),
        }
        if refused.len() == 40 {
            break;
        }
    }
    assert_eq!(refused.len(), 40, "{} were acknowledged and the disk never was full", acknowledged.len());
    let page = up.page("/", &cookie);
    assert!(page.contains("The disk takes nothing more"), "the pages say it: {page}");
    let status = || run(&["status", "--data", data.to_str().unwrap()]);
    let said = status();
    assert_eq!(said.code, Some(1), "somebody has to make room: {}", said.output);
    assert!(said.output.contains("disk          takes nothing more"), "{}", said.output);
    let Rlimit { maximum, .. } = getrlimit(Resource::Fsize);
    prlimit(Some(up.pid()), Resource::Fsize, Rlimit { current: maximum, maximum })
        .expect("a limit can be lifted");
    up.until("room", |up| up.post("late@example.jp").0 == 200);
    acknowledged.push("late@example.jp".to_owned());
    let mails = || {
        let mails = std::fs::read_dir(data.join("outbox")).unwrap();
        mails.filter(|mail| mail.as_ref().unwrap().path().extension().is_some_and(|end| end == "eml")).count()
    };
    up.until("a mail to everybody who was answered", |up| {
        !up.page("/pulse", &cookie).is_empty() && mails() >= acknowledged.len()
    });
    assert!(!up.page("/", &cookie).contains("The disk takes nothing more"));
    assert!(!status().output.contains("takes nothing more"), "there is room again");
    let said = up.stop();
    assert_eq!(said.code, Some(0), "{}", said.errors);
    assert_eq!(said.errors.matches("the disk takes nothing more").count(), 1, "{}", said.errors);
    assert!(said.errors.contains("the disk takes again"), "{}", said.errors);
    assert!(said.errors.lines().count() < 2 * acknowledged.len() + 60, "{}", said.errors.lines().count());
    assert_eq!(
        mails(),
        acknowledged.len(),
        "one mail to each, and none to those who were asked to come again"
    );
}

/// Runs a command that can write nothing to any file, as on a disk without room.
fn without_room(words: &[&str], folder: &Path) -> Ended {
    let mut shell = Command::new("bash");
    let limited = "trap '' XFSZ && ulimit -S -f 0 && exec \"$0\" \"$@\"";
    shell.args(["-c", limited, HIKYAKU]).args(words).current_dir(folder);
    as_alone(&mut shell);
    let output = shell.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code(), output: text(&output.stdout), errors: text(&output.stderr) }
}

#[test]
fn sound_data_on_a_full_disk_are_told_as_such_and_no_copy_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let up = Up::on(&folder.path().join("data"));
    assert_eq!(up.post("taro@example.jp").0, 200);
    assert_eq!(up.stop().code, Some(0));
    let templates = templates().display().to_string();
    let on = |data| ["up", "--port", "0", "--templates", &*templates, "--data", data];
    let demo = ["demo", "--leads", "1", "--templates", &templates];
    let kept = [&demo[..], &["--keep", "month"]].concat();
    for words in [
        &["status", "--data", "data"][..],
        &["links", "--data", "data"],
        &on("data"),
        &on("new/data"),
        &demo,
        &kept,
    ] {
        let said = without_room(words, folder.path());
        assert_eq!(said.code, Some(1), "{words:?}: {}", said.errors);
        assert!(said.errors.contains("the disk takes nothing more in "), "{words:?}: {}", said.errors);
        assert!(said.errors.contains("make room on the disk"), "{words:?}: {}", said.errors);
        assert!(
            !said.errors.contains("restore") && !said.errors.contains(".tmp"),
            "{words:?}: {}",
            said.errors
        );
    }
    let up = Up::on(&folder.path().join("data"));
    let cookie = up.cookie();
    // The page shows who was mailed, and the mail may have been under way when the first program was stopped.
    up.until("the lead, for room was all that it took", |up| {
        up.page("/leads", &cookie).contains("taro@example.jp")
    });
}
