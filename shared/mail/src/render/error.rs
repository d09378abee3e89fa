//! The reasons why a mail could not be filled. None repeats a value.

use super::{PART_BYTES_MAX, VALUE_BYTES_MAX};
use crate::template::{Part, TemplateProblem};
use cadence::wording::Words;

/// A failure to fill a mail. Another try gives the same: the lead is to be parked until the mail or the values change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The mail is not one that the check lets through.
    #[error("the mail's template is not valid: {0}; publish it again")]
    Template(#[from] TemplateProblem),
    /// A placeholder without a value and without a fallback.
    #[error(
        "the {part}, line {line}, needs `{placeholder}`, which this lead does not have; add a fallback such as `| default(\"…\")`"
    )]
    Missing {
        /// The part.
        part: Part,
        /// The line in the compiled template.
        line: usize,
        /// The template's text there.
        placeholder: String,
    },
    /// A filter or operator met a value it cannot take, or the template ran too long.
    #[error("the {part}, line {line}, cannot be rendered at `{placeholder}`: {}", reason.english())]
    Failed {
        /// The part.
        part: Part,
        /// The line in the compiled template.
        line: usize,
        /// The template's text there.
        placeholder: String,
        /// The kind of failure.
        reason: Words,
    },
    /// The part would be larger than [`PART_BYTES_MAX`].
    #[error("the {part} is larger than {PART_BYTES_MAX} bytes when rendered; shorten the mail")]
    TooLarge {
        /// The part.
        part: Part,
    },
    /// A value of the lead or event larger than [`VALUE_BYTES_MAX`].
    #[error(
        "a value of the lead or its event has more than {VALUE_BYTES_MAX} bytes; shorten it where it is posted"
    )]
    ValueTooLarge,
    /// Nothing is left of the subject.
    #[error("the subject is empty when rendered; give its placeholders fallbacks")]
    EmptySubject,
    /// A value of the lead or its event would decide where a link leads, or a link leads to what no mail may link to.
    #[error(
        "the {part} has a link that leads where a value of the lead or its event says, or to something other than http, https, mailto and tel; write the address up to its host in the mail, such as https://www.example.co.jp/?id={{{{ … | urlencode }}}}"
    )]
    Forged {
        /// The part of the mail.
        part: Part,
    },
    /// The unsubscribe link cannot stand in a mail.
    #[error(
        "the unsubscribe link is not an http(s) address of visible characters; check the base URL in the settings"
    )]
    UnsubscribeUrl,
    /// The link to confirm cannot stand in a mail, or is missing in one that asks for it.
    #[error(
        "the link to confirm is not an http(s) address of visible characters; check the base URL in the settings"
    )]
    ConfirmUrl,
    /// A marketing mail without something the law asks for.
    #[error("the {part} does not show {what}; keep the footer in the mail")]
    Unlawful {
        /// The part that lacks it.
        part: Part,
        /// The missing thing.
        what: &'static str,
    },
}
