//! The names of requests to the table, by what they ask for and who asks.

use super::{NOW, TableRequest, key_of, text};
use crate::happening::{CallLabel, FunctionName};
use crate::rows::{ENROLLMENT, Key};

impl TableRequest {
    /// Its name.
    pub(in crate::request) fn label(&self, by: FunctionName) -> CallLabel {
        match self.operation.as_str() {
            "GetItem" => read_label(&key_of(&self.value["Key"])),
            "BatchGetItem" | "TransactGetItems" => self.batch_label(),
            "Query" => self.query_label(),
            "TransactWriteItems" => self.transaction_label(by),
            "DeleteItem" => forget_label(&key_of(&self.value["Key"])),
            "PutItem" => self.write_label(&key_of(&self.value["Item"]), by),
            "UpdateItem" => self.write_label(&key_of(&self.value["Key"]), by),
            other => CallLabel::Other(other.to_lowercase()),
        }
    }

    fn batch_label(&self) -> CallLabel {
        let sorts: Vec<String> = self.read_strongly().into_iter().map(|key| key.1).collect();
        if sorts.iter().any(|sort| sort == "engagement") {
            CallLabel::Other("read-snapshot".to_owned())
        } else if sorts.iter().any(|sort| sort == "profile") {
            CallLabel::ReadLead
        } else if sorts.iter().any(|sort| sort == "now#card") {
            CallLabel::ReadCard
        } else {
            CallLabel::Other("read-several".to_owned())
        }
    }

    fn transaction_label(&self, by: FunctionName) -> CallLabel {
        if matches!(by, FunctionName::IngestLead | FunctionName::SweepDormant) {
            return CallLabel::Admit;
        }
        let written = self.written();
        if written.iter().any(|key| key.1.starts_with("consent#") || key.1.starts_with(ENROLLMENT)) {
            return CallLabel::Admit;
        }
        match written.as_slice() {
            [only] => save_label(only).unwrap_or(CallLabel::Admit),
            _ => CallLabel::Admit,
        }
    }

    fn query_label(&self) -> CallLabel {
        match self.value["IndexName"].as_str() {
            Some("due") => return CallLabel::ReadDue,
            Some(index) => return CallLabel::Other(format!("read-{index}")),
            None => {}
        }
        let values = self.value["ExpressionAttributeValues"].as_object();
        let texts: Vec<&str> =
            values.into_iter().flat_map(|it| it.values()).filter_map(|value| value["S"].as_str()).collect();
        let has = |start: &str| texts.iter().any(|text| text.starts_with(start));
        if has("catalog") {
            CallLabel::ReadPublications
        } else if has("live") {
            CallLabel::ReadLive
        } else if has("message#") {
            CallLabel::ReadMessages
        } else if self.prefix() == Some(NOW) {
            CallLabel::Look
        } else if has(ENROLLMENT) {
            CallLabel::Other("read-enrollments".to_owned())
        } else if has("event#") {
            CallLabel::Other("read-events".to_owned())
        } else {
            CallLabel::Other("query".to_owned())
        }
    }

    fn write_label(&self, key: &Key, by: FunctionName) -> CallLabel {
        if key.1.starts_with("message#") {
            return self.message_label();
        }
        if key.1.starts_with(ENROLLMENT) {
            return match by {
                FunctionName::SendEmail if self.claims() => CallLabel::Claim,
                FunctionName::SendEmail => CallLabel::Settle,
                FunctionName::IngestLead
                | FunctionName::CadenceTick
                | FunctionName::RecordFeedback
                | FunctionName::SweepDormant
                | FunctionName::ManageSubscription => CallLabel::NoteRefusalOnRun,
            };
        }
        let other = || {
            let (partition, sort) = (plain(&key.0), sort_name(key));
            CallLabel::Other(format!("save-{partition}{sort}"))
        };
        save_label(key).unwrap_or_else(other)
    }

    /// Whether it takes a step: the state becomes `sending` with an attempt that was not there.
    fn claims(&self) -> bool {
        let put = text(&self.value["Item"], "state") == "sending";
        let values = self.value["ExpressionAttributeValues"].as_object();
        let updated = values.is_some_and(|values| values.values().any(|value| value["S"] == "sending"));
        put || updated
    }

    fn message_label(&self) -> CallLabel {
        let values = self.value["ExpressionAttributeValues"].as_object();
        let has = |name: &str| values.is_some_and(|values| values.contains_key(name));
        if has(":fenced_at") {
            CallLabel::Fence
        } else if has(":voided") {
            CallLabel::Void
        } else if has(":ended") {
            CallLabel::Close
        } else {
            CallLabel::NoteFact
        }
    }
}

