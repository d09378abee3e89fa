//! `mails#<sequence>#<version>` / `<mail>`: `subject`, `html`, `text`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::ids::{MailName, SequenceId, Version};
use cadence::publication::CompiledMail;

/// A compiled mail together with the version of the sequence it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedMail {
    /// The sequence.
    pub sequence: SequenceId,
    /// The version of the sequence.
    pub version: Version,
    /// The mail's name within the sequence.
    pub name: MailName,
    /// Its content.
    pub mail: CompiledMail,
}

pub(crate) fn write(published: &PublishedMail) -> Attributes {
    Draft::at(&keys::mail(&published.sequence, &published.version, &published.name))
        .text("subject", &*published.mail.subject)
        .text("html", &*published.mail.html)
        .text("text", &*published.mail.text)
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<CompiledMail, StoreError> {
    let record = Record::new("mail", item);
    let part = |name| record.text(name).map(str::to_owned);
    Ok(CompiledMail { subject: part("subject")?, html: part("html")?, text: part("text")? })
}
