//! The functions of a world, each with its clients at the end of the line of its environment.

use super::connection::Connection;
use super::happening::FunctionName;
use super::wire::Wire;
use cadence_tick::CadenceTick;
use ingest_lead::IngestLead;
use kit::aws::Line;
use kit::functions::{Environment, Secrets};
use manage_subscription::ManageSubscription;
use record_feedback::RecordFeedback;
use runtime::entropy::Entropy;
use send_email::SendEmail;
use std::sync::Arc;
use sweep_dormant::SweepDormant;

/// One function with its clients.
#[derive(Debug)]
pub(super) enum Function {
    Ingest(Box<IngestLead>),
    Tick(Box<CadenceTick>),
    Send(Box<SendEmail>),
    Record(Box<RecordFeedback>),
    Sweep(Box<SweepDormant>),
    Manage(Box<ManageSubscription>),
}

impl Function {
    /// Makes the function at the end of a line.
    pub(super) fn at_the_end_of(connection: &Arc<Connection>, secrets: &Secrets) -> Self {
        let state = &connection.state;
        let entropy = Entropy::seeded(state.props().chance.seed());
        let clients = Environment::new(Line(Wire(connection.clone())), &state.clock, secrets, entropy);
        match connection.function {
            FunctionName::IngestLead => Self::Ingest(Box::new(clients.ingest_lead())),
            FunctionName::CadenceTick => Self::Tick(Box::new(clients.cadence_tick())),
            FunctionName::SendEmail => Self::Send(Box::new(clients.send_email())),
            FunctionName::RecordFeedback => Self::Record(Box::new(clients.record_feedback())),
            FunctionName::SweepDormant => Self::Sweep(Box::new(clients.sweep_dormant())),
            FunctionName::ManageSubscription => Self::Manage(Box::new(clients.manage_subscription())),
        }
    }
}
