//! The fates of mails: taken or refused, opened, clicked, bounced.
//!
//! A fate follows from who gets which mail at which attempt, and not from the order of the mails: the same person meets the same
//! fates in plays that differ in something else. Over the leads of a play fates are spread evenly, so that a figure depends on the
//! stated shares and hardly on chance: each draw walks round a circle in steps of an irrational length, another one for each draw
//! (a Kronecker sequence; Niederreiter, "Random Number Generation and Quasi-Monte Carlo Methods", 1992, chapter 3).

use cadence::fingerprint;
use std::collections::BTreeMap;

/// The fractions of the square roots of the first primes, in parts of 2^64.
const STEPS: [u64; 10] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
    0xcbbb_9d5d_c105_9ed8,
    0x629a_292a_367c_d507,
];

/// All fates of a play.
#[derive(Debug)]
pub(super) struct Fates {
    seed: u64,
    /// The attempts that each mail had so far.
    attempts: BTreeMap<(String, u64), u32>,
}

/// The fate of one attempt, drawn bit by bit.
#[derive(Debug)]
pub(super) struct Fate {
    lead: u64,
    attempt: u64,
    drawn: usize,
}

impl Fates {
    pub(super) fn of(seed: u64) -> Self {
        Self { seed, attempts: BTreeMap::new() }
    }

    /// The fate of the next attempt at the mail of a step, given as `sequence/step`.
    pub(super) fn next(&mut self, address: &str, step: &str) -> Fate {
        let step = fingerprint::after(fingerprint::of(&self.seed.to_le_bytes()), step.as_bytes());
        let attempts = self.attempts.entry((address.to_owned(), step)).or_default();
        *attempts += 1;
        let attempt = fingerprint::after(step, &attempts.to_le_bytes());
        Fate { lead: number(address), attempt, drawn: 0 }
    }
}

/// The number of the lead whose address this is, `lead-17@…`; 0 for others.
fn number(address: &str) -> u64 {
    let digits = address.strip_prefix("lead-").and_then(|rest| rest.split('@').next());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

impl Fate {
    /// Whether something happens that happens to so many in a thousand.
    pub(super) fn happens(&mut self, per_mille: u32) -> bool {
        self.below(1000) < u64::from(per_mille)
    }

    /// A number below another one.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let start = fingerprint::after(self.attempt, &self.drawn.to_le_bytes());
        let place = start.wrapping_add(self.lead.wrapping_mul(STEPS[self.drawn % STEPS.len()]));
        self.drawn += 1;
        u64::try_from((u128::from(place) * u128::from(end)) >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_draw_falls_evenly_on_the_leads_and_no_two_draws_alike() {
        let mut both = 0;
        let mut counted = [0; 4];
        for lead in 0..500 {
            let mut fate = Fate { lead, attempt: 7, drawn: 0 };
            let drawn = [0; 4].map(|_| fate.happens(300));
            drawn.iter().zip(&mut counted).for_each(|(happens, count)| *count += u32::from(*happens));
            both += u32::from(drawn[0] && drawn[1]);
        }
        assert!(counted.iter().all(|count| (148..=152).contains(count)), "{counted:?}");
        assert!((40..=50).contains(&both), "{both} of 500 where 45 are expected");
    }
}
