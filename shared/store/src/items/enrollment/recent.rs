//! The latest marketing mails of an enrollment, eight bytes each.

use cadence::Instant;
use cadence::recent::{MailTag, RecentMail, RecentMails};

/// The second since 1970 and four bytes of the send key, mail by mail.
pub(super) fn write_recent(recent: &RecentMails) -> Vec<u8> {
    recent
        .iter()
        .flat_map(|mail| {
            let second = u32::try_from(mail.at.timestamp().max(0)).unwrap_or(u32::MAX);
            [second.to_be_bytes(), mail.tag.0].concat()
        })
        .collect()
}

/// `None` for bytes that nobody wrote.
pub(super) fn read_recent(bytes: &[u8]) -> Option<RecentMails> {
    let (mails, rest) = bytes.as_chunks::<8>();
    let read = |[a, b, c, d, tag @ ..]: &[u8; 8]| {
        let at = Instant::from_timestamp(i64::from(u32::from_be_bytes([*a, *b, *c, *d])), 0)?;
        Some(RecentMail { tag: MailTag(*tag), at })
    };
    let mails = mails.iter().map(read).collect::<Option<Vec<_>>>()?;
    rest.is_empty().then(|| RecentMails::from_parts(mails))
}
