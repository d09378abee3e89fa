//! The mails that one environment of `send-email` sends in a second, from how often it asks the table for each; and what is
//! said about `SendConcurrency` follows from it.

use cadence::address::EmailAddress;
use cadence::ids::{LeadId, SequenceId};
use chrono::TimeDelta;
use embedded_dynamodb::Engine;
use gateway::bus::Bus;
use gateway::local::journal::Journal;
use gateway::local::local_queue::LocalQueue;
use gateway::local::outbox::Outbox;
use gateway::mailer::Mailer;
use gateway::queue::{Queue, SendJob};
use hikyaku_tests::world::{Company, japan};
use ingest_lead::IngestLead;
use kit::company::{compiled_mails, hello_and_tips};
use kit::functions::{Environment, Secrets};
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use send_email::SendEmail;
use serde_json::{Value, json};
use std::path::Path;
use store::Store;

/// Requests to the table for one mail, and for a job whatever is in it.
const REQUESTS_PER_MAIL: u64 = 6;
const REQUESTS_PER_ORDER: u64 = 3;
/// Mails of a job, as a tick gives it.
const ORDER: u64 = 10;
/// The time DynamoDB takes to answer one request: AWS says a single-digit number of milliseconds.
const TABLE_MILLIS: u64 = 5;
/// The time SES takes to take one mail, about.
const CALL_MILLIS: u64 = 70;
/// Mails a second that SES usually allows an account that has just left the sandbox.
const FIRST_RATE: u64 = 14;
/// Environments that AWS allows a new account for all its functions together, at least.
const ENVIRONMENTS_OF_A_NEW_ACCOUNT: u64 = 10;

/// Mails that one environment sends in a second, one after the other.
fn mails_per_second() -> u64 {
    let requests_for_ten = ORDER * REQUESTS_PER_MAIL + REQUESTS_PER_ORDER;
    1000 * ORDER / (requests_for_ten * TABLE_MILLIS + ORDER * CALL_MILLIS)
}

/// The two functions of a mail's way, on an engine that counts.
struct Line {
    engine: Engine,
    clock: Clock,
    jobs: LocalQueue,
    ingest: IngestLead,
    send: SendEmail,
}

impl Line {
    async fn open(company: &Company, outbox: &Path) -> Self {
        let engine = Engine::in_memory().unwrap();
        let store = Store::new(engine.client(), "hikyaku");
        store.create_table(1).await.unwrap();
        let published = authoring::publish::read(company.folder()).unwrap();
        store.publish(&published.head, &published.publications, &compiled_mails(&published)).await.unwrap();

        let clock = Clock::told(japan("2026-04-06 10:00"));
        let jobs = LocalQueue::new("sends", None);
        let outbox = Outbox::open(outbox, LocalQueue::new("feedback", None), None).unwrap();
        let bus = Bus::Journal(Journal::in_memory());
        let clients = |entropy| Environment {
            store: store.clone(),
            sends: Queue::Local(jobs.clone()),
            bus: bus.clone(),
            mailer: Mailer::Outbox(outbox.clone()),
            clock: clock.clone(),
            entropy: Entropy::seeded(entropy),
            secrets: Secrets::known(),
        };
        let (ingest, send) = (clients(2).ingest_lead(), clients(1).send_email());
        Self { engine, clock, jobs, ingest, send }
    }

