//! The rates of faults at a moment, and outages that last.

use super::happening::{CallLabel, CrashPoint, FunctionName, Side};
use super::schedule::Storm;
use cadence::Instant;
use chrono::TimeDelta;
use kit::chance::Chance;

/// The share of calls to the table that meet with something, at an intensity of one.
const TABLE: f64 = 0.005;
/// The same while the table throttles much.
const TABLE_STORM: f64 = 0.15;
/// The share of calls that stand still for minutes.
const STALL: f64 = 0.0004;
/// The share of calls to the mail service that meet with something.
const SERVICE: f64 = 0.12;
/// The share of a queue's messages that meet with something.
const MESSAGE: f64 = 0.03;
/// The rate at which the bus fails.
const BUS: f64 = 0.03;
/// The chance that a process dies where it has never died, falling with each passing of the place.
const DEATH_FIRST: f64 = 0.15;
/// The chance that it dies at any place.
const DEATH: f64 = 0.0003;

/// The trouble of a call to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nothing.
    None,
    /// It fails and has no effect.
    Before,
    /// It fails and had its effect.
    After,
    /// It is throttled.
    Throttled,
    /// It takes seconds.
    Slow,
}

/// The rarity of a place beside others; a process dies there the more readily.
fn rarity(point: &CrashPoint) -> f64 {
    let by_function = match point.function {
        FunctionName::SweepDormant => 4.0,
        FunctionName::ManageSubscription | FunctionName::IngestLead => 1.5,
        FunctionName::CadenceTick | FunctionName::SendEmail | FunctionName::RecordFeedback => 1.0,
    };
    let enters = matches!(point.call, CallLabel::Admit | CallLabel::Announce);
    // A sender has the card from its look, and reads it by itself only where a lead gets a first tag.
    let by_both = if point.function == FunctionName::SweepDormant && enters {
        5.0
    } else if point.function == FunctionName::SendEmail && point.call == CallLabel::ReadCard {
        2.0
    } else {
        1.0
    };
    by_function * by_both * rarity_of_call(&point.call)
}

/// The rarity of a call beside others, whoever makes it.
fn rarity_of_call(call: &CallLabel) -> f64 {
    let is_one_of = |calls: &[CallLabel]| calls.contains(call);
    if let CallLabel::Other(name) = call {
        let is_rare = ["save-pause", "forget-", "save-cursor"].iter().any(|rare| name.starts_with(rare));
        return if is_rare { 10.0 } else { 2.5 };
    }
    if is_one_of(&[
        CallLabel::ReadPublications,
        CallLabel::Suppress,
        CallLabel::NoteEvent,
        CallLabel::SaveCard,
        CallLabel::Admit,
    ]) {
        4.0
    } else if is_one_of(&[CallLabel::Announce, CallLabel::Order, CallLabel::NoteRefusalOnRun]) {
        2.5
    } else if is_one_of(&[CallLabel::Void, CallLabel::Close]) {
        2.0
    } else {
        1.0
    }
}

/// The rates, and what lasts.
#[derive(Debug)]
pub(super) struct FaultRates {
    intensity: f64,
    /// The end of each outage.
    service: Option<Instant>,
    channel_loses: Option<Instant>,
    channel_holds: Option<Instant>,
    ticks: Option<Instant>,
    table: Option<Instant>,
}

impl FaultRates {
    /// Faults at this many times the usual rates; zero is none.
    pub(super) fn of(intensity: f64) -> Self {
        Self { intensity, service: None, channel_loses: None, channel_holds: None, ticks: None, table: None }
    }

    /// From here on nothing is injected.
    pub(super) fn clear(&mut self) {
        *self = Self::of(0.0);
    }

    /// Whether there is nothing to fear.
    pub(super) fn is_clear(&self) -> bool {
        self.intensity <= 0.0
    }

    /// An outage begins.
    pub(super) fn storm(&mut self, storm: Storm, until: Instant) {
        let place = match storm {
            Storm::Service => &mut self.service,
            Storm::ChannelLoses => &mut self.channel_loses,
            Storm::ChannelHolds => &mut self.channel_holds,
            Storm::Ticks => &mut self.ticks,
            Storm::Table => &mut self.table,
        };
        *place = Some(until);
    }

    /// The end of an outage that lasts at a moment.
    pub(super) fn lasting(&self, storm: Storm, now: Instant) -> Option<Instant> {
        let until = match storm {
            Storm::Service => self.service,
            Storm::ChannelLoses => self.channel_loses,
            Storm::ChannelHolds => self.channel_holds,
            Storm::Ticks => self.ticks,
            Storm::Table => self.table,
        };
        until.filter(|until| *until > now)
    }

    /// The trouble of a call to the table.
    pub(super) fn table(&self, chance: &mut Chance, now: Instant) -> Trouble {
        if self.lasting(Storm::Table, now).is_some() && chance.happens(TABLE_STORM) {
            return Trouble::Throttled;
        }
        if !chance.happens(TABLE * self.intensity) {
            return Trouble::None;
        }
        match chance.below(10) {
            0..3 => Trouble::Before,
            3..7 => Trouble::After,
            7..9 => Trouble::Throttled,
            _ => Trouble::Slow,
        }
    }

    /// Whether a process dies at a place it passes for the given time.
    pub(super) fn dies(&self, chance: &mut Chance, point: &CrashPoint, passed: u64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let first = DEATH_FIRST * rarity(point) / passed.max(1) as f64;
        let usual = if point.side == Side::After { DEATH * 2.0 } else { DEATH };
        chance.happens((first + usual) * self.intensity)
    }

    /// For how long a call stands still, if it does.
    pub(super) fn stalls(&self, chance: &mut Chance) -> Option<TimeDelta> {
        chance.happens(STALL * self.intensity).then(|| chance.seconds(60, 300))
    }

    /// Whether a call to the mail service meets with something.
    pub(super) fn service(&self, chance: &mut Chance) -> bool {
        chance.happens(SERVICE * self.intensity)
    }

    /// Whether a message of a queue meets with something of a kind.
    pub(super) fn message(&self, chance: &mut Chance) -> bool {
        chance.happens(MESSAGE * self.intensity)
    }

    /// Whether the bus fails.
    pub(super) fn bus(&self, chance: &mut Chance) -> bool {
        chance.happens(BUS * self.intensity)
    }

    /// By how many seconds an index may be behind.
    pub(super) fn lag(&self, chance: &mut Chance) -> Option<TimeDelta> {
        (!self.is_clear() && chance.happens(0.3)).then(|| chance.millis(100, 9_900))
    }

    /// Whether a write that comes at such a rate is ambushed.
    pub(super) fn ambushes(&self, chance: &mut Chance, rate: f64) -> bool {
        !self.is_clear() && chance.happens(rate)
    }

    /// Whether something happens to a lead whose mail has just been claimed.
    pub(super) fn strikes_in_flight(&self, chance: &mut Chance) -> bool {
        chance.happens(0.06 * self.intensity)
    }
}
