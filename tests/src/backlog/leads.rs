//! Leads and their numbers, and the shard of each in the index.

use cadence::ids::{AttemptId, LeadId};

/// Shards of the index, as the table has by default.
pub(super) const SHARDS: u32 = 4;

/// The lead of a number: ids are hashes, so their order says nothing about the numbers.
pub(super) fn lead_of(seed: u64, number: u32) -> anyhow::Result<LeadId> {
    let mixed = mix(seed ^ u64::from(number));
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&mixed.to_be_bytes());
    bytes[8..12].copy_from_slice(&number.to_be_bytes());
    Ok(LeadId::parse(AttemptId::from_random(bytes).as_str())?)
}

/// The number of a lead.
pub(super) fn number_of(lead: &LeadId) -> Option<u32> {
    let text = lead.as_str().to_ascii_uppercase();
    let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).ok()?;
    bytes.get(8..12)?.try_into().ok().map(u32::from_be_bytes)
}

/// `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), its finalizer.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The shard of a lead as the store finds it. The first row, which the store wrote, is compared with it.
pub(super) fn shard(lead: &LeadId) -> u32 {
    cadence::fingerprint::of_32(lead.as_str().as_bytes()) % SHARDS
}
