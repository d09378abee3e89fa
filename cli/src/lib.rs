//! `hikyaku`: the marketer's and operator's command, and the one-machine mode.

pub mod arguments;
pub mod commands;
pub mod cost;
pub mod demo;
#[cfg(feature = "aws")]
pub mod doctor;
pub mod language;
pub mod local_control;
pub mod operator;
pub mod outbox_view;
pub mod output;
pub mod sample;
pub mod stack;
pub mod standalone;
pub mod template_set;
pub mod usage;
