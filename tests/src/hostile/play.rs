//! The plan played against the real `hikyaku up`: owners first, who are mailed and of whom some refuse; then the hour.

use super::arguments::Arguments;
use super::company::{self, NEWS};
use super::plan::{Plan, Who};
use super::seen::{Answer, Seen};
use super::sink::Sink;
use super::wire::{self, millis};
use anyhow::Context as _;
use cadence::Instant;
use embedded_dynamodb::Engine;
use kit::folder;
use kit::http::{self, JSON};
use kit::program::{self, Door, Program, Up};
use runtime::clock::{Clock, pause};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

/// The hour of the plan, in real seconds.
const HOUR_SECONDS: f64 = 3_600.0;
/// The rest of a run before its second mail: a third of the hour.
const REST: &str = "20 minutes";
/// The time for which the owners' mails are waited for.
const OWNERS_MAX: Duration = Duration::from_mins(1);
/// The time that a first mail may take which is sent as usual, in milliseconds.
const USUAL_WITHIN: u64 = 10_000;
/// Posts of strangers at once at most; honest people do not wait for them.
const STRANGERS_AT_ONCE: usize = 48;
/// After the hour: what is under way comes in.
const AFTER: Duration = Duration::from_secs(12);
/// Between two looks, and two tries.
const AGAIN: Duration = Duration::from_millis(100);

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<Seen> {
    let temporary = folder::in_memory()?;
    let folder = folder::kept(arguments.keep.as_deref(), temporary.path())?;
    let plan = Arc::new(Plan::of(arguments.seed, arguments.size));
    let company = company::company(REST, arguments.confirm);
    let speed = HOUR_SECONDS / f64::from(arguments.seconds);
    let (complaints, coming) = mpsc::unbounded_channel();
    let (began, began_at) = (tokio::time::Instant::now(), Clock::real().now());
    let (address, sink) = Sink::open(&plan, began, complaints).await?;
    let up = Up {
        hikyaku: program::hikyaku(arguments.hikyaku.as_deref())?,
        data: folder.join("data"),
        templates: company.folder().to_owned(),
        service: Some(address),
        speed: Some(speed),
        log: "warn",
    };
    let program = Program::start(&up, &folder.join("up.log")).await?;
    let (scenario, real) = program::clocks(&up.data)?;
    // The time of the company's clock when the play began.
    let company_began = scenario - scaled(real - began_at, speed);
    tokio::spawn(deliver(coming, program.door.clone()));

    let stage = Play { plan: Arc::clone(&plan), authority: program.door.authority.clone(), began };
    let mut answers = stage.owners().await;
    let refused = stage.refusals(&sink).await?;
    let hour_at = millis(began);
    answers.extend(stage.hour(Duration::from_secs(arguments.seconds.into())).await?);
    pause(AFTER).await;
    let ended_at = millis(began);
    program.stop().await?;
    let paused = pauses(&up.data).await?.into_iter();
    let real_at = |at: Instant| {
        let span = (at - company_began).as_seconds_f64() / speed;
        Duration::try_from_secs_f64(span).map_or(0, |span| u64::try_from(span.as_millis()).unwrap_or(0))
    };
    let seen = Seen {
        target: "hikyaku up".to_owned(),
        seed: arguments.seed,
        size: arguments.size,
        speed,
        began: company_began,
        hour_at,
        ended_at,
        usual_within: USUAL_WITHIN,
        answers: answers.into_values().collect(),
        mails: sink.mails(),
        refused,
        confirms: arguments.confirm,
        pressed: sink.pressed(),
        paused: paused.map(|(name, since)| (name, real_at(since))).collect(),
    };
    if let Some(folder) = &arguments.keep {
        std::fs::write(folder.join("seen.json"), serde_json::to_vec(&seen)?)?;
    }
    Ok(seen)
}

/// The parts that every act needs.
struct Play {
    plan: Arc<Plan>,
    authority: String,
    began: tokio::time::Instant,
}

