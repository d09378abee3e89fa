//! The HTML part: out of MJML, Markdown or HTML, styles inlined, preheader and footer put in their places.

use super::balance::{too_deep, unbalanced};
use super::markdown;
use super::protect::{Protected, Syntax, tags};
use cadence::sequence::Language;
use css_inline::{CSSInliner, InlineOptions};
use mrml::prelude::parser::Error as MjmlError;
use mrml::prelude::render::RenderOptions;
use std::collections::HashMap;

/// Why a body cannot be made into HTML.
#[derive(Debug)]
pub(crate) struct Broken {
    /// What is wrong.
    pub(crate) reason: String,
    /// Where in the source, in bytes.
    pub(crate) offset: Option<usize>,
}

/// Bytes of a body at most: what is made of it is longer, and mails of 100 KB are cut off by their readers.
const BODY_BYTES_MAX: usize = 128 * 1024;

/// The HTML document with inlined styles and its template tags still taken out.
pub(crate) fn of(file: &str, source: &str, language: Language) -> Result<(String, Protected), Broken> {
    if source.len() > BODY_BYTES_MAX {
        let reason = format!("the body has {} bytes; at most {BODY_BYTES_MAX} are compiled", source.len());
        return Err(Broken { reason, offset: None });
    }
    let deep = |(at, reason)| Broken { reason, offset: Some(at) };
    too_deep(source).map_or(Ok(()), |found| Err(deep(found)))?;
    let syntax = if file == "body.md" { Syntax::Markdown } else { Syntax::Markup };
    let protected = Protected::new(source, syntax);
    let html = match file {
        "body.mjml" => mjml(source, &protected.text, language)?,
        "body.md" => markdown::document(&protected.text, language),
        _ => protected.text.clone(),
    };
    let html = protected.open_table_bodies(&html);
    // What was made of it has elements of its own.
    too_deep(&html).map_or(Ok(()), |(_, reason)| Err(Broken { reason, offset: None }))?;
    let inlined =
        inliner().inline(&html).map_err(|error| Broken { reason: error.to_string(), offset: None })?;
    Ok((inlined, protected))
}

fn inliner() -> CSSInliner<'static> {
    // Media queries stay in a style element, everything else goes to the elements. Nothing is ever fetched.
    InlineOptions {
        keep_at_rules: true,
        keep_link_tags: true,
        load_remote_stylesheets: false,
        ..InlineOptions::default()
    }
    .build()
}

fn mjml(source: &str, protected: &str, language: Language) -> Result<String, Broken> {
    let broken = |error: &MjmlError| Broken {
        reason: format!("the MJML cannot be read: {error}"),
        // Places are those of the text without template tags; they hold where no tag stands before.
        offset: offset(error).filter(|at| source.get(..*at) == protected.get(..*at)),
    };
    if let Some((at, reason)) = unbalanced(source) {
        return Err(Broken { reason, offset: Some(at) });
    }
    let root = mrml::parse(protected).map_err(|error| broken(&error))?;
    // Without the table of web fonts no mail loads anything from a font server unless its author says so.
    let options = RenderOptions { fonts: HashMap::new(), ..RenderOptions::default() };
    let html = root.element.render(&options);
    let html = html
        .map_err(|error| Broken { reason: format!("the MJML cannot be rendered: {error}"), offset: None })?;
    // A mail whose MJML does not say its language has the sequence's.
    Ok(html.replacen("lang=\"und\"", &format!("lang=\"{}\"", code(language)), 2))
}

/// The language for a `lang` attribute.
pub(crate) fn code(language: Language) -> &'static str {
    match language {
        Language::Japanese => "ja",
        Language::English => "en",
    }
}

fn offset(error: &MjmlError) -> Option<usize> {
    match error {
        MjmlError::UnexpectedElement { position, .. }
        | MjmlError::UnexpectedToken { position, .. }
        | MjmlError::MissingAttribute { position, .. }
        | MjmlError::InvalidAttribute { position, .. }
        | MjmlError::InvalidFormat { position, .. }
        | MjmlError::IncludeLoaderError { position, .. } => Some(position.start),
        MjmlError::EndOfStream { .. }
        | MjmlError::SizeLimit { .. }
        | MjmlError::ParserError { .. }
        | MjmlError::NoRootNode => None,
    }
}

/// Puts the line that inboxes show after the subject first in the body, hidden in the mail itself.
pub(crate) fn with_preheader(html: &str, preheader: Option<&str>) -> String {
    let Some(text) = preheader.map(str::trim).filter(|text| !text.is_empty()) else { return html.to_owned() };
    let Some(at) = html.find("<body").and_then(|at| html[at..].find('>').map(|end| at + end + 1)) else {
        return html.to_owned();
    };
    let style = "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;";
    // Blanks keep the beginning of the mail out of the inbox line.
    let blanks = "&#847;&zwnj;&nbsp;".repeat(40);
    format!("{}\n<div style=\"{style}\">{}{blanks}</div>{}", &html[..at], escape(text), &html[at..])
}

/// Puts the legal footer last in the body.
pub(crate) fn with_footer(html: &str, footer: &str) -> String {
    match html.rfind("</body>") {
        Some(at) => format!("{}{}\n{}", &html[..at], footer.trim_end(), &html[at..]),
        None => format!("{html}\n{footer}"),
    }
}

/// Text as HTML; template tags stay as they are.
fn escape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let plain =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', " ");
    let mut from = 0;
    for tag in tags(text) {
        result.push_str(&plain(&text[from..tag.start]));
        result.push_str(tag.text);
        from = tag.start + tag.text.len();
    }
    result.push_str(&plain(&text[from..]));
    result
}
