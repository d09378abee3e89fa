//! The reasons a body cannot be compiled, which every step of the way into HTML may give.

use cadence::wording::{Text, Words};
use cadence::words;

/// The reason a body cannot be made into HTML, or is not shown as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Broken {
    /// The rule's id.
    pub(crate) rule: &'static str,
    /// The problem.
    pub(crate) reason: Text,
    /// The remedy.
    pub(crate) remedy: Text,
    /// The place in the text without template tags, in bytes.
    pub(crate) at: usize,
}

impl Broken {
    /// Tags that do not fit together.
    pub(crate) fn at(reason: impl Into<Text>, at: usize) -> Self {
        let remedy = words!(
            en = "compare the opening and closing tags near this place",
            ja = "このあたりの開始タグと終了タグを見比べてください。"
        );
        Self { rule: "body-broken", reason: reason.into(), remedy: remedy.into(), at }
    }

    /// Something opened hides what follows.
    pub(crate) fn swallows(reason: impl Into<Text>, at: usize, remedy: Words) -> Self {
        Self { rule: "text-swallowed", reason: reason.into(), remedy: remedy.into(), at }
    }

    /// The whole file is of a kind that cannot be compiled.
    pub(crate) fn whole(reason: impl Into<Text>, remedy: Words) -> Self {
        Self { rule: "body-broken", reason: reason.into(), remedy: remedy.into(), at: 0 }
    }
}
