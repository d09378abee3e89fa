//! Dead letters in the queues of a stack, as the operations answer about them.

use super::Published;
use crate::Failure;
use crate::answers::{
    Became, DeadLetter, DeadLetterLine, DeadLetters, MoreDeadLetters, Retried, RetriedDeadLetter,
};
use crate::{DeadLetterQueues, PutBack};
use cadence::text;
use gateway::sqs;
use std::cmp::Reverse;

pub(super) async fn list(queues: &DeadLetterQueues, published: &Published) -> Result<DeadLetters, Failure> {
    let (mut letters, mut more) = (Vec::new(), Vec::new());
    for found in queues.list().await? {
        let listed = found.letters.len();
        if found.about > listed {
            more.push(MoreDeadLetters { queue: found.queue.to_owned(), listed, about: found.about });
        }
        letters.extend(found.letters.iter().map(|letter| line(found.queue, letter, published)));
    }
    letters.sort_by_key(|letter| Reverse(letter.sent_at));
    Ok(DeadLetters { letters, more })
}

pub(super) async fn show(
    queues: &DeadLetterQueues,
    id: &str,
    published: &Published,
) -> Result<DeadLetter, Failure> {
    let (queue, letter) = queues.show(id).await?.ok_or_else(|| not_found(id))?;
    Ok(DeadLetter { line: line(queue, &letter, published), body: letter.body })
}

pub(super) async fn put_back(queues: &DeadLetterQueues, id: Option<&str>) -> Result<Retried, Failure> {
    let done = match id {
        None => queues.put_all_back().await?,
        Some(id) => match queues.put_back(id).await?.ok_or_else(|| not_found(id))? {
            PutBack::Into(queue) => vec![(id.to_owned(), Ok(queue))],
            PutBack::ByItself(by) => {
                return Err(Failure::Refused(text!(
                    en = "the dead letter `{id}` cannot be handled again; {by} makes it good. \
                         Read it, look into the log of its function, and discard it",
                    ja = "`{id}` は、もう一度処理できません（{by}）。中身と関数のログを見て、捨ててください"
                )));
            }
        },
    };
    let letters = done.into_iter().map(|(id, became)| {
        let became = match became {
            Ok(queue) => Became::PutBack { queue: queue.to_owned() },
            Err(error) => Became::Kept { reason: error.to_string() },
        };
        RetriedDeadLetter { id, became }
    });
    Ok(Retried { letters: letters.collect() })
}

pub(super) async fn discard(queues: &DeadLetterQueues, id: &str) -> Result<(), Failure> {
    if queues.discard(id).await? { Ok(()) } else { Err(not_found(id)) }
}

/// A letter that somebody else looks at is hidden for a minute.
fn not_found(id: &str) -> Failure {
    Failure::NotThere(text!(
        en = "no dead letter `{id}` was found; take its id from the list, and try again in a \
             minute if somebody else may be looking at it",
        ja = "`{id}` が見つかりません。一覧の番号を書いてください。ほかの人が見ているなら、一分後\
             にもう一度実行してください"
    ))
}

fn line(queue: &str, letter: &sqs::DeadLetter, published: &Published) -> DeadLetterLine {
    DeadLetterLine {
        id: letter.id.clone(),
        queue: queue.to_owned(),
        died_at: None,
        sent_at: letter.sent_at.map(|at| published.local_time(at)),
        reason: letter.reason.clone(),
    }
}
