//! The audit: what people did by hand, noted before it is done, and shown.

use super::Operations;
use crate::Failure;
use crate::answers::{Audit, AuditLine};
use crate::requests::ShowAudit;
use chrono::Days;
use store::AuditEntry;

/// Characters of a name that are kept.
const NAME_LENGTH_MAX: usize = 60;
/// Characters of an id that are kept.
const ID_LENGTH_MAX: usize = 100;
/// The name of somebody who has none.
const NOBODY: &str = "an operator";

impl Operations {
    /// Notes an operation that is about to be done, with its object and the reason that was given. The name is that of whoever asks,
    /// where the operation itself names nobody.
    pub(super) async fn note(
        &self,
        operation: &str,
        about: Option<&str>,
        because: Option<&str>,
    ) -> Result<(), Failure> {
        let by = named(self.by.as_deref());
        self.note_by(by, operation, about, because).await
    }

    /// The same for an operation that names whoever does it.
    pub(super) async fn note_by(
        &self,
        by: String,
        operation: &str,
        about: Option<&str>,
        because: Option<&str>,
    ) -> Result<(), Failure> {
        let (about, because) =
            (about.filter(|id| is_plain(id)).map(str::to_owned), because.map(str::to_owned));
        let entry = AuditEntry { at: self.clock.now(), by, operation: operation.to_owned(), about, because };
        Ok(self.store.note_operation(&entry).await?)
    }

    /// The operations that were done by hand in the last days, the latest first.
    pub async fn show_audit(&self, operation: ShowAudit) -> Result<Audit, Failure> {
        let published = self.published().await?;
        let today = self.clock.now().date_naive();
        let mut lines = Vec::new();
        for back in 0..=operation.days {
            let Some(day) = today.checked_sub_days(Days::new(back.into())) else { break };
            let of_day = self.store.operations_on(day).await?;
            lines.extend(of_day.into_iter().rev().map(|entry| AuditLine {
                at: published.local_time(entry.at),
                by: entry.by,
                operation: entry.operation,
                about: entry.about,
                because: entry.because,
            }));
        }
        Ok(Audit { lines })
    }
}

/// Whether a text can be kept as an object: all ids are such, and no address is.
fn is_plain(id: &str) -> bool {
    id.len() <= ID_LENGTH_MAX
        && id.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.' | b'/'))
}

/// A name as it is kept: one line, without an address.
fn named(by: Option<&str>) -> String {
    let kept = |sign: &char| !sign.is_control() && !matches!(sign, '@' | '＠');
    let name: String = by.unwrap_or_default().chars().filter(kept).take(NAME_LENGTH_MAX).collect();
    let name = name.trim();
    if name.is_empty() { NOBODY.to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_without_an_address_and_never_empty() {
        assert_eq!(named(Some(" hanako\n")), "hanako");
        assert_eq!(named(Some("taro@example.jp")), "taroexample.jp");
        assert_eq!(named(Some("x".repeat(99).as_str())).len(), NAME_LENGTH_MAX);
        for nobody in [None, Some(""), Some(" \t@")] {
            assert_eq!(named(nobody), NOBODY);
        }
    }
}
