//! The peers: what a programmer would write by hand in Python and Node (`tests/peers`), each script a process of its own.
//!
//! A script says in one line of JSON that it is ready, and begins at a line on its input; so the start of its interpreter is in
//! no figure. It ends when its input does.

use super::company::SIGNUP;
use super::subject::Subject;
use super::{meter, posts, text};
use anyhow::{Context as _, ensure};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::Instant;

/// The longest that a script may be silent.
const PATIENCE: Duration = Duration::from_mins(10);

/// Both of them, as far as they are on this machine.
#[derive(Debug)]
pub(super) struct Peers {
    pub(super) python: Option<Peer>,
    pub(super) node: Option<Peer>,
}

/// A language with its two scripts.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) mail: Subject,
    pub(super) post: Subject,
    /// Its version, and how it keeps its data.
    pub(super) words: String,
    program: &'static str,
    sender: PathBuf,
    forms: PathBuf,
    /// The mail in the peer's form.
    template: PathBuf,
    log: PathBuf,
}

impl Peers {
    /// Looks which of them are there; their template and their log go into a folder.
    pub(super) async fn find(folder: &Path) -> anyhow::Result<Self> {
        let template = folder.join("mail.html");
        std::fs::write(&template, text::html("${name}", "${company}"))?;
        let peer = |program, [sender, forms]: [&str; 2], [mail, post]: [Subject; 2]| {
            let scripts = kit::folder::checkout().join("tests/peers");
            Peer {
                mail,
                post,
                words: String::new(),
                program,
                sender: scripts.join(sender),
                forms: scripts.join(forms),
                template: template.clone(),
                log: folder.join("peer.log"),
            }
        };
        let python = peer("python3", ["sender.py", "forms.py"], [Subject::PythonMail, Subject::PythonPost]);
        let node = peer("node", ["sender.mjs", "forms.mjs"], [Subject::NodeMail, Subject::NodePost]);
        Ok(Self { python: python.if_there(folder).await?, node: node.if_there(folder).await? })
    }
}

impl Peer {
    /// The peer with its words, if its program is on this machine.
    async fn if_there(mut self, folder: &Path) -> anyhow::Result<Option<Self>> {
        if Command::new(self.program).arg("--version").output().await.is_err() {
            return Ok(None);
        }
        let script =
            Script::start(&self, &self.forms, &[&folder.join(self.program).to_string_lossy()]).await?;
        script.ready["words"]
            .as_str()
            .context("a script does not say what it is")?
            .clone_into(&mut self.words);
        script.end().await?;
        Ok(Some(self))
    }

    /// Posts to its form, into a new database; processor time and time.
    pub(super) async fn take_posts(
        &self,
        database: &Path,
        count: u32,
    ) -> anyhow::Result<(Duration, Duration)> {
        let script = Script::start(self, &self.forms, &[&database.to_string_lossy()]).await?;
        let port = script.ready["port"].as_u64().context("the form's script does not say its port")?;
        let before = meter::processor(script.process)?;
        let began = Instant::now();
        posts::send_all(&format!("127.0.0.1:{port}"), posts::of_people(SIGNUP, 0..count)).await?;
        let took = began.elapsed();
        let after = meter::processor(script.process)?;
        script.end().await?;
        Ok((after.saturating_sub(before), took))
    }

    /// Lets its sender send to everybody in the database; processor time and time.
    pub(super) async fn send_mails(
        &self,
        database: &Path,
        service: &str,
        count: u32,
    ) -> anyhow::Result<(Duration, Duration)> {
        let words = [&*database.to_string_lossy(), &*self.template.to_string_lossy(), service];
        let mut script = Script::start(self, &self.sender, &words).await?;
        let before = meter::processor(script.process)?;
        let began = Instant::now();
        script.input.write_all(b"go\n").await?;
        let sent = script.line().await?;
        let took = began.elapsed();
        let after = meter::processor(script.process)?;
        let sent = sent["sent"].as_u64();
        ensure!(sent == Some(count.into()), "the sender sent {sent:?} mails, not {count}");
        script.end().await?;
        Ok((after.saturating_sub(before), took))
    }
}

/// A script that runs. It is killed with this.
struct Script {
    child: Child,
    process: u32,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    log: PathBuf,
    ready: Value,
}

impl Script {
    async fn start(peer: &Peer, script: &Path, words: &[&str]) -> anyhow::Result<Self> {
        let log = std::fs::File::create(&peer.log)?;
        let mut command = Command::new(peer.program);
        command.arg(script).args(words).env("PYTHONDONTWRITEBYTECODE", "1").env("NODE_NO_WARNINGS", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("{} cannot be started", peer.program))?;
        let process = child.id().context("a script ended at once")?;
        let input = child.stdin.take().context("its input")?;
        let output = BufReader::new(child.stdout.take().context("its output")?).lines();
        let mut script = Self { child, process, input, output, log: peer.log.clone(), ready: Value::Null };
        script.ready = script.line().await?;
        Ok(script)
    }

    /// The next line that it says; where it says none, its log tells why.
    async fn line(&mut self) -> anyhow::Result<Value> {
        let line =
            tokio::time::timeout(PATIENCE, self.output.next_line()).await.context("a script is silent")??;
        let line = line.with_context(|| {
            let said = std::fs::read_to_string(&self.log).unwrap_or_default();
            format!("a script ended by itself: {}", said.trim())
        })?;
        Ok(serde_json::from_str(&line)?)
    }

    async fn end(mut self) -> anyhow::Result<()> {
        drop(self.input);
        let status =
            tokio::time::timeout(PATIENCE, self.child.wait()).await.context("a script did not end")??;
        ensure!(status.success(), "a script ended with {status}");
        Ok(())
    }
}
