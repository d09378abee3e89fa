//! Files that are large and wrong all over: told in a time that grows as they do.

use super::{SETTINGS, folder};
use crate::check_folder;
use std::time::{Duration, Instant};

/// Bytes of the smaller of two files.
const BYTES: usize = 12 * 1024;
/// The factor by which the other one is larger.
const LARGER: usize = 4;
/// The factor by which that one may take longer: a time that grew as the square would be 16 times as long.
const LONGER: u32 = 9;
/// The number of times that two are compared before the longer one counts as too long.
const TRIES: usize = 3;
/// A time too short to be compared.
const SHORT: Duration = Duration::from_millis(400);

/// The time that this thread has worked, whoever else does. Where the system does not tell, the time that has passed.
fn worked(began: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| began.elapsed(), Duration::from_nanos)
}

/// The work of checking a folder with one file in another form.
fn work(path: &str, text: &str) -> Duration {
    let began = Instant::now();
    let before = worked(began);
    check_folder(&folder(&[(path, text)]));
    worked(began).saturating_sub(before)
}

fn grows_as_it_does(path: &str, text: impl Fn(usize) -> String) {
    let (small, large) = (text(BYTES), text(BYTES * LARGER));
    let mut tried = Vec::new();
    // Others on the same processor slow down its memory, at times for one of the two only.
    while tried.len() < TRIES {
        let (longer, shorter) = (work(path, &large), work(path, &small));
        if longer < SHORT.max(shorter * LONGER) {
            return;
        }
        tried.push((shorter, longer));
    }
    let start: String = small.chars().take(80).collect();
    panic!("{path}: {tried:?}, the smaller file before the larger: {start}");
}

/// A text between a beginning and an end, as often as it fits.
fn filled(bytes: usize, start: &str, each: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = start.to_owned();
    let mut number = 0;
    while text.len() < bytes {
        text.push_str(if number > 0 { "," } else { "" });
        text.push_str(&each(number));
        number += 1;
    }
    text + end
}

#[test]
fn a_document_wrong_all_over_is_told_in_a_time_that_grows_as_it_does() {
    const STEPS: &str = "{\"start\":{\"event\":\"x\"},\"steps\":[";
    type Each = fn(usize) -> String;
    let documents: [(&str, &str, Each, &str); 18] = [
        ("sequences/welcome.json", "{", |n| format!("\"k{n}\":1"), "}"),
        ("sequences/welcome.json", "{", |_| "\"title\":1".to_owned(), "}"),
        ("sequences/welcome.json", STEPS, |_| "1".to_owned(), "]}"),
        ("sequences/welcome.json", STEPS, |n| format!("{{\"stp\":\"s{n}\"}}"), "]}"),
        ("sequences/welcome.json", STEPS, |n| format!("{{\"step\":\"s{n}\",\"stop\":\"x\"}}"), "]}"),
        ("sequences/welcome.json", STEPS, |_| "{\"step\":\"s\",\"stop\":\"x\"}".to_owned(), "]}"),
        ("sequences/welcome.json", STEPS, |n| format!("{{\"step\":\"s{n}\",\"send\":\"m{n}\"}}"), "]}"),
        (
            "sequences/welcome.json",
            STEPS,
            |n| {
                format!(
                    "{{\"step\":\"s{n}\",\"wait_for\":{{\"clicked\":\"s{}\"}},\"at_most\":\"1 day\"}}",
                    n + 1
                )
            },
            "]}",
        ),
        ("sequences/welcome.json", "{\"stop_if\":[", |n| format!("{{\"event\":\"E{n}\"}}"), "]}"),
        ("sequences/welcome.json", "[", |_| "1 1".to_owned(), "]"),
        ("sequences/welcome.json", "[", |_| "/**/1".to_owned(), "]"),
        ("sequences/welcome.json", "[\n", |_| "'あ'\n".to_owned(), "]"),
        ("forms/inquiry.json", "{\"fields\":[", |n| format!("{{\"name\":\"f{n}\",\"type\":\"text\"}}"), "]}"),
        ("forms/inquiry.json", "{\"fields\":[", |_| "{\"name\":\"f\",\"type\":\"email\"}".to_owned(), "]}"),
        ("forms/inquiry.json", "{\"fields\":[],\"allow_origins\":[", |n| format!("\"o/{n}\""), "]}"),
        ("forms/inquiry.json", "{\"fields\":[],\"tags\":[", |n| format!("\"O{n}\""), "]}"),
        ("calendars/x.json", "{\"closed\":[", |n| format!("{{\"day\":\"2026-01-{n}\"}}"), "]}"),
        ("settings.json", "{\"caps\":[", |n| format!("{{\"mails\":{n}}}"), "]}"),
    ];
    for (path, start, each, end) in documents {
        grows_as_it_does(path, |bytes| filled(bytes, start, each, end));
    }
}

