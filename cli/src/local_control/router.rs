//! The door of a running `up`: operations are taken from whoever has the key, never from a web page.

use super::control_file::ControlFile;
use super::status;
use crate::language;
use crate::outbox_view::guard;
use crate::standalone::Standalone;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use cadence::wording::Text;
use ctutils::CtEq as _;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, ORIGIN};
use operations::requests::{
    BeginImport, DiscardDeadLetter, ErasePerson, ExportList, ExportPerson, ImportLeads, LiftSuppression,
    ListDeadLetters, ListUnknownMails, LookAround, Pause, Resume, RetryDeadLetters, SettleUnknownMail,
    ShowAddress, ShowAudit, ShowDeadLetter, ShowLinks, ShowPerson,
};
use operations::{Failure, Operation, Operations};
use runtime::entropy::Entropy;
use std::path::{Path, PathBuf};

/// The place where operations are asked for.
pub(super) const PATH: &str = "/control";
/// Answers whoever has the key, to tell a running `up` from another program on its port.
pub(super) const GREETING: &str = "hikyaku control\n";
/// The header with the name of whoever asks.
pub(super) const BY: &str = "hikyaku-asked-by";
/// Bytes of one request at most: a hundred rows of a list, or a single one with a thousand long cells.
const REQUEST_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The door, open as long as this is kept; its control file stands in the data folder.
#[derive(Debug)]
pub struct Control {
    operations: Operations,
    file: ControlFile,
    data: PathBuf,
}

impl Control {
    /// Opens the door to a standalone program that is served under `url`, and writes down where it is.
    pub fn open(standalone: &Standalone, data: &Path, url: &str, entropy: &Entropy) -> anyhow::Result<Self> {
        let file = ControlFile::new(url, entropy)?;
        file.write(data)?;
        Ok(Self { operations: standalone.operations(), file, data: data.to_owned() })
    }

    /// Returns the routes behind the door.
    pub fn router(&self) -> Router {
        let router = Router::new().route(PATH, get(|| async { GREETING }));
        let router = with::<Pause>(router);
        let router = with::<Resume>(router);
        let router = with::<LookAround>(router);
        let router = with::<ShowLinks>(router);
        let router = with::<ListUnknownMails>(router);
        let router = with::<SettleUnknownMail>(router);
        let router = with::<ListDeadLetters>(router);
        let router = with::<ShowDeadLetter>(router);
        let router = with::<RetryDeadLetters>(router);
        let router = with::<DiscardDeadLetter>(router);
        let router = with::<ShowAudit>(router);
        let router = with::<ShowAddress>(router);
        let router = with::<LiftSuppression>(router);
        let router = with::<ShowPerson>(router);
        let router = with::<ExportPerson>(router);
        let router = with::<ErasePerson>(router);
        let router = with::<BeginImport>(router);
        let router = with::<ImportLeads>(router);
        let router = with::<ExportList>(router);
        router
            .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
            .layer(middleware::from_fn_with_state(self.file.key.clone(), only_with_the_key))
            .with_state(self.operations.clone())
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        ControlFile::remove(&self.data);
    }
}

fn with<D: Operation>(router: Router<Operations>) -> Router<Operations> {
    router.route(&format!("{PATH}/{}", D::NAME), post(answer::<D>))
}

async fn answer<D: Operation>(
    State(operations): State<Operations>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(operation) = serde_json::from_slice::<D>(&body) else {
        return (StatusCode::BAD_REQUEST, "this is asked for in another form\n").into_response();
    };
    let operations = operations.asked_by(asker(&headers));
    let answered = operation.carry_out(&operations).await.and_then(|answer| {
        serde_json::to_vec(&answer)
            .map_err(|error| Failure::Broken(Text::same(format!("the answer has no text: {error}"))))
    });
    match answered {
        Ok(json) => ([(CONTENT_TYPE, "application/json")], json).into_response(),
        Err(failure) => {
            (status::of(&failure), failure.in_language(language::chosen()).to_owned()).into_response()
        }
    }
}

/// The name of whoever asks, as the command says it.
fn asker(headers: &HeaderMap) -> Option<String> {
    let (name, _) = form_urlencoded::parse(headers.get(BY)?.as_bytes()).next()?;
    Some(name.into_owned()).filter(|name| !name.is_empty())
}

/// A name as a header carries it: other signs than those of ASCII, too.
pub(super) fn written(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect()
}

/// Browsers say where a request comes from, and none has business here; programs have to know the key.
async fn only_with_the_key(State(key): State<String>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let by_browser = headers.contains_key(ORIGIN) || headers.contains_key("sec-fetch-site");
    if by_browser || !guard::is_meant_for_this_machine(headers) {
        return (StatusCode::FORBIDDEN, "this is for the commands of hikyaku on this machine\n")
            .into_response();
    }
    if !carries(headers, &key) {
        return (StatusCode::UNAUTHORIZED, "the key stands in control.json in the data folder\n")
            .into_response();
    }
    next.run(request).await
}

/// Whether a request carries the key; the time it takes says nothing about how much of it is right.
fn carries(headers: &HeaderMap, key: &str) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    let (given, key) = (given.unwrap_or_default(), key.as_bytes());
    given.ct_eq(key).to_bool()
}
