//! Dead letters: listed without their texts, shown one by one, handled again, taken away.

use super::{DeadLetterPlace as Place, Operations, Published};
use crate::control::Failure;
use crate::control::answers::{
    Became, DeadLetter, DeadLetterLine, DeadLetters, Discarded, Retried, RetriedDeadLetter,
};
use crate::control::requests::{DiscardDeadLetter, ListDeadLetters, RetryDeadLetters, ShowDeadLetter};
use crate::say;
use crate::standalone::Standalone;
use gateway::local::dead_letters::{self, DeadLetterId};

impl Operations {
    /// About how many dead letters wait for a person.
    pub(super) async fn count_letters(&self) -> Result<usize, Failure> {
        match &self.letters {
            Place::OfStandalone(standalone) => Ok(standalone.dead_letters.all()?.len()),
            #[cfg(feature = "aws")]
            Place::OfStack(queues) => Ok(queues.count().await?),
        }
    }

    /// All dead letters, the latest first.
    pub async fn list_dead_letters(&self, _: ListDeadLetters) -> Result<DeadLetters, Failure> {
        let published = self.published().await?;
        match &self.letters {
            Place::OfStandalone(standalone) => {
                let letters = standalone.dead_letters.all()?;
                let letters = letters.iter().map(|letter| line(letter, &published)).collect();
                Ok(DeadLetters { letters, more: Vec::new() })
            }
            #[cfg(feature = "aws")]
            Place::OfStack(queues) => super::queues::list(queues, &published).await,
        }
    }

    /// One dead letter as it came.
    pub async fn show_dead_letter(&self, operation: ShowDeadLetter) -> Result<DeadLetter, Failure> {
        let published = self.published().await?;
        match &self.letters {
            Place::OfStandalone(standalone) => {
                let (letter, body) = letter(standalone, &operation.id)?;
                Ok(DeadLetter { line: line(&letter, &published), body })
            }
            #[cfg(feature = "aws")]
            Place::OfStack(queues) => super::queues::show(queues, &operation.id, &published).await,
        }
    }

    /// Hands one dead letter, or all, to the function of its queue once more. On a standalone program what follows is done before
    /// this answers; what was handled is gone.
    pub async fn retry_dead_letters(&self, operation: RetryDeadLetters) -> Result<Retried, Failure> {
        match &self.letters {
            Place::OfStandalone(standalone) => handle_again(standalone, operation.id.as_deref()).await,
            #[cfg(feature = "aws")]
            Place::OfStack(queues) => super::queues::put_back(queues, operation.id.as_deref()).await,
        }
    }

    /// Takes one dead letter away for good.
    pub async fn discard_dead_letter(&self, operation: DiscardDeadLetter) -> Result<Discarded, Failure> {
        match &self.letters {
            Place::OfStandalone(standalone) => {
                let (letter, _) = letter(standalone, &operation.id)?;
                standalone.dead_letters.remove(&letter.id)?;
            }
            #[cfg(feature = "aws")]
            Place::OfStack(queues) => super::queues::discard(queues, &operation.id).await?,
        }
        Ok(Discarded { id: operation.id })
    }
}

async fn handle_again(standalone: &Standalone, id: Option<&str>) -> Result<Retried, Failure> {
    let mut chosen = match id {
        Some(id) => vec![letter(standalone, id)?.0],
        None => standalone.dead_letters.all()?,
    };
    // In the order in which they came.
    chosen.reverse();
    let mut letters = Vec::new();
    for letter in chosen {
        // One that cannot be read or handled keeps nobody from the others; nor is one missed that somebody took away.
        let became = match one_again(standalone, &letter.id).await {
            Ok(Some(became)) => became,
            Ok(None) => continue,
            Err(failure) => Became::Kept { reason: failure.to_string() },
        };
        letters.push(RetriedDeadLetter { id: letter.id.as_str().to_owned(), became });
    }
    Box::pin(standalone.drain()).await;
    Ok(Retried { letters })
}

/// Handles one letter again; `None` where it is gone.
async fn one_again(standalone: &Standalone, id: &DeadLetterId) -> Result<Option<Became>, Failure> {
    let Some((letter, body)) = standalone.dead_letters.read(id)? else { return Ok(None) };
    let reason = Box::pin(standalone.handle_again(&letter, body)).await?;
    Ok(Some(reason.map_or(Became::Handled, |reason| Became::Kept { reason })))
}

fn letter(standalone: &Standalone, id: &str) -> Result<(dead_letters::DeadLetter, String), Failure> {
    let found = match DeadLetterId::parse(id) {
        Some(id) => standalone.dead_letters.read(&id)?,
        None => None,
    };
    found.ok_or_else(|| {
        Failure::NotThere(say!(
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
