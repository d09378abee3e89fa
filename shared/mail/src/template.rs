//! The template language of mails: MiniJinja reduced to what a mail needs, checked before it is published.
//!
//! Fuel limits the steps of a template but not the size of its values, so everything that can make a large value out of a
//! small one (`*`, `**`, `{% set %}`, calls, most filters) is refused when a template is checked, before it is compiled:
//! the compiler would already compute `'a' * 100000000`.

pub(crate) mod escape;
mod filters;
mod grammar;
mod origins;
mod questions;

/// Names under which the filters find what authors need not know.
pub(crate) mod hidden {
    /// The mail's language, as `ja` or `en`.
    pub(crate) const LANGUAGE: &str = "_language";
    /// The company's honorific.
    pub(crate) const HONORIFIC: &str = "_honorific";
}

use cadence::sequence::Language;
use cadence::wording::{Text, Words};
use cadence::{text, words};
use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use std::fmt;

/// Bytes of one template at most.
pub const SOURCE_BYTES_MAX: usize = 256 * 1024;
/// Bytes of a subject's template at most.
pub const SUBJECT_SOURCE_BYTES_MAX: usize = 2 * 1024;
/// Tokens between `{{` and `}}`, or `{%` and `%}`, at most; keeps expressions shallow and joins short.
pub const TAG_TOKENS_MAX: usize = 200;
/// `~` and `+` between `{{` and `}}`, or `{%` and `%}`, at most; each copies all that was joined before it.
pub const JOINS_MAX: usize = 16;
/// `{% elif %}` in one template at most; each nests one level deeper inside.
pub const ELIF_MAX: usize = 100;
/// Steps one template may take when it is filled.
pub const FUEL: u64 = 20_000;
/// The deepest nesting of templates when they are filled.
const RECURSION_MAX: usize = 32;

/// The names a template may use; `lead.*` and `event.*` stand for any one name after the dot.
pub const KNOWN: &[&str] = &[
    "lead.*",
    "event.*",
    "company.legal_name",
    "company.trade_name",
    "company.name",
    "company.postal_address",
    "company.contact_email",
    "company.contact_phone",
    "company.contact_url",
    "company.privacy_url",
    "sender.name",
    "unsubscribe_url",
    "confirm_url",
    "today",
];

/// The refusal of `*` and `**`, which would make large values out of small ones.
const NO_PRODUCTS: Words = words!(
    en = "`*` and `**` are not offered in mails; write the result itself",
    ja = "メールでは `*` と `**` を使えません。計算した結果を書いてください。"
);

/// The part of a mail that a template makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// One line; nothing is escaped.
    Subject,
    /// HTML; every value is escaped.
    Html,
    /// Plain text; nothing is escaped.
    Text,
}

impl Part {
    /// The name its template goes by, which decides about escaping.
    pub(crate) fn template_name(self) -> &'static str {
        match self {
            Self::Subject => "subject.txt",
            Self::Html => "body.html",
            Self::Text => "body.txt",
        }
    }

    /// Its name for people.
    pub fn words(self) -> Words {
        match self {
            Self::Subject => words!(en = "subject", ja = "件名"),
            Self::Html => words!(en = "HTML part", ja = "本文（HTML）"),
            Self::Text => words!(en = "text part", ja = "文字だけの本文"),
        }
    }

    fn source_bytes_max(self) -> usize {
        match self {
            Self::Subject => SUBJECT_SOURCE_BYTES_MAX,
            Self::Html | Self::Text => SOURCE_BYTES_MAX,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().in_language(Language::English))
    }
}

/// A problem in a template, and its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {}", message.english())]
pub struct TemplateProblem {
    /// The line in the template, from 1.
    pub line: usize,
    /// The problem and what to write instead.
    pub message: Text,
}

impl TemplateProblem {
    fn new(line: impl Into<usize>, message: impl Into<Text>) -> Self {
        Self { line: line.into().max(1), message: message.into() }
    }

    pub(crate) fn of(error: &minijinja::Error) -> Self {
        let english = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        let message = Text::new(english.clone(), format!("差し込みを読めません（{english}）。"));
        Self::new(error.line().unwrap_or(1), message)
    }
}

/// Checks a template without filling it and returns the names it uses from outside, such as `lead.name`, sorted.
///
/// Whether those names are [`KNOWN`] is for the caller to decide, who knows the forms and events of the company.
pub fn check(source: &str, part: Part) -> Result<Vec<String>, TemplateProblem> {
    check_size(source, part)?;
    check_tokens(source)?;
    let tree = minijinja::machinery::parse(source, part.template_name(), SyntaxConfig::default())
        .map_err(|error| TemplateProblem::of(&error))?;
    grammar::check(&tree)?;
    let environment = environment();
    let template = environment
        .template_from_named_str(part.template_name(), source)
        .map_err(|error| TemplateProblem::of(&error))?;
    let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    names.sort_unstable();
    Ok(names)
}

