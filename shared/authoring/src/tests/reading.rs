//! Folders on a disk with all that may lie in them: read where it is a text of the program, named where it is not.

use super::folder;
use crate::{Folder, Look, check};
use encoding_rs::{EUC_JP, SHIFT_JIS};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// The sound folder on a disk.
fn sound() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in folder(&[]).files() {
        put(directory.path(), path, text.as_bytes());
    }
    directory
}

fn put(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The folder's findings, one line each.
fn found(root: &Path) -> String {
    let report = check(root);
    let lines = report.findings.iter().map(|it| {
        format!(
            "{}:{}:{} {}\n  {} → {}",
            it.file,
            it.line,
            it.column,
            it.rule,
            it.message.english(),
            it.remedy.english()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_link_out_of_the_folder_is_refused_and_one_inside_is_followed() {
    let (directory, outside) = (sound(), tempfile::tempdir().unwrap());
    let root = directory.path();
    put(outside.path(), "secret.json", b"{ \"key\": \"of somebody else\" }");
    put(outside.path(), "mail/subject.txt", "件名".as_bytes());
    symlink(outside.path().join("secret.json"), root.join("forms/secret.json")).unwrap();
    symlink(outside.path().join("mail"), root.join("emails/welcome/other")).unwrap();
    symlink("../../../../../../../../../../etc/hosts", root.join("sequences/hosts.json")).unwrap();
    insta::assert_snapshot!(found(root), @"
    emails/welcome/other:1:1 outside-folder
      this is a link that leads out of the templates folder → put the file itself here: templates are read from their own folder only
    forms/secret.json:1:1 outside-folder
      this is a link that leads out of the templates folder → put the file itself here: templates are read from their own folder only
    sequences/hosts.json:1:1 outside-folder
      this is a link that leads out of the templates folder → put the file itself here: templates are read from their own folder only
    ");
    let directory = sound();
    let root = directory.path();
    fs::rename(root.join("emails/welcome/hello"), root.join("emails/welcome/real")).unwrap();
    symlink("real", root.join("emails/welcome/hello")).unwrap();
    assert!(Folder::read(root).file("emails/welcome/hello/subject.txt").is_some());
    symlink(root, tempfile::tempdir().unwrap().path().with_extension("link")).unwrap();
}

#[test]
fn a_templates_folder_may_itself_be_reached_by_a_link() {
    let (directory, other) = (sound(), tempfile::tempdir().unwrap());
    let link = other.path().join("templates");
    symlink(directory.path(), &link).unwrap();
    assert_eq!(found(&link), "");
}

#[test]
fn links_that_lead_in_a_circle_or_nowhere_are_named_and_reading_ends() {
    let directory = sound();
    let root = directory.path();
    symlink("..", root.join("emails/around")).unwrap();
    symlink("gone.json", root.join("forms/gone.json")).unwrap();
    symlink("itself.json", root.join("forms/itself.json")).unwrap();
    insta::assert_snapshot!(found(root), @"
    emails/around:1:1 unreadable
      this is a link to a folder that it lies in → take the link out of the folder
    forms/gone.json:1:1 unreadable
      this is a link that leads nowhere (Too many levels of symbolic links) → correct the link, or put the file itself here
    forms/itself.json:1:1 unreadable
      this is a link that leads nowhere (Too many levels of symbolic links) → correct the link, or put the file itself here
    ");
    // Links across make more ways than anybody can go.
    let ring = tempfile::tempdir().unwrap();
    for here in 0..7 {
        fs::create_dir(ring.path().join(format!("d{here}"))).unwrap();
        for there in (0..7).filter(|there| *there != here) {
            symlink(format!("../d{there}"), ring.path().join(format!("d{here}/to{there}"))).unwrap();
        }
    }
    assert!(check(ring.path()).has_errors());
}

#[test]
fn pipes_sockets_and_devices_are_passed_over_and_named() {
    let directory = sound();
    let root = directory.path();
    let pipe = root.join("forms/pipe.json");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _socket = UnixListener::bind(root.join("forms/socket.json")).unwrap();
    insta::assert_snapshot!(found(root), @"
    forms/pipe.json:1:1 not-a-file
      this is a named pipe and is not read → put a file there, or take it out of the folder
    forms/socket.json:1:1 not-a-file
      this is a socket and is not read → put a file there, or take it out of the folder
    ");
    assert_ne!(Look::at(root), Look::default());
}

#[test]
fn a_file_of_another_encoding_is_named_with_its_place_and_the_remedy() {
    let directory = sound();
    let root = directory.path();
    let text = "ようこそ。\nabc\n";
    put(root, "emails/welcome/hello/body.md", &[b"ok\nab", &*SHIFT_JIS.encode(text).0].concat());
    put(root, "emails/welcome/hello/subject.txt", &EUC_JP.encode("件名です").0);
    put(root, "forms/inquiry.json", &[0xff, 0xfe, b'{', 0, b'}', 0]);
    put(root, "emails/welcome/hello/body.txt", &[b'a', 0xff, 0x81]);
    put(root, "emails/welcome/hello/photo.jpg", &[0xff, 0xd8, 0xff]);
    let told = found(root);
    let told: Vec<&str> = told.lines().filter(|line| line.contains("UTF-8")).collect();
    insta::assert_snapshot!(told.join("\n"), @"
      the file is not UTF-8; it looks like Shift_JIS (CP932, “ANSI” in Japanese Windows) → save it as UTF-8; editors offer that under “Save with encoding”
      the file is not UTF-8 → save it as UTF-8; editors offer that under “Save with encoding”
      the file is not UTF-8; it looks like EUC-JP → save it as UTF-8; editors offer that under “Save with encoding”
      the file is not UTF-8; it looks like UTF-16 → save it as UTF-8; editors offer that under “Save with encoding”
    ");
    assert!(found(root).contains("emails/welcome/hello/body.md:2:3 wrong-encoding"));
}

#[test]
fn a_file_that_is_too_large_is_named_and_a_picture_of_any_size_is_not() {
    let directory = sound();
    let root = directory.path();
    put(root, "forms/large.json", &vec![b' '; 2 * 1024 * 1024 + 1]);
    put(root, "emails/welcome/hello/photo.png", &vec![0; 3 * 1024 * 1024]);
    insta::assert_snapshot!(found(root), @"
    forms/large.json:1:1 file-too-large
      the file has 3 MB; at most 2 MB are read → shorten it, or take it out of the folder
    ");
}

#[test]
fn what_editors_and_systems_leave_behind_is_passed_over() {
    let directory = sound();
    let root = directory.path();
    for name in [
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "hello.json~",
        "hello.json.bak",
        "hello.json.orig",
        ".hello.json.swp",
        "#hello.json#",
        "~$hello.json",
        "hello.JSON.TMP",
        "__MACOSX/hello.json",
    ] {
        for place in ["", "sequences/", "emails/welcome/hello/"] {
            put(root, &format!("{place}{name}"), b"\xff\xfe");
        }
    }
    assert_eq!(found(root), "");
}

#[test]
fn names_that_differ_in_case_only_are_named() {
    let directory = sound();
    let root = directory.path();
    put(root, "emails/welcome/hello/Subject.txt", b"x");
    put(root, "Sequences/welcome.json", b"{}");
    insta::assert_snapshot!(found(root), @r#"
    Sequences/welcome.json:1:1 stray-file
      the file is not read: no file in a folder "Sequences" is → did you mean "sequences"?
    emails/welcome/hello/Subject.txt:1:1 stray-file
      "Subject.txt" is no part of a mail and is not read → did you mean "subject.txt"?
    emails/welcome/hello/subject.txt:1:1 same-file-name
      this is one file with `emails/welcome/hello/Subject.txt` on computers that do not tell A from a → rename one of them, or take it out of the folder
    sequences/welcome.json:1:1 same-file-name
      this is one file with `Sequences/welcome.json` on computers that do not tell A from a → rename one of them, or take it out of the folder
    "#);
}

#[test]
fn files_in_folders_that_are_not_read_are_named() {
    let directory = sound();
    let root = directory.path();
    for path in [
        "email/welcome/hello/subject.txt",
        "sequences/old/welcome.json",
        "emails/welcome/hello/draft/body.md",
    ] {
        put(root, path, b"x");
    }
    insta::assert_snapshot!(found(root), @r#"
    email/welcome/hello/subject.txt:1:1 stray-file
      the file is not read: no file in a folder "email" is → did you mean "emails"?
    emails/welcome/hello/draft/body.md:1:1 stray-file
      the file belongs to no mail → put it into emails/<sequence>/<mail>/
    sequences/old/welcome.json:1:1 stray-file
      the file is not read: it lies in a folder within the folder → put it into sequences/ itself
    "#);
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    let directory = sound();
    let path = directory.path().join("forms/closed.json");
    fs::write(&path, "{}").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    if fs::read(&path).is_err() {
        assert!(found(directory.path()).contains("forms/closed.json:1:1 unreadable"));
    }
}

#[test]
fn every_edit_changes_how_the_folder_looks() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    let mut looks = vec![Look::at(root)];
    for text in ["a", "ab"] {
        put(root, "emails/welcome/subject.txt", text.as_bytes());
        looks.push(Look::at(root));
    }
    let mail = root.join("emails/welcome");
    fs::rename(mail.join("subject.txt"), mail.join("body.md")).unwrap();
    looks.push(Look::at(root));
    symlink("/etc/hosts", mail.join("subject.txt")).unwrap();
    looks.push(Look::at(root));
    assert!(looks.windows(2).all(|pair| pair[0] != pair[1]));
    fs::remove_file(mail.join("subject.txt")).unwrap();
    fs::remove_file(mail.join("body.md")).unwrap();
    assert_eq!(Look::at(root), looks[0]);
}
