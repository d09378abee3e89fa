//! The questions that conditions ask.

use super::workspace::Document;
use crate::finding::Finding;
use cadence::{text, words};
use serde_json::Value;

/// A question about the mail of a step.
pub(crate) struct Asked<'a> {
    /// `clicked`, `opened` or `delivered`.
    pub(crate) what: &'static str,
    /// The step.
    pub(crate) step: &'a str,
    /// The place where it is asked.
    pub(crate) pointer: String,
}

/// Every question about a step in a condition or in `wait_for`.
pub(crate) fn asked<'a>(condition: &'a Value, pointer: &str) -> Vec<Asked<'a>> {
    let mut found = Vec::new();
    for what in ["clicked", "opened", "delivered"] {
        if let Some(step) = condition.get(what).and_then(Value::as_str) {
            found.push(Asked { what, step, pointer: format!("{pointer}/{what}") });
        }
    }
    for list in ["all", "any"] {
        let inner = condition.get(list).and_then(Value::as_array).into_iter().flatten().enumerate();
        found.extend(inner.flat_map(|(index, it)| asked(it, &format!("{pointer}/{list}/{index}"))));
    }
    if let Some(inner) = condition.get("not") {
        found.extend(asked(inner, &format!("{pointer}/not")));
    }
    found
}

/// Questions about steps where no run of a sequence is under way.
pub(crate) fn outside_run(document: &Document<'_>, condition: &Value, pointer: &str) -> Vec<Finding> {
    let found = asked(condition, pointer).into_iter().map(|asked| {
        let message = text!(
            en = "`{}` asks about a step, but no sequence is running here",
            ja = "`{}` はステップについての質問ですが、ここではシナリオが動いていません。",
            asked.what
        );
        let remedy = words!(
            en = "ask about a tag, an attribute, the score or an event instead",
            ja = "タグ、属性、点数、出来事のどれかについての条件にしてください。"
        );
        document.source.finding("step-asked-outside", &asked.pointer, message, remedy)
    });
    found.collect()
}
