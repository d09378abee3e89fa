//! A pause, fewer mails, and a refusal that was taken back.

use super::play::{Play, lead, tokyo};
use crate::happening::{RefusalKind, What};
use cadence::enrollment::{Ending, State};
use cadence::ids::TopicId;
use cadence::preferences::{PauseFor, Wish};
use chrono::TimeDelta;

const PAUSE: Wish = Wish::Pause(PauseFor::TwoWeeks);

fn topic(id: &str) -> TopicId {
    TopicId::parse(id).unwrap()
}

fn wishes(play: &mut Play, wish: Wish, is_acknowledged: bool) {
    play.tell(What::WishBegan { lead: lead(), wish: wish.clone() });
    if is_acknowledged {
        play.tell(What::WishAcknowledged { lead: lead(), wish });
    }
}

/// A lead who wishes something after the first mail, and gets the next one so long after.
fn mailed_after(said: &[(Wish, bool)], span: TimeDelta) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    for (wish, is_acknowledged) in said {
        wishes(&mut play, wish.clone(), *is_acknowledged);
        play.pass(TimeDelta::minutes(1));
    }
    play.now = tokyo(4, 8, 10, 30) + span;
    play.hands_over();
    play.broken()
}

#[test]
fn marketing_in_a_pause_that_was_acknowledged_is_found() {
    let (early, late) = (TimeDelta::days(13), TimeDelta::days(15));
    assert_eq!(mailed_after(&[(PAUSE, true)], early), ["sent-on-pause"]);
    assert_eq!(mailed_after(&[(PAUSE, true)], late), [""; 0], "the pause is over");
    assert_eq!(mailed_after(&[(PAUSE, false)], early), [""; 0], "nobody was told of it");
    assert_eq!(mailed_after(&[(Wish::LessOften, true)], early), [""; 0]);
}

#[test]
fn marketing_of_a_refused_topic_is_found() {
    let (stop, resume) = (Wish::StopTopic(topic("tips")), Wish::ResumeTopic(topic("tips")));
    let after = |said: &[(Wish, bool)]| mailed_after(said, TimeDelta::days(1));
    assert_eq!(after(&[(stop.clone(), true)]), ["sent-of-refused-topic"]);
    assert_eq!(after(&[(stop.clone(), false)]), [""; 0], "nobody was told of it");
    assert_eq!(after(&[(stop.clone(), true), (resume.clone(), false)]), [""; 0]);
    assert_eq!(after(&[(resume, true), (stop, true)]), ["sent-of-refused-topic"]);
    assert_eq!(after(&[(Wish::StopTopic(topic("offers")), true)]), [""; 0], "another sequence's topic");
}

#[test]
fn a_mail_of_a_topic_is_passed_over_only_where_it_may_be_refused() {
    let (stop, resume) = (Wish::StopTopic(topic("tips")), Wish::ResumeTopic(topic("tips")));
    let other = Wish::StopTopic(topic("offers"));
    let refused = (&stop, true);
    for (said, is_found) in [
        (vec![refused], false),
        (vec![(&stop, false)], false),
        (vec![refused, (&resume, true)], true),
        (vec![refused, (&resume, false)], false),
        (vec![(&other, true)], true),
    ] {
        let mut play = Play::with_a_lead();
        play.mail_goes_out("material", "stocktaking");
        for (wish, is_acknowledged) in &said {
            wishes(&mut play, (*wish).clone(), *is_acknowledged);
        }
        let by = play.claims();
        play.reads(&by);
        play.goes_on(Some(by.invocation), "choosing");
        assert_eq!(play.broken() == ["step-skipped"], is_found, "{said:?}");
    }
}

#[test]
fn a_mail_that_is_tracked_against_the_wish_is_found() {
    let after = |said: &[(Wish, bool)]| mailed_after(said, TimeDelta::days(1));
    assert_eq!(after(&[(Wish::StopTracking, true)]), ["tracked-against-the-wish"]);
    assert_eq!(after(&[(Wish::StopTracking, false)]), [""; 0]);
    assert_eq!(after(&[(Wish::StopTracking, true), (Wish::AllowTracking, true)]), [""; 0]);
}

