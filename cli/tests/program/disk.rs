//! A disk that takes no more: service goes on, quietly, and everything goes on when there is room.

use super::program::Up;
use rustix::process::{Resource, Rlimit, getrlimit, prlimit};

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
