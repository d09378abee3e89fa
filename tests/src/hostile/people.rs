//! The people: addresses, networks, and words that nobody else says.

use rand::RngExt as _;
use rand::rngs::StdRng;

/// The one caller that posts again and again.
pub(super) const ONE_CALLER: &str = "203.0.113.66";
/// A caller with a whole network of IPv6, who takes another address for each post.
pub(super) const ONE_NETWORK: &str = "2001:db8:bad:1";
/// The number of callers of the others.
pub(super) const CALLERS: u32 = 1_000;
/// The honest domain that is flooded.
pub(super) const FLOODED: &str = "flooded.example.jp";
/// The end of the domains whose owners press spam.
pub(super) const PRESSES: &str = "presses.example.jp";

/// A word that stands in one stranger's post only.
pub(super) fn strange_word(post: usize) -> String {
    format!("Zq{post}zq")
}

/// A word that stands in one person's own post only.
pub(super) fn own_word(post: usize) -> String {
    format!("Own{post}own")
}

/// The posts whose words stand in a text, the strangers' or the people's own.
pub(super) fn posts_in(text: &str, strangers: bool) -> Vec<usize> {
    let (before, after) = if strangers { ("Zq", "zq") } else { ("Own", "own") };
    let words = text.split(before).skip(1);
    words.filter_map(|rest| rest.split_once(after)?.0.parse().ok()).collect()
}

/// An address that somebody posted and got mail at before the hour.
pub(super) fn known(number: u32) -> String {
    format!("known{number}@home{number}.example.jp")
}

/// An address that refused before the hour.
pub(super) fn refuser(number: u32) -> String {
    format!("refuser{number}@left{number}.example.jp")
}

/// The same address as others may write it.
pub(super) fn spelled(address: &str, chance: &mut StdRng) -> String {
    match chance.random_range(0..4) {
        0 => address.to_uppercase(),
        1 => format!(" {address}"),
        _ => address.to_owned(),
    }
}

/// A mailbox in one of many spellings.
pub(super) fn bombed(mailbox: u32, spelling: u32) -> String {
    if mailbox.is_multiple_of(2) {
        return format!("bombed{mailbox}+{spelling}@bombed{mailbox}.example.jp");
    }
    let name = format!("bombedbox{mailbox}");
    let letters = name.char_indices().map(|(at, letter)| {
        let dot = at > 0 && at < 8 && spelling >> (at - 1) & 1 == 1;
        if dot { format!(".{letter}") } else { letter.to_string() }
    });
    format!("{}@gmail.com", letters.collect::<String>())
}

/// One of the many callers.
pub(super) fn one_of_many(chance: &mut StdRng) -> String {
    many(chance.random_range(0..CALLERS))
}

/// The caller of this number among the many.
pub(super) fn many(number: u32) -> String {
    format!("198.18.{}.{}", number / 250, number % 250 + 1)
}

/// The caller of an honest person: some sit in one office.
pub(super) fn honest_caller(number: u32) -> String {
    if number.is_multiple_of(5) {
        "192.0.2.10".to_owned()
    } else {
        format!("100.64.{}.{}", number / 250, number % 250 + 1)
    }
}

/// An honest person's address: at a company's own domain, or with a large provider.
pub(super) fn honest(number: u32) -> String {
    match number % 4 {
        0 => format!("honest{number}@gmail.com"),
        1 => format!("honest{number}@docomo.ne.jp"),
        _ => format!("honest{number}@office{number}.example.jp"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::address::EmailAddress;
    use rand::SeedableRng as _;
    use std::collections::BTreeSet;

    #[test]
    fn words_are_read_back_by_the_post_that_they_stand_in() {
        let text = format!("lead={}/x; event={}/{};", own_word(7), strange_word(12), strange_word(3));
        assert_eq!(posts_in(&text, true), [12, 3]);
        assert_eq!(posts_in(&text, false), [7]);
        assert_eq!(posts_in("Zq and zq, Own own, Zqxzq", true), [0_usize; 0]);
    }

    #[test]
    fn spellings_reach_one_person_or_one_mailbox() {
        let mut chance = StdRng::seed_from_u64(1);
        let key = |text: &str| EmailAddress::parse_lead(text).unwrap().key().to_owned();
        for _ in 0..20 {
            assert_eq!(key(&spelled(&known(3), &mut chance)), known(3));
        }
        for mailbox in 0..4 {
            let spellings: BTreeSet<String> = (0..100).map(|spelling| bombed(mailbox, spelling)).collect();
            assert_eq!(spellings.len(), 100);
            let boxes = spellings.iter().map(|text| EmailAddress::parse_lead(text).unwrap().canonical());
            assert_eq!(boxes.collect::<BTreeSet<_>>().len(), 1);
        }
    }
}
