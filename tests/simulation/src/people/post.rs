//! One post of one person, and the request that a browser makes of it.

use super::AGREED;
use bytes::Bytes;
use cadence::address::EmailAddress;
use cadence::ids::{FormId, LeadId};
use http::{Request, header};
use kit::functions::Secrets;
use links::LinkKeys;
use runtime::peer::Peer;
use serde_json::Value;

/// Forms whose links carry a key.
const STAFF_FORMS: [&str; 3] = ["meeting", "customer", AGREED];

/// One post of one person.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) lead: LeadId,
    pub(crate) form: FormId,
    /// Whether it carries consent.
    pub(crate) agrees: bool,
    /// Whether it is one of many for the same mailbox.
    pub(crate) floods: bool,
    pub(super) number: usize,
    pub(super) fields: Value,
}

impl Post {
    /// The mailbox that it names, where anybody may post the form.
    pub(crate) fn mailbox(&self) -> Option<usize> {
        (!STAFF_FORMS.contains(&self.form.as_str())).then_some(self.number)
    }

    /// The same in another spelling of the address: another lead, and the same mailbox.
    pub(super) fn spell(&mut self, spelling: usize, secrets: &Secrets) {
        let address = format!("Lead{}+{spelling}@example.jp", self.number);
        self.lead = secrets.identity.lead(&EmailAddress::parse(&address).expect("an address"));
        self.fields["email"] = address.into();
        self.floods = true;
    }

    /// The request that a browser sends.
    pub(crate) fn request(&self, links: &LinkKeys) -> Request<Bytes> {
        let staff_only = STAFF_FORMS.contains(&self.form.as_str());
        let path = links.form_path(&self.form, staff_only);
        let fields = self.fields.as_object().cloned().unwrap_or_default();
        let asked = asked_by(self.form.as_str());
        let fields: serde_json::Map<_, _> =
            fields.into_iter().filter(|(name, _)| asked.contains(&name.as_str())).collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        // Everybody calls from somewhere else.
        let caller = u32::try_from(self.number).unwrap_or(0) + 0xcb00_7100;
        request
            .extension(Peer(std::net::Ipv4Addr::from_bits(caller).into()))
            .body(Bytes::from(Value::Object(fields).to_string()))
            .expect("a request can be made")
    }
}

fn asked_by(form: &str) -> &'static [&'static str] {
    match form {
        "material-request" => &["email", "company", "name", "interest", "sites", "agree"],
        "contact" => &["email", "company", "name", "topic", "message", "agree"],
        "meeting" => &["email", "company", "name", "staff", "summary", "card_received"],
        AGREED => &["email", "company", "name", "agree"],
        _ => &["email", "company", "name", "contract", "agreed"],
    }
}
