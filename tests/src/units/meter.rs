//! The use by function, and by what was written or read.

use super::capacity::Consumed;
use super::mails::Mails;
use super::requests::{kind, read, written};
use hikyaku::cost::units::Use;
use kit::functions::FunctionName;
use serde_json::Value;
use std::collections::BTreeMap;

/// Memory of a function in gigabytes, as in `infra/template.yaml`.
pub(super) fn gigabytes(function: FunctionName) -> f64 {
    match function {
        FunctionName::CadenceTick => 0.125,
        FunctionName::IngestLead
        | FunctionName::SendEmail
        | FunctionName::RecordFeedback
        | FunctionName::SweepDormant
        | FunctionName::ManageSubscription => 0.25,
    }
}

/// Everything that was used.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    pub(super) by_function: BTreeMap<FunctionName, Use>,
    /// Write units by function and by what was written; a transaction counts under its own name.
    pub(super) writes: BTreeMap<(FunctionName, String), f64>,
    /// Read units by function and by what was read; a query counts by what its keys begin with.
    pub(super) reads: BTreeMap<(FunctionName, String), f64>,
    /// Bytes of the largest item of each kind.
    pub(super) largest: BTreeMap<String, u64>,
    /// The requests of each mail.
    pub(super) mails: Mails,
}

impl Meter {
    pub(super) fn of(&mut self, function: FunctionName) -> &mut Use {
        self.by_function.entry(function).or_default()
    }

    /// A request to the table.
    pub(super) fn table(
        &mut self,
        function: FunctionName,
        operation: &str,
        request: &Value,
        consumed: Consumed,
    ) {
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
    pub(super) fn sum(&self, functions: &[FunctionName]) -> Use {
        let some = self.by_function.iter().filter(|(function, _)| functions.contains(function));
        some.fold(Use::default(), |sum, (_, used)| sum + *used)
    }

    /// The use since an earlier reading.
    pub(super) fn since(&self, earlier: &Self, functions: &[FunctionName]) -> Use {
        self.sum(functions) + earlier.sum(functions) * -1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::template;

    #[test]
    fn memory_is_that_of_the_template() {
        for function in FunctionName::ALL {
            let megabytes = template::number(&format!("{function:?}Function"), "MemorySize");
            assert_eq!(format!("{}", gigabytes(function) * 1024.0), megabytes.to_string(), "{function:?}");
        }
    }
}
