//! `hikyaku up`: everything on this machine, until it is stopped.

mod banner;
mod browser;
mod hot_reload;
mod mail;
mod scheduler;
mod seats;
mod serve;
pub(crate) mod shutdown;
mod slow;

use super::Outcome;
use crate::arguments::UpArguments;
use crate::language::said;
use crate::local_control::{self, Control};
use crate::outbox_view::{TemplateErrors, View};
use crate::output::{self, Output};
use crate::say;
use crate::standalone::clock_file::ClockFile;
use crate::standalone::{Place, Standalone, StandaloneOptions, full};
use crate::template_set;
use anyhow::{Context as _, bail};
use banner::Banner;
use cadence::wording::Words;
use cadence::words;
use hot_reload::HotReload;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use serve::Patience;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use tokio::net::TcpListener;

/// Runs until Ctrl-C or SIGTERM.
pub fn run(arguments: &UpArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    // Faster than a tick a second nobody can read along.
    let quiet = arguments.clock_speed > 60.0;
    runtime::logging::plain(output::colours_on_error(), quiet);
    let machine = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    machine
        .context(say!(
            en = "the program could not start its threads",
            ja = "プログラムのスレッドを始められませんでした"
        ))?
        .block_on(async {
            up(arguments, output).await.map_err(|error| full::explained(&arguments.data, error))
        })
}

const NOTHING_TO_RUN: Words = words!(
    en = "with these mistakes there is nothing to run; correct them and start again",
    ja = "この間違いがあると、動かすものがありません。直してから、もう一度始めてください"
);

async fn up(arguments: &UpArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let templates = &arguments.templates.templates;
    template_set::folder(templates)?;
    let (data, speed) = (&arguments.data, arguments.clock_speed);
    refuse_a_second(data).await?;
    let listener = listen(arguments.port).await?;
    let address = listener.local_addr();
    let url = format!(
        "http://{}",
        address.context(say!(en = "the port is not known", ja = "ポートが分かりません"))?
    );
    let place = Place::Folder(data.clone());
    place.prepare()?;
    let clock_file = ClockFile::in_folder(data);
    let clock = clock_file.clock(speed)?;
    let mailer = mail::mailer(arguments).await?;
    mail::keep_apart(data, arguments, &clock)?;
    let options = StandaloneOptions {
        place,
        base_url: arguments.mail.public_url.clone().unwrap_or_else(|| url.clone()),
        clock: clock.clone(),
        entropy: Entropy::system(),
        ledger: None,
    };
    let standalone = Standalone::open_with(options, mailer).await.with_context(|| {
        say!(en = "the data in {} cannot be opened", ja = "{} のデータを開けません", data.display())
    })?;
    clock_file.write(&clock, speed, true)?;

    let template_errors = TemplateErrors::default();
    let mut hot_reload = HotReload::of(templates, &standalone, &template_errors, output.format);
    let taken = hot_reload.take_over().await?;
    if !taken && standalone.store.head().await?.is_none() {
        bail!(said(NOTHING_TO_RUN));
    }
    let view = View::new(standalone.clone(), template_errors, speed)?;
    let mut signals = shutdown::Signals::listen();
    let (stop, stopped) = shutdown::channel();
    let mut loops = tokio::task::JoinSet::new();
    loops.spawn(scheduler::drain(standalone.clone(), stopped.clone()));
    loops.spawn(hot_reload.watch(stopped.clone()));
    loops.spawn(scheduler::keep_time(clock_file.clone(), standalone.clone(), speed, stopped.clone()));
    loops.spawn(scheduler::look_for_room(standalone.clone(), stopped.clone()));
    if !arguments.no_tick {
        loops.spawn(scheduler::run(standalone.clone(), data.clone(), stopped.clone()));
    }
    let control = Control::open(&standalone, data, &url, &Entropy::system())?;
    let banner = Banner { url: &url, arguments, standalone: &standalone, has_mistakes: !taken };
    banner.print(output).await?;
    if arguments.open
        && let Err(error) = browser::open(data, &banner.link())
    {
        tracing::warn!(
            error = format!("{error:#}"),
            "the browser could not be opened; open the link above yourself"
        );
    }
    let router = view.router().merge(control.router());
    let server = tokio::spawn(serve::serve(listener, router, Patience::default(), stopped));
    signals.heard().await;
    stop.stop();
    server.await.context(say!(en = "the server broke", ja = "サーバーが止まりました"))?;
    drop(control);
    while let Some(ended) = loops.join_next().await {
        ended.context(say!(en = "a part of the program broke", ja = "プログラムの一部が止まりました"))?;
    }
    clock_file.write(&clock, speed, false)?;
    banner.part(output)?;
    Ok(Outcome::Well)
}

/// Leaves a data folder as if `hikyaku up` had been stopped on it at this time, with its mails in an outbox.
pub(crate) fn leave(data: &Path, clock: &Clock) -> anyhow::Result<()> {
    mail::set_mark(data, "outbox")?;
    ClockFile::in_folder(data).write(clock, 1.0, false)
}

/// Names the program that has these data already.
async fn refuse_a_second(data: &Path) -> anyhow::Result<()> {
    let Some(url) = local_control::running_on(data).await? else { return Ok(()) };
    let data = data.display();
    bail!(say!(
        en = "`hikyaku up` is running on the data in {data} already, at {url}; \
             `hikyaku links --data {data}` shows the link that opens it. Stop that one first, or \
             take another folder with --data",
        ja = "`hikyaku up` が、{data} のデータで、すでに {url} で動いています。\
             `hikyaku links --data {data}` で、開くためのリンクが分かります。そちらを止めるか、\
             --data で別のフォルダーを指定してください"
    ))
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(say!(
            en = "port {port} is in use by another program, perhaps a `hikyaku up` with other \
                 data; stop that one, or take another port with --port (0 takes a free one)",
            ja = "ポート {port} は、別のプログラム（別のデータの `hikyaku up` かもしれません）が使\
                 っています。そちらを止めるか、--port で別のポートを指定してください（0 なら、空\
                 いているもの）"
        )),
        Err(error) => Err(error).with_context(|| {
            say!(
                en = "port {port} cannot be opened; take another with --port",
                ja = "ポート {port} を開けません。--port で別のポートを指定してください"
            )
        }),
    }
}
