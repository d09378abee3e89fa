//! The shell around every function: the clock, randomness, the environment, logging, figures, and Lambda.
//!
//! The only room that reads the time, the environment or random numbers, and the only one that says Lambda.

pub mod boxed;
pub mod clock;
pub mod entropy;
pub mod environment;
pub mod logging;
pub mod metrics;
pub mod peer;

#[cfg(feature = "aws")]
pub mod cloud;
#[cfg(feature = "lambda")]
pub mod lambda;
