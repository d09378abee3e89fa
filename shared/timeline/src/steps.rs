//! Words for steps: their action, the time that was asked for, and the lines between them.

use super::words::Words;
use super::{Entry, conditions};
use cadence::enrollment::Ending;
use cadence::ids::{StepId, Tag};
use cadence::schedule::{Anchor, Timing};
use cadence::sequence::{Awaited, Verb};
use cadence::span::Span;

impl Words {
    /// The time for which a step was asked; nothing for a step that comes at once, or that says itself how long it waits.
    pub fn timing(self, timing: &Timing, verb: &Verb) -> String {
        let Timing { anchor, span, at } = *timing;
        let at = at.map(|at| format!(" {}", at.format("%H:%M"))).unwrap_or_default();
        if verb.at_most().is_some() || (span == Span::NONE && at.is_empty()) {
            return String::new();
        }
        let span_said = self.span(span);
        if let (Anchor::Start, Span::Days(day)) = (anchor, span) {
            return self.pick(format!("{day}日め{at}"), format!("day {day}{at}"));
        }
        match anchor {
            Anchor::Start => {
                self.pick(format!("起点の{span_said}後{at}"), format!("{span_said} from start{at}"))
            }
            Anchor::Previous => self.pick(format!("{span_said}後{at}"), format!("after {span_said}{at}")),
        }
    }

    /// Says what a step does; `subject` is the mail's, where it sends one.
    pub fn step(self, verb: &Verb, subject: Option<&str>) -> String {
        match verb {
            Verb::Send { mail, .. } => {
                let subject = subject.map_or_else(|| mail.to_string(), str::to_owned);
                self.pick(format!("送信「{subject}」"), format!("send “{subject}”"))
            }
            Verb::Wait => self.pick("待つ", "wait"),
            Verb::WaitFor { awaited, at_most } => {
                let (what, most) = (self.awaited(awaited), self.span(*at_most));
                self.pick(format!("待つ：{what}（最長{most}）"), format!("wait for {what} (at most {most})"))
            }
            Verb::Choose { condition } => {
                let condition = conditions::say(condition, self);
                self.pick(format!("分岐：{condition}？"), format!("choose: {condition}?"))
            }
            Verb::Notify { channel } => self.pick(format!("通知 → {channel}"), format!("notify {channel}")),
            Verb::Tag { add, remove } => {
                let marks =
                    add.iter().map(|tag| mark('+', tag)).chain(remove.iter().map(|tag| mark('-', tag)));
                let marks = marks.collect::<Vec<_>>().join(" ");
                self.pick(format!("タグ {marks}"), format!("tag {marks}"))
            }
            Verb::Stop { reason } => self.pick(format!("終了：{reason}"), format!("stop: {reason}")),
        }
    }

    fn awaited(self, awaited: &Awaited) -> String {
        match awaited {
            Awaited::Clicked(step) => self.pick(format!("{step} のクリック"), format!("a click in {step}")),
            Awaited::Opened(step) => self.pick(format!("{step} の開封"), format!("an open of {step}")),
            Awaited::Delivered(step) => {
                self.pick(format!("{step} の到着"), format!("the delivery of {step}"))
            }
            Awaited::Event(name) => self.pick(format!("出来事 {name}"), format!("the event {name}")),
        }
    }

    /// Says the words of a line that is no step.
    pub fn aside(self, entry: &Entry, awaits: impl Fn(&StepId) -> bool) -> String {
        match entry {
            Entry::Step { .. } => String::new(),
            Entry::Way { step, holds: true } if awaits(step) => {
                self.pick("▼ あった場合（翌日として）", "▼ if it happens (here: a day later)")
            }
            Entry::Way { step, holds: false } if awaits(step) => {
                self.pick("▽ なかった場合（期限）", "▽ if it does not (time is up)")
            }
            Entry::Way { holds: true, .. } => self.pick("▼ はい", "▼ yes"),
            Entry::Way { holds: false, .. } => self.pick("▽ いいえ", "▽ no"),
            Entry::GoesOn { step } => self.pick(format!("→ {step} へ"), format!("→ on to {step}")),
            Entry::WentOn { step, .. } if awaits(step) => self.pick(
                format!("（ここから、{step} でなかった場合）"),
                format!("(from here: nothing happened at {step})"),
            ),
            Entry::WentOn { step, .. } => self.pick(
                format!("（ここから、{step} でいいえの場合）"),
                format!("(from here: the answer at {step} was no)"),
            ),
            Entry::End(ending) => self.ending(ending),
        }
    }

    fn ending(self, ending: &Ending) -> String {
        match ending {
            Ending::Finished => self.pick("■ 完了", "■ finished"),
            Ending::NoConsent => self.pick("■ 終了：同意がない", "■ ended: no ground for marketing mail"),
            Ending::Stopped
            | Ending::GoalReached
            | Ending::StoppedBy(_)
            | Ending::Unsubscribed
            | Ending::Suppressed(_)
            | Ending::Erased
            | Ending::SequenceRemoved => {
                self.pick(format!("■ 終了：{}", ending.name()), format!("■ ended: {}", ending.name()))
            }
        }
    }
}

fn mark(sign: char, tag: &Tag) -> String {
    format!("{sign}{tag}")
}
