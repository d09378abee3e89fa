//! One round: every subject in its turn, each on fresh data.

use super::company::{SIGNUP, WELCOME};
use super::data::{Data, Way};
use super::ground::{Ground, stop};
use super::meter;
use super::peers::Peer;
use super::posts::{self, Post};
use super::service::Mail;
use super::subject::{Sample, Subject};
use anyhow::ensure;
use chrono::TimeDelta;
use kit::program::Program;
use kit::verdict::tell;
use std::time::Duration;
use tokio::time::Instant;

/// Between two looks into the outbox.
const LOOK: Duration = Duration::from_millis(200);
/// The longest span in which no mail comes into the outbox.
const PATIENCE: Duration = Duration::from_mins(3);

/// Plays it.
pub(super) async fn round(ground: &Ground) -> anyhow::Result<Vec<Sample>> {
    let mut samples = through_ses(ground).await?;
    samples.extend(peer(ground, ground.peers.python.as_ref()).await?);
    samples.push(into_the_outbox(ground).await?);
    samples.extend(peer(ground, ground.peers.node.as_ref()).await?);
    for (way, subject) in [(Way::Ses, Subject::SesFirstMail), (Way::Outbox, Subject::OutboxFirstMail)] {
        samples.push(first_mails(ground, way, subject).await?);
    }
    for (way, subject) in [(Way::Ses, Subject::SesVeteranMail), (Way::Outbox, Subject::OutboxVeteranMail)] {
        let mut data = ground.past(way)?;
        let (program, sample, _) = due_mails(ground, &mut data, subject, ground.veterans).await?;
        end(program, &data).await?;
        samples.push(sample);
    }
    for Sample { subject, milliseconds, per_second } in &samples {
        tell(&format!("  {:<40} {milliseconds:6.2} ms {per_second:7.1}/s", subject.words()));
    }
    Ok(samples)
}

/// Posts, the mails that are due on the next day, and events about both.
async fn through_ses(ground: &Ground) -> anyhow::Result<Vec<Sample>> {
    let mut data = ground.fresh(Way::Ses)?;
    let program = ground.start(&mut data).await?;
    let all = posts::of_people(SIGNUP, 0..ground.count);
    let posted = requests(&program, Subject::Post, all).await?;
    stop(program).await?;
    let (program, mails, taken) = due_mails(ground, &mut data, Subject::SesMail, ground.count).await?;
    let later = ground.due_at + TimeDelta::minutes(1);
    let all = posts::of_deliveries(&taken, &program.door.key, later);
    let delivered = requests(&program, Subject::MailEvent, all).await?;
    let all = posts::of_leads(ground.count, &program.door.key);
    let told = requests(&program, Subject::LeadEvent, all).await?;
    end(program, &data).await?;
    Ok(vec![posted, mails, delivered, told])
}

async fn into_the_outbox(ground: &Ground) -> anyhow::Result<Sample> {
    let mut data = ground.fresh(Way::Outbox)?;
    let program = ground.start(&mut data).await?;
    posts::send_all(&program.door.authority, posts::of_people(SIGNUP, 0..ground.count)).await?;
    stop(program).await?;
    let (program, mails, _) = due_mails(ground, &mut data, Subject::OutboxMail, ground.count).await?;
    end(program, &data).await?;
    Ok(mails)
}

/// Lets everybody post, and measures until the last mail has gone and the program is at rest.
async fn first_mails(ground: &Ground, way: Way, subject: Subject) -> anyhow::Result<Sample> {
    let mut data = ground.fresh(way)?;
    ground.service.forget();
    let program = ground.start(&mut data).await?;
    let before = meter::at_rest(program.process).await?;
    let began = Instant::now();
    let all = posts::of_people(WELCOME, 0..ground.count);
    posts::send_all(&program.door.authority, all).await?;
    let arrivals = Arrivals { ground, data: &data, before: 0 };
    arrivals.wait_for(ground.count).await?;
    let took = began.elapsed();
    let after = meter::at_rest(program.process).await?;
    arrivals.end(ground.count)?;
    end(program, &data).await?;
    Ok(sample(subject, ground.count, after.saturating_sub(before), took))
}

