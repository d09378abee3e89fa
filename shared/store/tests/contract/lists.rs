//! Lists: a lead comes onto one once, with all the rest of an import or not at all.

use crate::fixtures::{admit, at, card, consent, lead, newcomer};
use cadence::address::EmailAddress;
use cadence::erasure::Tombstone;
use cadence::ids::ListId;
use cadence::score::Engagement;
use cadence::send_key::{DoorHash, IdentityKey};
use cadence::suppression::{Suppression, SuppressionReason};
use store::{
    Admission, Admitted, Change, ConsentRecord, ImportLook, ImportQuestion, ListPlace, Saved, Store,
    WalkPlace,
};

fn list(name: &str) -> ListId {
    ListId::parse(name).unwrap()
}

fn mailbox() -> DoorHash {
    let key = IdentityKey::new(vec![7; 32]).unwrap();
    key.door().mailbox(&EmailAddress::parse("taro@example.jp").unwrap())
}

fn place(name: &str, minutes: i64) -> ListPlace {
    ListPlace::new(&list(name), at(minutes))
}

/// A lead that comes onto a list.
fn comes(name: &str, minutes: i64) -> (ListId, Change<ListPlace>) {
    (list(name), Change::Create(place(name, minutes)))
}

fn ground(words: &str) -> ConsentRecord {
    ConsentRecord { method: format!("import:fair:{words}"), form: None, ..consent() }
}

fn imported() -> Admission {
    Admission {
        consent: Some(ground("one")),
        engagement: Some(Change::Create(Engagement::none(at(0)))),
        list: Some(comes("fair", 0)),
        ..newcomer(1, Vec::new())
    }
}

async fn look(store: &Store, name: &str, words: &str) -> ImportLook {
    let (lead, mailbox, ground) = (lead(1), mailbox(), ground(words));
    let asked = ImportQuestion { lead: &lead, mailbox: &mailbox, ground: Some(&ground) };
    store.look_for_import(&list(name), asked).await.unwrap()
}

pub(crate) async fn a_lead_comes_onto_a_list_with_everything_in_one_write(store: Store) {
    assert_eq!(look(&store, "fair", "one").await, ImportLook::default());
    assert_eq!(store.admit(&imported()).await.unwrap(), Admitted::Done);
    assert_eq!(store.lists_of(&lead(1)).await.unwrap(), [place("fair", 0)]);
    let seen = look(&store, "fair", "one").await;
    assert_eq!(seen.card.as_ref().unwrap().value, card(1));
    assert!(seen.place.is_some() && seen.ground_is_recorded && seen.has_engagement && seen.tags.is_some());
    let other = look(&store, "shop", "two").await;
    assert!(other.place.is_none() && !other.ground_is_recorded, "another list, and another ground");
    let kept = store.everything_about(&lead(1)).await.unwrap();
    assert_eq!(kept["lists"].as_object().unwrap().keys().collect::<Vec<_>>(), ["fair"]);
}

pub(crate) async fn a_lead_comes_onto_a_second_list_and_a_repetition_is_a_conflict(store: Store) {
    store.admit(&imported()).await.unwrap();
    let seen = look(&store, "shop", "one").await.card.unwrap();
    let joins = Admission {
        card: Change::Keep { seen: seen.rev },
        consent: Some(ground("two")),
        engagement: None,
        profile: None,
        tags: None,
        list: Some(comes("shop", 5)),
        ..imported()
    };
    assert_eq!(store.admit(&joins).await.unwrap(), Admitted::Done);
    assert_eq!(store.lists_of(&lead(1)).await.unwrap(), [place("fair", 0), place("shop", 5)]);
    let again = Admission { list: Some(comes("shop", 9)), ..joins };
    assert_eq!(store.admit(&again).await.unwrap(), Admitted::Conflict);
    assert_eq!(store.lists_of(&lead(1)).await.unwrap(), [place("fair", 0), place("shop", 5)]);
    assert_eq!(store.consents_of(&lead(1)).await.unwrap().len(), 2);
}

