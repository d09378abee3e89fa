//! The line as the clients of an environment take it: every request passes here and is carried out by the part of the world it was
//! meant for.

use super::connection::Connection;
use super::happening::Side;
use super::request::SeamRequest;
use super::{boundary, service, table};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use kit::aws::{Answering, Reply};
use std::sync::Arc;

/// The near end of a connection.
#[derive(Debug, Clone)]
pub(super) struct Wire(pub(super) Arc<Connection>);

impl Answering for Wire {
    async fn answer(self, request: HttpRequest) -> Reply {
        let connection = self.0;
        let asked = SeamRequest::read(&request);
        let label = asked.label(connection.function);
        connection.look_for_protection(&asked);
        connection.pass(&label, Side::Before).await;
        let mut ending = None;
        let reply = match asked {
            SeamRequest::Table(request) => table::carry_out(&connection, request, &label).await,
            SeamRequest::Mail(body) => {
                let (reply, end) = service::hand_over(&connection, &body).await;
                ending = end;
                reply
            }
            SeamRequest::Quota => service::quota(&connection),
            SeamRequest::Order(body) => boundary::enqueue(&connection, &body),
            SeamRequest::Depth => boundary::depth(&connection),
            SeamRequest::Announce => boundary::announce(&connection),
        };
        connection.pass(&label, Side::After).await;
        if let Some(ending) = ending {
            ending.heard();
        }
        connection.trace(&label, &reply);
        reply
    }
}
