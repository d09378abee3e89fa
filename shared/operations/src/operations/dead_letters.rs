//! Dead letters: listed without their texts, shown one by one, handled again, taken away.

use super::{Operations, Published};
use crate::Failure;
use crate::answers::{
    Became, DeadLetter, DeadLetterLine, DeadLetters, Discarded, Retried, RetriedDeadLetter,
};
use crate::installation::{Installation, LocalInstallation};
use crate::requests::{DiscardDeadLetter, ListDeadLetters, RetryDeadLetters, ShowDeadLetter};
use cadence::sequence::Language;
use cadence::text;
use gateway::local::dead_letters::{self, DeadLetterId};

impl Operations {
    /// About how many dead letters wait for a person.
    pub(super) async fn count_letters(&self) -> Result<usize, Failure> {
        match &self.installation {
            Installation::Local(local) => Ok(local.dead_letters.all()?.len()),
            #[cfg(feature = "aws")]
            Installation::Cloud(cloud) => Ok(cloud.dead_letters.count().await?),
        }
    }

    /// All dead letters, the latest first.
    pub async fn list_dead_letters(&self, _: ListDeadLetters) -> Result<DeadLetters, Failure> {
        let published = self.published().await?;
        match &self.installation {
            Installation::Local(local) => {
                let letters = local.dead_letters.all()?;
                let letters = letters.iter().map(|letter| line(letter, &published)).collect();
                Ok(DeadLetters { letters, more: Vec::new() })
            }
            #[cfg(feature = "aws")]
            Installation::Cloud(cloud) => super::queues::list(&cloud.dead_letters, &published).await,
        }
    }

    /// One dead letter as it came.
    pub async fn show_dead_letter(&self, operation: ShowDeadLetter) -> Result<DeadLetter, Failure> {
        let published = self.published().await?;
        match &self.installation {
            Installation::Local(local) => {
                let (letter, body) = letter(local, &operation.id)?;
                Ok(DeadLetter { line: line(&letter, &published), body })
            }
            #[cfg(feature = "aws")]
            Installation::Cloud(cloud) => {
                super::queues::show(&cloud.dead_letters, &operation.id, &published).await
            }
        }
    }

    /// Hands one dead letter, or all, to the function of its queue once more. On a standalone program what follows is done before
    /// this answers; what was handled is gone.
    pub async fn retry_dead_letters(&self, operation: RetryDeadLetters) -> Result<Retried, Failure> {
        self.note("retry-dead-letters", operation.id.as_deref(), None).await?;
        match &self.installation {
            Installation::Local(local) => handle_again(local, operation.id.as_deref(), self.language).await,
            #[cfg(feature = "aws")]
            Installation::Cloud(cloud) => {
                super::queues::put_back(&cloud.dead_letters, operation.id.as_deref()).await
            }
        }
    }

    /// Takes one dead letter away for good.
    pub async fn discard_dead_letter(&self, operation: DiscardDeadLetter) -> Result<Discarded, Failure> {
        self.note("discard-dead-letter", Some(&operation.id), None).await?;
        match &self.installation {
            Installation::Local(local) => {
                let (letter, _) = letter(local, &operation.id)?;
                local.dead_letters.remove(&letter.id)?;
            }
            #[cfg(feature = "aws")]
            Installation::Cloud(cloud) => super::queues::discard(&cloud.dead_letters, &operation.id).await?,
        }
        Ok(Discarded { id: operation.id })
    }
}

async fn handle_again(
    local: &LocalInstallation,
    id: Option<&str>,
    language: Language,
) -> Result<Retried, Failure> {
    let mut chosen = match id {
        Some(id) => vec![letter(local, id)?.0],
        None => local.dead_letters.all()?,
    };
    // In the order in which they came.
    chosen.reverse();
    let mut letters = Vec::new();
    for letter in chosen {
        // One that cannot be read or handled keeps nobody from the others; nor is one missed that somebody took away.
        let became = match one_again(local, &letter.id).await {
            Ok(Some(became)) => became,
            Ok(None) => continue,
            Err(failure) => Became::Kept { reason: failure.in_language(language).to_owned() },
        };
        letters.push(RetriedDeadLetter { id: letter.id.as_str().to_owned(), became });
    }
    local.functions.drain().await;
    Ok(Retried { letters })
}

/// Handles one letter again; `None` where it is gone.
async fn one_again(local: &LocalInstallation, id: &DeadLetterId) -> Result<Option<Became>, Failure> {
    let Some((letter, body)) = local.dead_letters.read(id)? else { return Ok(None) };
    let reason = local.functions.handle_again(&letter, body).await?;
    Ok(Some(reason.map_or(Became::Handled, |reason| Became::Kept { reason })))
}

fn letter(local: &LocalInstallation, id: &str) -> Result<(dead_letters::DeadLetter, String), Failure> {
    let found = match DeadLetterId::parse(id) {
        Some(id) => local.dead_letters.read(&id)?,
        None => None,
    };
    found.ok_or_else(|| {
        Failure::NotThere(text!(
            en = "there is no dead letter `{id}`; `hikyaku dead-letters` lists those there are",
            ja = "`{id}` はありません。あるものは `hikyaku dead-letters` で分かります"
        ))
    })
}

fn line(letter: &dead_letters::DeadLetter, published: &Published) -> DeadLetterLine {
    DeadLetterLine {
        id: letter.id.as_str().to_owned(),
        queue: letter.id.queue().to_owned(),
        died_at: letter.died_at.map(|at| published.local_time(at)),
        sent_at: None,
        reason: letter.reason.clone(),
    }
}