/// The texts in quotation marks within the placeholders of a template.
pub(crate) fn literals(source: &str) -> Vec<String> {
    let tokens = tokenize(source, false, SyntaxConfig::default()).filter_map(Result::ok);
    let texts = tokens.filter_map(|(token, _)| {
        if let Token::Str(text) = token {
            Some(text.to_owned())
        } else if let Token::String(text) = token {
            Some(text.into())
        } else {
            None
        }
    });
    texts.filter(|text| !text.is_empty()).collect()
}

/// Whether what a placeholder brings is the company's or the template's own, whoever gets the mail: `{{ company.contact_url }}`,
/// `{{ unsubscribe_url }}`, `{{ confirm_url }}`, a text in quotation marks, or a choice between such. Everything else comes from a lead or an event.
pub fn brings_its_own(placeholder: &str) -> bool {
    minijinja::machinery::parse(placeholder, Part::Text.template_name(), SyntaxConfig::default())
        .is_ok_and(|tree| origins::own(&tree))
}

/// The names in whose elements a loop of a template walks, such as `lead.name`, each with its line.
pub fn walked(source: &str) -> Vec<(String, usize)> {
    minijinja::machinery::parse(source, Part::Text.template_name(), SyntaxConfig::default())
        .map(|tree| origins::walked(&tree))
        .unwrap_or_default()
}

/// The filters that mails have.
pub const FILTERS: &[&str] = filters::FILTERS;

/// Whether a name that [`check`] returned is one that filling can give.
pub fn is_known(name: &str) -> bool {
    KNOWN.iter().any(|known| match known.strip_suffix(".*") {
        Some(group) => name.strip_prefix(group).is_some_and(|rest| {
            rest.is_empty() || rest.strip_prefix('.').is_some_and(|last| !last.contains('.'))
        }),
        None => name == *known,
    })
}

/// The engine all mails are filled with.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_debug(true);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(RECURSION_MAX);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|name| {
        if name == Part::Html.template_name() { AutoEscape::Html } else { AutoEscape::None }
    });
    environment.set_formatter(escape::write);
    filters::add_to(&mut environment);
    questions::add_to(&mut environment);
    environment
}

fn check_size(source: &str, part: Part) -> Result<(), TemplateProblem> {
    let most = part.source_bytes_max();
    if source.len() > most {
        let (name, bytes) = (part.words(), source.len());
        let message = text!(
            en = "the {name} has {bytes} bytes; at most {most} are allowed",
            ja = "{name}が{bytes}バイトあります。{most}バイトまでです。",
            texts = [name]
        );
        return Err(TemplateProblem::new(1_usize, message));
    }
    if part == Part::Subject && source.trim_end().contains(['\n', '\r']) {
        let message = words!(
            en = "the subject has a second line; write it on one line",
            ja = "件名が二行あります。一行に書いてください。"
        );
        return Err(TemplateProblem::new(2_usize, message));
    }
    Ok(())
}

/// Looks at the template before it is parsed, so that parsing and everything after it stays shallow.
fn check_tokens(source: &str) -> Result<(), TemplateProblem> {
    let mut in_tag = 0_usize;
    let mut joins = 0_usize;
    let mut elifs = 0_usize;
    for token in tokenize(source, false, SyntaxConfig::default()) {
        let (token, span) = token.map_err(|error| TemplateProblem::of(&error))?;
        let refuse = |message: Text| Err(TemplateProblem::new(span.start_line, message));
        if matches!(token, Token::VariableStart | Token::BlockStart | Token::TemplateData(_)) {
            (in_tag, joins) = (0, 0);
        } else if matches!(token, Token::Tilde | Token::Plus) {
            joins += 1;
        } else if matches!(token, Token::Mul | Token::Pow) {
            return refuse(NO_PRODUCTS.into());
        } else if matches!(token, Token::Ident("elif")) {
            elifs += 1;
        }
        in_tag += 1;
        if in_tag > TAG_TOKENS_MAX {
            return refuse(text!(
                en = "this placeholder is too long; at most {TAG_TOKENS_MAX} words and signs are allowed",
                ja = "差し込みが長すぎます。言葉と記号は {TAG_TOKENS_MAX} 個までです。"
            ));
        }
        if joins > JOINS_MAX {
            return refuse(text!(
                en = "this placeholder joins more than {JOINS_MAX} times; write several \
                     placeholders one after another",
                ja = "一つの差し込みで {JOINS_MAX} 回を超えてつないでいます。差し込みをいくつか並\
                     べてください。"
            ));
        }
        if elifs > ELIF_MAX {
            return refuse(text!(
                en = "there are more than {ELIF_MAX} `elif`; split the mail into several",
                ja = "`elif` が {ELIF_MAX} 個を超えています。メールをいくつかに分けてください。"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod bombs;
#[cfg(test)]
mod checks;
