//! Operations that people did by hand: who, when, what, why. Lines are added and never changed.

use crate::attributes::{Draft, Record, millis};
use crate::{Result, Store, StoreError, keys, line};
use cadence::Instant;
use cadence::fingerprint;
use chrono::NaiveDate;

/// One line. No address and no name of a person who is mailed is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Instant,
    /// The name of whoever did it.
    pub by: String,
    /// The operation, such as `erase-person`.
    pub operation: String,
    /// Its object: the id of a lead, a sequence.
    pub about: Option<String>,
    /// The reason that was given.
    pub because: Option<String>,
}

impl Store {
    /// Adds a line. The same one twice is one line.
    pub async fn note_operation(&self, entry: &AuditEntry) -> Result<()> {
        let draft = |key| {
            Draft::at(&key)
                .instant("at", entry.at)
                .text("by", &*entry.by)
                .text("operation", &*entry.operation)
                .maybe_text("about", entry.about.as_deref())
                .maybe_text("because", entry.because.as_deref())
                .done()
        };
        let (day, time) = (entry.at.date_naive(), millis(entry.at));
        let number = fingerprint::hex(&line::line(&draft(keys::audit(day, &time, ""))));
        self.put("note an operation", "audit", draft(keys::audit(day, &time, &number))).await
    }

    /// The lines of one day (UTC), the earliest first.
    pub async fn operations_on(&self, day: NaiveDate) -> Result<Vec<AuditEntry>> {
        let items = self.query_all("read what was done by hand", &keys::audit_day(day), "").await?;
        let read = |item| {
            let record = Record::new("audit", item);
            let maybe = |name| Ok::<_, StoreError>(record.maybe_text(name)?.map(str::to_owned));
            Ok(AuditEntry {
                at: record.instant("at")?,
                by: record.text("by")?.to_owned(),
                operation: record.text("operation")?.to_owned(),
                about: maybe("about")?,
                because: maybe("because")?,
            })
        };
        items.iter().map(read).collect()
    }
}
