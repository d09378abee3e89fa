//! The actions of people and machines: post forms, read, click, bounce, complain, refuse; and what other systems report.

use super::{BASE_URL, World};
use bytes::Bytes;
use cadence::ids::FormId;
use gateway::local::outbox::ses_event;
use http::{Method, Request, Response, StatusCode, header};
use kit::mail_service::{BROWSER, bounce, complaint, stamp};
use kit::mime;
use serde_json::{Value, json};

/// Forms that are for staff; their links carry a key.
const STAFF_FORMS: [&str; 2] = ["customer", "agreed"];

/// An answer to a request, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: http::HeaderMap,
    /// Its body.
    pub body: String,
}

impl Answer {
    /// A header's text; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn of(response: Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        let body = String::from_utf8(body.to_vec()).expect("answers are UTF-8");
        Self { status: head.status, headers: head.headers, body }
    }
}

impl World {
    /// Somebody posts a form, and agrees to marketing where the form asks.
    pub async fn a_lead_posts(&mut self, form: &str, address: &str) {
        self.a_lead_answers(form, address, &[("agree", "on")]).await;
    }

    /// Somebody posts a form with these answers beside the address.
    pub async fn a_lead_answers(&mut self, form: &str, address: &str, answers: &[(&str, &str)]) {
        let request = self.post_of(form, address, answers);
        let status = self.standalone.http(request).await.status();
        assert!(status.is_success() || status.is_redirection(), "the form {form} answered {status}");
        self.standalone.drain().await;
    }

    /// Somebody posts a form and agrees; it is taken, and what it sets off waits until somebody drains the standalone program.
    pub async fn a_post_is_taken(&self, form: &str, address: &str) {
        let answer = self.request(self.post_of(form, address, &[("agree", "on")])).await;
        assert!(answer.status.is_success(), "the form {form} answered {}", answer.status);
    }