impl Play {
    /// The owners post, one after the other.
    async fn owners(&self) -> BTreeMap<usize, Answer> {
        let mut answers = BTreeMap::new();
        for (number, post) in self.plan.posts.iter().enumerate().filter(|(_, post)| post.who == Who::Owner) {
            answers.insert(number, wire::post(&self.authority, post, self.began).await);
        }
        answers
    }

    /// Once all owners have their newsletter, some refuse.
    async fn refusals(&self, sink: &Sink) -> anyhow::Result<BTreeMap<String, u64>> {
        let owners = self.plan.posts.iter().filter(|post| post.who == Who::Owner).count();
        let had = || sink.mails().iter().filter(|mail| mail.sequence == NEWS).count();
        let all = async {
            while had() < owners {
                pause(AGAIN).await;
            }
        };
        let waited = tokio::time::timeout(OWNERS_MAX, all).await;
        waited.with_context(|| format!("only {} of {owners} owners got their newsletter", had()))?;
        let mut refused = BTreeMap::new();
        for address in &self.plan.refusers {
            let link = sink.link(address).with_context(|| format!("{address} got no link to unsubscribe"))?;
            let path = link.split_once("/u/").and_then(|(_, rest)| rest.split(['>', ',', ' ']).next());
            let path = format!("/u/{}", path.context("the link does not lead to /u/")?);
            let status = wire::unsubscribe(&self.authority, &path).await?;
            anyhow::ensure!(status == 200, "a refusal was answered {status}");
            refused.insert(address.clone(), millis(self.began));
        }
        Ok(refused)
    }

    /// Everybody posts at his time.
    async fn hour(&self, long: Duration) -> anyhow::Result<BTreeMap<usize, Answer>> {
        let (mut posting, strangers) = (JoinSet::new(), Arc::new(Semaphore::new(STRANGERS_AT_ONCE)));
        let from = tokio::time::Instant::now();
        for (number, at) in self.plan.posts.iter().enumerate().filter_map(|(n, post)| Some((n, post.at?))) {
            let (plan, authority, began) = (Arc::clone(&self.plan), self.authority.clone(), self.began);
            let strangers = Arc::clone(&strangers);
            posting.spawn(async move {
                pause((from + long.mul_f64(at)).saturating_duration_since(tokio::time::Instant::now())).await;
                let post = &plan.posts[number];
                let _place = if post.who.is_honest() { None } else { strangers.acquire().await.ok() };
                (number, wire::post(&authority, post, began).await)
            });
        }
        let mut answers = BTreeMap::new();
        while let Some(answered) = posting.join_next().await {
            answers.extend([answered?]);
        }
        Ok(answers)
    }
}

/// Brings complaints to the program, each until it is taken.
async fn deliver(mut coming: mpsc::UnboundedReceiver<String>, door: Door) {
    while let Some(body) = coming.recv().await {
        while !http::post(&door.authority, &door.events(), JSON, &body)
            .await
            .is_ok_and(|status| status == 204)
        {
            pause(AGAIN).await;
        }
    }
}

fn scaled(span: chrono::TimeDelta, speed: f64) -> chrono::TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "a few seconds in milliseconds")]
    let millis = (span.as_seconds_f64() * speed * 1_000.0) as i64;
    chrono::TimeDelta::milliseconds(millis)
}

/// The pauses in the table, each with its beginning; everything has the name `all`.
async fn pauses(data: &Path) -> anyhow::Result<Vec<(String, Instant)>> {
    let store = Store::new(Engine::in_file(data.join("table.db"))?.client(), "hikyaku");
    let pauses = store.pauses().await?;
    let name = |pause: &store::Pause| {
        pause.sequence.as_ref().map_or_else(|| "all".to_owned(), |sequence| sequence.as_str().to_owned())
    };
    Ok(pauses.iter().map(|pause| (name(pause), pause.since)).collect())
}
