//! Mails parsed once for many people: kept by sequence, version and name, so an edited mail is never taken for the old one.

use cadence::ids::{MailName, SequenceId, Version};
use cadence::sequence::Sequence;
use mail::MailTemplate;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;

/// Mails kept at most; beyond it all are forgotten and read again.
const KEPT_MAX: usize = 500;

/// Mails read and parsed before.
#[derive(Debug, Default)]
pub struct TemplateCache(Mutex<HashMap<(SequenceId, Version, MailName), Arc<MailTemplate>>>);

impl TemplateCache {
    /// A mail of a sequence as it is published, ready to be filled; or why it cannot be.
    pub(crate) async fn read(
        &self,
        store: &Store,
        sequence: &Sequence,
        mail: &MailName,
    ) -> anyhow::Result<Result<Arc<MailTemplate>, String>> {
        let key = (sequence.id.clone(), sequence.version.clone(), mail.clone());
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(template) = kept {
            return Ok(Ok(template));
        }
        let Some(compiled) = store.mail(&sequence.id, &sequence.version, mail).await? else {
            return Ok(Err("it is not published; publish the templates again".to_owned()));
        };
        let template = match MailTemplate::new(&compiled) {
            Ok(template) => Arc::new(template),
            Err(problem) => return Ok(Err(problem.to_string())),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT_MAX {
            all.clear();
        }
        all.insert(key, Arc::clone(&template));
        Ok(Ok(template))
    }
}