/// A sort key without what is particular in it.
fn plain(sort: &str) -> &str {
    let sort = sort.strip_prefix(NOW).unwrap_or(sort);
    sort.split('#').next().unwrap_or_default()
}

/// The sort key of an item that is not a lead's, where it is the same in every world.
fn sort_name(key: &Key) -> String {
    if let Some(counted) = key.0.strip_prefix("door#") {
        // A day, or what is counted.
        let day = counted.starts_with(|first: char| first.is_ascii_digit());
        return format!("-{}", if day { "posts" } else { plain(counted) });
    }
    let fixed = matches!(plain(&key.0), "live" | "cursor" | "meta" | "catalog" | "channel");
    if fixed { format!("-{}", plain(&key.1)) } else { String::new() }
}

fn forget_label(key: &Key) -> CallLabel {
    let what = if key.1.starts_with("message#") { "message" } else { plain(&key.0) };
    CallLabel::Other(format!("forget-{what}"))
}

fn read_label(key: &Key) -> CallLabel {
    match (key.0.as_str(), plain(&key.1)) {
        ("live", "head") => CallLabel::ReadHead,
        ("live", "quota") => CallLabel::ReadQuota,
        ("pace", _) => CallLabel::ReadPace,
        (_, "card") => CallLabel::ReadCard,
        (_, "suppression") => CallLabel::ReadSuppression,
        (_, "enrollment") => CallLabel::ReadEnrollment,
        (_, "entry") => CallLabel::ReadEntry,
        (_, "message") => CallLabel::ReadMessage,
        (partition, _) if partition.starts_with("mails#") => CallLabel::ReadMail,
        (partition, sort) if partition.starts_with("L#") => CallLabel::Other(format!("read-{sort}")),
        (partition, _) => CallLabel::Other(format!("read-{}{}", plain(partition), sort_name(key))),
    }
}

fn save_label(key: &Key) -> Option<CallLabel> {
    Some(match (key.0.as_str(), plain(&key.1)) {
        ("pace", _) => CallLabel::ReserveSlot,
        ("channel", _) => CallLabel::NoteChannel,
        (partition, _) if partition.contains("tick") => CallLabel::TickLease,
        (_, sort) if sort.contains("tick") => CallLabel::TickLease,
        (_, "suppression") => CallLabel::Suppress,
        (_, "card") => CallLabel::SaveCard,
        (_, "tags") => CallLabel::SaveTags,
        (_, "engagement") => CallLabel::SaveEngagement,
        (_, "event") => CallLabel::NoteEvent,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn label(operation: &str, value: Value, by: FunctionName) -> CallLabel {
        TableRequest { operation: operation.to_owned(), value, sent: Vec::new() }.label(by)
    }

    fn key(pk: &str, sk: &str) -> Value {
        json!({ "pk": { "S": pk }, "sk": { "S": sk } })
    }

    #[test]
    fn requests_are_named_by_what_they_ask_for() {
        let read = |pk, sk| label("GetItem", json!({ "Key": key(pk, sk) }), FunctionName::SendEmail);
        assert_eq!(read("live", "head"), CallLabel::ReadHead);
        assert_eq!(read("L#a", "now#suppression"), CallLabel::ReadSuppression);
        assert_eq!(read("channel", "feedback"), CallLabel::Other("read-channel-feedback".to_owned()));
        let change = |values| {
            let value = json!({ "Key": key("L#a", "message#b"), "ExpressionAttributeValues": values });
            label("UpdateItem", value, FunctionName::SendEmail)
        };
        assert_eq!(change(json!({ ":fenced_at": { "S": "now" } })), CallLabel::Fence);
        assert_eq!(change(json!({ ":voided": { "SS": ["a"] } })), CallLabel::Void);
        assert_eq!(change(json!({ ":at": { "S": "now" } })), CallLabel::NoteFact);
    }

    #[test]
    fn a_written_enrollment_is_a_claim_settlement_or_note_by_state_and_writer() {
        let put = |state: &str, by| {
            let mut item = key("L#a", "now#enrollment#welcome");
            item["state"] = json!({ "S": state });
            label("PutItem", json!({ "Item": item }), by)
        };
        assert_eq!(put("sending", FunctionName::SendEmail), CallLabel::Claim);
        assert_eq!(put("waiting", FunctionName::SendEmail), CallLabel::Settle);
        assert_eq!(put("done", FunctionName::ManageSubscription), CallLabel::NoteRefusalOnRun);
    }
}
