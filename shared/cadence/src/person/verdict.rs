//! Whether an open or a click was a person's or a machine's.
//!
//! Sources: SES `isBotEvent` (since 2026-08); Apple Mail Privacy Protection sends the bare agent `Mozilla/5.0`; Gmail's
//! prefetch names Edge 12.246 beside Chrome 42. Proxies such as `GoogleImageProxy` fetch when a person opens, so they count
//! as persons.

/// The one who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A person, as far as anybody can tell.
    Person,
    /// A machine: a scanner, a prefetcher, a privacy proxy that opens everything.
    Machine {
        /// The rule that says so.
        rule: &'static str,
    },
}

/// Parts of agents that only machines have, in lower case.
const MACHINE_AGENTS: [&str; 12] = [
    "bot",
    "crawl",
    "spider",
    "curl/",
    "wget/",
    "python-",
    "go-http",
    "headlesschrome",
    "barracuda",
    "proofpoint",
    "mimecast",
    "java/",
];
/// Gmail's prefetcher.
const GMAIL_PREFETCH: &str = "edge/12.246";

/// Judges by what the mail service flagged and by the agent that fetched.
pub fn verdict(flagged_as_bot: Option<bool>, agent: Option<&str>) -> Verdict {
    if flagged_as_bot == Some(true) {
        return Verdict::Machine { rule: "flagged by the mail service" };
    }
    let Some(agent) = agent.map(str::trim) else { return Verdict::Person };
    let lower = agent.to_lowercase();
    if lower.is_empty() {
        Verdict::Machine { rule: "no agent" }
    } else if agent == "Mozilla/5.0" {
        Verdict::Machine { rule: "Apple mail privacy" }
    } else if lower.contains(GMAIL_PREFETCH) {
        Verdict::Machine { rule: "Gmail prefetch" }
    } else if MACHINE_AGENTS.iter().any(|part| lower.contains(part)) {
        Verdict::Machine { rule: "agent of a machine" }
    } else {
        Verdict::Person
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_told_by_flag_or_agent_and_a_proxied_open_is_a_persons() {
        let machine = |flag, agent| matches!(verdict(flag, agent), Verdict::Machine { .. });
        assert!(machine(Some(true), Some("Mozilla/5.0 (Windows NT 10.0)")));
        assert!(machine(None, Some("Mozilla/5.0")));
        assert!(machine(None, Some("")));
        assert!(machine(None, Some("Googlebot/2.1")));
        assert!(!machine(Some(false), Some("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Safari/605.1.15")));
        assert!(!machine(None, Some("Mozilla/5.0 (via ggpht.com GoogleImageProxy)")));
        assert!(!machine(None, None));
    }
}