#[test]
fn a_pause_holds_until_another_wish_may_have_changed_it() {
    let early = TimeDelta::days(13);
    for is_acknowledged in [true, false] {
        assert_eq!(mailed_after(&[(PAUSE, true), (Wish::EndPause, is_acknowledged)], early), [""; 0]);
        let open = [(Wish::EndPause, is_acknowledged), (PAUSE, true)];
        let expected: &[&str] = if is_acknowledged { &["sent-on-pause"] } else { &[] };
        assert_eq!(
            mailed_after(&open, early),
            expected,
            "a try that nobody answered may come to its end yet"
        );
    }
}

#[test]
fn a_pause_that_began_after_the_last_look_keeps_no_mail_away() {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    let by = play.claims();
    play.fences(&by);
    play.reads(&by);
    wishes(&mut play, PAUSE, true);
    play.calls(&by);
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_second_mail_in_two_weeks_is_found_where_the_person_asked_for_fewer() {
    for (said, broken) in [
        (&[(Wish::LessOften, true)][..], &["cap-broken"][..]),
        (&[(Wish::LessOften, false)], &[]),
        (&[(Wish::LessOften, true), (Wish::AsOften, true)], &[]),
        (&[], &[]),
    ] {
        for (days, broken) in [(9, broken), (15, &[])] {
            let mut play = Play::with_a_lead();
            play.mail_goes_out("material", "stocktaking");
            play.mail_goes_out("stocktaking", "choosing");
            for (wish, is_acknowledged) in said {
                wishes(&mut play, wish.clone(), *is_acknowledged);
            }
            play.now = tokyo(4, 8, 10, 0) + TimeDelta::days(days);
            play.mail_goes_out("choosing", "pricing");
            assert_eq!(play.broken(), broken, "{said:?} {days}");
        }
    }
}

/// A lead whose run a refusal ended a minute ago.
fn refused() -> Play {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    play.tell(What::RefusalBegan { lead: lead(), refusal: RefusalKind::Unsubscribed });
    ends(&mut play);
    play.tell(What::RefusalAcknowledged { lead: lead(), refusal: RefusalKind::Unsubscribed });
    play.pass(TimeDelta::minutes(1));
    play
}

fn ends(play: &mut Play) {
    play.become_(None, State::Done { ending: Ending::Unsubscribed, at: play.now });
}

fn goes_on(play: &mut Play) {
    let state = super::play::waiting("stocktaking", play.now);
    play.become_(None, state);
}

#[test]
fn a_run_left_over_when_a_refusal_is_taken_back_is_found() {
    for (resumes, taken_back, broken) in
        [(false, true, &["taken-back-in-vain"][..]), (true, true, &[]), (false, false, &[])]
    {
        let mut play = refused();
        play.tell(What::TakeBackBegan { lead: lead() });
        if resumes {
            goes_on(&mut play);
        }
        play.tell(What::TakeBackAnswered { lead: lead(), taken_back });
        assert_eq!(play.broken(), broken, "{resumes} {taken_back}");
    }
}

#[test]
fn a_run_may_go_on_after_its_end_only_where_a_refusal_was_taken_back() {
    let mut play = refused();
    goes_on(&mut play);
    assert_eq!(play.broken(), ["overtaken"]);
}

#[test]
fn marketing_may_go_again_after_a_refusal_that_was_taken_back() {
    for (taken_back, broken) in [(true, &[][..]), (false, &["sent-after-refusal"])] {
        let mut play = refused();
        play.tell(What::TakeBackBegan { lead: lead() });
        goes_on(&mut play);
        play.tell(What::TakeBackAnswered { lead: lead(), taken_back });
        play.hands_over();
        let found = play.broken().into_iter().filter(|name| *name == "sent-after-refusal");
        assert_eq!(found.collect::<Vec<_>>(), broken, "{taken_back}");
    }
}

#[test]
fn a_run_ended_by_a_refusal_taken_back_is_found_if_looked_at_later() {
    for (looks_later, broken) in [(true, &["taken-back-in-vain"][..]), (false, &[])] {
        let mut play = refused();
        play.tell(What::TakeBackBegan { lead: lead() });
        goes_on(&mut play);
        let by = play.claims();
        if !looks_later {
            play.reads(&by);
        }
        play.tell(What::TakeBackAnswered { lead: lead(), taken_back: true });
        if looks_later {
            play.reads(&by);
        }
        play.become_(Some(by.invocation), State::Done { ending: Ending::Unsubscribed, at: play.now });
        assert_eq!(play.broken(), broken, "{looks_later}");
    }
}
