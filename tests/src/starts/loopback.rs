//! The other side on loopback: Lambda's Runtime API, and the two services that are asked before the first event.
//!
//! Each answer is one write with Nagle's algorithm off; else every exchange would wait 40 ms for an acknowledgement.

use cadence::send_key::IdentityKey;
use gateway::secrets::Secrets;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::{LAYOUT, NORMALIZATION};

/// Bytes of one body at most.
const BODY_MAX: usize = 1 << 20;
/// The secrets of nobody.
const BYTES: [u8; 64] = [7; 64];

/// One request off a connection.
struct Request {
    line: String,
    /// What an AWS client wants done.
    target: String,
    body: Vec<u8>,
}

/// What a program told the Runtime API.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It asked for an event.
    Next(Instant),
    /// It gave an answer.
    Answered,
    /// It reported a failed invocation.
    Failed,
}

/// Lambda's Runtime API.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    pub(super) address: SocketAddr,
    told: Receiver<Told>,
    /// Events that are handed out, the last first; without one a program waits.
    events: Arc<Mutex<Vec<Value>>>,
}

impl RuntimeApi {
    pub(super) fn open() -> anyhow::Result<Self> {
        let (sender, told) = channel();
        let events = Arc::new(Mutex::new(Vec::<Value>::new()));
        let handed_out = Arc::clone(&events);
        let address = serve(move |request| {
            let next = || handed_out.lock().unwrap_or_else(PoisonError::into_inner).pop();
            tell(&sender, &request.line, next)
        })?;
        Ok(Self { address, told, events })
    }

    /// Hands these out, one after the other.
    pub(super) fn hand_out(&self, mut events: Vec<Value>) {
        events.reverse();
        *self.events.lock().unwrap_or_else(PoisonError::into_inner) = events;
    }

    /// What is told next; none when nothing comes for a while.
    pub(super) fn told_within(&self, patience: Duration) -> Option<Told> {
        self.told.recv_timeout(patience).ok()
    }

    /// Forgets what was told.
    pub(super) fn forget(&self) {
        while self.told.try_recv().is_ok() {}
        self.hand_out(Vec::new());
    }
}

/// Tells what a program asked, and answers it.
fn tell(sender: &Sender<Told>, line: &str, next: impl FnOnce() -> Option<Value>) -> Option<String> {
    let told = if line.contains("/invocation/next") {
        Told::Next(Instant::now())
    } else if line.contains("/response") {
        Told::Answered
    } else {
        Told::Failed
    };
    let asks = matches!(told, Told::Next(_));
    drop(sender.send(told));
    if !asks {
        return Some(answer("202 Accepted", "", "{}"));
    }
    let headers = "lambda-runtime-aws-request-id: 1\r\nlambda-runtime-deadline-ms: 4102444800000\r\n\
                   lambda-runtime-invoked-function-arn: arn:aws:lambda:us-east-1:123456789012:function:starts\r\n";
    next().map(|event| answer("200 OK", headers, &event.to_string()))
}

/// The services that are asked at the start: the parameter with the secrets, and the identity in the table.
#[derive(Debug)]
pub(super) struct Cloud {
    pub(super) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Cloud {
    pub(super) fn open() -> anyhow::Result<Self> {
        let secrets = Secrets::from_random(&BYTES);
        let fingerprint = IdentityKey::new(secrets.identity.clone())?.fingerprint();
        let secrets = secrets.text();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        let address = serve(move |request| {
            let operation = request.target.rsplit('.').next().unwrap_or_default().to_owned();
            let said = match operation.as_str() {
                "GetParameter" => json!({ "Parameter": { "Type": "SecureString", "Value": secrets } }),
                "GetItem" => json!({ "Item": {
                    "fingerprint": { "S": fingerprint },
                    "normalization": { "N": NORMALIZATION.to_string() },
                    "layout": { "N": LAYOUT.to_string() },
                } }),
                _ => Value::Null,
            };
            noted.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
            let status = if said.is_null() { "400 Bad Request" } else { "200 OK" };
            let body = if request.body.is_empty() { String::new() } else { said.to_string() };
            Some(answer(status, "Content-Type: application/x-amz-json-1.0\r\n", &body))
        })?;
        Ok(Self { address, asked })
    }

    /// The operations asked for since the last time, sorted.
    pub(super) fn take_asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner));
        asked.sort_unstable();
        asked
    }
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// Serves connections, each on a thread of its own, until this program ends. A request without an answer is left waiting.
fn serve(handle: impl Fn(Request) -> Option<String> + Send + Sync + 'static) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let handle = Arc::new(handle);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let handle = Arc::clone(&handle);
            std::thread::spawn(move || exchange(stream, &*handle));
        }
    });
    Ok(address)
}

fn exchange(stream: TcpStream, handle: &dyn Fn(Request) -> Option<String>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream)? {
        if let Some(answer) = handle(request) {
            stream.get_mut().write_all(answer.as_bytes())?;
        }
    }
    Ok(())
}

fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Request>> {
    let mut request = Request { line: String::new(), target: String::new(), body: Vec::new() };
    if stream.read_line(&mut request.line)? == 0 {
        return Ok(None);
    }
    let mut length = 0;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header)?;
        let Some((name, value)) = header.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        } else if name.eq_ignore_ascii_case("x-amz-target") {
            value.trim().clone_into(&mut request.target);
        }
    }
    request.body = vec![0; std::cmp::min(length, BODY_MAX)];
    stream.read_exact(&mut request.body)?;
    Ok(Some(request))
}
