//! Reputation: how many mails come back or are marked as spam, and when sending has to stop because of it.
//!
//! Amazon SES reviews accounts at 5 % bounces and 0.1 % complaints and may pause them at 10 % and 0.5 % (SES developer guide,
//! "Reputation metrics"). Sending stops here before that, so that somebody looks while it can still be mended.

/// Days over which rates are taken, today included.
pub const REPUTATION_DAYS: u32 = 7;
/// Mails below which a rate says nothing.
const SENT_MIN: u64 = 100;
/// Complaints below which a rate may be chance.
const COMPLAINTS_MIN: u64 = 3;
/// Hard bounces below which a rate may be chance.
const BOUNCES_MIN: u64 = 5;
/// Complaints in ten thousand mails at which a sequence is held: 0.1 %.
const SEQUENCE_COMPLAINTS: u64 = 10;
/// Hard bounces in ten thousand mails at which a sequence is held: 4 %.
const SEQUENCE_BOUNCES: u64 = 400;
/// Complaints in ten thousand mails at which everything is held: 0.3 %.
const ALL_COMPLAINTS: u64 = 30;
const IN_TEN_THOUSAND: u64 = 10_000;

/// What became of mails in some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Taken by the mail service.
    pub sent: u64,
    /// Came back for good.
    pub bounced: u64,
    /// Marked as spam.
    pub complained: u64,
}

/// Which rate is too high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooHigh {
    /// Too many complaints.
    Complaints,
    /// Too many hard bounces.
    Bounces,
}

impl TooHigh {
    /// A short name for records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Complaints => "complaint_rate",
            Self::Bounces => "bounce_rate",
        }
    }
}

impl Tally {
    /// Two tallies together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            bounced: self.bounced + other.bounced,
            complained: self.complained + other.complained,
        }
    }

    /// Whether a sequence with this tally is to be held: complaints at 0.1 % or hard bounces at 4 %.
    pub fn holds_a_sequence(self) -> Option<TooHigh> {
        if self.complaints_reach(SEQUENCE_COMPLAINTS) {
            return Some(TooHigh::Complaints);
        }
        let bounces = self.reach(self.bounced, BOUNCES_MIN, SEQUENCE_BOUNCES);
        bounces.then_some(TooHigh::Bounces)
    }

    /// Whether everything is to be held: complaints at 0.3 % over all sequences.
    pub fn holds_everything(self) -> Option<TooHigh> {
        self.complaints_reach(ALL_COMPLAINTS).then_some(TooHigh::Complaints)
    }

    fn complaints_reach(self, limit: u64) -> bool {
        self.reach(self.complained, COMPLAINTS_MIN, limit)
    }

    fn reach(self, count: u64, count_min: u64, limit: u64) -> bool {
        self.sent >= SENT_MIN && count >= count_min && count * IN_TEN_THOUSAND >= limit * self.sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_held_at_the_limits_and_not_below_them() {
        let judged = |sent, bounced, complained| Tally { sent, bounced, complained }.holds_a_sequence();
        assert_eq!(judged(3000, 0, 3), Some(TooHigh::Complaints));
        assert_eq!(judged(3001, 0, 3), None);
        assert_eq!(judged(1000, 40, 0), Some(TooHigh::Bounces));
        assert_eq!(judged(1001, 40, 0), None);
    }

    #[test]
    fn a_few_mails_and_a_few_complaints_prove_nothing() {
        let judged = |sent, bounced, complained| Tally { sent, bounced, complained }.holds_a_sequence();
        assert_eq!(judged(99, 99, 99), None);
        assert_eq!(judged(100, 4, 2), None);
        assert_eq!(judged(100, 5, 2), Some(TooHigh::Bounces));
    }

    #[test]
    fn everything_is_held_at_three_complaints_in_a_thousand_mails() {
        let judged = |sent, complained| Tally { sent, bounced: sent, complained }.holds_everything();
        assert_eq!(judged(2000, 6), Some(TooHigh::Complaints));
        assert_eq!(judged(2001, 6), None);
    }

    #[test]
    fn tallies_of_days_are_added_up() {
        let monday = Tally { sent: 100, bounced: 7, complained: 2 };
        let tuesday = Tally { sent: 30, bounced: 3, complained: 5 };
        assert_eq!(monday.plus(tuesday), Tally { sent: 130, bounced: 10, complained: 7 });
    }

    #[test]
    fn what_is_too_high_has_a_name_for_records() {
        let names = [TooHigh::Complaints, TooHigh::Bounces].map(TooHigh::name);
        assert_eq!(names, ["complaint_rate", "bounce_rate"]);
    }
}
