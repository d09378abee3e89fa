//! The peer that opened the connection of a request, as a server saw it: an extension that only our own servers set.

use std::net::IpAddr;

/// The other end of the connection. In AWS it is what API Gateway saw, on one machine what the socket says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);
