//! Comments, commas and quotation marks that the parser of JSON lets pass and JSON does not.

use crate::finding::{Finding, TOLD_MAX};
use crate::lines::Lines;
use cadence::wording::Words;
use cadence::words;
use jsonc_parser::tokens::{Token, TokenAndRange};

/// Comments, commas too many or too few, and single quotes: what the parser lets pass and JSON does not.
pub(super) fn found(file: &str, lines: &Lines<'_>, tokens: &[TokenAndRange<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before: Option<&TokenAndRange<'_>> = None;
    for token in tokens {
        if findings.len() >= TOLD_MAX {
            break;
        }
        let start = token.range.start;
        let mut add = |rule, at: usize, message: Words, remedy: Words| {
            findings.push(Finding::new(rule, file, message, remedy).on(lines.place(at)));
        };
        let role = role(&token.token);
        if role == Role::Comment {
            let remedy = words!(
                en = "write it as \"note\": \"…\", which is allowed in every object",
                ja = "\"note\": \"…\" と書いてください。どのまとまりの中にも書けます。"
            );
            add(
                "json-comment",
                start,
                words!(en = "JSON has no comments", ja = "JSON にはコメントがありません。"),
                remedy,
            );
            continue;
        }
        match (before.map(|it| self::role(&it.token)), role) {
            (Some(Role::Comma), Role::Close) => {
                let at = before.map_or(start, |it| it.range.start);
                add(
                    "json-trailing-comma",
                    at,
                    words!(en = "nothing follows this comma", ja = "このカンマの後ろに、何もありません。"),
                    words!(en = "remove the comma", ja = "カンマを消してください。"),
                );
            }
            (Some(Role::Value | Role::Close), Role::Value | Role::Open) => {
                add(
                    "json-missing-comma",
                    start,
                    words!(en = "a comma is missing before this", ja = "この前に、カンマがありません。"),
                    words!(
                        en = "add a comma after what comes before",
                        ja = "前のものの後ろに、カンマを書いてください。"
                    ),
                );
            }
            (_, _) => {}
        }
        if matches!(token.token, Token::String(_)) && lines.text()[start..].starts_with('\'') {
            add(
                "json-quotes",
                start,
                words!(en = "JSON has no single quotes", ja = "JSON では、一重の引用符は使えません。"),
                words!(
                    en = "write double quotes: \"…\"",
                    ja = "\"…\" のように、二重の引用符で書いてください。"
                ),
            );
        }
        before = Some(token);
    }
    findings
}

/// The meaning of a token to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Open,
    Close,
    Comma,
    Colon,
    Value,
    Comment,
}

fn role(token: &Token<'_>) -> Role {
    match token {
        Token::OpenBrace | Token::OpenBracket => Role::Open,
        Token::CloseBrace | Token::CloseBracket => Role::Close,
        Token::Comma => Role::Comma,
        Token::Colon => Role::Colon,
        Token::String(_) | Token::Word(_) | Token::Boolean(_) | Token::Number(_) | Token::Null => Role::Value,
        Token::CommentLine(_) | Token::CommentBlock(_) => Role::Comment,
    }
}
