//! `hikyaku doctor`: whether all is well with a stack, each finding with its remedy.

use super::Outcome;
use crate::arguments::DoctorArguments;
use crate::output::Output;

/// Says how to build a program that can look.
#[cfg(not(feature = "aws"))]
pub fn run(_arguments: &DoctorArguments, _output: &mut Output) -> anyhow::Result<Outcome> {
    Err(crate::stack::built_without_aws("doctor --stack NAME").into())
}
