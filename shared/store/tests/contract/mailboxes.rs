//! Refusals of mailboxes: the latest stands, a question is asked by one admission only, and who wants none is left alone.

use crate::fixtures::{at, newcomer};
use cadence::address::EmailAddress;
use cadence::confirmation::MailboxRefusal;
use cadence::send_key::{DoorHash, IdentityKey};
use store::{Admission, Admitted, MailboxQuestion, Store};

fn mailbox() -> DoorHash {
    let key = IdentityKey::new(vec![7; 32]).unwrap();
    key.door().mailbox(&EmailAddress::parse("taro@example.jp").unwrap())
}

async fn standing(store: &Store) -> Option<MailboxRefusal> {
    store.mailbox_refusal(&mailbox()).await.unwrap()
}

/// The admission of a lead that asks the mailbox at a minute, as it was seen.
fn asking(number: u16, seen: Option<MailboxRefusal>, minute: i64) -> Admission {
    let refused_at = seen.map_or(at(0), |seen| seen.refused_at);
    let next = MailboxRefusal { refused_at, asked_at: Some(at(minute)), never_ask: false };
    let question = Some(MailboxQuestion { mailbox: mailbox(), seen, next });
    Admission { question, ..newcomer(number, Vec::new()) }
}

pub(crate) async fn the_latest_refusal_of_a_mailbox_stands(store: Store) {
    assert_eq!(standing(&store).await, None);
    for (minute, refused_at) in [(5, at(5)), (3, at(5)), (9, at(9))] {
        store.note_mailbox_refusal(&mailbox(), at(minute)).await.unwrap();
        let expected = MailboxRefusal { refused_at, asked_at: None, never_ask: false };
        assert_eq!(standing(&store).await, Some(expected), "minute {minute}");
    }
}

pub(crate) async fn a_question_is_asked_by_one_admission_only(store: Store) {
    store.note_mailbox_refusal(&mailbox(), at(0)).await.unwrap();
    let seen = standing(&store).await;
    assert_eq!(store.admit(&asking(1, seen, 10)).await.unwrap(), Admitted::Done);
    let asked = standing(&store).await.unwrap();
    assert_eq!(asked, MailboxRefusal { refused_at: at(0), asked_at: Some(at(10)), never_ask: false });
    assert_eq!(store.admit(&asking(2, seen, 20)).await.unwrap(), Admitted::Conflict, "another was faster");
    store.note_mailbox_refusal(&mailbox(), at(30)).await.unwrap();
    let refused_again = MailboxRefusal { refused_at: at(30), ..asked };
    assert_eq!(standing(&store).await, Some(refused_again), "and the question is not forgotten");
    let late = store.admit(&asking(3, Some(asked), 40)).await.unwrap();
    assert_eq!(late, Admitted::Conflict, "the person refused meanwhile");
    assert_eq!(store.admit(&asking(4, Some(refused_again), 40)).await.unwrap(), Admitted::Done);
}

pub(crate) async fn a_mailbox_that_only_a_card_knows_of_is_asked_once(store: Store) {
    assert_eq!(store.admit(&asking(1, None, 10)).await.unwrap(), Admitted::Done);
    assert_eq!(store.admit(&asking(2, None, 10)).await.unwrap(), Admitted::Conflict);
    assert_eq!(standing(&store).await.and_then(|refusal| refusal.asked_at), Some(at(10)));
}

pub(crate) async fn who_wants_no_question_is_left_alone(store: Store) {
    store.note_mailbox_refusal(&mailbox(), at(0)).await.unwrap();
    let seen = standing(&store).await;
    for minute in [5, 6] {
        store.note_never_ask(&mailbox(), at(minute)).await.unwrap();
    }
    let expected = MailboxRefusal { refused_at: at(0), asked_at: None, never_ask: true };
    assert_eq!(standing(&store).await, Some(expected));
    assert_eq!(store.admit(&asking(1, seen, 10)).await.unwrap(), Admitted::Conflict);
    store.note_mailbox_refusal(&mailbox(), at(20)).await.unwrap();
    assert!(
        standing(&store).await.is_some_and(|refusal| refusal.never_ask),
        "a later refusal keeps the wish"
    );
}
