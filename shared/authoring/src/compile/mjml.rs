//! MJML into HTML, or where it cannot be read and why.

mod structure;
mod values;

use super::balance::unbalanced;
use super::broken::Broken;
use super::lang::code;
use super::markup::{Piece, pieces};
use super::protect::Protected;
use cadence::sequence::Language;
use cadence::{text, words};
use mrml::prelude::parser::Error as MjmlError;
use mrml::prelude::render::RenderOptions;
use std::collections::HashMap;
use values::Values;

/// The HTML of an MJML document whose template tags are taken out.
pub(crate) fn document(protected: &Protected, language: Language) -> Result<String, Vec<Broken>> {
    let text = &protected.text;
    if !text.to_ascii_lowercase().contains("<mjml") {
        let reason = words!(
            en = "the file has no <mjml>, so it is no MJML",
            ja = "<mjml> がないので、MJML として読めません。"
        );
        let remedy = words!(
            en = "begin with <mjml><mj-body>; name a mail in HTML body.html, and a letter body.md",
            ja = "<mjml><mj-body> で始めてください。HTML なら body.html、手紙なら body.md という名\
                 前にします。"
        );
        return Err(vec![Broken::whole(reason, remedy)]);
    }
    if let Some((at, reason)) = unbalanced(text, false) {
        return Err(vec![Broken::at(reason, at)]);
    }
    let misplaced = structure::misplaced(text);
    if !misplaced.is_empty() {
        return Err(misplaced);
    }
    let values = Values::taken_from(text);
    let root = mrml::parse(&values.text).map_err(|error| vec![broken(&error, text, &values)])?;
    // Without the table of web fonts no mail loads anything from a font server unless its author says so.
    let options = RenderOptions { fonts: HashMap::new(), ..RenderOptions::default() };
    let html = root.element.render(&options);
    let html = html.map_err(|error| {
        vec![Broken::at(
            text!(en = "the MJML cannot be rendered: {error}", ja = "MJML を変換できません（{error}）。"),
            0,
        )]
    })?;
    // A mail whose MJML does not say its language has the sequence's.
    let html = html.replacen("lang=\"und\"", &format!("lang=\"{}\"", code(language)), 2);
    Ok(values.put_back(&html))
}

/// The library's error, and its place in the text without template tags.
fn broken(error: &MjmlError, text: &str, values: &Values) -> Broken {
    let told = match error {
        MjmlError::UnexpectedElement { position, .. }
        | MjmlError::UnexpectedToken { position, .. }
        | MjmlError::MissingAttribute { position, .. }
        | MjmlError::InvalidAttribute { position, .. }
        | MjmlError::InvalidFormat { position, .. }
        | MjmlError::IncludeLoaderError { position, .. } => Some(position.start),
        MjmlError::ParserError { source, .. } => {
            let place = source.pos();
            Some(offset(&values.text, place.row, place.col))
        }
        MjmlError::EndOfStream { .. } | MjmlError::SizeLimit { .. } | MjmlError::NoRootNode => None,
    };
    let element = unbalanced(text, true);
    let at = told.map(|at| values.places.source(at)).or(element.as_ref().map(|(at, _)| *at));
    let why = element.filter(|(place, _)| at.is_none_or(|at| *place <= at)).map(|(_, reason)| reason);
    let position = error.to_string();
    let said = position.split(" in root template").next().unwrap_or_default();
    // The library tells the place of the name as well as that of the tag.
    let tags = pieces(text);
    let named = tags.iter().find_map(|piece| match piece {
        Piece::Tag(tag) if at.is_some_and(|at| tag.range.contains(&at)) => Some(format!("<{}>", tag.name)),
        Piece::Tag(_) | Piece::Comment(..) | Piece::Declaration(_) | Piece::Raw(..) => None,
    });
    let reason = why.map_or_else(
        || {
            let Some(tag) = &named else {
                return text!(en = "the MJML cannot be read: {said}", ja = "MJML を読めません（{said}）。");
            };
            text!(
                en = "the MJML cannot be read: {said} at {tag}",
                ja = "MJML の {tag} を読めません（{said}）。"
            )
        },
        |why| text!(en = "the MJML cannot be read: {why}", ja = "MJML を読めません。{why}", texts = [why]),
    );
    let broken = Broken::at(reason, at.unwrap_or(0));
    if matches!(error, MjmlError::UnexpectedElement { .. }) && broken.reason.english().contains("unexpected")
    {
        let remedy = words!(
            en = "take it out, or put it where MJML has it: columns in sections, sections in the body",
            ja = "取り除くか、MJML の決まりの場所に置いてください。段（column）はセクションの中、\
                 セクションは本文（body）の中です。"
        );
        return Broken { remedy: remedy.into(), ..broken };
    }
    broken
}

/// The place in bytes of a line and a column, both from 1.
fn offset(text: &str, line: u32, column: u32) -> usize {
    let (line, column) = (usize::try_from(line).unwrap_or(1), usize::try_from(column).unwrap_or(1));
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}
