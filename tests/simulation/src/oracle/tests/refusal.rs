//! Refusals, and the reads that find them.

use super::play::{Play, id, lead};
use crate::happening::{Protection, RefusalKind, What};
use cadence::ids::{FormId, LeadId};
use chrono::TimeDelta;

/// A marketing step is taken; somebody refuses before or after the sender reads what protects the person.
fn refused(kind: RefusalKind, before_the_read: bool, transactional: bool) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    if !transactional {
        play.mail_goes_out("material", "stocktaking");
    }
    let by = play.claims();
    play.fences(&by);
    if before_the_read {
        play.is_refused(kind);
    }
    play.reads(&by);
    if !before_the_read {
        play.is_refused(kind);
    }
    play.calls(&by);
    play.broken()
}

#[test]
fn a_mail_whose_read_began_after_the_refusal_is_found() {
    for kind in [RefusalKind::Unsubscribed, RefusalKind::HardBounce, RefusalKind::Complaint] {
        assert_eq!(refused(kind, true, false), ["sent-after-refusal"], "{kind}");
    }
}

#[test]
fn a_mail_whose_read_began_before_the_refusal_may_go() {
    for kind in [RefusalKind::Unsubscribed, RefusalKind::HardBounce, RefusalKind::Complaint] {
        assert_eq!(refused(kind, false, false), [""; 0], "{kind}");
    }
}

#[test]
fn transactional_mail_stops_at_a_complaint_and_not_at_an_unsubscription() {
    assert_eq!(refused(RefusalKind::Complaint, true, true), ["sent-after-refusal"]);
    assert_eq!(refused(RefusalKind::Unsubscribed, true, true), [""; 0]);
}

#[test]
fn who_consents_anew_may_get_marketing_again_and_a_complaint_stays() {
    for (kind, broken) in
        [(RefusalKind::Unsubscribed, &[][..]), (RefusalKind::Complaint, &["sent-after-refusal"])]
    {
        let mut play = Play::with_a_lead();
        play.mail_goes_out("material", "stocktaking");
        play.is_refused(kind);
        play.pass(TimeDelta::minutes(1));
        play.tell(What::ConsentGiven { lead: lead() });
        play.hands_over();
        assert_eq!(play.broken(), broken, "{kind}");
    }
}

/// The moment at which somebody who was erased presses the link of an old mail.
#[derive(Clone, Copy, PartialEq)]
enum Pressed {
    Never,
    BeforeComingAgain,
    AfterComingAgain,
}

/// A lead who is erased, comes again, and gets marketing.
fn mailed_after_an_erasure(pressed: Pressed) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    play.is_erased();
    play.pass(TimeDelta::minutes(1));
    if pressed == Pressed::BeforeComingAgain {
        play.is_refused(RefusalKind::Unsubscribed);
    }
    play.lead_comes_in();
    play.pass(TimeDelta::minutes(1));
    if pressed == Pressed::AfterComingAgain {
        play.is_refused(RefusalKind::Unsubscribed);
    }
    play.pass(TimeDelta::minutes(1));
    play.mail_goes_out("material", "stocktaking");
    play.hands_over();
    play.broken()
}

#[test]
fn an_erasure_is_a_refusal_and_so_is_an_old_link_after_it() {
    for pressed in [Pressed::Never, Pressed::BeforeComingAgain, Pressed::AfterComingAgain] {
        assert_eq!(mailed_after_an_erasure(pressed), ["sent-after-refusal"]);
    }
}

#[test]
fn only_a_post_of_staff_whose_fate_is_unknown_may_lift_an_unsubscription() {
    for (form, broken) in
        [("agreed", &[][..]), ("contact", &["sent-after-refusal"]), ("meeting", &["sent-after-refusal"])]
    {
        let mut play = Play::with_a_lead();
        play.mail_goes_out("material", "stocktaking");
        play.is_refused(RefusalKind::Unsubscribed);
        play.tell(What::PostBegan { lead: lead(), form: FormId::parse(form).unwrap(), mailbox: Some(0) });
        play.hands_over();
        assert_eq!(play.broken(), broken, "{form}");
    }
}

/// Somebody refuses; the same mailbox is posted in another spelling, after it or before, and gets marketing.
fn respelled(kind: RefusalKind, form: &str, after: bool, mailbox: usize) -> Vec<&'static str> {
    let mut play = Play::new();
    let refuses = |play: &mut Play| {
        let (lead, form) = (LeadId::parse(&id(251)).unwrap(), FormId::parse("contact").unwrap());
        play.tell(What::PostBegan { lead: lead.clone(), form, mailbox: Some(mailbox) });
        play.tell(What::RefusalAcknowledged { lead, refusal: kind });
    };
    if after {
        refuses(&mut play);
    }
    play.tell(What::PostBegan { lead: lead(), form: FormId::parse(form).unwrap(), mailbox: None });
    play.lead_comes_in();
    if !after {
        refuses(&mut play);
    }
    play.mail_goes_out("material", "stocktaking");
    play.hands_over();
    play.broken()
}

#[test]
fn marketing_to_another_spelling_that_a_stranger_posts_is_found() {
    for kind in [RefusalKind::Unsubscribed, RefusalKind::Complaint] {
        assert_eq!(respelled(kind, "contact", true, 0), ["sent-after-refusal"], "{kind}");
    }
}

#[test]
fn marketing_to_a_spelling_with_a_ground_of_its_own_may_go() {
    assert_eq!(respelled(RefusalKind::Unsubscribed, "contact", false, 0), [""; 0], "posted before");
    assert_eq!(respelled(RefusalKind::Unsubscribed, "agreed", true, 0), [""; 0], "noted by staff");
    assert_eq!(respelled(RefusalKind::HardBounce, "contact", true, 0), [""; 0], "a machine said it");
    assert_eq!(respelled(RefusalKind::Unsubscribed, "contact", true, 1), [""; 0], "another mailbox");
}

#[test]
fn a_call_without_a_read_after_the_fence_is_found() {
    let mut play = Play::with_a_lead();
    let by = play.claims();
    play.reads(&by);
    play.fences(&by);
    play.calls(&by);
    assert_eq!(play.broken(), ["unread-protection"]);
}

#[test]
fn where_no_fence_is_told_a_read_after_the_claim_is_asked_for() {
    let mut play = Play::with_a_lead();
    let by = play.claims();
    play.reads(&by);
    play.calls(&by);
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn marketing_needs_both_reads() {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    let by = play.claims();
    play.fences(&by);
    play.tell(What::ProtectionRead { invocation: by.invocation, lead: lead(), of: Protection::Suppression });
    play.calls(&by);
    assert_eq!(play.broken(), ["unread-protection"]);
}

#[test]
fn a_mail_whose_card_was_read_after_an_erasure_is_found() {
    let mut play = Play::with_a_lead();
    let by = play.claims();
    play.fences(&by);
    play.is_erased();
    play.reads(&by);
    play.calls(&by);
    assert_eq!(play.broken(), ["sent-after-refusal"]);
}
