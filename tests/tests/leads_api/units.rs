//! The units that a lead takes at the table when it is handed over, as DynamoDB counts them. Imports take the same.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use bytes::Bytes;
use embedded_dynamodb::Engine;
use hikyaku_tests::world::{Company, japan};
use http::Request;
use ingest_lead::IngestLead;
use kit::aws::{Answering, Line, Reply, operation, response};
use kit::company::{compiled_mails, hello_and_tips};
use kit::functions::{Environment, Secrets};
use kit::observer;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Units by operation.
type Units = Arc<Mutex<BTreeMap<String, f64>>>;

/// The way to the engine, on which units are counted.
#[derive(Debug, Clone)]
struct Counting(Arc<Engine>, Units);

impl Answering for Counting {
    async fn answer(self, request: HttpRequest) -> Reply {
        let name = operation(&request).to_owned();
        let mut body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        let (status, answer) = self.0.answer(&name, body.to_string().as_bytes());
        let said = serde_json::from_str::<Value>(&answer).unwrap()["ConsumedCapacity"].take();
        let tables = said.as_array().cloned().unwrap_or_else(|| vec![said]);
        let used: f64 = tables.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum();
        *self.1.lock().unwrap().entry(name).or_default() += used;
        response(status, answer)
    }
}

fn function(units: &Units) -> IngestLead {
    let engine = Engine::in_memory().unwrap();
    let store = observer::store(&engine);
    let company = Company::with("welcome", &hello_and_tips(1));
    let published = authoring::publish::read(company.folder()).unwrap();
    observer::at_once(store.create_table(2)).unwrap();
    observer::at_once(store.publish(&published.head, &published.publications, &compiled_mails(&published)))
        .unwrap();
    let line = Line(Counting(Arc::new(engine), Arc::clone(units)));
    let clock = Clock::told(japan("2026-04-06 10:00"));
    Environment::new(line, &clock, &Secrets::known(), Entropy::seeded(1)).ingest_lead()
}

/// Hands a lead over; gives its outcome, the units written, and those read to look at it.
async fn taken(function: &IngestLead, units: &Units, lead: &Value) -> (String, f64, f64) {
    units.lock().unwrap().clear();
    let key = format!("Bearer {}", function.links.api_key());
    let request = Request::post("/api/leads").header("authorization", key);
    let answer = function.handle(request.body(Bytes::from(lead.to_string())).unwrap()).await;
    let answer: Value = serde_json::from_slice(answer.body()).unwrap();
    let used = units.lock().unwrap().clone();
    let of = |name: &str| used.get(name).copied().unwrap_or_default();
    let outcome = answer["leads"][0]["outcome"].as_str().unwrap().to_owned();
    (outcome, of("TransactWriteItems") + of("PutItem") + of("UpdateItem"), of("BatchGetItem"))
}

#[tokio::test]
async fn a_lead_of_a_list_takes_the_units_that_the_page_says() {
    let units = Units::default();
    let function = function(&units);
    let ground = json!({ "kind": "express", "evidence": "fair", "obtained_on": "2026-04-01", "by": "crm" });
    let lead = |address: &str, ground: &Value, tags: &[&str]| {
        json!({
            "list": "crm", "ground": ground, "email": address, "name": "山田 太郎", "tags": tags,
            "fields": { "company": "みどり" },
        })
    };
    let told = async |lead: Value| {
        let (outcome, written, read) = taken(&function, &units, &lead).await;
        format!("{outcome}: {written} written, {read} read")
    };
    let plain = lead("taro@example.jp", &ground, &[]);
    assert_eq!(told(plain.clone()).await, "created: 11 written, 8 read");
    assert_eq!(told(plain).await, "unchanged: 0 written, 8 read");
    assert_eq!(told(lead("hana@example.jp", &ground, &["met"])).await, "created: 13 written, 8 read");
    assert_eq!(told(lead("ken@example.jp", &json!("none"), &[])).await, "created: 9 written, 7 read");
}
