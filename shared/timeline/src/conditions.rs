//! Conditions in words.

use super::words::Words;
use cadence::condition::{AttributeTest, Condition};

/// The question that a condition asks, without a question mark.
pub(super) fn say(condition: &Condition, words: Words) -> String {
    match condition {
        Condition::All(inner) => joined(inner, &words.pick(" かつ ", " and "), words),
        Condition::Any(inner) => joined(inner, &words.pick(" または ", " or "), words),
        Condition::Not(inner) => {
            let inner = nested(inner, words);
            words.pick(format!("{inner} ではない"), format!("not {inner}"))
        }
        Condition::Tag(tag) => words.pick(format!("タグ {tag}"), format!("tag {tag}")),
        Condition::Attribute { name, test } => attribute(name, test, words),
        Condition::ScoreAtLeast(least) => {
            words.pick(format!("点数が {least} 以上"), format!("score at least {least}"))
        }
        Condition::Event { name, within_days: None } => {
            words.pick(format!("{name} があった"), format!("{name} has happened"))
        }
        Condition::Event { name, within_days: Some(days) } => words
            .pick(format!("{name} が{days}日以内にあった"), format!("{name} within the last {days} days")),
        Condition::Clicked(step) => {
            words.pick(format!("{step} をクリックした"), format!("clicked in {step}"))
        }
        Condition::Opened(step) => words.pick(format!("{step} を開いた"), format!("opened {step}")),
        Condition::Delivered(step) => words.pick(format!("{step} が届いた"), format!("{step} was delivered")),
    }
}

fn attribute(name: &str, test: &AttributeTest, words: Words) -> String {
    match test {
        AttributeTest::Exists => words.pick(format!("{name} がある"), format!("{name} is there")),
        AttributeTest::Equals(value) => {
            words.pick(format!("{name} が「{value}」"), format!("{name} is “{value}”"))
        }
        AttributeTest::Contains(part) => {
            words.pick(format!("{name} に「{part}」を含む"), format!("{name} contains “{part}”"))
        }
        AttributeTest::AtLeast(least) => {
            words.pick(format!("{name} が {least} 以上"), format!("{name} is at least {least}"))
        }
    }
}

fn joined(inner: &[Condition], between: &str, words: Words) -> String {
    inner.iter().map(|condition| nested(condition, words)).collect::<Vec<_>>().join(between)
}

/// In brackets where it would be read wrongly without.
fn nested(condition: &Condition, words: Words) -> String {
    let said = say(condition, words);
    match condition {
        Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 => {
            words.pick(format!("（{said}）"), format!("({said})"))
        }
        Condition::All(_)
        | Condition::Any(_)
        | Condition::Not(_)
        | Condition::Tag(_)
        | Condition::Attribute { .. }
        | Condition::ScoreAtLeast(_)
        | Condition::Event { .. }
        | Condition::Clicked(_)
        | Condition::Opened(_)
        | Condition::Delivered(_) => said,
    }
}
