//! One file per command. A command says whether all is well; an error says what to do.

pub mod audit;
pub mod check;
pub mod cost;
pub mod dead_letters;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod import;
pub mod links;
pub mod migrate;
mod operating;
pub mod pause;
pub mod person;
pub mod preview;
pub mod publish;
pub mod reconcile;
pub mod resume;
pub mod status;
pub mod suppression;
pub mod timeline;
pub mod up;

use crate::arguments::{Arguments, Command};
use crate::output::{self, Output};
use crate::usage::WrongUsage;
use std::process::ExitCode;

/// The end of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Well,
    /// Something was found that has to be corrected; it has been told.
    Found,
}

/// Runs what the command line says and gives the program's exit code: 0 well, 1 found or failed, 2 wrong usage.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut output = Output::standard(arguments.format);
    let ended = match &arguments.command {
        Command::Up(up) => up::run(up, &mut output),
        Command::Demo(demo) => demo::run(demo, &mut output),
        Command::Check(check) => check::run(check, &mut output),
        Command::Preview(preview) => preview::run(preview, &mut output),
        Command::Timeline(timeline) => timeline::run(timeline, &mut output),
        Command::Cost(cost) => cost::run(cost, &mut output),
        Command::Status(status) => status::run(status, &mut output),
        Command::Pause(pause) => pause::run(pause, &mut output),
        Command::Resume(resume) => resume::run(resume, &mut output),
        Command::Reconcile(reconcile) => reconcile::run(reconcile, &mut output),
        Command::DeadLetters(letters) => dead_letters::run(letters, &mut output),
        Command::Suppression(suppression) => suppression::run(suppression, &mut output),
        Command::Person(person) => person::run(person, &mut output),
        Command::Audit(audit) => audit::run(audit, &mut output),
        Command::Import(import) => import::run(import, &mut output),
        Command::Export(export) => export::run(export, &mut output),
        Command::Publish(publish) => publish::run(publish, &mut output),
        Command::Doctor(doctor) => doctor::run(doctor, &mut output),
        Command::Links(links) => links::run(links, &mut output),
        Command::Migrate(migrate) => migrate::run(migrate, &mut output),
    };
    match ended {
        Ok(Outcome::Well) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(error) => {
            output::complain(&format!("{error:#}"));
            ExitCode::from(if error.is::<WrongUsage>() { 2 } else { 1 })
        }
    }
}
