//! Nobody's name, address or company leaves the few places that may hold it.
//!
//! A demo is played with everything it logs kept in memory. Then logs, events, ledger, dead letters, file names, entries and the
//! whole table are searched for every person of the cast. Of the table only cards, profiles and entry events may name somebody;
//! no key ever does.

use hikyaku::demo::{self, DemoOptions, Habit, Person};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Builder;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Subscriber, dispatcher};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// People who come in during the month.
const LEADS: usize = 24;
/// Habits whose traces are easily forgotten: addresses in bounces and complaints, links in what scanners do.
const RARE: [Habit; 5] = [Habit::Gone, Habit::Annoyed, Habit::Leaving, Habit::Scanned, Habit::Screened];
/// Everything that our own crates say, and of others what they say when they look for a fault.
const FILTER: &str = "debug,hikyaku=trace,ingest_lead=trace,cadence_tick=trace,send_email=trace,record_feedback=trace,\
    sweep_dormant=trace,manage_subscription=trace,store=trace,embedded_dynamodb=trace,gateway=trace,runtime=trace,authoring=trace,\
    document=trace,mail=trace,links=trace,cadence=trace,application=trace";
/// Items of a lead that may say who it is.
const PERSONAL: [&str; 3] = ["now#card", "profile", "entry#"];

/// Everything that was logged: each line once, as mails and calls are many and alike.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<BTreeSet<String>>>);

impl Log {
    fn text(&self) -> String {
        self.lines().iter().cloned().collect::<Vec<_>>().join("\n")
    }

    fn lines(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields::default();
        record(&mut fields);
        self.lines().insert(fields.0);
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.note(|fields| span.record(fields));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        self.note(|fields| values.record(fields));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.note(|fields| event.record(fields));
    }
}

/// Fields as a line.
#[derive(Debug, Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, "{}={value} ", field.name()).unwrap();
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

/// Does the work with a log of its own, on all threads that the work uses, and gives back what was logged.
fn logged<T>(work: impl Future<Output = T>) -> (T, String) {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::registry().with(FILTER.parse::<Targets>().unwrap()).with(log.clone());
    let dispatch = Dispatch::new(subscriber);
    let here = dispatch.clone();
    // The subscriber of a thread goes with the thread.
    let on_thread_start = move || std::mem::forget(dispatcher::set_default(&dispatch));
    let runtime = Builder::new_current_thread().enable_all().on_thread_start(on_thread_start).build();
    let outcome = dispatcher::with_default(&here, || runtime.unwrap().block_on(work));
    (outcome, log.text())
}

/// The first seed in whose cast somebody has each of the rare habits.
fn seed() -> u64 {
    let has_all = |seed: &u64| {
        let cast = demo::cast(*seed, Some(LEADS));
        let count = |habit| cast.iter().filter(|person| person.agrees && person.habit == habit).count();
        // Two who may leave, so that it does not hang on one person's mood.
        RARE.iter().all(|habit| count(*habit) > usize::from(*habit == Habit::Leaving))
    };
    (1..1000).find(has_all).unwrap()
}

/// Traces that give a person away: words that are written nowhere else, and names so short that prose may hold them by chance.
struct Traces {
    certain: Vec<String>,
    short: Vec<String>,
}

impl Traces {
    fn of(cast: &[Person]) -> Self {
        let (mut certain, mut short) = (Vec::new(), Vec::new());
        for Person { name, address, company, .. } in cast {
            let (local, _) = address.split_once('@').unwrap();
            let (family, given) = name.split_once(' ').unwrap();
            let joined = [" ", "　", ""].map(|gap| format!("{family}{gap}{given}"));
            certain.extend(joined);
            certain.extend([address.as_str(), local, company].map(str::to_owned));
            for part in [family, given] {
                let list = if part.chars().count() > 1 { &mut certain } else { &mut short };
                list.push(part.to_owned());
            }
        }
        for list in [&mut certain, &mut short] {
            let in_addresses: Vec<String> = list.iter().map(|it| percent_encoded(it)).collect();
            list.extend(in_addresses);
            list.sort();
            list.dedup();
        }
        Self { certain, short }
    }

    /// All that is found in data, in which there is no prose.
    fn in_data<'a>(&'a self, text: &str) -> Vec<&'a str> {
        let all = self.certain.iter().chain(&self.short);
        all.map(String::as_str).filter(|trace| text.contains(trace)).collect()
    }

    /// The traces found in prose, less what may be there by chance.
    fn in_prose<'a>(&'a self, text: &str) -> Vec<&'a str> {
        self.certain.iter().map(String::as_str).filter(|trace| text.contains(trace)).collect()
    }
}

