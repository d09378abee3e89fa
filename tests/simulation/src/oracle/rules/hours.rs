//! Hours of a day and days of a week, as a clock on the wall shows them.

use chrono::{NaiveTime, Weekday};

/// From one time of day until another, itself not included; over midnight where it ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// First moment.
    pub from: NaiveTime,
    /// First moment that is outside.
    pub to: NaiveTime,
}

impl Hours {
    /// Whether a time of day is inside.
    pub fn contains(self, time: NaiveTime) -> bool {
        let (after, before) = (self.from <= time, time < self.to);
        if self.to < self.from { after || before } else { after && before }
    }
}

/// On which days mail goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    /// All.
    Every,
    /// Those on which the company works.
    Business,
    /// These.
    Chosen(Vec<Weekday>),
}
