//! Tracking of opens and clicks: the company's rule, and what the person said. The mail service puts a picture and links of its own
//! into a mail that is tracked; in the European Union that needs an agreement of its own (ePrivacy Directive, article 5(3)).

/// A person's word about tracking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tracking {
    /// Nothing.
    #[default]
    Unsaid,
    /// Opens and clicks may be tracked.
    Allowed,
    /// They may not.
    Refused,
}

/// The company's rule about tracking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrackingRule {
    /// Everybody is tracked who did not refuse it.
    Always,
    /// Everybody is tracked who allowed it.
    Asked,
    /// Nobody is tracked.
    Never,
}

impl TrackingRule {
    /// Whether a mail to a person who said this is tracked.
    pub fn allows(self, said: Tracking) -> bool {
        match (self, said) {
            (Self::Always, Tracking::Unsaid | Tracking::Allowed) | (Self::Asked, Tracking::Allowed) => true,
            (Self::Always | Self::Asked, Tracking::Refused)
            | (Self::Asked, Tracking::Unsaid)
            | (Self::Never, Tracking::Unsaid | Tracking::Allowed | Tracking::Refused) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_tracked_by_rule_and_word() {
        let said = [Tracking::Unsaid, Tracking::Allowed, Tracking::Refused];
        let tracked = |rule: TrackingRule| said.map(|said| rule.allows(said));
        assert_eq!(tracked(TrackingRule::Always), [true, true, false]);
        assert_eq!(tracked(TrackingRule::Asked), [false, true, false]);
        assert_eq!(tracked(TrackingRule::Never), [false; 3]);
    }
}
