//! The words of a timeline in the language of its sequence: dates, spans, what steps do and what moved them.

use super::conditions;
use super::{Entry, Moved};
use cadence::Instant;
use cadence::enrollment::Ending;
use cadence::ids::{StepId, Tag};
use cadence::schedule::{Anchor, Shift, Timing};
use cadence::sequence::{Awaited, Language, Verb};
use cadence::span::Span;
use chrono::{Datelike as _, NaiveDate, Weekday};
use chrono_tz::Tz;

/// Says things in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(pub(super) Language);

impl Words {
    pub(super) fn pick(self, japanese: impl Into<String>, english: impl Into<String>) -> String {
        match self.0 {
            Language::Japanese => japanese.into(),
            Language::English => english.into(),
        }
    }

    pub(super) fn weekday(self, day: NaiveDate) -> &'static str {
        let (japanese, english) = match day.weekday() {
            Weekday::Mon => ("月", "Mon"),
            Weekday::Tue => ("火", "Tue"),
            Weekday::Wed => ("水", "Wed"),
            Weekday::Thu => ("木", "Thu"),
            Weekday::Fri => ("金", "Fri"),
            Weekday::Sat => ("土", "Sat"),
            Weekday::Sun => ("日", "Sun"),
        };
        match self.0 {
            Language::Japanese => japanese,
            Language::English => english,
        }
    }

    /// A day with its year.
    pub(super) fn date(self, day: NaiveDate) -> String {
        self.pick(format!("{day}（{}）", self.weekday(day)), format!("{} {}", self.weekday(day), day))
    }

    /// A day within a sentence.
    fn day(self, day: NaiveDate) -> String {
        let weekday = self.weekday(day);
        self.pick(
            format!("{}/{}（{weekday}）", day.month(), day.day()),
            format!("{weekday} {}", day.format("%-d %b")),
        )
    }

    /// A moment as a person reads it there.
    pub(super) fn moment(self, at: Instant, zone: Tz) -> String {
        let local = at.with_timezone(&zone);
        format!("{} {}", self.date(local.date_naive()), local.format("%H:%M"))
    }

    pub(super) fn span(self, span: Span) -> String {
        let (count, japanese, english) = match span {
            Span::Minutes(count) => (count, "分", "minute"),
            Span::Hours(count) => (count, "時間", "hour"),
            Span::Days(count) => (count, "日", "day"),
            Span::Weeks(count) => (count, "週間", "week"),
            Span::Months(count) => (count, "か月", "month"),
            Span::BusinessDays(count) => (count, "営業日", "business day"),
        };
        let plural = if count == 1 { "" } else { "s" };
        self.pick(format!("{count}{japanese}"), format!("{count} {english}{plural}"))
    }

    /// When a step was asked for; nothing for a step that comes at once, or that says itself how long it waits.
    pub(super) fn timing(self, timing: &Timing, verb: &Verb) -> String {
        let Timing { anchor, span, at } = *timing;
        let at = at.map(|at| format!(" {}", at.format("%H:%M"))).unwrap_or_default();
        if matches!(verb, Verb::WaitFor { .. }) || (span == Span::NONE && at.is_empty()) {
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

    /// What a step does; `subject` is the mail's, where it sends one.
    pub(super) fn step(self, verb: &Verb, subject: Option<&str>) -> String {
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

    /// What a line says that is no step.
    pub(super) fn aside(self, entry: &Entry, awaits: impl Fn(&StepId) -> bool) -> String {
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

    /// Why a step was moved; closed days in a row are one reason.
    pub(super) fn reasons(self, moved: &[Moved]) -> Vec<String> {
        let mut reasons = Vec::new();
        let mut closed: Vec<(NaiveDate, &str)> = Vec::new();
        for moved in moved {
            if let Moved::Shift(Shift::Closed { day, name }) = moved {
                closed.push((*day, name));
                continue;
            }
            reasons.extend(self.closed(&std::mem::take(&mut closed)));
            reasons.push(self.reason(moved));
        }
        reasons.extend(self.closed(&closed));
        reasons.dedup();
        reasons
    }

    fn closed(self, days: &[(NaiveDate, &str)]) -> Option<String> {
        let ((first, _), (last, _)) = (days.first()?, days.last()?);
        let mut names: Vec<&str> = Vec::new();
        for (_, name) in days {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let range = if first == last {
            self.day(*first)
        } else {
            format!("{}{}{}", self.day(*first), self.pick("〜", " – "), self.day(*last))
        };
        let names = names.join(&self.pick("・", ", "));
        Some(self.pick(format!("{range}は休み：{names}"), format!("closed {range}: {names}")))
    }

    fn reason(self, moved: &Moved) -> String {
        let shift = match moved {
            Moved::Cap => return self.pick("通数の上限", "frequency cap"),
            Moved::Shift(shift) => shift,
        };
        match shift {
            Shift::Closed { day, name } => self.closed(&[(*day, name)]).unwrap_or_default(),
            Shift::NotOnThisDay { day } => {
                let day = self.day(*day);
                self.pick(format!("{day}は送らない曜日"), format!("not sent on {day}"))
            }
            Shift::OutsideWindow => self.pick("送信時間帯の外", "outside the sending hours"),
            Shift::QuietHours => self.pick("静かな時間", "quiet hours"),
            Shift::ClockChange => self.pick("時計の切りかえ", "the clocks change"),
            Shift::Jitter { minutes } => {
                self.pick(format!("分散 +{minutes}分"), format!("spread +{minutes} min"))
            }
        }
    }
}

fn mark(sign: char, tag: &Tag) -> String {
    format!("{sign}{tag}")
}
