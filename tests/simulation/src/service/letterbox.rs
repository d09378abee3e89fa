//! The place where accepted mails arrive: it reads them, and puts on the schedule what follows from them.

use super::events;
use crate::happening::{Call, MailTags, What};
use crate::schedule::Action;
use crate::state::WorldState;
use cadence::sequence::Purpose;

/// The service takes a mail; what comes of it is put on the schedule.
pub(super) fn accept(state: &WorldState, call: Call, mail: &MailTags, mime: &str) {
    state.tell(What::CallAccepted { call });
    let (link, address) = (unsubscribe_path(mime), header(mime, "To:").map(|to| address_in(&to)));
    let is_marketing = mail.purpose == Purpose::Marketing;
    let (said, presses) = state.props().service.gets_mail(&mail.lead, link, is_marketing);
    for (span, press) in presses {
        let lead = mail.lead.clone();
        state.after(span, Action::Press { lead, press, in_flight: false, tried: 0 });
    }
    events::report(state, call, mail, &address.unwrap_or_default(), &said);
}

/// A header of a mail, unfolded.
fn header(text: &str, name: &str) -> Option<String> {
    let head = text.split("\r\n\r\n").next()?.replace("\r\n\t", " ").replace("\r\n ", " ");
    head.split("\r\n").find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
}

fn unsubscribe_path(text: &str) -> Option<String> {
    let value = header(text, "List-Unsubscribe:")?;
    let url: String = value.split_once('<')?.1.split_once('>')?.0.split_whitespace().collect();
    Some(url.find("/u/").map(|at| url[at..].to_owned()).unwrap_or_default()).filter(|path| !path.is_empty())
}

fn address_in(header: &str) -> String {
    let inner = header.rsplit_once('<').map_or(header, |(_, rest)| rest.trim_end_matches('>'));
    inner.trim().to_owned()
}
