//! The server: as many connections as the machine has places for, each cut off when it keeps its place without doing anything.

use super::seats::{Place, Seats};
use super::shutdown::Shutdown;
use super::slow::Watched;
use crate::outbox_view::FUNCTION_BYTES_MAX;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Router};
use http::StatusCode;
use http_body_util::{BodyExt as _, Limited};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// Connections at once at most.
const CONNECTIONS_MAX: usize = 256;
/// Connections at once at least, however few files may be open.
const CONNECTIONS_MIN: usize = 4;
/// Open files that the program needs for itself: the table and its logs, the journal, mails that are being written.
const DESCRIPTORS_KEPT: usize = 40;
/// After a connection that could not be taken.
const AGAIN: Duration = Duration::from_millis(200);
/// Bytes of a request's head at most.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// The times that a client may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For the head of a request, and for doing nothing between two of them.
    pub(super) head: Duration,
    /// For the body of a request.
    pub(super) body: Duration,
    /// For taking the next piece of an answer.
    pub(super) answer: Duration,
    /// For requests under way when the program is stopped.
    pub(super) stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let (head, body, answer) =
            (Duration::from_secs(10), Duration::from_secs(30), Duration::from_secs(30));
        Self { head, body, answer, stop: Duration::from_secs(3) }
    }
}

/// Serves until it is asked to stop; requests under way are finished then.
pub(super) async fn serve(listener: TcpListener, router: Router, patience: Patience, mut shutdown: Shutdown) {
    let router = router.layer(middleware::from_fn_with_state(patience, whole));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(patience.head).max_buf_size(HEAD_BYTES_MAX);
    let (seats, under_way) = (Seats::new(places()), GracefulShutdown::new());
    loop {
        let taken = async { (accepted(&listener).await, seats.take().await) };
        let ((stream, caller), seat) = tokio::select! {
            () = shutdown.asked() => break,
            taken = taken => taken,
        };
        let stream = TokioIo::new(Watched::new(stream, patience.answer));
        let router =
            router.clone().layer(Extension(Arc::clone(&seat.place))).layer(Extension(ConnectInfo(caller)));
        let connection = server.serve_connection(stream, TowerToHyperService::new(router));
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            // A client that went away, or was too slow, is no fault of this program.
            tokio::select! {
                ended = connection => drop(ended),
                () = seat.place.asked_to_leave() => {}
            }
        });
    }
    drop(listener);
    drop(tokio::time::timeout(patience.stop, under_way.shutdown()).await);
}

/// The next connection. While there are no files left to open, it waits for one that is closed.
async fn accepted(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_the_client(error.kind()) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken; it is tried again");
                runtime::clock::pause(AGAIN).await;
            }
        }
    }
}

fn is_of_the_client(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused)
}

/// Reads the body of a request before anything is done about it, in the time that there is.
async fn whole(
    State(patience): State<Patience>,
    Extension(place): Extension<Arc<Place>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, FUNCTION_BYTES_MAX).collect();
    match tokio::time::timeout(patience.body, body).await {
        Ok(Ok(body)) => {
            let _at_work = place.at_work();
            next.run(Request::from_parts(parts, Body::from(body.to_bytes()))).await
        }
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            (StatusCode::PAYLOAD_TOO_LARGE, "the request is too large\n").into_response()
        }
        Ok(Err(_)) => (StatusCode::BAD_REQUEST, "the request did not come to its end\n").into_response(),
        Err(_) => (StatusCode::REQUEST_TIMEOUT, "the request took too long; send it again\n").into_response(),
    }
}

/// The number of connections that may be open at once.
fn places() -> usize {
    descriptors().map_or(CONNECTIONS_MAX, |descriptors| {
        descriptors.saturating_sub(DESCRIPTORS_KEPT).clamp(CONNECTIONS_MIN, CONNECTIONS_MAX)
    })
}

/// The number of files that this process may have open; `None` if there is no limit.
#[cfg(unix)]
fn descriptors() -> Option<usize> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current?;
    usize::try_from(limit).ok()
}

#[cfg(not(unix))]
fn descriptors() -> Option<usize> {
    None
}

#[cfg(test)]
mod tests;
