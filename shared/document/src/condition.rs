//! Conditions as they are written: an object with exactly one question.

use crate::problem::{Notes, join};
use cadence::condition::{AttributeTest, Condition};
use cadence::ids::{EventName, StepId, Tag};
use cadence::wording::Words;
use cadence::{text, words};
use serde::Deserialize;

/// 条件。質問は一つだけ書きます。 / A condition: exactly one question.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "condition")]
pub(crate) struct ConditionText {
    /// すべて成り立つ。 / All of these hold.
    all: Option<Vec<ConditionText>>,
    /// どれか一つでも成り立つ。 / At least one of these holds.
    any: Option<Vec<ConditionText>>,
    /// 成り立たない。 / This does not hold.
    not: Option<Box<ConditionText>>,
    /// このタグが付いている。 / The lead has this tag.
    tag: Option<String>,
    /// 属性の名前（`at_least` などと一緒に）。 / Name of an attribute, together with a comparison.
    attribute: Option<String>,
    /// 属性が数値でこれ以上。 / The attribute is a number of at least this.
    at_least: Option<f64>,
    /// 属性がこの文字と同じ。 / The attribute equals this text.
    equals: Option<String>,
    /// 属性がこの文字を含む。 / The attribute contains this text.
    contains: Option<String>,
    /// 属性がある（true）・ない（false）。 / The attribute is there (true) or not (false).
    exists: Option<bool>,
    /// スコアがこれ以上。 / The engagement score is at least this.
    score_at_least: Option<f64>,
    /// この出来事があった。 / This event has happened.
    event: Option<String>,
    /// 出来事がこの期間のうちに。 / The event happened within this time, such as "30 days".
    within: Option<String>,
    /// このステップのメールのリンクを押した。 / A link in the mail of this step was clicked.
    clicked: Option<String>,
    /// このステップのメールを開いた（不確か）。 / The mail of this step was opened (unreliable).
    opened: Option<String>,
    /// このステップのメールが届いた。 / The mail of this step was delivered.
    delivered: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

const QUESTIONS: Words = words!(
    en = "all, any, not, tag, attribute, score_at_least, event, clicked, opened or delivered",
    ja = "all・any・not・tag・attribute・score_at_least・event・clicked・opened・delivered"
);

impl ConditionText {
    pub(crate) fn read(self, pointer: &str, notes: &mut Notes) -> Option<Condition> {
        let one = self.has_one_question(pointer, notes);
        self.has_no_stray_key(pointer, notes);
        let found = self.question(pointer, notes);
        one.then_some(found).flatten()
    }

    fn has_one_question(&self, pointer: &str, notes: &mut Notes) -> bool {
        let asked = [
            ("all", self.all.is_some()),
            ("any", self.any.is_some()),
            ("not", self.not.is_some()),
            ("tag", self.tag.is_some()),
            ("attribute", self.attribute.is_some()),
            ("score_at_least", self.score_at_least.is_some()),
            ("event", self.event.is_some()),
            ("clicked", self.clicked.is_some()),
            ("opened", self.opened.is_some()),
            ("delivered", self.delivered.is_some()),
        ];
        let asked: Vec<&str> = asked.iter().filter(|(_, is)| *is).map(|(key, _)| *key).collect();
        match asked.as_slice() {
            [_] => true,
            [] => {
                let questions = QUESTIONS;
                let remedy = text!(
                    en = "write one of {questions}",
                    ja = "{questions} のどれか一つを書いてください。",
                    texts = [questions]
                );
                notes.add(
                    pointer,
                    "condition-question",
                    words!(en = "the condition asks nothing", ja = "条件に、質問がありません。"),
                    remedy,
                );
                false
            }
            several => {
                let message = text!(
                    en = "the condition asks several things at once: {}",
                    ja = "一つの条件に、質問がいくつもあります：{}",
                    several.join(", ")
                );
                notes.add(
                    pointer,
                    "condition-question",
                    message,
                    words!(
                        en = "put them into \"all\": [ … ] or \"any\": [ … ]",
                        ja = "\"all\": [ … ] か \"any\": [ … ] の中に分けて書いてください。"
                    ),
                );
                false
            }
        }
    }

