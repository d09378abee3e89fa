//! A mail is handed over byte for byte, with its tags; what SES refuses is known to be refused.

use crate::answerer::{Answered, Answerer, Asked, well};
use crate::place::{self, Place};
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::disposition::SendFailure;
use cadence::facts::MessageName;
use cadence::ids::{AttemptId, SequenceId, StepId};
use cadence::send_key::IdentityKey;
use data_encoding::BASE64;
use gateway::mailer::{Mailer, SendRequest};
use gateway::ses::Ses;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Long lines, an empty header, bare text beyond ASCII, dots at the start of a line: whatever parsers like to change.
pub(crate) const MIME: &[u8] =
    "From: hello@example.com\r\nTo: taro@example.jp\r\nSubject: =?UTF-8?B?5pel5pys?=\r\n\
    List-Unsubscribe: <https://a.example/u/x>\r\nX-Empty:\r\n\r\n.\r\n..\r\n日本 =3D\r\n"
        .as_bytes();

/// One mail of one lead.
pub(crate) struct Mail {
    name: MessageName,
    attempt: AttemptId,
    from: EmailAddress,
    to: EmailAddress,
}

impl Mail {
    pub(crate) fn from(sender: &str) -> Self {
        let key = IdentityKey::new(vec![7; 32]).unwrap();
        let to = EmailAddress::parse("taro@example.jp").unwrap();
        let (sequence, step) = (SequenceId::parse("welcome").unwrap(), StepId::parse("hello").unwrap());
        let lead = key.lead(&to);
        let run = key.run(&lead, &sequence, "post-1");
        let send_key = key.send_key(&lead, &sequence, &run, &step);
        Self {
            name: MessageName { send_key, lead, sequence, run, step },
            attempt: AttemptId::from_random([2; 16]),
            from: EmailAddress::parse(sender).unwrap(),
            to,
        }
    }

    pub(crate) fn request(&self, tracking: bool) -> SendRequest<'_> {
        SendRequest {
            name: &self.name,
            attempt: &self.attempt,
            from: &self.from,
            to: &self.to,
            mime: MIME,
            tracking,
            zone: chrono_tz::UTC,
            at: Instant::UNIX_EPOCH,
        }
    }
}

/// A mailer that sends through the configuration set `hikyaku`.
pub(crate) fn mailer(url: &str) -> Mailer {
    Mailer::Ses(Ses::connect(place::ses(url), "hikyaku"))
}

/// As SES answers (API reference v2, `SendEmail`, `GetAccount`): only mails of a verified identity are taken.
fn answer(asked: &Asked) -> Answered {
    match (asked.line.as_str(), asked.body["FromEmailAddress"].as_str()) {
        ("POST /v2/email/outbound-emails", Some("hello@example.com")) => well(json!({ "MessageId": "m-1" })),
        ("POST /v2/email/outbound-emails", _) => Answered::With(400, "MessageRejected", json!({})),
        ("GET /v2/email/account", _) => well(
            json!({ "SendQuota": { "Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 7.0 } }),
        ),
        _ => Answered::With(404, "NotFoundException", json!({})),
    }
}

/// A place where `hello@example.com` is verified and nobody else.
async fn place() -> Place {
    let place = Place::of_mail(answer).await;
    if let Place::There(url) = &place {
        let client = aws_sdk_sesv2::Client::from_conf(place::ses(url));
        client.create_email_identity().email_identity("hello@example.com").send().await.unwrap();
    }
    place
}

/// The bytes of the only mail that arrived.
async fn arrived(place: &Place) -> Vec<u8> {
    match place {
        Place::Here(answerer) => {
            let data =
                answerer.asked().last().unwrap().body["Content"]["Raw"]["Data"].as_str().unwrap().to_owned();
            BASE64.decode(data.as_bytes()).unwrap()
        }
        // moto keeps what it took under this path.
        Place::There(url) => {
            let kept = get(url, "/moto-api/data.json").await;
            let mails = kept["ses"]["RawMessage"].as_array().unwrap().clone();
            assert_eq!(mails.len(), 1);
            mails[0]["raw_data"].as_str().unwrap().as_bytes().to_vec()
        }
    }
}

/// A document of an emulator, over plain HTTP.
async fn get(url: &str, path: &str) -> Value {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
    let request = format!("GET {path} HTTP/1.0\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn a_mail_arrives_byte_for_byte_and_an_unverified_sender_is_refused() {
    let place = place().await;
    let mailer = mailer(place.url());
    let refused = mailer.send(&Mail::from("nobody@example.org").request(true)).await;
    assert_eq!(refused, Err(SendFailure::MessageRejected));
    if let Place::Here(answerer) = &place {
        assert_eq!(answerer.asked().len(), 1);
    }
    let place = if let Place::There(_) = place { place } else { self::place().await };
    let id = self::mailer(place.url()).send(&Mail::from("hello@example.com").request(true)).await.unwrap();
    assert!(!id.is_empty());
    assert_eq!(arrived(&place).await, MIME);
}

#[tokio::test]
async fn a_mail_names_its_set_its_six_tags_and_whether_it_may_be_tracked() {
    let answerer = Answerer::start(answer).await;
    let mail = Mail::from("hello@example.com");
    for tracking in [true, false] {
        mailer(&answerer.url).send(&mail.request(tracking)).await.unwrap();
    }
    let asked = answerer.asked();
    let off =
        json!({ "Tracking": { "OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED" } });
    assert_eq!(asked[0].body["ConfigurationOverrides"], Value::Null);
    assert_eq!(asked[1].body["ConfigurationOverrides"], off);
    let body = &asked[0].body;
    assert_eq!(body["ConfigurationSetName"], "hikyaku");
    assert_eq!(body["FromEmailAddress"], "hello@example.com");
    assert_eq!(body["Destination"], json!({ "ToAddresses": ["taro@example.jp"] }));
    let tags = body["EmailTags"].as_array().unwrap().iter().map(|tag| tag["Name"].as_str().unwrap());
    assert_eq!(tags.collect::<Vec<_>>(), ["send_key", "attempt", "lead", "sequence", "run", "step"]);
}

#[tokio::test]
async fn the_quota_is_read_as_ses_says_it() {
    let answerer = Answerer::start(answer).await;
    let quota = mailer(&answerer.url).account().quota().await.unwrap();
    assert_eq!((quota.per_second, quota.per_day, quota.sent_in_day), (14.0, 50000.0, 7.0));
}
