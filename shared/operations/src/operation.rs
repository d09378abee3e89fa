//! The table of operations: the name of each one's path, the type of its answer, and the method that carries it out.

use crate::answers::{
    AddressStanding, Audit, DeadLetter, DeadLetters, Discarded, ImportBegun, LeadsImported, Lifted, Links,
    ListExported, PausesChanged, PersonErased, PersonExport, PersonShown, Retried, SettledByHand, Standing,
    UnknownMails,
};
use crate::requests::{
    BeginImport, DiscardDeadLetter, ErasePerson, ExportList, ExportPerson, ImportLeads, LiftSuppression,
    ListDeadLetters, ListUnknownMails, LookAround, Pause, Resume, RetryDeadLetters, SettleUnknownMail,
    ShowAddress, ShowAudit, ShowDeadLetter, ShowLinks, ShowPerson,
};
use crate::{Failure, Operations};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

/// Something an operator asks for.
pub trait Operation: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The last part of its path.
    const NAME: &'static str;
    /// Its answer.
    type Answer: Serialize + DeserializeOwned + Send;

    /// Does it.
    fn carry_out(self, operations: &Operations)
    -> impl Future<Output = Result<Self::Answer, Failure>> + Send;
}

macro_rules! operations {
    ($($operation:ident $name:literal $method:ident $answer:ident;)*) => {
        $(impl Operation for $operation {
            const NAME: &'static str = $name;
            type Answer = $answer;

            async fn carry_out(self, operations: &Operations) -> Result<$answer, Failure> {
                Box::pin(operations.$method(self)).await
            }
        })*
    };
}

operations! {
    Pause "pause" pause PausesChanged;
    Resume "resume" resume PausesChanged;
    LookAround "look-around" look_around Standing;
    ShowLinks "show-links" show_links Links;
    ListUnknownMails "list-unknown-mails" list_unknown_mails UnknownMails;
    SettleUnknownMail "settle-unknown-mail" settle_unknown_mail SettledByHand;
    ListDeadLetters "list-dead-letters" list_dead_letters DeadLetters;
    ShowDeadLetter "show-dead-letter" show_dead_letter DeadLetter;
    RetryDeadLetters "retry-dead-letters" retry_dead_letters Retried;
    DiscardDeadLetter "discard-dead-letter" discard_dead_letter Discarded;
    ShowAudit "show-audit" show_audit Audit;
    ShowAddress "show-address" show_address AddressStanding;
    LiftSuppression "lift-suppression" lift_suppression Lifted;
    ShowPerson "show-person" show_person PersonShown;
    ExportPerson "export-person" export_person PersonExport;
    ErasePerson "erase-person" erase_person PersonErased;
    BeginImport "begin-import" begin_import ImportBegun;
    ImportLeads "import-leads" import_leads LeadsImported;
    ExportList "export-list" export_list ListExported;
}