    fn has_no_stray_key(&self, pointer: &str, notes: &mut Notes) {
        let compares = [
            ("at_least", self.at_least.is_some()),
            ("equals", self.equals.is_some()),
            ("contains", self.contains.is_some()),
            ("exists", self.exists.is_some()),
        ];
        let compares: Vec<&str> = compares.iter().filter(|(_, is)| *is).map(|(key, _)| *key).collect();
        if self.attribute.is_some() && compares.len() != 1 {
            let message = text!(
                en = "`attribute` needs exactly one comparison; there are {}",
                ja = "`attribute` には、比べ方がちょうど一つ要ります。いまは {} 個です。",
                compares.len()
            );
            notes.add(
                pointer,
                "condition-comparison",
                message,
                words!(
                    en = "write one of at_least, equals, contains, exists",
                    ja = "at_least・equals・contains・exists のどれか一つを書いてください。"
                ),
            );
        }
        if self.attribute.is_none() && !compares.is_empty() {
            let message = text!(
                en = "`{}` compares nothing",
                ja = "`{}` と比べるものがありません。",
                compares.join("`, `")
            );
            notes.add(
                pointer,
                "condition-comparison",
                message,
                words!(
                    en = "add \"attribute\": \"<name>\" beside it",
                    ja = "\"attribute\": \"<name>\" を一緒に書いてください。"
                ),
            );
        }
        if self.within.is_some() && self.event.is_none() {
            let message =
                words!(en = "`within` belongs to `event`", ja = "`within` は、`event` と一緒に使います。");
            notes.add(
                join(pointer, "within"),
                "condition-comparison",
                message,
                words!(
                    en = "remove it, or ask about an event",
                    ja = "消すか、出来事（event）についての条件にしてください。"
                ),
            );
        }
    }

    fn question(self, pointer: &str, notes: &mut Notes) -> Option<Condition> {
        let at = |key: &str| join(pointer, key);
        if let Some(inner) = self.all {
            return list(inner, &at("all"), notes).map(Condition::All);
        }
        if let Some(inner) = self.any {
            return list(inner, &at("any"), notes).map(Condition::Any);
        }
        if let Some(inner) = self.not {
            return inner.read(&at("not"), notes).map(|inner| Condition::Not(Box::new(inner)));
        }
        if let Some(tag) = self.tag {
            return notes.name(Tag::parse, &tag, &at("tag")).map(Condition::Tag);
        }
        if let Some(name) = self.attribute {
            let test = comparison(self.at_least, self.equals, self.contains, self.exists);
            return test.map(|(test, holds)| attribute(name, test, holds));
        }
        if let Some(least) = self.score_at_least {
            return Some(Condition::ScoreAtLeast(least));
        }
        if let Some(name) = self.event {
            let within = self.within.map(|text| notes.days(&text, &at("within")));
            let name = notes.name(EventName::parse, &name, &at("event"));
            let within_days = within.map_or(Some(None), |days| days.map(Some));
            return Some(Condition::Event { name: name?, within_days: within_days? });
        }
        let mut step = |text: String, key: &str| notes.name(StepId::parse, &text, &join(pointer, key));
        if let Some(id) = self.clicked {
            return step(id, "clicked").map(Condition::Clicked);
        }
        if let Some(id) = self.opened {
            return step(id, "opened").map(Condition::Opened);
        }
        self.delivered.and_then(|id| step(id, "delivered")).map(Condition::Delivered)
    }
}

fn list(inner: Vec<ConditionText>, pointer: &str, notes: &mut Notes) -> Option<Vec<Condition>> {
    if inner.is_empty() {
        notes.add(
            pointer,
            "condition-question",
            words!(en = "the list of conditions is empty", ja = "条件の並びが空です。"),
            words!(en = "write at least one condition", ja = "条件を一つ以上書いてください。"),
        );
        return None;
    }
    let read: Vec<_> = inner
        .into_iter()
        .enumerate()
        .map(|(index, condition)| condition.read(&join(pointer, index), notes))
        .collect();
    read.into_iter().collect()
}

/// The comparison, and whether it has to hold or to fail.
fn comparison(
    at_least: Option<f64>,
    equals: Option<String>,
    contains: Option<String>,
    exists: Option<bool>,
) -> Option<(AttributeTest, bool)> {
    let equals = equals.map(AttributeTest::Equals);
    let compared = equals.or(contains.map(AttributeTest::Contains)).or(at_least.map(AttributeTest::AtLeast));
    compared.map(|test| (test, true)).or(exists.map(|holds| (AttributeTest::Exists, holds)))
}

fn attribute(name: String, test: AttributeTest, holds: bool) -> Condition {
    let condition = Condition::Attribute { name, test };
    if holds { condition } else { Condition::Not(Box::new(condition)) }
}
