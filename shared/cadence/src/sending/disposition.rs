//! The consequences when a mail is not sent: by our own gate, or by the mail service.

use crate::Instant;
use crate::limits::PUT_OFF_MINUTES_MIN;
use crate::sending::ending::Ending;
use chrono::TimeDelta;

/// The fate of a claimed step whose mail was definitely not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disposition {
    /// The step stays; it is due again later.
    PutOff {
        /// When.
        until: Instant,
    },
    /// The step is left out; the lead goes on.
    LeaveOut,
    /// The run ends.
    End(Ending),
}

impl Disposition {
    /// Puts off until a moment, never so near that a row would spin.
    pub fn put_off(until: Instant, now: Instant) -> Self {
        Self::PutOff { until: until.max(now + TimeDelta::minutes(PUT_OFF_MINUTES_MIN)) }
    }
}

/// The failures of a mail service. Named after the errors of SES `SendEmail`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SendFailure {
    /// 429 `TooManyRequestsException`, or throttling by any name: faster than the account may send.
    Throttled,
    /// `LimitExceededException`: the quota of the rolling 24 hours is used up.
    DailyQuota,
    /// `SendingPausedException`: the account or the configuration set is paused.
    SendingPaused,
    /// `AccountSuspendedException`: the account may not send any more.
    AccountSuspended,
    /// `MailFromDomainNotVerifiedException`: the sender's domain is not set up.
    MailFromNotVerified,
    /// `NotFoundException`: the configuration set is missing.
    NotFound,
    /// `BadRequestException`: this message cannot be sent as it is.
    BadRequest,
    /// `MessageRejected`: the service refuses this message.
    MessageRejected,
    /// 403: the function's role lacks a permission, often on the configuration set.
    AccessDenied,
    /// No connection was made; the request was never written.
    NotConnected,
    /// Time-out, reset, 5xx: the request was written and no answer says what became of it.
    NoAnswer,
}

/// The consequence of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// Try this mail again after so many minutes.
    Wait {
        /// The number.
        minutes: i64,
    },
    /// Pause all mail for so many minutes; the step waits with it.
    PauseAll {
        /// The number.
        minutes: i64,
    },
    /// Pause this sequence as it is published; sending it would fail for every lead.
    PauseSequence {
        /// For how many minutes, unless a new version is published before.
        minutes: i64,
    },
    /// This mail cannot be sent; the lead goes on without it.
    GiveUp,
    /// It may have been sent. Nothing is repeated until there is evidence.
    Unknown,
}

impl SendFailure {
    /// The error table of the delivery protocol.
    pub fn consequence(self) -> Consequence {
        match self {
            Self::Throttled | Self::NotConnected => Consequence::Wait { minutes: 1 },
            Self::DailyQuota => Consequence::PauseAll { minutes: 60 },
            Self::SendingPaused | Self::AccessDenied => Consequence::PauseAll { minutes: 15 },
            Self::AccountSuspended => Consequence::PauseAll { minutes: 6 * 60 },
            Self::MailFromNotVerified | Self::NotFound => Consequence::PauseSequence { minutes: 60 },
            Self::BadRequest | Self::MessageRejected => Consequence::GiveUp,
            Self::NoAnswer => Consequence::Unknown,
        }
    }

    /// A short name for records and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::DailyQuota => "daily_quota",
            Self::SendingPaused => "sending_paused",
            Self::AccountSuspended => "account_suspended",
            Self::MailFromNotVerified => "mail_from_not_verified",
            Self::NotFound => "not_found",
            Self::BadRequest => "bad_request",
            Self::MessageRejected => "message_rejected",
            Self::AccessDenied => "access_denied",
            Self::NotConnected => "not_connected",
            Self::NoAnswer => "no_answer",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_off_is_put_off_by_a_minute_at_least() {
        let at = |seconds| Instant::UNIX_EPOCH + TimeDelta::seconds(seconds);
        assert_eq!(Disposition::put_off(at(10), at(0)), Disposition::PutOff { until: at(60) });
        assert_eq!(Disposition::put_off(at(61), at(0)), Disposition::PutOff { until: at(61) });
    }

    #[test]
    fn the_error_table_is_as_written_down() {
        let failures = [
            SendFailure::Throttled,
            SendFailure::DailyQuota,
            SendFailure::SendingPaused,
            SendFailure::AccountSuspended,
            SendFailure::MailFromNotVerified,
            SendFailure::NotFound,
            SendFailure::BadRequest,
            SendFailure::MessageRejected,
            SendFailure::AccessDenied,
            SendFailure::NotConnected,
            SendFailure::NoAnswer,
        ];
        let table = failures.map(|failure| format!("{:<22} {:?}", failure.name(), failure.consequence()));
        insta::assert_snapshot!(table.join("\n"), @r"
        throttled              Wait { minutes: 1 }
        daily_quota            PauseAll { minutes: 60 }
        sending_paused         PauseAll { minutes: 15 }
        account_suspended      PauseAll { minutes: 360 }
        mail_from_not_verified PauseSequence { minutes: 60 }
        not_found              PauseSequence { minutes: 60 }
        bad_request            GiveUp
        message_rejected       GiveUp
        access_denied          PauseAll { minutes: 15 }
        not_connected          Wait { minutes: 1 }
        no_answer              Unknown
        ");
    }
}
