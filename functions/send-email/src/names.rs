//! Names of mails: the key under which one step of one run is sent, however often it is tried.

use cadence::enrollment::{Enrollment, State};
use cadence::facts::MessageName;
use cadence::ids::StepId;
use cadence::send_key::IdentityKey;

/// The name of the mail of one step of this run.
pub(crate) fn name_of(identity: &IdentityKey, enrollment: &Enrollment, step: &StepId) -> MessageName {
    let Enrollment { lead, sequence, run, .. } = enrollment;
    MessageName {
        send_key: identity.send_key(lead, sequence, run, step),
        lead: lead.clone(),
        sequence: sequence.clone(),
        run: run.clone(),
        step: step.clone(),
    }
}

/// The name of the mail in flight or unknown.
pub(crate) fn name_of_open_mail(identity: &IdentityKey, enrollment: &Enrollment) -> Option<MessageName> {
    match &enrollment.state {
        State::Sending { step, .. } | State::Unknown { step, .. } => {
            Some(name_of(identity, enrollment, step))
        }
        State::Waiting { .. } | State::Done { .. } => None,
    }
}
