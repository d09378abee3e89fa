//! Publishing: what is live switches as a whole.

use crate::fixtures::{sequence, version};
use cadence::ids::MailName;
use cadence::publication::{CompiledMail, Head, Publication, PublicationKind};
use store::{PublishedMail, Store, StoreError};

fn head(number: u16, count: u64) -> Head {
    Head { version: version(number), number: count }
}

fn document(kind: PublicationKind, id: &str, number: u16) -> Publication {
    Publication { kind, id: id.to_owned(), version: version(number), text: format!("{{\"n\":{number}}}") }
}

fn mail(number: u16, html: &str) -> PublishedMail {
    PublishedMail {
        sequence: sequence("welcome"),
        version: version(number),
        name: MailName::parse("hello").unwrap(),
        mail: CompiledMail {
            subject: "こんにちは".to_owned(), html: html.to_owned(), text: String::new()
        },
    }
}

pub(crate) async fn publishing_switches_documents_and_head_and_keeps_old_mails(store: Store) {
    assert_eq!(store.head().await.unwrap(), None);
    assert!(store.publications().await.unwrap().is_empty());
    let first = [
        document(PublicationKind::Calendar, "jp", 1),
        document(PublicationKind::Form, "contact", 1),
        document(PublicationKind::Sequence, "winback", 1),
        document(PublicationKind::Settings, "", 1),
    ];
    store.publish(&version(1), &first, &[mail(1, "<p>1</p>")]).await.unwrap();
    assert_eq!(store.head().await.unwrap(), Some(head(1, 1)));
    assert_eq!(store.publications().await.unwrap(), first);
    let second =
        [document(PublicationKind::Sequence, "welcome", 2), document(PublicationKind::Settings, "", 2)];
    for count in 2..4 {
        store.publish(&version(2), &second, &[mail(2, "<p>2</p>")]).await.unwrap();
        assert_eq!(store.head().await.unwrap(), Some(head(2, count)));
        assert_eq!(store.publications().await.unwrap(), second);
    }
    for number in [1, 2] {
        let expected = mail(number, &format!("<p>{number}</p>"));
        let found = store.mail(&expected.sequence, &expected.version, &expected.name).await.unwrap();
        assert_eq!(found, Some(expected.mail));
    }
    assert_eq!(store.mail(&sequence("welcome"), &version(3), &mail(1, "").name).await.unwrap(), None);
}

pub(crate) async fn what_does_not_fit_is_refused_before_anything_is_written(store: Store) {
    let documents = [document(PublicationKind::Settings, "", 1)];
    store.publish(&version(1), &documents, &[]).await.unwrap();
    let large = mail(2, &"x".repeat(410 * 1024));
    let small = PublishedMail { name: MailName::parse("small").unwrap(), ..mail(2, "x") };
    let refused = store.publish(&version(2), &[], &[small.clone(), large]).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooLarge { kind: "mail", .. }), "{refused}");
    assert!(!refused.is_retryable());
    assert_eq!(store.head().await.unwrap(), Some(head(1, 1)));
    assert_eq!(store.publications().await.unwrap(), documents);
    assert_eq!(store.mail(&small.sequence, &small.version, &small.name).await.unwrap(), None);
}

pub(crate) async fn more_than_a_megabyte_of_documents_is_read_whole(store: Store) {
    let large = |number: u16| Publication {
        text: "x".repeat(300 * 1024),
        ..document(PublicationKind::Sequence, &format!("sequence-{number}"), number)
    };
    let documents: Vec<_> = (0..6).map(large).collect();
    store.publish(&version(1), &documents, &[]).await.unwrap();
    assert_eq!(store.publications().await.unwrap(), documents);
    store.publish(&version(2), &documents[..1], &[]).await.unwrap();
    assert_eq!(store.publications().await.unwrap(), documents[..1]);
}
