//! Bounces and complaints of every kind: what each says, and what it takes away.

use super::*;
use std::fmt::Write as _;

const KINDS: [BounceKind; 5] = [
    BounceKind::General,
    BounceKind::NotTried(NotTried::Guess),
    BounceKind::NotTried(NotTried::Global),
    BounceKind::NotTried(NotTried::Listed),
    BounceKind::Other,
];

#[test]
fn the_table_of_bounces_is_as_written_down() {
    let mut table = String::new();
    for class in [BounceClass::Permanent, BounceClass::Passing] {
        for kind in KINDS {
            for reply in [Reply::NoFailure, Reply::Passing, Reply::ForGood] {
                let bounce = Bounce::judge(class, kind, reply);
                let suppressed = bounce.suppresses().map_or("-", SuppressionReason::name);
                let words = format!("{class:?} {kind:?} {reply:?}");
                writeln!(table, "{words:<38} {:<17} {suppressed}", bounce.fact().name()).unwrap();
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn nothing_that_was_not_tried_proves_that_a_mail_went_out() {
    for why in [NotTried::Guess, NotTried::Global, NotTried::Listed] {
        assert!(!Bounce::NotTried(why).fact().proves_sending());
    }
    for bounce in [Bounce::AutoReply, Bounce::Soft, Bounce::RefusedForGood, Bounce::Hard] {
        assert!(bounce.fact().proves_sending());
    }
}

#[test]
fn a_complaint_takes_away_and_its_contrary_does_not() {
    let said = [Complaint::Spam, Complaint::Listed, Complaint::NotSpam]
        .map(|it| (it.fact().name(), it.suppresses().map(SuppressionReason::name)));
    let expected = [
        ("complained", Some("complaint")),
        ("not_tried_listed", Some("complaint")),
        ("marked_not_spam", None),
    ];
    assert_eq!(said, expected);
}

#[test]
fn the_servers_word_is_read_wherever_it_stands() {
    fn given(text: &str) -> Option<&str> {
        Some(text).filter(|text| !text.is_empty())
    }
    let said = |status, diagnostic| Reply::read(None, given(status), given(diagnostic));
    for (status, diagnostic) in [
        ("5.3.0", "smtp; 550 denied"),
        ("5.1.1", ""),
        (" 5.1.1 (bad destination mailbox address)", ""),
        ("", "smtp; 550 5.1.1 user unknown"),
        ("", "smtp; 550-5.1.1 The account that you tried to reach does not exist"),
        ("", "550 #5.1.0 Address rejected"),
        ("", "smtp;550 denied"),
        ("550", ""),
        ("4.0.0", "smtp; 554 5.7.1 rejected"),
        ("5.999.999", ""),
    ] {
        assert_eq!(said(status, diagnostic), Reply::ForGood, "{status} {diagnostic}");
    }
    for (status, diagnostic) in [
        (
            "4.4.7",
            "smtp; 550 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.0 Unable to lookup DNS>",
        ),
        ("4.2.2", ""),
        ("", "smtp; 452 4.2.2 mailbox of 5.1.1 kilobytes is full"),
        ("", "smtp; 421 4.7.0 messages from 5.9.12.3 are deferred"),
        ("", "smtp; 421 try again in 550 seconds"),
    ] {
        assert_eq!(said(status, diagnostic), Reply::Passing, "{status} {diagnostic}");
    }
    for (status, diagnostic) in [
        ("", ""),
        ("2.0.0", "smtp; 250 ok 5.1.1"),
        ("", "I am away until 5.1., call 555 or 550"),
        ("5", "x"),
        ("5.1", "5.1.1.1 5.1.1111"),
    ] {
        assert_eq!(said(status, diagnostic), Reply::NoFailure, "{status} {diagnostic}");
    }
}

#[test]
fn an_action_alone_says_that_something_failed() {
    let said = |action| Reply::read(Some(action), None, None);
    assert_eq!([" Failed", "delayed"].map(said), [Reply::Passing; 2]);
    assert_eq!(["delivered", "relayed", "expanded", ""].map(said), [Reply::NoFailure; 4]);
}
