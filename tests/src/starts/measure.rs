//! One program, started again and again.

use super::loopback::{Cloud, RuntimeApi, Told};
use super::subjects::Subject;
use anyhow::Context as _;
use kit::figures::percentile;
use serde_json::json;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The longest a program may take to start.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks whether it is still there.
const LOOK: Duration = Duration::from_millis(100);
/// The files in which systems keep their root certificates, Amazon Linux first.
const CERTIFICATES: [&str; 2] = ["/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt"];
/// Makes the archive that Lambda is given, and tells its size.
const ZIP: &str = "import io, sys, zipfile; made = io.BytesIO(); \
    zipfile.ZipFile(made, 'w', zipfile.ZIP_DEFLATED).write(sys.argv[1], 'bootstrap'); print(len(made.getvalue()))";

/// The measurements of one program.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) name: String,
    program: PathBuf,
    /// Without symbols.
    pub(super) bytes: u64,
    pub(super) archive_bytes: u64,
    /// From the execution to the first question for an event.
    pub(super) inits: Vec<Duration>,
    /// The part of it spent on the processor, which other programs on the machine hardly change.
    pub(super) on_processor: Vec<Duration>,
    /// Resident memory by then, in KiB.
    pub(super) resident: Vec<u64>,
    /// The requests to AWS on the way.
    pub(super) asked: Vec<String>,
}

impl Measured {
    pub(super) fn of(subject: &Subject) -> anyhow::Result<Self> {
        // Lambda is given programs without symbols, whatever profile they were built with.
        let stripped = tempfile::NamedTempFile::new()?.into_temp_path();
        let strip = Command::new("strip").arg("-o").arg(&stripped).arg(&subject.program).status();
        let strip =
            strip.context("symbols are taken off with strip, which is not there; install binutils")?;
        anyhow::ensure!(strip.success(), "strip does not take {}", subject.program.display());
        let bytes = std::fs::metadata(&stripped)?.len();
        let made = Command::new("python3").arg("-c").arg(ZIP).arg(&stripped).output();
        let made = made.context("archives are made with python3, which is not there")?;
        let archive_bytes = String::from_utf8_lossy(&made.stdout).trim().parse();
        Ok(Self {
            name: subject.name.clone(),
            program: subject.program.clone(),
            bytes,
            archive_bytes: archive_bytes.context("python3 did not make an archive")?,
            inits: Vec::new(),
            on_processor: Vec::new(),
            resident: Vec::new(),
            asked: Vec::new(),
        })
    }

    /// Starts it once.
    pub(super) fn start(&mut self, runtime: &RuntimeApi, cloud: &Cloud, counts: bool) -> anyhow::Result<()> {
        runtime.forget();
        cloud.take_asked();
        let began = Instant::now();
        let mut running = Running::start(&self.program, runtime, cloud)?;
        let ready = running.ready(runtime).with_context(|| format!("{} does not start", self.name))?;
        if counts {
            self.inits.push(ready.duration_since(began));
            self.on_processor.push(running.on_processor()?);
            self.resident.push(running.resident()?);
        }
        self.asked = cloud.take_asked();
        Ok(())
    }

    /// The middle one of all starts.
    pub(super) fn median(&self) -> Duration {
        percentile(&self.inits, 50).unwrap_or_default()
    }

    /// The middle one of all times on the processor.
    pub(super) fn on_processor_median(&self) -> Duration {
        percentile(&self.on_processor, 50).unwrap_or_default()
    }

    /// The middle one of all sizes in memory, in KiB.
    pub(super) fn resident_median(&self) -> u64 {
        percentile(&self.resident, 50).unwrap_or_default()
    }
}

/// Whether the empty program answers an event after one at which it panicked.
pub(super) fn survives_a_panic(empty: &Subject, runtime: &RuntimeApi, cloud: &Cloud) -> anyhow::Result<bool> {
    let batch = |body: &str| json!({ "Records": [{ "messageId": "1", "body": body }] });
    runtime.forget();
    runtime.hand_out(vec![batch("panic"), batch("go on")]);
    let mut running = Running::start(&empty.program, runtime, cloud)?;
    let mut told = Vec::new();
    // It asks, fails, asks, answers, and asks again.
    while told.len() < 5 {
        match running.told(runtime) {
            Ok(next) => told.push(next),
            Err(_) => return Ok(false),
        }
    }
    let outcomes: Vec<Told> = told.into_iter().filter(|told| !matches!(told, Told::Next(_))).collect();
    Ok(outcomes == [Told::Failed, Told::Answered])
}

/// A program that runs. It is ended with this.
struct Running(Child);

impl Running {
    fn start(program: &Path, runtime: &RuntimeApi, cloud: &Cloud) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env("AWS_LAMBDA_RUNTIME_API", runtime.address.to_string());
        command.env("AWS_ENDPOINT_URL", format!("http://{}", cloud.address));
        command.envs([
            ("AWS_LAMBDA_FUNCTION_NAME", "starts"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "starts"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "starts"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "starts"),
            ("AWS_SECRET_ACCESS_KEY", "starts"),
            ("AWS_SESSION_TOKEN", "starts"),
            ("HIKYAKU_STACK", "starts"),
            ("HIKYAKU_TABLE", "starts"),
            ("HIKYAKU_SEND_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/starts"),
            ("HIKYAKU_EVENT_BUS", "starts"),
            ("HIKYAKU_SECRETS_PARAMETER", "/starts/secrets"),
            ("HIKYAKU_CONFIGURATION_SET", "starts"),
            ("HIKYAKU_BASE_URL", "https://starts.example.com"),
        ]);
        // Debian keeps each certificate in a file of its own besides, and all would be read twice; Lambda's system does not.
        if let Some(file) = CERTIFICATES.iter().find(|file| Path::new(file).is_file()) {
            command.env("SSL_CERT_FILE", file);
        }
        Ok(Self(command.spawn().with_context(|| format!("{} cannot be executed", program.display()))?))
    }

    /// When it first asks for an event.
    fn ready(&mut self, runtime: &RuntimeApi) -> anyhow::Result<Instant> {
        match self.told(runtime)? {
            Told::Next(at) => Ok(at),
            Told::Answered | Told::Failed => anyhow::bail!("it spoke before it asked for an event"),
        }
    }

    /// Returns what it tells next; an error when it ended or says nothing.
    fn told(&mut self, runtime: &RuntimeApi) -> anyhow::Result<Told> {
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if let Some(told) = runtime.told_within(LOOK) {
                return Ok(told);
            }
            if let Some(status) = self.0.try_wait()? {
                anyhow::bail!("it ended with {status}: {}", self.said());
            }
        }
        anyhow::bail!("it said nothing for {} s", PATIENCE.as_secs())
    }

    fn said(&mut self) -> String {
        let mut said = String::new();
        if let Some(output) = &mut self.0.stdout {
            drop(output.read_to_string(&mut said));
        }
        if let Some(errors) = &mut self.0.stderr {
            drop(errors.read_to_string(&mut said));
        }
        said
    }

    /// The time its first thread, which does everything, was on the processor.
    fn on_processor(&self) -> anyhow::Result<Duration> {
        let line = std::fs::read_to_string(format!("/proc/{}/schedstat", self.0.id()))?;
        let nanoseconds = line.split_whitespace().next().and_then(|figure| figure.parse().ok());
        nanoseconds
            .map(Duration::from_nanos)
            .context("the system does not say how long it was on the processor")
    }

    /// Its resident memory in KiB.
    fn resident(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let figure = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        figure.context("the system does not say how much memory it has")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