/// Starts the program shortly before all mails are due, and measures from its rest to its rest. Gives the mails that the
/// service took.
async fn due_mails(
    ground: &Ground,
    data: &mut Data,
    subject: Subject,
    count: u32,
) -> anyhow::Result<(Program, Sample, Vec<Mail>)> {
    data.set_clock_before(ground.due_at)?;
    ground.service.forget();
    let earlier = data.outbox()?.len();
    let program = ground.start(data).await?;
    let arrivals = Arrivals { ground, data, before: earlier };
    let before = meter::at_rest(program.process).await?;
    ensure!(
        arrivals.count()? == 0,
        "the machine is so busy that mails went before the program was at rest; try again"
    );
    arrivals.wait_for(count).await?;
    let after = meter::at_rest(program.process).await?;
    let (took, mails) = arrivals.end(count)?;
    Ok((program, sample(subject, count, after.saturating_sub(before), took), mails))
}

/// Sends requests and measures until the program is at rest.
async fn requests(program: &Program, subject: Subject, posts: Vec<Post>) -> anyhow::Result<Sample> {
    let count = u32::try_from(posts.len())?;
    let before = meter::at_rest(program.process).await?;
    let began = Instant::now();
    posts::send_all(&program.door.authority, posts).await?;
    let took = began.elapsed();
    let after = meter::at_rest(program.process).await?;
    Ok(sample(subject, count, after.saturating_sub(before), took))
}

async fn peer(ground: &Ground, peer: Option<&Peer>) -> anyhow::Result<Vec<Sample>> {
    let Some(peer) = peer else { return Ok(Vec::new()) };
    let database = ground.new_folder();
    let (processor, took) = peer.take_posts(&database, ground.count).await?;
    let posted = sample(peer.post, ground.count, processor, took);
    ground.service.forget();
    let (processor, took) = peer.send_mails(&database, &ground.service.address, ground.count).await?;
    ground.service.take(ground.count)?;
    Ok(vec![posted, sample(peer.mail, ground.count, processor, took)])
}

async fn end(program: Program, data: &Data) -> anyhow::Result<()> {
    stop(program).await?;
    Ok(std::fs::remove_dir_all(&data.folder)?)
}

fn sample(subject: Subject, count: u32, processor: Duration, took: Duration) -> Sample {
    let count = f64::from(count);
    let milliseconds = processor.as_secs_f64() * 1000.0 / count;
    Sample { subject, milliseconds, per_second: count / took.as_secs_f64().max(1e-3) }
}

/// The mails that come, wherever they go.
struct Arrivals<'a> {
    ground: &'a Ground,
    data: &'a Data,
    /// Mails that lay in the outbox before.
    before: usize,
}

impl Arrivals<'_> {
    fn count(&self) -> anyhow::Result<usize> {
        match self.data.way {
            Way::Ses => Ok(self.ground.service.count()),
            Way::Outbox => Ok(self.data.outbox()?.len() - self.before),
        }
    }

    async fn wait_for(&self, count: u32) -> anyhow::Result<()> {
        let mut last = (0, Instant::now());
        loop {
            let now = self.count()?;
            if now >= count as usize {
                return Ok(());
            }
            if now != last.0 {
                last = (now, Instant::now());
            }
            ensure!(last.1.elapsed() < PATIENCE, "only {now} of {count} mails came");
            runtime::clock::pause(LOOK).await;
        }
    }

    /// The span from the first mail to the last, and what the service knows of them; there must be no more.
    fn end(&self, count: u32) -> anyhow::Result<(Duration, Vec<Mail>)> {
        match self.data.way {
            Way::Ses => {
                let mails = self.ground.service.take(count)?;
                let (first, last) =
                    (mails.iter().map(|mail| mail.at).min(), mails.iter().map(|mail| mail.at).max());
                let took = first.zip(last).map_or(Duration::ZERO, |(first, last)| last - first);
                Ok((took, mails))
            }
            Way::Outbox => {
                let found = self.count()?;
                ensure!(found == count as usize, "{found} mails came into the outbox, not {count}");
                let written = self.data.outbox()?;
                let written = written.iter().map(|path| path.metadata()?.modified());
                let mut written = written.collect::<std::io::Result<Vec<_>>>()?;
                written.sort_unstable();
                let first = written.get(self.before).copied();
                let took = first.zip(written.last()).map(|(first, last)| last.duration_since(first));
                Ok((took.transpose()?.unwrap_or_default(), Vec::new()))
            }
        }
    }
}
