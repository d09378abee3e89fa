//! The name of whoever gives a command, for the audit and for what asks who did it.

use crate::say;
use runtime::environment;

/// The user who is signed in on this machine.
pub fn signed_in() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(environment::optional)
}

/// The name that was said, else that of the user who is signed in.
pub fn name(said: Option<&String>) -> String {
    said.cloned().or_else(signed_in).unwrap_or_else(|| say!(en = "an operator", ja = "管理者"))
}
