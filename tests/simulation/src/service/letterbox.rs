//! The place where accepted mails arrive: it reads them, and puts on the schedule what follows from them.

use super::events;
use super::mailboxes::Offers;
use crate::happening::{Call, MailTags, What};
use crate::schedule::Action;
use crate::state::WorldState;
use cadence::sequence::Purpose;
use kit::company::BASE_URL;
use kit::mime;

/// The service takes a mail; what comes of it is put on the schedule.
pub(super) fn accept(state: &WorldState, call: Call, mail: &MailTags, mime: &str) {
    state.tell(What::CallAccepted { call });
    let address = mime::header(mime, "To").map(|to| address_in(&to));
    let offers = match mail.purpose {
        Purpose::Marketing => Offers::Refusal(unsubscribe_path(mime)),
        Purpose::Confirmation => confirm_path(mime).map_or(Offers::Nothing, Offers::Confirmation),
        Purpose::Transactional => Offers::Nothing,
    };
    let (said, presses) = state.props().service.gets_mail(&mail.lead, offers);
    for (span, press) in presses {
        let lead = mail.lead.clone();
        state.after(span, Action::Press { lead, press, in_flight: false, tried: 0 });
    }
    events::report(state, call, mail, &address.unwrap_or_default(), &said);
}

fn unsubscribe_path(text: &str) -> Option<String> {
    let value = mime::header(text, "List-Unsubscribe")?;
    let url: String = value.split_once('<')?.1.split_once('>')?.0.split_whitespace().collect();
    Some(url.find("/u/").map(|at| url[at..].to_owned()).unwrap_or_default()).filter(|path| !path.is_empty())
}

/// The path of the link in a mail that asks for a confirmation.
fn confirm_path(text: &str) -> Option<String> {
    let words = mime::readable(text);
    let (_, rest) = words.split_once(&format!("{BASE_URL}/c/"))?;
    let of_token = |sign: &char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-');
    Some(format!("/c/{}", rest.chars().take_while(of_token).collect::<String>()))
}

fn address_in(header: &str) -> String {
    let inner = header.rsplit_once('<').map_or(header, |(_, rest)| rest.trim_end_matches('>'));
    inner.trim().to_owned()
}
