//! A million mails due at nine: the real tick and the real store over the embedded engine, on a clock that is driven, with
//! models of senders behind the real queue, while new leads post forms whose first mail is due at once.
//!
//! It finds out how long the backlog takes, whether the rate is kept and used, whether anything is ordered while an order of
//! it is in flight, and for how long new leads wait meanwhile. Senders are models (`backlog/sender.rs`): what they do at the table about
//! slots, claims and settlements is real, the gate, filling and the fence only take time. Nothing fails here but orders that
//! get lost on purpose; faults are the simulation's (`tests/simulation`).

mod arguments;
mod door;
mod figures;
mod leads;
mod people;
mod play;
mod post;
mod report;
mod seeding;
mod sender;
mod sequence;
mod stage;
mod wire;

pub use arguments::{Arguments, Order};

use figures::Figures;
use hikyaku::output::Output;
use kit::verdict::exit_code;
use runtime::clock::Clock;
use std::io::Write;
use std::process::ExitCode;

/// Plays the morning and gives the exit code: 0 all checks hold, 1 one does not or it could not be found out.
pub fn run(arguments: &Arguments) -> ExitCode {
    let clock = Clock::real();
    let began = clock.now();
    let mut tell = |line: &str| {
        let seconds = (clock.now() - began).num_seconds();
        drop(writeln!(std::io::stderr(), "[{seconds} s] {line}"));
    };
    let ended = morning(arguments, &mut tell).and_then(|figures| {
        report::print(&figures, &mut Output::standard(arguments.format))?;
        Ok(figures.hold())
    });
    exit_code(ended)
}

fn morning(arguments: &Arguments, tell: &mut dyn FnMut(&str)) -> anyhow::Result<Figures> {
    // The clients ask whether there is a runtime; nothing ever waits on it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let _inside = runtime.enter();
    let stage = play::play(arguments, tell)?;
    let figures = Figures::of(&stage);
    tell(&format!("played {} mails", figures.mails));
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backlog_goes_at_the_rate_each_ordered_once_and_new_leads_hardly_wait() {
        let arguments = Arguments {
            due: 1_500,
            rate: 20,
            arrivals_per_second: 0.3,
            senders: 6,
            queue: Order::Fair,
            seed: 1,
            format: hikyaku::output::Format::Text,
        };
        let figures = morning(&arguments, &mut |_| {}).unwrap();
        assert!(figures.hold(), "{figures:#?}");
        assert!(figures.waits.count > 15 && figures.waits.p99 < 5.0, "{:?}", figures.waits);
    }
}