    /// The request that a browser sends for a form.
    pub fn post_of(&self, form: &str, address: &str, answers: &[(&str, &str)]) -> Request<Bytes> {
        let mut fields = json!({ "email": address });
        for (name, value) in answers {
            fields[*name] = (*value).into();
        }
        let id = FormId::parse(form).expect("a form's name");
        Request::post(self.standalone.form_path(&id, STAFF_FORMS.contains(&form)))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Bytes::from(fields.to_string()))
            .expect("a request can be made")
    }

    /// Sends any request and reads the answer. What it sets off waits until somebody drains the standalone program.
    pub async fn request(&self, request: Request<Bytes>) -> Answer {
        Answer::of(self.standalone.http(request).await)
    }

    /// The person opens the mail of a step.
    pub async fn the_mail_is_opened(&mut self, address: &str, step: &str) {
        self.reported(address, step, "Open", json!({ "userAgent": BROWSER })).await;
    }

    /// The person follows a link in the mail of a step.
    pub async fn the_mail_is_clicked(&mut self, address: &str, step: &str) {
        let link = format!("https://www.example.co.jp/{step}");
        self.reported(address, step, "Click", json!({ "userAgent": BROWSER, "link": link })).await;
    }

    /// A machine follows a link in the mail of a step.
    pub async fn a_machine_clicks(&mut self, address: &str, step: &str) {
        let link = format!("https://www.example.co.jp/{step}");
        let click = json!({ "userAgent": BROWSER, "link": link, "isBotEvent": "Likely" });
        self.reported(address, step, "Click", click).await;
    }

    /// The mailbox does not exist.
    pub async fn the_mail_bounces(&mut self, address: &str, step: &str) {
        let recipients = json!([{ "emailAddress": address, "action": "failed", "status": "5.1.1" }]);
        let bounce =
            json!({ "bounceType": "Permanent", "bounceSubType": "NoEmail", "bouncedRecipients": recipients });
        self.reported(address, step, "Bounce", bounce).await;
    }

    /// The mailbox is full.
    pub async fn the_mailbox_is_full(&mut self, address: &str, step: &str) {
        self.reported(address, step, "Bounce", bounce("Transient", "MailboxFull", address)).await;
    }

    /// The person marks the mail of a step as spam.
    pub async fn the_person_complains(&mut self, address: &str, step: &str) {
        self.reported(address, step, "Complaint", complaint(address)).await;
    }

    /// The person presses the one-click button that mail programs show (RFC 8058).
    pub async fn the_person_unsubscribes(&mut self, address: &str, step: &str) {
        let answer = self.request(self.one_click(address, step)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        self.standalone.drain().await;
    }

    /// The request of the one-click button in the mail of a step.
    pub fn one_click(&self, address: &str, step: &str) -> Request<Bytes> {
        self.press(address, step, "List-Unsubscribe=One-Click")
    }

    /// The person presses a button of the page behind the link in the mail of a step, which posts `body`; the page that answers.
    pub async fn the_person_presses(&mut self, address: &str, step: &str, body: &str) -> Answer {
        let answer = self.request(self.press(address, step, body)).await;
        self.standalone.drain().await;
        answer
    }

    fn press(&self, address: &str, step: &str, body: &str) -> Request<Bytes> {
        Request::builder()
            .method(Method::POST)
            .uri(self.unsubscribe_path(address, step))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::copy_from_slice(body.as_bytes()))
            .expect("a request can be made")
    }

    /// The path of the link to confirm in the mail of a step.
    pub fn confirm_path(&self, address: &str, step: &str) -> String {
        let entry = self.entry(address, step);
        let (_, bytes) = self.standalone.outbox.mail(&entry.send_key).expect("the mail is in the outbox");
        let text = mime::readable(&String::from_utf8(bytes).expect("mails are ASCII on the wire"));
        let (_, rest) = text.split_once(&format!("{BASE_URL}/c/")).expect("the mail has a link to confirm");
        let token: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
        format!("/c/{token}")
    }

    /// A request to a page, as a browser sends it; with a body, somebody presses a button.
    pub async fn a_page_is_asked(&mut self, path: &str, pressed: Option<&str>) -> Answer {
        let method = if pressed.is_some() { Method::POST } else { Method::GET };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::copy_from_slice(pressed.unwrap_or_default().as_bytes()))
            .expect("a request can be made");
        let answer = self.request(request).await;
        self.standalone.drain().await;
        answer
    }

    /// A scanner follows the unsubscribe link of a mail, by GET and by HEAD; the answers.
    pub async fn a_scanner_follows_the_links(&mut self, address: &str, step: &str) -> [Answer; 2] {
        let path = self.unsubscribe_path(address, step);
        let [get, head] = [Method::GET, Method::HEAD].map(|method| {
            Request::builder().method(method).uri(&path).body(Bytes::new()).expect("a request can be made")
        });
        let answers = [self.request(get).await, self.request(head).await];
        self.standalone.drain().await;
        answers
    }

    /// Another system of the company reports that something happened to a lead.
    pub async fn it_is_reported(&mut self, address: &str, event: &str) {
        let report = self.lead_event(address, event);
        self.standalone.feedback.send([report]);
        self.standalone.drain().await;
    }

    /// The report of an event of a lead at this moment, as it comes over the bus.
    pub fn lead_event(&self, address: &str, event: &str) -> String {
        let now = self.clock.now();
        kit::company::lead_event(&self.lead(address), event, now, &format!("{event} {}", stamp(now)))
    }

    /// The mail service reports something about the mail of a step.
    async fn reported(&mut self, address: &str, step: &str, kind: &str, payload: Value) {
        let entry = self.entry(address, step);
        self.standalone.feedback.send([ses_event(&entry, kind, self.clock.now(), payload)]);
        self.standalone.drain().await;
    }

    /// The path of the unsubscribe link in the mail of a step.
    pub fn unsubscribe_path(&self, address: &str, step: &str) -> String {
        let url = self.mail(address, step).unsubscribe_url.expect("the mail can be unsubscribed from");
        url.strip_prefix(BASE_URL).expect("the link leads to the company's own pages").to_owned()
    }
}
