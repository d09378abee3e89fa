//! Dead letters: listed without their texts, shown one by one, handled again, taken away.

use super::{Operations, Published};
use crate::control::Failure;
use crate::control::answers::{Discarded, Letter, LetterLine, Letters, Retried, RetriedLetter};
use crate::control::deeds::{DiscardLetter, ListLetters, RetryLetters, ShowLetter};
use gateway::desk::dead_letters::{DeadLetter, DeadLetterId};

impl Operations {
    /// All dead letters, the latest first.
    pub async fn list_letters(&self, _: ListLetters) -> Result<Letters, Failure> {
        let published = self.published().await?;
        let letters = self.desk.dead_letters.all()?;
        Ok(Letters { letters: letters.iter().map(|letter| line(letter, &published)).collect() })
    }

    /// One dead letter as it came.
    pub async fn show_letter(&self, deed: ShowLetter) -> Result<Letter, Failure> {
        let (letter, body) = self.letter(&deed.id)?;
        let published = self.published().await?;
        Ok(Letter { line: line(&letter, &published), body })
    }

    /// Hands one dead letter, or all, to the function of its queue once more. Those that are handled are gone; what follows
    /// from them is done before this answers.
    pub async fn retry_letters(&self, deed: RetryLetters) -> Result<Retried, Failure> {
        let mut chosen = match &deed.id {
            Some(id) => vec![self.letter(id)?.0],
            None => self.desk.dead_letters.all()?,
        };
        // In the order in which they came.
        chosen.reverse();
        let mut letters = Vec::new();
        for letter in chosen {
            // Somebody may have taken it away meanwhile.
            let Some((letter, body)) = self.desk.dead_letters.read(&letter.id)? else { continue };
            let reason = Box::pin(self.desk.handle_again(&letter, body)).await?;
            let id = letter.id.as_str().to_owned();
            letters.push(RetriedLetter { id, handled: reason.is_none(), reason });
        }
        Box::pin(self.desk.drain()).await;
        Ok(Retried { letters })
    }

    /// Takes one dead letter away for good.
    #[expect(clippy::unused_async, reason = "deeds are carried out alike, wherever the letters lie")]
    pub async fn discard_letter(&self, deed: DiscardLetter) -> Result<Discarded, Failure> {
        let (letter, _) = self.letter(&deed.id)?;
        self.desk.dead_letters.remove(&letter.id)?;
        Ok(Discarded { id: deed.id })
    }

    fn letter(&self, id: &str) -> Result<(DeadLetter, String), Failure> {
        let found = match DeadLetterId::parse(id) {
            Some(id) => self.desk.dead_letters.read(&id)?,
            None => None,
        };
        found.ok_or_else(|| {
            Failure::NotThere(format!(
                "there is no dead letter `{id}`; `hikyaku dead-letters` lists those there are"
            ))
        })
    }
}

fn line(letter: &DeadLetter, published: &Published) -> LetterLine {
    LetterLine {
        id: letter.id.as_str().to_owned(),
        queue: letter.id.queue().to_owned(),
        died_at: letter.died_at.map(|at| published.moment(at)),
        reason: letter.reason.clone(),
    }
}
