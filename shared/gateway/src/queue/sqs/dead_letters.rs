//! A queue of dead letters, as a person sees it: looked at and given back, put where they came from, taken away.
//!
//! SQS has no way to look without taking. A letter that was taken is hidden from others for a minute, unless it is given
//! back before; a program that dies in between loses nothing.

use super::Sqs;
use crate::aws::code_of;
use crate::queue::without_addresses;
use aws_sdk_sqs::types::{ChangeMessageVisibilityBatchRequestEntry, Message, MessageSystemAttributeName};
use cadence::Instant;
use std::collections::HashMap;

/// Messages in one answer (Amazon SQS API Reference, `ReceiveMessage`).
const PAGE: i32 = 10;
/// Seconds that a letter is hidden while it is looked at.
const HIDDEN_SECONDS: i32 = 60;
/// Seconds to wait for letters. With none, SQS asks only some of its servers and misses letters where there are few.
const WAIT_SECONDS: i32 = 1;
/// The attributes that say why a service could not deliver: EventBridge Scheduler, and Lambda.
const REASONS: [&str; 2] = ["ERROR_MESSAGE", "ErrorMessage"];

/// A queue's failure to do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{action} was not answered as it should ({code}); check the network, and that the credentials allow it on the queue"
)]
pub struct DeadLettersError {
    /// The action asked for, as policies name it.
    pub action: &'static str,
    /// The code from SQS.
    pub code: String,
}

/// A dead letter that was taken.
#[derive(Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its name at SQS.
    pub id: String,
    /// Its text as it came; it may hold personal data.
    pub body: String,
    /// The group it was put into its queue with.
    pub group: Option<String>,
    /// When it was put into its queue.
    pub sent_at: Option<Instant>,
    /// The reason it died, where the service that gave it up says so; without an address.
    pub reason: Option<String>,
    receipt: String,
}

impl std::fmt::Debug for DeadLetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeadLetter").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Sqs {
    /// About how many letters lie here, those that somebody looks at included.
    pub async fn count(&self) -> Result<usize, DeadLettersError> {
        self.depth().await.map_err(|code| DeadLettersError { action: "sqs:GetQueueAttributes", code })
    }

    /// Takes some letters, hidden from others for a minute; none when there are no more.
    pub async fn take(&self) -> Result<Vec<DeadLetter>, DeadLettersError> {
        let request = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(PAGE)
            .visibility_timeout(HIDDEN_SECONDS)
            .wait_time_seconds(WAIT_SECONDS)
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .set_message_attribute_names(Some(REASONS.map(str::to_owned).to_vec()));
        let answer = request.send().await;
        let answer = answer
            .map_err(|error| DeadLettersError { action: "sqs:ReceiveMessage", code: code_of(&error) })?;
        Ok(answer.messages.unwrap_or_default().into_iter().filter_map(letter).collect())
    }

    /// Gives letters back, so that the next one who looks finds them.
    pub async fn give_back(&self, letters: &[&DeadLetter]) -> Result<(), DeadLettersError> {
        let failed = |code: String| DeadLettersError { action: "sqs:ChangeMessageVisibility", code };
        for batch in letters.chunks(super::BATCH_MAX) {
            let mut request = self.client.change_message_visibility_batch().queue_url(&self.url);
            for (index, letter) in batch.iter().enumerate() {
                let entry = ChangeMessageVisibilityBatchRequestEntry::builder()
                    .id(index.to_string())
                    .receipt_handle(&letter.receipt)
                    .visibility_timeout(0)
                    .build()
                    .map_err(|error| failed(error.to_string()))?;
                request = request.entries(entry);
            }
            // One that is not given back comes back by itself.
            request.send().await.map_err(|error| failed(code_of(&error)))?;
        }
        Ok(())
    }

    /// Puts the text of a letter into this queue.
    pub async fn put(&self, letter: &DeadLetter) -> Result<(), DeadLettersError> {
        let request = self.client.send_message().queue_url(&self.url).message_body(&letter.body);
        let answer = request.set_message_group_id(letter.group.clone()).send().await;
        answer
            .map(drop)
            .map_err(|error| DeadLettersError { action: "sqs:SendMessage", code: code_of(&error) })
    }

    /// Takes a letter away for good.
    pub async fn delete(&self, letter: &DeadLetter) -> Result<(), DeadLettersError> {
        let request = self.client.delete_message().queue_url(&self.url).receipt_handle(&letter.receipt);
        request
            .send()
            .await
            .map(drop)
            .map_err(|error| DeadLettersError { action: "sqs:DeleteMessage", code: code_of(&error) })
    }
}

/// A message as a letter; SQS gives name and receipt, always. A list of letters is to show one without a text, too.
fn letter(message: Message) -> Option<DeadLetter> {
    let said = message.attributes.unwrap_or_default();
    let attribute = |name: MessageSystemAttributeName| said.get(&name).cloned();
    let sent_at = attribute(MessageSystemAttributeName::SentTimestamp).and_then(|text| text.parse().ok());
    Some(DeadLetter {
        id: message.message_id?,
        body: message.body.unwrap_or_default(),
        group: attribute(MessageSystemAttributeName::MessageGroupId),
        sent_at: sent_at.and_then(Instant::from_timestamp_millis),
        reason: reason(&message.message_attributes.unwrap_or_default()),
        receipt: message.receipt_handle?,
    })
}

fn reason(said: &HashMap<String, aws_sdk_sqs::types::MessageAttributeValue>) -> Option<String> {
    let text = REASONS.iter().find_map(|name| said.get(*name)?.string_value.as_deref())?;
    Some(without_addresses(text))
}