    async fn a_lead_posts(&self, address: &str) {
        let body = json!({ "email": address, "agree": "on" }).to_string();
        let request = http::Request::post("/f/signup").header("content-type", "application/json");
        let answer = Box::pin(self.ingest.handle(request.body(body.into()).unwrap())).await;
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    fn lead(&self, address: &str) -> LeadId {
        self.send.identity.lead(&EmailAddress::parse(address).unwrap())
    }

    async fn enqueue(&self, addresses: &[String]) {
        let sequence = SequenceId::parse("welcome").unwrap();
        let enrollments = addresses.iter().map(|address| (self.lead(address), sequence.clone()));
        self.send.sends.enqueue(&SendJob::together(enrollments, false)).await.unwrap();
    }

    /// Works through jobs for these people, and counts what that asked of the table.
    async fn requests_for(&self, addresses: &[String]) -> u64 {
        self.enqueue(addresses).await;
        let before: u64 = self.engine.counts().values().sum();
        self.work().await;
        self.engine.counts().values().sum::<u64>() - before
    }

    async fn work(&self) {
        while !self.jobs.is_empty() {
            let batch = self.jobs.take(10);
            assert!(Box::pin(self.send.work_through(batch.clone())).await.unhandled.is_empty());
            self.jobs.settle(&batch, &[]);
        }
    }
}

/// A sequence of which so many people got the first mail a day ago.
async fn a_day_after_so_many_came(many: u32, sequence: &Value, outbox: &Path) -> (Line, Vec<String>) {
    let line = Line::open(&Company::with("welcome", sequence), outbox).await;
    let people: Vec<String> = (0..many).map(|number| format!("lead-{number}@c{number}.example.jp")).collect();
    for address in &people {
        line.a_lead_posts(address).await;
    }
    line.work().await;
    line.clock.tell(line.clock.now() + TimeDelta::hours(25));
    (line, people)
}

#[tokio::test]
async fn a_mail_asks_the_table_six_times_and_an_order_three_times_more() {
    let sequence = json!({
        "start": { "form": "signup" },
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "tips", "day": 1, "at": "10:00", "send": "tips" },
            { "step": "more", "day": 9, "at": "10:00", "send": "more" },
        ],
    });
    let folder = tempfile::tempdir().unwrap();
    let (line, people) = a_day_after_so_many_came(13, &sequence, folder.path()).await;
    // The first one has the mail read and kept; with the second one, jobs are seen to come faster than slots pass.
    for person in people[..2].chunks(1) {
        line.requests_for(person).await;
    }
    assert_eq!(line.requests_for(&people[2..3]).await, REQUESTS_PER_MAIL + REQUESTS_PER_ORDER);
    assert_eq!(line.requests_for(&people[3..]).await, ORDER * REQUESTS_PER_MAIL + REQUESTS_PER_ORDER);
}

#[tokio::test]
async fn what_fails_of_an_order_is_ordered_alone_and_holds_up_nobody_else() {
    let sequence = hello_and_tips(1);
    let folder = tempfile::tempdir().unwrap();
    let (line, people) = a_day_after_so_many_came(5, &sequence, folder.path()).await;
    let third = line.lead(&people[2]);
    let spoil = json!({
        "TableName": "hikyaku", "Key": { "pk": { "S": format!("L#{third}") }, "sk": { "S": "now#card" } },
        "UpdateExpression": "SET #zone = :nowhere", "ExpressionAttributeNames": { "#zone": "zone" },
        "ExpressionAttributeValues": { ":nowhere": { "S": "Nowhere/At_All" } },
    });
    let (status, answer) = line.engine.answer("UpdateItem", spoil.to_string().as_bytes());
    assert_eq!(status, 200, "{answer}");
    line.enqueue(&people).await;
    let report = Box::pin(line.send.work_through(line.jobs.take(10))).await;
    assert_eq!((report.accepted, report.unhandled.len()), (4, 0));
    let [again] = &line.jobs.take(10)[..] else { panic!("one job") };
    assert_eq!(SendJob::read(&again.body).unwrap().leads, [third]);
    let report = Box::pin(line.send.work_through(vec![again.clone()])).await;
    assert_eq!((report.accepted, report.unhandled.len()), (0, 1), "alone, it comes again by itself");
}

#[test]
fn what_is_said_about_send_concurrency_follows_from_what_a_mail_costs() {
    let read = |path| std::fs::read_to_string(kit::folder::checkout().join(path)).unwrap();
    let (template, page) = (read("infra/template.yaml"), read("docs/deployment.md"));
    let parameter =
        template.split("\n  SendConcurrency:\n").nth(1).unwrap().split("\n  BaseUrl:").next().unwrap();
    let default: u64 =
        parameter.split("Default: ").nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    let each = mails_per_second();
    assert!(default * each >= 2 * FIRST_RATE, "{default} send {} a second", default * each);
    assert!(2 * default <= ENVIRONMENTS_OF_A_NEW_ACCOUNT, "forms are to be answered meanwhile");
    let said = format!("about {each} mails a second");
    for text in [parameter, page.as_str()] {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&said), "`{said}` is not said");
    }
    let row = page.lines().find(|line| line.starts_with("| `SendConcurrency`")).unwrap();
    assert!(row.ends_with(&format!("| {default} |")), "{row}");
    let asked = format!("{REQUESTS_PER_MAIL} requests to the table for each mail");
    assert!(page.contains(&asked), "`{asked}` is not said");
}
