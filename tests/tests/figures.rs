//! Figures for alarms: what a batch did is counted as it happened, once, and says nothing when nothing happened.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use cadence::ids::{SequenceId, StepId};
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::eventbridge::EventBridge;
use gateway::local::journal::Journal;
use gateway::mailer::Mailer;
use gateway::queue::{Incoming, Queue, Unhandled};
use gateway::ses::Ses;
use hikyaku_tests::world::{Company, World};
use kit::aws::configuration;
use record_feedback::RecordFeedback;
use runtime::entropy::Entropy;
use runtime::metrics::{Figures, Metric};
use send_email::{BatchReport, SendEmail};
use serde_json::json;
use std::sync::{Arc, Mutex};

/// A mail service that answers by a list: a status, or nothing at all. Afterwards it takes everything.
#[derive(Debug, Clone)]
struct Moody(Arc<Mutex<Vec<Option<u16>>>>);

impl HttpClient for Moody {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Moody {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let mut moods = self.0.lock().unwrap();
        let mood = if moods.is_empty() { Some(200) } else { moods.remove(0) };
        HttpConnectorFuture::ready(match mood {
            Some(status) => {
                let body = SdkBody::from(json!({ "MessageId": "m" }).to_string());
                Ok(HttpResponse::new(status.try_into().unwrap(), body))
            }
            None => Err(ConnectorError::io("the connection was cut".into())),
        })
    }
}

async fn company() -> World {
    let sequence = json!({ "start": { "form": "signup" }, "steps": [{ "step": "hello", "send": "hello" }] });
    World::of(Company::with("welcome", &sequence)).await
}

/// Sends the first mails of so many new leads through a service of these moods, in one batch.
async fn batch(world: &World, moods: &[Option<u16>]) -> BatchReport {
    let service = Moody(Arc::new(Mutex::new(moods.to_vec())));
    let sender = world.sender(Mailer::Ses(Ses::connect(&configuration(service), "events")));
    for (number, mood) in moods.iter().enumerate() {
        let address = format!("lead-{number}-{mood:?}@example.jp").replace(['(', ')'], "-");
        let post = world.post_of("signup", &address, &[("agree", "on")]);
        assert!(world.request(post).await.status.is_success());
    }
    Box::pin(sender.work_through(world.standalone.sends.take(10))).await
}

#[tokio::test]
async fn a_batch_tells_what_the_mail_service_took_refused_and_left_unanswered() {
    let world = company().await;
    let report = batch(&world, &[Some(200), Some(200), Some(429), None, Some(503)]).await;
    let counted = BatchReport { accepted: 2, refused: 1, unknown: 2, ..BatchReport::default() };
    assert_eq!(report, counted, "a 5xx is no answer, a throttled mail was not taken");
    let figures = Figures::default()
        .and(Metric::MailsSent, 2)
        .and(Metric::MailsRefused, 1)
        .and(Metric::MailsUnknown, 2);
    assert_eq!(report.figures(), figures);
}

#[tokio::test]
async fn a_pause_that_the_mail_service_causes_is_told_of() {
    let world = company().await;
    let report = batch(&world, &[Some(403)]).await;
    assert_eq!(report, BatchReport { refused: 1, pauses: 1, ..BatchReport::default() });
    let idle = batch(&world, &[]).await;
    assert_eq!(idle.figures(), Figures::default(), "a batch with nothing to say says nothing");
}

#[tokio::test]
async fn a_notice_that_was_taken_is_not_repeated_because_the_next_one_fails() {
    let sequence = json!({
        "start": { "form": "signup" },
        "steps": [
            { "step": "tell-sales", "notify": "sales" },
            { "step": "tell-support", "notify": "support" },
            { "step": "hello", "send": "hello" },
        ],
    });
    let world = World::of(Company::with("welcome", &sequence)).await;
    let moods = Arc::new(Mutex::new(vec![Some(200), Some(500)]));
    let bus = Bus::EventBridge(EventBridge::connect(&configuration(Moody(Arc::clone(&moods))), "hikyaku"));
    let mailer = Mailer::Ses(Ses::connect(&configuration(Moody(Arc::default())), "events"));
    let sender = SendEmail { bus, ..world.sender(mailer) };
    let post = world.post_of("signup", "taro@example.jp", &[("agree", "on")]);
    assert!(world.request(post).await.status.is_success());
    let jobs = world.standalone.sends.take(1);
    assert_eq!(Box::pin(sender.work_through(jobs.clone())).await.unhandled.len(), 1);
    let (lead, sequence) = (world.lead("taro@example.jp"), SequenceId::parse("welcome").unwrap());
    let standing = world.standalone.store.enrollment(&lead, &sequence).await.unwrap().unwrap();
    assert_eq!(standing.value.step().map(StepId::as_str), Some("tell-support"));
    *moods.lock().unwrap() = vec![Some(200), Some(500)];
    let report = Box::pin(sender.work_through(jobs)).await;
    assert_eq!((report.accepted, report.unhandled.len()), (1, 0), "one more notice, and the mail");
}

#[tokio::test]
async fn a_bounce_or_a_complaint_is_counted_once_however_often_it_is_reported() {
    let mut world = company().await;
    for address in ["taro@example.jp", "jiro@example.jp"] {
        world.a_lead_posts("signup", address).await;
    }
    let record = RecordFeedback {
        store: world.standalone.store.clone(),
        sends: Queue::Local(world.standalone.sends.clone()),
        bus: Bus::Journal(Journal::in_memory()),
        clock: world.clock.clone(),
        entropy: Entropy::system(),
        identity: world.identity(),
        catalogs: CatalogCache::default(),
        heartbeat: record_feedback::FeedbackHeartbeat::default(),
    };
    let event = |kind: &str, address: &str| {
        crate::feedback::event(kind, &world.entry(address, "hello"), address).to_string()
    };
    let bodies = [
        event("delivery", "taro@example.jp"),
        event("bounce", "taro@example.jp"),
        event("bounce", "taro@example.jp"),
        event("complaint", "jiro@example.jp"),
        "not an event".to_owned(),
    ];
    let messages: Vec<Incoming> =
        bodies.into_iter().map(|body| Incoming { id: body.clone(), body }).collect();
    let report = Box::pin(record.work_through(messages.clone())).await;
    assert_eq!((report.bounced, report.complained, report.pauses), (1, 1, 0));
    assert_eq!(Unhandled::ids(&report.unhandled), ["not an event"]);
    let again = Box::pin(record.work_through(messages)).await;
    assert_eq!(again.figures(), Figures::default());
}
