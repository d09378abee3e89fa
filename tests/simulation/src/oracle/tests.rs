//! Each promise, broken once and nearly broken once, on happenings made up for it.

mod caps;
mod confirmation;
mod door;
mod facts;
mod flow;
mod leads;
mod once;
mod orders;
mod pauses;
mod play;
mod preferences;
mod recent;
mod refusal;
mod removal;
mod standing;
mod tags;
mod timing;
mod unknown;

use play::Play;

#[test]
fn a_mail_that_goes_out_as_it_should_breaks_nothing() {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    play.mail_goes_out("stocktaking", "wrap-up");
    play.world_ends();
    assert_eq!(play.broken(), [""; 0]);
    assert_eq!(play.steps(), 2);
}

#[test]
fn every_promise_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> =
        super::Promise::ALL.iter().map(|promise| promise.name()).collect();
    assert_eq!(names.len(), super::Promise::ALL.len());
    assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
}
