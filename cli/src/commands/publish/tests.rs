//! The layout for people of changes that a small company does not meet.

use super::render::render;
use operations::publish::{Change, Changes, DocumentChange, Impact, Passages, SequenceChange, StepChange};
use std::collections::BTreeMap;

/// One change of every kind that a small company does not meet.
fn changes() -> Changes {
    let document = |kind, id: &str, change| DocumentChange { kind, id: id.to_owned(), change };
    let altered = StepChange::Altered {
        step: "tips".to_owned(),
        from: "send “tips”".to_owned(),
        to: "notify sales".to_owned(),
    };
    let of_a_later_version = SequenceChange {
        sequence: "later".to_owned(),
        because: vec!["its own file", "the settings"],
        compared: false,
        steps: vec![],
        mails: vec![],
    };
    let reordered = SequenceChange {
        sequence: "welcome".to_owned(),
        because: vec!["a calendar"],
        compared: true,
        steps: vec![altered, StepChange::Reordered],
        mails: vec![],
    };
    Changes {
        live: Some("a".to_owned()),
        head: "b".to_owned(),
        documents: vec![
            document("settings", "", Change::Changed),
            document("sequence", "later", Change::Changed),
            document("sequence", "welcome", Change::Changed),
            document("form", "signup", Change::Same),
            document("calendar", "office", Change::New),
        ],
        sequences: vec![of_a_later_version, reordered],
        forms: vec![],
    }
}

#[test]
fn every_kind_of_line_can_be_read() {
    let passages = Passages {
        inside: 45,
        stay: 9,
        keep_their_time: 8,
        later: 7,
        renamed: 6,
        go_on_to: BTreeMap::from([("offer".to_owned(), 5)]),
        begin_again: 4,
        left_out: 3,
        end: 2,
        in_flight: 1,
        over: 1_234_567,
        first: None,
    };
    let impact = Impact {
        sequences: BTreeMap::from([("welcome".to_owned(), passages)]),
        items: 99,
        read_units: 12.5,
        unreadable: vec!["the enrollment at x has no state".to_owned()],
    };
    let changes = changes();
    assert!(!changes.is_nothing());
    insta::assert_snapshot!(render(&changes, Some(&impact)).join("\n"), @r"
    change   kind      name
    changed  settings
    changed  sequence  later
    changed  sequence  welcome
    new      calendar  office
    4 of 5 documents differ from what is live.

    later: its own file, the settings
      the live one cannot be read by this version, so its steps are not compared

    welcome: a calendar
      altered   tips: send “tips” → notify sales
      the steps that stay are in another order

    Leads inside, from 99 items of the table (12.5 read units):
      welcome: 45 inside
              9 go on as before
              8 keep their time, although the step would come sooner
              7 get their step later
              6 go on with their step under its new name
              5 go on to offer, since their step is gone
              4 enter at the first step, since theirs and the one before are gone; what they got is left out
              3 are too late for their mail, which is left out
              2 end
              1 have a mail in flight or unknown, which is settled first
        1234567 were through before and stay so
      not counted, since they cannot be read: 1, the first: the enrollment at x has no state
    ");
}
