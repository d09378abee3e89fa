//! The environment: what a function is told when it starts. A missing variable is named, with what it should hold.

/// A variable that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the environment variable `{name}` is not set; it should hold {holds}. Set it in infra/template.yaml"
)]
pub struct MissingVariable {
    /// Its name.
    pub name: &'static str,
    /// What it should hold.
    pub holds: &'static str,
}

/// Reads a variable that must be there.
pub fn required(name: &'static str, holds: &'static str) -> Result<String, MissingVariable> {
    optional(name).ok_or(MissingVariable { name, holds })
}

/// Reads a variable that may be there; an empty one is not.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}
