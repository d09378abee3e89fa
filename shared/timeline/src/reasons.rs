//! The reasons why a step is not when it was asked for, in words.

use super::Moved;
use super::words::Words;
use cadence::schedule::Shift;
use chrono::NaiveDate;

impl Words {
    /// Says why a step was moved; closed days in a row are one reason.
    pub fn reasons(self, moved: &[Moved]) -> Vec<String> {
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
