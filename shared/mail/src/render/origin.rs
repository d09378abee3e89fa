//! Bytes of a filled part that a value of the lead or its event brought, so that none of them decides where a link leads.
//!
//! The engine puts a mark before and behind each value it writes; the marks are taken out of what was written and their places
//! kept. Values cannot bring marks: they are noncharacters, which cleaning takes out.

use super::{RenderContext, RenderError, values};
use crate::links::{self, Fault, Role, Sign};
use crate::markup::{Piece, decoded, pieces};
use crate::template::escape::{self, VALUE_BEGINS, VALUE_ENDS};
use crate::template::{Part, literals};
use cadence::publication::CompiledMail;
use std::ops::Range;

/// A part without marks, and where values of the lead or its event stand in it.
pub(super) struct Written {
    pub(super) text: String,
    foreign: Vec<Range<usize>>,
}

/// Texts that a mail may show anywhere although a placeholder brings them: the company's own, and those that stand in the
/// template itself, such as a fallback.
pub(super) struct Own(Vec<String>);

impl Own {
    /// The texts that stand within placeholders of a mail.
    pub(super) fn literals(mail: &CompiledMail) -> Vec<String> {
        [&mail.html, &mail.text].into_iter().flat_map(|source| literals(source)).collect()
    }

    pub(super) fn of(context: &RenderContext<'_>, literals: &[String]) -> Self {
        let company = &context.policy.company;
        let address = company.contact_email.as_ref().map(cadence::address::EmailAddress::wire);
        let others = [&company.contact_phone, &company.contact_url, &company.privacy_url];
        let texts = others.into_iter().filter_map(Option::as_deref).chain(address);
        let urls = [context.unsubscribe_url, context.confirm_url].map(str::to_owned);
        let cleaned = texts.map(values::clean).chain(urls);
        Self(cleaned.chain(literals.iter().cloned()).collect())
    }

    fn has(&self, written: &str, part: Part) -> bool {
        self.0.iter().any(|own| match part {
            Part::Html => escape::html(own) == written,
            Part::Subject | Part::Text => own == written,
        })
    }
}

impl Written {
    /// Takes the marks out.
    pub(super) fn of(marked: &str, part: Part, own: &Own) -> Self {
        let mut text = String::with_capacity(marked.len());
        let mut foreign = Vec::new();
        for (index, piece) in marked.split(VALUE_BEGINS).enumerate() {
            let (value, behind) = piece.split_once(VALUE_ENDS).unwrap_or(("", piece));
            if index > 0 && !value.is_empty() && !own.has(value, part) {
                foreign.push(text.len()..text.len() + value.len());
            }
            text.push_str(value);
            text.push_str(behind);
        }
        text.retain(|character| character != VALUE_ENDS);
        Self { text, foreign }
    }

    fn is_foreign(&self, byte: usize) -> bool {
        let after = self.foreign.partition_point(|range| range.end <= byte);
        self.foreign.get(after).is_some_and(|range| range.contains(&byte))
    }

    /// Refuses a mail in which a value makes the scheme or the host of an address, or an attribute.
    pub(super) fn leads_where_the_template_says(&self, part: Part) -> Result<(), RenderError> {
        let forged = match part {
            Part::Html => self.forged_in_html(),
            Part::Text => links::forged_in_text(&self.text, |byte| self.is_foreign(byte)),
            Part::Subject => false,
        };
        if forged { Err(RenderError::Forged { part }) } else { Ok(()) }
    }

    fn forged_in_html(&self) -> bool {
        let pieces = pieces(&self.text);
        let forged = links::addresses_in(&pieces).iter().any(|address| {
            let signs = decoded(address.text)
                .into_iter()
                .map(|(character, at)| Sign { character, foreign: self.is_foreign(address.at + at) });
            match links::fault(&signs.collect::<Vec<_>>()) {
                Some(Fault::Foreign) => true,
                Some(Fault::Scheme) => address.role == Role::Link,
                Some(Fault::Broken | Fault::Relative | Fault::Empty) | None => false,
            }
        });
        forged
            || pieces.iter().any(|piece| match piece {
                Piece::Open { attributes, .. } => attributes.iter().any(|it| self.is_foreign(it.at)),
                Piece::Text { at, text } => links::forged_in_text(text, |byte| self.is_foreign(at + byte)),
                Piece::Raw { .. } | Piece::Close { .. } | Piece::Comment { .. } => false,
            })
    }
}
