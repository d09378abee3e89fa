//! Amazon SQS: messages are put into a queue by functions, and looked at by people where they died.

mod dead_letters;

pub use dead_letters::{DeadLetter, DeadLettersError};

use super::{Outgoing, QueueError};
use crate::aws::code_of;
use aws_sdk_sqs::types::{QueueAttributeName, SendMessageBatchRequestEntry};

/// Messages in one `SendMessageBatch`.
const BATCH_MAX: usize = 10;

/// One SQS queue.
#[derive(Debug, Clone)]
pub struct Sqs {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl Sqs {
    /// The queue at this URL.
    pub fn connect(configuration: impl Into<aws_sdk_sqs::Config>, url: impl Into<String>) -> Self {
        Self { client: aws_sdk_sqs::Client::from_conf(configuration.into()), url: url.into() }
    }

    /// Messages that wait, are put off, or are being worked on; SQS says "about".
    pub(crate) async fn depth(&self) -> Result<usize, String> {
        let asked = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
            QueueAttributeName::ApproximateNumberOfMessagesDelayed,
        ];
        let request =
            self.client.get_queue_attributes().queue_url(&self.url).set_attribute_names(Some(asked.to_vec()));
        let answer = request.send().await.map_err(|error| code_of(&error))?;
        let said = answer.attributes.unwrap_or_default();
        let count = |name| said.get(name).and_then(|text| text.parse::<usize>().ok());
        asked.iter().map(count).sum::<Option<usize>>().ok_or_else(|| "no readable figure".to_owned())
    }

    pub(crate) async fn send(&self, messages: Vec<Outgoing>) -> Result<(), QueueError> {
        let count = messages.len();
        let mut unsent = 0;
        let mut reason = String::new();
        for batch in messages.chunks(BATCH_MAX) {
            match self.send_batch(batch).await {
                Ok(failed) => {
                    unsent += failed.len();
                    reason = failed.into_iter().next().unwrap_or(reason);
                }
                Err(error) => {
                    unsent += batch.len();
                    reason = error;
                }
            }
        }
        if unsent == 0 { Ok(()) } else { Err(QueueError { count, unsent, reason }) }
    }

    /// The codes of the messages that were not taken.
    async fn send_batch(&self, batch: &[Outgoing]) -> Result<Vec<String>, String> {
        let mut request = self.client.send_message_batch().queue_url(&self.url);
        for (index, message) in batch.iter().enumerate() {
            let entry = SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(&message.body)
                .message_group_id(&message.group)
                .build()
                .map_err(|error| error.to_string())?;
            request = request.entries(entry);
        }
        let answer = request.send().await.map_err(|error| code_of(&error))?;
        Ok(answer.failed().iter().map(|failed| failed.code().to_owned()).collect())
    }
}