#[test]
fn a_long_word_is_told_in_a_time_that_grows_as_it_does() {
    let step = |text: String| format!("{{\"start\":{{\"event\":\"x\"}},\"steps\":[{{{text}}}]}}");
    let documents: [&dyn Fn(String) -> String; 4] = [
        &|word| format!("{{\"{word}\":1}}"),
        &|word| step(format!("\"step\":\"{word}\",\"stop\":\"x\"")),
        &|word| step(format!("\"step\":\"a\",\"send\":\"{word}\"")),
        &|word| step(format!("\"step\":\"a\",\"wait\":\"{word} days\"")),
    ];
    for document in documents {
        for letter in ["a", "9", "あ"] {
            grows_as_it_does("sequences/welcome.json", |bytes| document(letter.repeat(bytes)));
        }
    }
    grows_as_it_does("settings.json", |bytes| {
        SETTINGS.replace("hello@", &format!("{}@", "mailto:".repeat(bytes / 7)))
    });
    grows_as_it_does("settings.json", |bytes| {
        SETTINGS.replace("@example", &format!("@xn--{}.example", "a9".repeat(bytes / 2)))
    });
}

/// A step's knowledge of those before it was copied for each way once, so that each step made it three times as long.
#[test]
fn a_sequence_as_long_as_one_may_be_is_checked_in_a_moment() {
    let plain: Vec<String> = (0..200).map(|n| format!("{{\"step\":\"s{n}\",\"tag\":\"t\"}}")).collect();
    let forked: Vec<String> = (0..65)
        .map(|n| {
            format!(
                "{{\"step\":\"c{n}\",\"choose\":{{\"tag\":\"t\"}},\"then\":[{{\"step\":\"a{n}\",\"tag\":\"t\"}}],\
                 \"else\":[{{\"step\":\"b{n}\",\"untag\":\"t\"}}]}}"
            )
        })
        .collect();
    for steps in [plain, forked] {
        let text = format!("{{\"start\":{{\"event\":\"x\"}},\"steps\":[{}]}}", steps.join(","));
        let report = check_folder(&folder(&[("sequences/welcome.json", &text)]));
        assert!(!report.has_errors(), "{report:?}");
    }
}

#[test]
fn a_mail_wrong_all_over_is_told_in_a_time_that_grows_as_it_does() {
    for piece in [
        "{{ lead.name | sama }} ",
        "{{ lead.x }} ",
        "[a](https://example.jp/) ",
        "[",
        "> ",
        "*a ",
        "{% if lead.name %}x{% endif %}",
        "<b>x</b> ",
        "<div>",
        "&amp;",
        "| a ",
        "{{ lead.nmae }}{{ x | upcase }}<a href=\"\">x</a>*|FNAME|* ![](x)",
    ] {
        grows_as_it_does("emails/welcome/hello/body.md", |bytes| piece.repeat(bytes / 4 / piece.len()));
    }
}

/// Two megabytes of mistakes are told in as much text as one reads.
#[test]
fn two_megabytes_of_mistakes_are_told_in_a_hundred_findings() {
    let bytes = 2 * 1024 * 1024 - 100;
    let documents = [
        ("sequences/welcome.json", filled(bytes, "{", |n| format!("\"k{n}\":1"), "}")),
        ("sequences/welcome.json", filled(bytes, "{\"steps\":[", |n| format!("{{\"stp\":\"s{n}\"}}"), "]}")),
        ("forms/inquiry.json", filled(bytes, "[", |_| "'a' 1".to_owned(), "]")),
    ];
    for (path, text) in documents {
        let before = worked(Instant::now());
        let report = check_folder(&folder(&[(path, &text)]));
        let took = worked(Instant::now()).saturating_sub(before);
        let of_file: Vec<_> = report.findings.iter().filter(|it| it.file == path).collect();
        assert!(took < Duration::from_mins(1), "{path}: {took:?}");
        assert!(of_file.len() == 101 && of_file[100].rule == "more-errors", "{path}: {}", of_file.len());
    }
}

/// No mail is that long, so none is read to its end.
#[test]
fn a_mail_of_two_megabytes_is_refused_before_it_is_read() {
    let text = "{{ lead.nmae }}{{ x | upcase }}<a href=\"\">x</a>*|FNAME|*\n".repeat(2 * 1024 * 1024 / 64);
    for file in ["body.md", "preheader.txt", "subject.txt"] {
        let path = format!("emails/welcome/hello/{file}");
        let report = check_folder(&folder(&[(&path, &text)]));
        let of_file: Vec<&str> =
            report.findings.iter().filter(|it| it.file == path).map(|it| it.rule).collect();
        let told = of_file.contains(&"file-too-large") || of_file.contains(&"body-broken");
        assert!(told && of_file.len() <= 3, "{path}: {of_file:?}");
    }
}
