//! The pages of a running program: the link, the cookie, and clients that hold on.

use super::program::{Up, run, status};
use std::io::Write as _;
use std::net::TcpStream;

#[test]
fn the_link_opens_the_pages_and_its_cookie_outlives_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let up = Up::on(&data);
    assert_eq!(status(&up.page("/", "")), 403);
    let cookie = up.cookie();
    assert_eq!(status(&up.page("/", &cookie)), 200);
    assert_eq!(status(&up.page("/forms", &cookie)), 200);
    let said = run(&["links", "--data", data.to_str().unwrap()]).output;
    assert!(said.contains(up.ready["link"].as_str().unwrap()), "{said}");
    assert!(said.contains("/f/contact") && said.contains("Authorization: Bearer v1."), "{said}");
    assert_eq!(up.stop().code, Some(0));
    let up = Up::on(&data);
    assert_eq!(status(&up.page("/", &cookie)), 200, "a cookie keeps it");
    drop(up);
    let said = run(&["links", "--data", data.to_str().unwrap(), "--format", "json"]).output;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["running"], false);
    assert!(said["pages"].as_str().unwrap().contains("/?token=v1."), "{said}");
}

#[test]
fn few_descriptors_and_clients_that_hold_on_end_no_service() {
    let folder = tempfile::tempdir().unwrap();
    let up = Up::limited("-n 64", &folder.path().join("data"), &[]);
    let cookie = up.cookie();
    let mut held = Vec::new();
    for _ in 0..300 {
        let mut stream = TcpStream::connect(up.authority()).unwrap();
        // One that was cut off already cannot be written to.
        drop(stream.write_all(b"POST /f/contact HTTP/1.1\r\nHost: loc"));
        held.push(stream);
    }
    assert_eq!(up.post("taro@example.jp").0, 200, "while they hold on");
    up.until("the first mail", |up| up.page("/", &cookie).contains("taro@example.jp"));
    drop(held);
    assert_eq!(up.post("jiro@example.jp").0, 200);
    up.until("the next mail", |up| up.page("/", &cookie).contains("jiro@example.jp"));
    let said = up.stop();
    assert_eq!(said.code, Some(0));
    let complaints =
        said.errors.lines().filter(|line| line.contains("WARN") || line.contains("ERROR")).count();
    assert!(complaints <= 3, "{}", said.errors);
}
