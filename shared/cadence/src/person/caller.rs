//! The caller, as far as the network tells: the nearest hop that is not one of the company's own proxies.
//!
//! A stranger's own words in `X-Forwarded-For` count for nothing. Callers are told apart by networks, since the holder of one
//! address of IPv6 has 2^64 of them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Hops that are looked at; a longer chain is cut at its far end.
const HOPS_MAX: usize = 32;

/// A network of callers or proxies: an address and how many of its bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text that is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no IP address and no network; write one such as 203.0.113.7 or 10.0.0.0/8")]
pub struct NoNetwork;

impl Network {
    /// Whether the address lies in this network.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                same(u128::from(own.to_bits()), u128::from(other.to_bits()), 32 - u32::from(self.bits))
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                same(own.to_bits(), other.to_bits(), 128 - u32::from(self.bits))
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// Whether two numbers agree above the lowest bits.
fn same(one: u128, other: u128, lowest: u32) -> bool {
    (one ^ other).checked_shr(lowest).unwrap_or(0) == 0
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| NoNetwork))?;
        if bits > most { Err(NoNetwork) } else { Ok(Self { address, bits }) }
    }
}

/// A few characters that tell the callers of one day apart. They name nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallerTag(pub [u8; 4]);

/// A caller: one address of IPv4, or the /64 of an address of IPv6. It has no `Display`, and its `Debug` tells nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Caller(IpAddr);

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caller(…)")
    }
}

impl Caller {
    /// The nearest untrusted hop. `peer` opened the connection; `forwarded` is what `X-Forwarded-For` says, the furthest hop
    /// first. If a trusted proxy says something that is no address, the proxy itself is the caller.
    pub fn nearest(peer: IpAddr, forwarded: &str, trusted: &[Network]) -> Self {
        let is_trusted = |hop: IpAddr| trusted.iter().any(|network| network.contains(hop));
        let mut nearest = peer.to_canonical();
        for hop in forwarded.rsplit(',').take(HOPS_MAX) {
            if !is_trusted(nearest) {
                break;
            }
            let Some(hop) = address(hop.trim()) else { break };
            nearest = hop;
        }
        Self::of(nearest)
    }

    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            v4 @ IpAddr::V4(_) => Self(v4),
            IpAddr::V6(v6) => Self(IpAddr::V6((v6.to_bits() >> 64 << 64).into())),
        }
    }

    /// The bytes that are hashed to tell callers apart.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self.0 {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets()[..8].to_vec(),
        }
    }
}

/// An address as proxies write it, some of them with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare =
        text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(inside, _)| inside);
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn nearest(peer: &str, forwarded: &str, trusted: &[&str]) -> Caller {
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        Caller::nearest(ip(peer), forwarded, &trusted)
    }

    #[test]
    fn what_a_stranger_says_about_himself_counts_for_nothing() {
        let stranger = Caller::of(ip("203.0.113.7"));
        for forwarded in ["", "198.51.100.1", "10.0.0.1, 127.0.0.1", "nonsense", &"1.1.1.1,".repeat(5_000)] {
            assert_eq!(nearest("203.0.113.7", forwarded, &[]), stranger, "{forwarded}");
            assert_eq!(nearest("203.0.113.7", forwarded, &["10.0.0.0/8"]), stranger, "{forwarded}");
        }
    }

    #[test]
    fn behind_trusted_proxies_the_nearest_stranger_is_the_caller() {
        let stranger = Caller::of(ip("203.0.113.7"));
        let trusted = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"];
        for forwarded in [
            "203.0.113.7",
            "198.51.100.1, 203.0.113.7",
            "198.51.100.1,203.0.113.7, 10.9.9.9",
            "203.0.113.7:4711",
            "::ffff:203.0.113.7",
            "evil, 203.0.113.7, [fd00::1]:443",
        ] {
            assert_eq!(nearest("127.0.0.1", forwarded, &trusted), stranger, "{forwarded}");
        }
        assert_eq!(nearest("10.1.2.3", "unknown", &trusted), Caller::of(ip("10.1.2.3")));
        assert_eq!(nearest("::ffff:10.1.2.3", "203.0.113.7", &trusted), stranger);
    }

    #[test]
    fn one_network_of_ipv6_is_one_caller_and_its_neighbour_another() {
        let caller = |text| Caller::of(ip(text));
        assert_eq!(caller("2001:db8:1:2::1"), caller("2001:db8:1:2:ffff::9"));
        assert_ne!(caller("2001:db8:1:2::1"), caller("2001:db8:1:3::1"));
        assert_ne!(caller("192.0.2.1"), caller("192.0.2.2"));
        assert_eq!(format!("{:?}", caller("192.0.2.1")), "Caller(…)");
    }

    #[test]
    fn networks_are_read_as_they_are_usually_written() {
        let contains = |network: &str, address| network.parse::<Network>().unwrap().contains(ip(address));
        assert!(contains("0.0.0.0/0", "203.0.113.7") && contains("::/0", "2001:db8::1"));
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("2001:db8::/32", "2001:db8:ffff::1") && !contains("2001:db8::/32", "2001:db9::1"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"));
        for text in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "example.jp", "10.0.0.0/", "10.0.0.0/-1"] {
            assert_eq!(text.parse::<Network>(), Err(NoNetwork), "{text}");
        }
    }
}
