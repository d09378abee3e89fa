//! Left-overs of a draft or of another kind of file in a mail: words that stand in for the real ones, HTML in a file of plain text.

use super::reading::{Kind, Reading};
use crate::compile::known::is_element;
use crate::compile::markup::{Piece, pieces};
use crate::finding::Finding;
use cadence::{text, words};

/// Words that stand in for real ones, in small letters.
const STAND_INS: [&str; 11] = [
    "lorem ipsum",
    "ダミーテキスト",
    "サンプルテキスト",
    "テキストテキスト",
    "文章文章文章",
    "todo:",
    "todo：",
    "fixme",
    "※要確認",
    "【要確認】",
    "（要確認）",
];
/// A request to put something in: `ここに本文を入力してください`.
const TO_PUT_IN: [&str; 9] =
    ["本文", "テキスト", "文章", "見出し", "タイトル", "画像", "内容", "リード文", "署名"];
const PUTTING_IN: [&str; 4] = ["入力", "入れ", "挿入", "記入"];
/// Letters between `ここに` and what is to be done.
const REACH: usize = 24;

pub(crate) fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = stand_ins(reading);
    if reading.kind == Kind::Plain {
        findings.extend(markup(reading));
    }
    findings
}

fn stand_ins(reading: &Reading<'_>) -> Vec<Finding> {
    let signs = reading.seen_signs();
    let text: String = signs.iter().map(|it| it.0.to_lowercase().next().unwrap_or(it.0)).collect();
    let place = |byte: usize| signs.get(text[..byte].chars().count()).map(|it| it.1);
    let mut found: Vec<(usize, String)> = Vec::new();
    for words in STAND_INS {
        found.extend(text.find(words).map(|at| (at, words.to_owned())));
    }
    for (at, _) in text.match_indices("ここに") {
        let behind: String =
            text[at..].chars().take(REACH).take_while(|c| !matches!(c, '。' | '\n')).collect();
        let named = TO_PUT_IN.iter().any(|it| behind.contains(it));
        if named && PUTTING_IN.iter().any(|it| behind.contains(it)) {
            found.push((at, behind));
        }
    }
    let told = found.into_iter().filter_map(|(at, words)| {
        let message = text!(
            en = "「{words}」 looks like a stand-in that was to be replaced",
            ja = "「{words}」は、あとで書きかえるための仮の文のようです。"
        );
        Some(reading.finding(
            "draft-left-over",
            place(at)?,
            message,
            words!(en = "write the real words, or remove it", ja = "本当の文を書くか、取り除いてください。"),
        ))
    });
    told.collect()
}

/// Tags and entities in a file that is shown as it is.
fn markup(reading: &Reading<'_>) -> Vec<Finding> {
    let text = reading.text;
    let tags = pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Tag(tag) if tag.ends && is_element(&tag.name) && !tag.name.contains(':') => Some(tag.range),
        Piece::Comment(range, true) => Some(range),
        Piece::Tag(_) | Piece::Comment(..) | Piece::Declaration(_) | Piece::Raw(..) => None,
    });
    let entity =
        ["&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "&#"].into_iter().filter_map(|it| text.find(it)).min();
    let entity =
        entity.and_then(|at| Some(at..at + text[at..].find(';')? + 1)).filter(|range| range.len() <= 8);
    let found = [tags, entity].into_iter().flatten();
    let told = found.map(|range| {
        let written: String = text[range.clone()].chars().take(30).collect();
        let message = text!(
            en = "{written} is shown as it is: this file is plain text, and not HTML",
            ja = "{written} がそのまま出ます。このファイルは HTML ではなく、文字だけのファイルです。"
        );
        reading.finding(
            "markup-in-text",
            range.start,
            message,
            words!(en = "write the words alone", ja = "言葉だけを書いてください。"),
        )
    });
    told.collect()
}