pub(crate) async fn a_place_remembers_the_latest_handings_over(store: Store) {
    store.admit(&imported()).await.unwrap();
    for number in 0..10 {
        let seen = look(&store, "fair", "one").await;
        let (card, place) = (seen.card.unwrap(), seen.place.unwrap());
        assert!(!place.value.knows(&format!("crm-{number}")));
        let next = place.value.clone().after(&format!("crm-{number}"));
        let list = Some((list("fair"), Change::of(Some(&place), next)));
        let card = Change::Keep { seen: card.rev };
        let again = Admission {
            card,
            consent: None,
            engagement: None,
            profile: None,
            tags: None,
            list,
            ..imported()
        };
        assert_eq!(store.admit(&again).await.unwrap(), Admitted::Done);
        assert_eq!(store.admit(&again).await.unwrap(), Admitted::Conflict);
    }
    let place = look(&store, "fair", "one").await.place.unwrap().value;
    assert_eq!(place.since, at(0));
    assert!(place.knows("crm-9") && place.knows("crm-2") && !place.knows("crm-1"), "eight of them");
}

pub(crate) async fn a_look_for_an_import_shows_what_speaks_against_it(store: Store) {
    admit(&store, 1, Vec::new()).await;
    let suppression = Suppression { reason: SuppressionReason::Complaint, since: at(3) };
    store.suppress(&lead(1), suppression).await.unwrap();
    store.note_mailbox_refusal(&mailbox(), at(4)).await.unwrap();
    let seen = look(&store, "fair", "one").await;
    assert_eq!((seen.suppression, seen.mailbox_refused), (Some(suppression), true));
    let tombstone = Tombstone { erased_at: at(5), refused_at: at(5), is_finished: false };
    let card = seen.card.unwrap();
    assert!(matches!(store.bury(&card, &tombstone).await.unwrap(), Saved::Yes(_)));
    let seen = look(&store, "fair", "one").await;
    assert_eq!((seen.card, seen.tombstone), (None, Some(tombstone)));
}

pub(crate) async fn an_erased_lead_is_on_no_list_any_more(store: Store) {
    store.admit(&imported()).await.unwrap();
    let seen = look(&store, "fair", "one").await.card.unwrap();
    let tombstone = Tombstone { erased_at: at(5), refused_at: at(5), is_finished: false };
    store.bury(&seen, &tombstone).await.unwrap();
    let late =
        Admission { card: Change::Keep { seen: seen.rev }, list: Some(comes("shop", 6)), ..imported() };
    assert_eq!(store.admit(&late).await.unwrap(), Admitted::Conflict, "by a look from before");
    store.sweep_person(&lead(1), at(6)).await.unwrap();
    assert_eq!(store.lists_of(&lead(1)).await.unwrap(), []);
    let left = store.everything_about(&lead(1)).await.unwrap();
    assert_eq!(left.keys().collect::<Vec<_>>(), ["card", "grounds"]);
}

pub(crate) async fn a_walk_over_a_list_meets_everybody_on_it_once(store: Store) {
    for number in 1..=400 {
        let list = Some(comes(if number % 3 == 0 { "fair" } else { "fairs" }, 0));
        let admission = Admission { list, ..newcomer(number, Vec::new()) };
        store.admit(&admission).await.unwrap();
    }
    let card = store.card(&lead(9)).await.unwrap().unwrap();
    let tombstone = Tombstone { erased_at: at(5), refused_at: at(5), is_finished: false };
    store.bury(&card, &tombstone).await.unwrap();
    let (mut met, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = store.walk_list(&list("fair"), after.as_ref()).await.unwrap();
        assert!(page.walked.items > 0 && page.walked.read_units > 0.0);
        met.extend(page.leads);
        pages += 1;
        let Some(next) = page.next else { break };
        after = WalkPlace::parse(&next.text());
        assert_eq!(after, Some(next));
    }
    assert!(pages > 1, "the walk has pages");
    met.sort();
    let mut expected: Vec<_> = (1..=133).map(|number| lead(number * 3)).collect();
    expected.sort();
    assert_eq!(met, expected);
    let listed = store.listed(&met).await.unwrap();
    assert_eq!(listed.len(), 132, "the one who is being erased is left out");
    assert!(listed.iter().all(|lead| lead.profile.name.is_some() && !lead.tags.is_empty()));
}
