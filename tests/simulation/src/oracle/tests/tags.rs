//! Tags that were put on and are gone.

use super::play::{Play, lead};
use crate::happening::{Invocation, What};
use cadence::ids::Tag;

fn rewritten(before: &[&str], after: &[&str]) -> Vec<&'static str> {
    let tags = |names: &[&str]| names.iter().map(|name| Tag::parse(name).unwrap()).collect();
    let (before, after) = (tags(before), tags(after));
    let mut play = Play::with_a_lead();
    play.tell(What::TagsWritten { invocation: Invocation(1), lead: lead(), before, after });
    play.broken()
}

#[test]
fn a_tag_that_no_step_takes_off_must_stay() {
    assert_eq!(rewritten(&["material-guided"], &["met"]), ["tag-lost"]);
    assert_eq!(rewritten(&["material-guided"], &["material-guided", "met"]), [""; 0]);
    assert_eq!(rewritten(&["in-talks", "met"], &["met"]), [""; 0], "a step takes it off");
}
