//! Asks a running `up` over loopback. Plain HTTP, and to no other machine.

use super::control_file::ControlFile;
use super::router::{BY, GREETING, PATH, written};
use super::status;
use crate::operator;
use crate::say;
use anyhow::{Context as _, bail};
use bytes::Bytes;
use cadence::text;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::uri::Authority;
use http::{Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use operations::{Failure, Operation};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// The longest time for a greeting.
const GREETING_WITHIN: Duration = Duration::from_secs(5);
/// The time that an operation may take: dead letters that are handled again may wait for their turn, one after the other.
const ANSWER_WITHIN: Duration = Duration::from_mins(10);
/// Bytes of an answer at most.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A way to a running `up`.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    authority: Authority,
    key: String,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Client {
    /// A way to where a running `up` says it is; none when nobody is there who takes its key, because it stopped without
    /// taking its control file away.
    pub(super) async fn reach(control_file: &ControlFile) -> anyhow::Result<Option<Self>> {
        let uri: Uri = control_file.url.parse().context(say!(
            en = "control.json names no address; delete it",
            ja = "control.json にアドレスがありません。消してください"
        ))?;
        let authority = uri
            .authority()
            .context(say!(
                en = "control.json names no address; delete it",
                ja = "control.json にアドレスがありません。消してください"
            ))?
            .clone();
        let address: SocketAddr = authority.as_str().parse().context(say!(
            en = "control.json names no address of this machine; delete it",
            ja = "control.json のアドレスが、このパソコンのものではありません。消してください"
        ))?;
        if !address.ip().is_loopback() {
            bail!(say!(
                en = "control.json names another machine, {address}; delete it and start `hikyaku up` again",
                ja = "control.json に別のパソコン {address} があります。消して、`hikyaku up` を始\
                     め直してください"
            ));
        }
        let client = Self { address, authority, key: control_file.key.clone() };
        let greeted = tokio::time::timeout(GREETING_WITHIN, client.exchange(Method::GET, PATH, Bytes::new()));
        let greeted = matches!(greeted.await, Ok(Ok((StatusCode::OK, text))) if text == GREETING.as_bytes());
        Ok(greeted.then_some(client))
    }

    /// Asks for an operation.
    pub(super) async fn ask<D: Operation>(&self, operation: &D) -> Result<D::Answer, Failure> {
        let broken = |reason: String| {
            Failure::Broken(text!(
                en = "the running `hikyaku up` did not answer as it should ({reason}); look at \
                     its log, or restart it",
                ja = "動いている `hikyaku up` から、正しい返事がありません（{reason}）。ログを見る\
                     か、始め直してください"
            ))
        };
        let asked = serde_json::to_vec(operation).map_err(|error| broken(error.to_string()))?;
        let path = format!("{PATH}/{}", D::NAME);
        let exchange = self.exchange(Method::POST, &path, asked.into());
        let answer = tokio::time::timeout(ANSWER_WITHIN, exchange)
            .await
            .map_err(|_| broken(say!(en = "too late", ja = "時間切れ")))?;
        let (status, body) = answer.map_err(|error| broken(format!("{error:#}")))?;
        match status {
            StatusCode::OK => serde_json::from_slice(&body).map_err(|error| broken(error.to_string())),
            StatusCode::NOT_FOUND | StatusCode::CONFLICT | StatusCode::INTERNAL_SERVER_ERROR
                if !body.is_empty() =>
            {
                Err(status::failure(status, String::from_utf8_lossy(&body).trim_end().to_owned()))
            }
            other => Err(broken(say!(
                en = "status {other}; perhaps it is of another version",
                ja = "状態 {other}。別のバージョンかもしれません"
            ))),
        }
    }

    /// One request on a connection of its own.
    async fn exchange(&self, method: Method, path: &str, body: Bytes) -> anyhow::Result<(StatusCode, Bytes)> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.authority.as_str())
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .header(BY, written(operator::signed_in().as_deref().unwrap_or_default()))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(body))?;
        let answer = async {
            let (head, body) = sender.send_request(request).await?.into_parts();
            let body =
                Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(anyhow::Error::from_boxed)?;
            Ok((head.status, body.to_bytes()))
        };
        tokio::pin!(answer, connection);
        // The connection does the work of the answer; when it ends first, the answer knows why.
        tokio::select! {
            answered = &mut answer => answered,
            _ = &mut connection => answer.await,
        }
    }
}
