//! `hikyaku up`: everything on this machine, until it is stopped.

pub(crate) mod anchor;
mod beat;
mod edits;
mod greeting;
mod mail;
mod stop;

use super::Outcome;
use crate::arguments::UpArguments;
use crate::control::Control;
use crate::desk::{Desk, DeskOptions, Place};
use crate::edition;
use crate::outbox_view::{News, View};
use crate::output::{self, Output};
use anchor::Anchor;
use anyhow::{Context as _, bail};
use axum::Router;
use edits::Edits;
use greeting::Greeting;
use runtime::entropy::Entropy;
use std::future::IntoFuture as _;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use stop::Stop;
use tokio::net::TcpListener;

/// How long requests under way may take when it is stopped.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs until Ctrl-C or SIGTERM.
pub fn run(arguments: &UpArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    // Faster than a tick a second nobody can read along.
    let quiet = arguments.clock_speed > 60.0;
    runtime::logging::plain(output::colours_on_error(), quiet);
    let machine = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    machine.context("the program could not start its threads")?.block_on(up(arguments, output))
}

async fn up(arguments: &UpArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let templates = &arguments.templates.templates;
    edition::folder(templates)?;
    let listener = listen(arguments.port).await?;
    let url = format!("http://{}", listener.local_addr().context("the port is not known")?);
    let data = &arguments.data;
    std::fs::create_dir_all(data)
        .with_context(|| format!("the data folder {} cannot be made", data.display()))?;
    let anchor = Anchor::in_folder(data);
    let clock = anchor.clock(arguments.clock_speed)?;
    let mailer = mail::mailer(arguments).await?;
    mail::keep_apart(data, arguments, &clock)?;
    let options = DeskOptions {
        place: Place::Folder(data.clone()),
        base_url: arguments.mail.public_url.clone().unwrap_or_else(|| url.clone()),
        clock: clock.clone(),
        entropy: Entropy::system(),
        ledger: None,
    };
    let desk = Desk::open_with(options, mailer)
        .await
        .with_context(|| format!("the data in {} cannot be opened", data.display()))?;
    anchor.write(&clock, arguments.clock_speed, true)?;

    let news = News::default();
    let mut edits = Edits::of(templates, &desk, &news, output.format);
    if !edits.take_over().await? && desk.store.head().await?.is_none() {
        bail!("with these mistakes there is nothing to run; correct them and start again");
    }
    let view = View::new(desk.clone(), news, arguments.clock_speed)?;
    let (stop, stopped) = stop::channel();
    let mut loops = tokio::task::JoinSet::new();
    loops.spawn(beat::drain(desk.clone(), stopped.clone()));
    loops.spawn(edits.watch(stopped.clone()));
    loops.spawn(anchor.clone().keep(clock.clone(), arguments.clock_speed, stopped.clone()));
    if !arguments.no_tick {
        loops.spawn(beat::beat(desk.clone(), data.clone(), stopped.clone()));
    }
    let control = Control::open(desk.clone(), data, &url, &Entropy::system())?;
    Greeting { url: &url, arguments, desk: &desk }.print(output).await?;
    serve(listener, view.router().merge(control.router()), stop, stopped).await?;
    drop(control);
    while let Some(ended) = loops.join_next().await {
        ended.context("a part of the program broke")?;
    }
    anchor.write(&clock, arguments.clock_speed, false)?;
    Ok(Outcome::Well)
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "port {port} is in use, perhaps by another `hikyaku up`; stop that one, or take another port with --port \
             (0 takes a free one)"
        ),
        Err(error) => {
            Err(error).with_context(|| format!("port {port} cannot be opened; take another with --port"))
        }
    }
}

/// Serves until a signal comes; requests under way are finished.
async fn serve(
    listener: TcpListener,
    router: Router,
    stop: stop::Sender,
    stopped: Stop,
) -> anyhow::Result<()> {
    let mut asked = stopped.clone();
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move { asked.asked().await });
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        () = stop::signal() => stop.stop(),
        ended = &mut server => return ended.context("the server broke")?.context("the server ended"),
    }
    if let Ok(ended) = tokio::time::timeout(PATIENCE, &mut server).await {
        return ended.context("the server broke")?.context("the server ended");
    }
    server.abort();
    Ok(())
}
