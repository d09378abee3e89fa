//! `hikyaku up` as a process: started, asked over HTTP, stopped, and what it said.

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The patience with a program on a busy machine. A mail that was under way when its disk filled up goes after the lease of its
/// sender and the grace for clocks, which are two minutes.
pub(crate) const LONG: Duration = Duration::from_mins(5);

/// The program.
pub(crate) const HIKYAKU: &str = env!("CARGO_BIN_EXE_hikyaku");

/// The shipped templates.
pub(crate) fn templates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates")
}

/// `hikyaku` with these words.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(HIKYAKU);
    command.args(words);
    as_alone(&mut command);
    command
}

/// Nothing around the tests says how the program is to speak, which is English.
pub(crate) fn as_alone(command: &mut Command) {
    command.env_remove("HIKYAKU_LOG").env_remove("NO_COLOR").env("LC_ALL", "en").stdin(Stdio::null());
}

/// A command's output and its end.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

/// Runs a command to its end.
pub(crate) fn run(words: &[&str]) -> Ended {
    let output = command(words).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code(), output: text(&output.stdout), errors: text(&output.stderr) }
}

/// A running `hikyaku up`.
pub(crate) struct Up {
    child: Child,
    stdout: BufReader<ChildStdout>,
    errors: Option<JoinHandle<String>>,
    /// The line it wrote when it was ready.
    pub(crate) ready: Value,
}

impl Up {
    /// Starts it on a data folder.
    pub(crate) fn on(data: &Path) -> Self {
        Self::starting(Command::new(HIKYAKU), data, &templates(), &[])
    }

    /// Starts it on a data folder with these templates.
    pub(crate) fn with(data: &Path, templates: &Path) -> Self {
        Self::starting(Command::new(HIKYAKU), data, templates, &[])
    }

    /// Starts it under a limit of the shell, such as `-n 64`.
    pub(crate) fn limited(limit: &str, data: &Path, words: &[&str]) -> Self {
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\""), HIKYAKU]);
        Self::starting(shell, data, &templates(), words)
    }

    fn starting(mut command: Command, data: &Path, templates: &Path, words: &[&str]) -> Self {
        command.args(["up", "--format", "json", "--port", "0", "--templates"]).arg(templates);
        command.arg("--data").arg(data).args(words);
        as_alone(&mut command);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = child.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut text = Vec::new();
            said.read_to_end(&mut text).unwrap();
            String::from_utf8_lossy(&text).into_owned()
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let mut up = Self { child, stdout, errors: Some(errors), ready: Value::Null };
        up.ready = serde_json::from_str(&line).unwrap_or_else(|_| {
            drop(up.child.wait());
            panic!("it did not start: {}", up.errors.take().unwrap().join().unwrap())
        });
        up
    }

    /// The next line that it writes.
    pub(crate) fn line(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    /// Its number.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// `127.0.0.1:…`.
    pub(crate) fn authority(&self) -> String {
        self.ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned()
    }

    /// Asks, with these headers; gives the whole answer.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let authority = self.authority();
        let mut stream = TcpStream::connect(&authority).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            request.extend([*name, ": ", *value, "\r\n"]);
        }
        stream.write_all(format!("{request}\r\n{body}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Posts the inquiry form; gives the status and the answer.
    pub(crate) fn post(&self, address: &str) -> (u16, String) {
        let body = format!(
            "company=c&name=n&email={}&topic=%E3%81%9D%E3%81%AE%E4%BB%96&message=m&agree=yes",
            address.replace('@', "%40")
        );
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let answer = self.ask("POST", "/f/contact", &form, &body);
        (status(&answer), answer)
    }

    /// The cookie that its link leaves.
    pub(crate) fn cookie(&self) -> String {
        let link = self.ready["link"].as_str().unwrap();
        let answer =
            self.ask("GET", link.strip_prefix(self.ready["url"].as_str().unwrap()).unwrap(), &[], "");
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect(&answer);
        cookie.split(';').next().unwrap().to_owned()
    }

    /// A page, asked for by who came by the link.
    pub(crate) fn page(&self, path: &str, cookie: &str) -> String {
        self.ask("GET", path, &[("Cookie", cookie), ("Accept-Language", "en")], "")
    }

    /// Asks until the answer is as wanted. Each question is a real one, so nothing spins.
    pub(crate) fn until(&self, what: &str, mut wanted: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        while begun.elapsed() < LONG {
            if wanted(self) {
                return;
            }
        }
        panic!("{what} did not come about");
    }

    /// Stops it as Ctrl-C does; gives what it said besides.
    pub(crate) fn stop(mut self) -> Ended {
        kill_process(self.pid(), Signal::INT).unwrap();
        let mut output = String::new();
        self.stdout.read_to_string(&mut output).unwrap();
        let code = self.child.wait().unwrap().code();
        Ended { code, output, errors: self.errors.take().unwrap().join().unwrap() }
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // One that ended already cannot be killed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The status of an answer.
pub(crate) fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}