fn percent_encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Places in one item of the table, as DynamoDB's JSON, that name somebody and may not.
fn in_item(traces: &Traces, line: &str) -> Vec<String> {
    let item: Value = serde_json::from_str(line).unwrap();
    let text = |name: &str| item[name]["S"].as_str().unwrap_or_default();
    let place = format!("{} / {}", text("pk"), text("sk"));
    let of_lead = text("pk").starts_with("L#");
    let personal = of_lead && PERSONAL.iter().any(|kind| text("sk").starts_with(kind));
    let mut found = Vec::new();
    for (name, value) in item.as_object().unwrap() {
        let is_key = ["pk", "sk"].iter().any(|end| name == end || name.ends_with(&format!("_{end}")));
        let value = value.to_string();
        let traces = match (is_key, personal, of_lead) {
            (true, ..) | (false, false, true) => traces.in_data(&value),
            (false, true, _) => Vec::new(),
            // The words of marketers.
            (false, false, false) => traces.in_prose(&value),
        };
        found.extend(traces.into_iter().map(|trace| format!("table, {place}, {name}: {trace}")));
    }
    found
}

/// Files in a folder with an ending; none where there is no folder.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|it| it == ending)).collect()
}

/// Lines of what was left in a folder, each place with its text: everything that is data and no mail.
fn left_in(folder: &Path) -> Vec<(String, String)> {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut files_read: Vec<PathBuf> = ["events.jsonl", "ledger.jsonl"].map(|it| folder.join(it)).into();
    files_read.extend(files(&folder.join("outbox"), "json"));
    files_read.extend(files(&folder.join("dead-letters"), "json"));
    files_read.extend(files(&folder.join("dead-letters"), "reason"));
    let mut left: Vec<_> =
        files_read.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect();
    let mails = files(&folder.join("outbox"), "eml");
    left.extend(mails.iter().map(|path| ("a file's name in the outbox".to_owned(), name(path))));
    left
}

#[test]
fn a_month_leaves_nobodys_name_or_address_where_it_does_not_belong() {
    let folder = tempfile::tempdir().unwrap();
    let seed = seed();
    let options = DemoOptions {
        seed,
        leads: Some(LEADS),
        templates: kit::folder::templates(),
        folder: folder.path().to_owned(),
        keeps: false,
        ledger: None,
    };
    let (report, log) = logged(demo::play(&options, &|_, _| ()));
    let report = report.unwrap();
    assert_eq!(report.violations, 0, "seed {seed}: {:?}", report.invariants);
    assert!(report.mails_sent > LEADS && report.leads >= LEADS, "a month was played: {report:?}");
    assert!(
        report.bounces > 0 && report.complaints > 0 && report.unsubscribes > 0 && report.clicks_machine > 0,
        "seed {seed} shows every way out: {report:?}"
    );
    for line in ["message=a post was taken", "rpc.method=PutItem"] {
        assert!(log.contains(line), "what everybody says is kept: {line}");
    }

    let traces = Traces::of(&demo::cast(seed, Some(LEADS)));
    let mut found: Vec<String> =
        traces.in_data(&log).into_iter().map(|trace| format!("log: {trace}")).collect();
    let left = left_in(folder.path());
    assert!(left.len() > 2 * report.mails_sent, "each mail and each entry is looked at");
    for (place, text) in left {
        found.extend(traces.in_data(&text).into_iter().map(|trace| format!("{place}: {trace}")));
    }
    let table = std::fs::read_to_string(folder.path().join("table.jsonl")).unwrap();
    found.extend(table.lines().flat_map(|line| in_item(&traces, line)));
    assert!(found.is_empty(), "seed {seed}: {} places name somebody\n{}", found.len(), found.join("\n"));

    // The search knows how to find: mails and cards do name people.
    assert!(!traces.in_data(&table).is_empty());
}

#[test]
fn a_planted_name_or_address_is_found() {
    let cast = demo::cast(seed(), Some(LEADS));
    let (person, traces) = (&cast[0], Traces::of(&cast));
    let ((), log) = logged(async {
        tracing::info!(lead = "aaaa", "nothing personal");
    });
    assert!(log.contains("nothing personal") && traces.in_data(&log).is_empty(), "{log}");
    let address = person.address.clone();
    let ((), log) = logged(async {
        let line = move || tracing::debug!(%address, "a careless line");
        tokio::task::spawn_blocking(line).await.unwrap();
    });
    assert!(traces.in_data(&log).contains(&person.address.as_str()), "{log}");
    assert!(!traces.in_data(&format!("GET /f/contact?name={}", percent_encoded(&person.name))).is_empty());

    let item = |pk: &str, sk: &str, attribute: &str, value: &str| {
        serde_json::json!({ "pk": { "S": pk }, "sk": { "S": sk }, attribute: { "S": value } }).to_string()
    };
    let found = |item: String| in_item(&traces, &item).len();
    assert_eq!(found(item("L#aaaa", "now#card", "address", &person.address)), 0);
    assert!(found(item("L#aaaa", "engagement", "last", &person.address)) > 0);
    assert!(found(item("L#aaaa", &format!("event#{}", person.address), "count", "1")) > 0);
    assert!(found(item("L#aaaa", "now#card", "due_pk", &person.name)) > 0);
}
