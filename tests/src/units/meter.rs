//! What was used, by function, and for writes by what was written.

use super::capacity::Consumed;
use super::mails::Mails;
use hikyaku::cost::units::Use;
use serde_json::Value;
use std::collections::BTreeMap;

/// Who uses something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Function {
    IngestLead,
    CadenceTick,
    SendEmail,
    RecordFeedback,
    SweepDormant,
    ManageSubscription,
}

impl Function {
    /// Memory in gigabytes, as in `infra/template.yaml`.
    pub(super) fn gigabytes(self) -> f64 {
        match self {
            Self::CadenceTick => 0.125,
            Self::IngestLead
            | Self::SendEmail
            | Self::RecordFeedback
            | Self::SweepDormant
            | Self::ManageSubscription => 0.25,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::IngestLead => "ingest-lead",
            Self::CadenceTick => "cadence-tick",
            Self::SendEmail => "send-email",
            Self::RecordFeedback => "record-feedback",
            Self::SweepDormant => "sweep-dormant",
            Self::ManageSubscription => "manage-subscription",
        }
    }
}

/// Everything that was used.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    pub(super) by_function: BTreeMap<Function, Use>,
    /// Write units by function and by what was written; a transaction counts under its own name.
    pub(super) writes: BTreeMap<(Function, String), f64>,
    /// Read units by function and by what was read; a query counts by what its keys begin with.
    pub(super) reads: BTreeMap<(Function, String), f64>,
    /// Bytes of the largest item of each kind.
    pub(super) largest: BTreeMap<String, u64>,
    /// The requests of each mail.
    pub(super) mails: Mails,
}

impl Meter {
    pub(super) fn of(&mut self, function: Function) -> &mut Use {
        self.by_function.entry(function).or_default()
    }

    /// A request to the table.
    pub(super) fn table(&mut self, function: Function, operation: &str, request: &Value, consumed: Consumed) {
        let used = self.of(function);
        used.table_requests += 1.0;
        used.write_units += consumed.write;
        used.read_units += consumed.read;
        if consumed.write > 0.0 {
            *self.writes.entry((function, written(operation, request))).or_default() += consumed.write;
        }
        if consumed.read > 0.0 {
            *self.reads.entry((function, read(operation, request))).or_default() += consumed.read;
        }
        let puts =
            request["TransactItems"].as_array().into_iter().flatten().map(|action| &action["Put"]["Item"]);
        for item in puts.chain([&request["Item"]]).filter(|item| item.is_object()) {
            let largest = self.largest.entry(kind(item)).or_default();
            *largest = (*largest).max(super::capacity::item_bytes(item));
        }
    }

    /// The sum over some functions.
    pub(super) fn sum(&self, functions: &[Function]) -> Use {
        let some = self.by_function.iter().filter(|(function, _)| functions.contains(function));
        some.fold(Use::default(), |sum, (_, used)| sum + *used)
    }

    /// What was used since an earlier reading.
    pub(super) fn since(&self, earlier: &Self, functions: &[Function]) -> Use {
        self.sum(functions) + earlier.sum(functions) * -1.0
    }
}

/// A request by its operation and by what it writes or reads.
pub(super) fn name(operation: &str, request: &Value) -> String {
    match operation {
        "PutItem" | "UpdateItem" | "DeleteItem" => format!("{operation} {}", written(operation, request)),
        "GetItem" | "BatchGetItem" | "Query" => format!("{operation} {}", read(operation, request)),
        other => other.to_owned(),
    }
}

/// What a request writes.
fn written(operation: &str, request: &Value) -> String {
    match operation {
        "PutItem" => kind(&request["Item"]),
        "UpdateItem" | "DeleteItem" => kind(&request["Key"]),
        other => other.to_owned(),
    }
}

/// What a request reads: the kinds of its keys, or the index or the range that a query goes over.
fn read(operation: &str, request: &Value) -> String {
    let values = &request["ExpressionAttributeValues"];
    match operation {
        "GetItem" => kind(&request["Key"]),
        "BatchGetItem" => {
            let tables = request["RequestItems"].as_object();
            let keys =
                tables.into_iter().flat_map(|tables| tables.values()).filter_map(|it| it["Keys"].as_array());
            keys.flatten().map(kind).collect::<Vec<_>>().join(" + ")
        }
        "Query" => request["IndexName"].as_str().map_or_else(
            || {
                let texts = values.as_object().into_iter().flat_map(|values| values.values());
                let words =
                    texts.filter_map(|value| Some(value["S"].as_str()?.split('#').next()?.to_owned()));
                format!("all of {}", words.collect::<Vec<_>>().join(" "))
            },
            |index| format!("index {index}"),
        ),
        other => other.to_owned(),
    }
}

/// The kind of an item: the first word of its sort key within a lead, of its partition elsewhere.
fn kind(key: &Value) -> String {
    let word = |name: &str| {
        let text = key[name]["S"].as_str().unwrap_or_default();
        let text = text.strip_prefix("now#").unwrap_or(text);
        text.split('#').next().unwrap_or_default().to_owned()
    };
    if word("pk") == "L" || word("pk") == "cursor" { word("sk") } else { word("pk") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template;

    #[test]
    fn memory_is_that_of_the_template() {
        for function in [
            Function::IngestLead,
            Function::CadenceTick,
            Function::SendEmail,
            Function::RecordFeedback,
            Function::SweepDormant,
            Function::ManageSubscription,
        ] {
            let megabytes = template::number(&format!("{function:?}Function"), "MemorySize");
            assert_eq!(format!("{}", function.gigabytes() * 1024.0), megabytes.to_string(), "{function:?}");
        }
    }
}
