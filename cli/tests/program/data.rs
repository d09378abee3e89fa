//! The data folder: whose it is, and what is refused about it.

use super::program::{Up, run, templates};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Everything in a folder, itself included, with its rights.
fn rights(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mode = |path: &Path| std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
    let mut found = vec![(folder.to_owned(), mode(folder))];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rights(&path));
        } else {
            found.push((path.clone(), mode(&path)));
        }
    }
    found
}

fn nobody_else_may_look(folder: &Path) -> usize {
    let rights = rights(folder);
    let open: Vec<_> = rights.iter().filter(|(_, mode)| mode & 0o077 != 0).collect();
    assert!(open.is_empty(), "{open:?}");
    rights.len()
}

/// A folder with the data of somebody who posted, stopped in good order.
fn used(folder: &Path) {
    let up = Up::on(folder);
    assert_eq!(up.post("taro@example.jp").0, 200);
    let cookie = up.cookie();
    up.until("the first mail", |up| up.page("/", &cookie).contains("taro@example.jp"));
    assert_eq!(up.stop().code, Some(0));
}

fn refused(folder: &Path) -> String {
    let (templates, data) = (templates(), folder.display().to_string());
    let ended = run(&["up", "--port", "0", "--templates", templates.to_str().unwrap(), "--data", &data]);
    assert_eq!(ended.code, Some(1), "{}", ended.errors);
    assert!(ended.errors.lines().count() == 1, "{}", ended.errors);
    ended.errors
}

#[test]
fn data_are_readable_by_their_owner_only_and_open_ones_are_closed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("deep/data");
    let up = Up::on(&data);
    assert_eq!(up.post("taro@example.jp").0, 200);
    let cookie = up.cookie();
    up.until("the first mail", |up| up.page("/", &cookie).contains("taro@example.jp"));
    assert!(nobody_else_may_look(&data) > 10, "table, log, mail, journal, secrets, control …");
    drop(up);
    for (path, mode) in rights(&data) {
        std::fs::set_permissions(
            path,
            std::fs::Permissions::from_mode(mode | (mode & 0o700) >> 3 | (mode & 0o700) >> 6),
        )
        .unwrap();
    }
    let said = Up::on(&data).stop();
    assert!(said.errors.matches("from now on only by their owner").count() == 1, "{}", said.errors);
    nobody_else_may_look(&data);
    let said = Up::on(&data).stop();
    assert!(!said.errors.contains("by their owner"), "said once: {}", said.errors);
}

#[test]
fn a_table_that_is_gone_or_empty_beside_its_secrets_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    used(&data);
    let table = data.join("table.db");
    let whole = std::fs::read(&table).unwrap();
    for log in ["table.db-wal", "table.db-shm"] {
        drop(std::fs::remove_file(data.join(log)));
    }
    std::fs::remove_file(&table).unwrap();
    for _ in 0..2 {
        let said = refused(&data);
        assert!(said.contains("is empty or gone") && said.contains("from a copy"), "{said}");
        assert!(said.contains("a new folder with --data"), "{said}");
    }
    std::fs::write(&table, "").unwrap();
    assert!(refused(&data).contains("is empty or gone"));
    // A fresh table of another folder knows nothing of these secrets.
    let other = folder.path().join("other");
    used(&other);
    std::fs::copy(other.join("table.db"), &table).unwrap();
    assert!(refused(&data).contains("identity key"));
    std::fs::write(&table, &whole[..whole.len() / 2]).unwrap();
    assert!(refused(&data).contains("is damaged"));
    std::fs::write(&table, "no database").unwrap();
    assert!(refused(&data).contains("is damaged"));
    let said = run(&["status", "--data", data.to_str().unwrap()]);
    assert!(said.code == Some(1) && said.errors.contains("is damaged"), "{}", said.errors);
    for log in ["table.db-wal", "table.db-shm"] {
        drop(std::fs::remove_file(data.join(log)));
    }
    std::fs::write(&table, whole).unwrap();
    let up = Up::on(&data);
    assert!(up.page("/leads", &up.cookie()).contains("taro@example.jp"));
}

#[test]
fn secrets_that_are_gone_are_asked_for_without_the_key_of_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    used(&data);
    std::fs::remove_file(data.join("secrets.json")).unwrap();
    for _ in 0..2 {
        let said = refused(&data);
        assert!(said.contains("secrets.json is missing") && said.contains("from a copy"), "{said}");
        assert!(!said.contains("identity key"), "a key made a moment ago leads nobody anywhere: {said}");
    }
}

#[test]
fn an_address_never_posted_is_told_from_one_that_nothing_stands_against() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    used(&data);
    let shown = |address| run(&["suppression", "show", address, "--data", data.to_str().unwrap()]).output;
    assert!(
        shown("tarou@example.jp").contains("nobody with this address is known"),
        "{}",
        shown("tarou@example.jp")
    );
    let known = shown("taro@example.jp");
    assert!(known.contains("not suppressed") && !known.contains("nobody"), "{known}");
}

#[test]
fn data_of_which_only_mails_are_left_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    used(&data);
    for name in ["table.db", "table.db-wal", "table.db-shm", "secrets.json"] {
        drop(std::fs::remove_file(data.join(name)));
    }
    let said = refused(&data);
    assert!(said.contains("neither table.db nor secrets.json"), "{said}");
}

#[test]
fn a_folder_of_other_things_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("thesis.txt"), "x").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let said = refused(folder.path());
    assert!(said.contains("`thesis.txt`") && said.contains("a new or an empty folder"), "{said}");
    assert_eq!(rights(folder.path()).len(), 2);
    assert_eq!(rights(folder.path())[0].1, 0o755);
}

#[test]
fn a_second_up_names_the_first_and_how_to_open_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = Up::on(&data);
    let said = refused(&data);
    let url = first.ready["url"].as_str().unwrap();
    assert!(said.contains(url) && said.contains("hikyaku links --data"), "{said}");
    assert!(!said.contains("token="), "the key stays out of what is copied into a report: {said}");
}

#[test]
fn a_clock_file_of_the_year_9999_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Up::on(&data));
    let clock = serde_json::json!({ "scenario": "9999-12-31T00:00:00Z", "real": "2026-01-01T00:00:00Z", "speed": 1, "running": false });
    std::fs::write(data.join("clock.json"), clock.to_string()).unwrap();
    let said = refused(&data);
    assert!(said.contains("9999-12-31") && said.contains("delete that file"), "{said}");
}

#[test]
fn who_stops_it_is_told_where_the_data_are_and_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let mut child = super::program::command(&["up", "--port", "0", "--data", &data, "--templates"]);
    let mut child = child.arg(templates()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    while !lines.next().unwrap().unwrap().contains("Ctrl-C") {}
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), rustix::process::Signal::INT)
        .unwrap();
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(child.wait().unwrap().success());
    assert!(rest.join("\n").contains(&format!("`hikyaku up --data {data}` goes on")), "{rest:?}");
}
