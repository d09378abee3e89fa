//! Data of earlier layouts, written as the versions before wrote them, and what becomes of them.

use crate::fixtures::{at, attempt, lead, mail, run, sequence, tags, version};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use cadence::consent::{Basis, Proof};
use cadence::enrollment::{Ending, State};
use cadence::ids::EventName;
use cadence::preferences::Tracking;
use cadence::publication::Head;
use cadence::recent::MailTag;
use cadence::sequence::Purpose;
use cadence::suppression::SuppressionReason;
use chrono::SecondsFormat;
use store::{Migrated, Store, StoreError};

/// A table that an earlier version wrote.
struct Old {
    client: Client,
    name: String,
    store: Store,
}

fn moment(minutes: i64) -> String {
    at(minutes).to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Old {
    async fn made(name: &str) -> Self {
        let (client, name) = (crate::place::client(), crate::place::table(name));
        let store = Store::new(client.clone(), name.clone());
        store.create_table(2).await.unwrap();
        let old = Self { client, name, store };
        old.put("meta", "identity", &[("fingerprint", "aaaa")], &[("normalization", 1)]).await;
        old
    }

    async fn put(&self, pk: &str, sk: &str, texts: &[(&str, &str)], numbers: &[(&str, u64)]) {
        let put = self.client.put_item().table_name(&self.name);
        let all = [("pk", pk), ("sk", sk)].into_iter().chain(texts.iter().copied());
        let put = all.fold(put, |put, (name, text)| put.item(name, AttributeValue::S(text.to_owned())));
        let put = numbers
            .iter()
            .fold(put, |put, (name, number)| put.item(*name, AttributeValue::N(number.to_string())));
        let flags = if sk == "card" { &["tracking", "complaint_open"][..] } else { &[] };
        flags
            .iter()
            .fold(put, |put, name| put.item(*name, AttributeValue::Bool(*name == "tracking")))
            .send()
            .await
            .unwrap();
    }

    fn partition() -> String {
        format!("L#{}", lead(1))
    }

    /// A card with a ground and a refusal after it.
    async fn card(&self) {
        let texts = [
            ("address", "taro@example.jp"),
            ("zone", "Asia/Tokyo"),
            ("created_at", &moment(0)),
            ("refused_at", &moment(9)),
            ("consent_basis", "express"),
            ("consent_at", &moment(1)),
        ];
        self.put(&Self::partition(), "card", &texts, &[("rev", 7)]).await;
    }

    /// A profile of layout 2, with tags in it.
    async fn profile(&self, number: u16, tags: &[&str]) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let tags = tags.iter().map(|tag| text(tag)).collect();
        let attributes = [("plan".to_owned(), text("gold"))].into();
        let put = self.client.put_item().table_name(&self.name);
        let put = put.item("pk", text(&format!("L#{}", lead(number)))).item("sk", text("profile"));
        let put = put.item("name", text("太郎")).item("rev", AttributeValue::N("5".to_owned()));
        let put = put.item("attributes", AttributeValue::M(attributes)).item("tags", AttributeValue::L(tags));
        put.send().await.unwrap();
    }

    /// The number of the layout as it stood before a walk was broken off.
    async fn numbered(&self, layout: u64) {
        let numbers = [("normalization", 1), ("layout", layout)];
        self.put("meta", "identity", &[("fingerprint", "aaaa")], &numbers).await;
    }

    /// An enrollment in a sequence, with what its state knows.
    async fn enrollment(&self, name: &str, state: &str, knows: &[(&str, &str)]) {
        let (run, version, moment) = (run(1).to_string(), version(1).to_string(), moment(0));
        let texts = [
            ("run", run.as_str()),
            ("version", version.as_str()),
            ("started_at", moment.as_str()),
            ("previous_at", moment.as_str()),
            ("lane", "main"),
            ("state", state),
        ];
        let texts: Vec<_> = texts.into_iter().chain(knows.iter().copied()).collect();
        self.put(&Self::partition(), &format!("enrollment#{name}"), &texts, &[("rev", 3)]).await;
    }

    /// The sort keys of all items, for what must not be left.
    async fn sort_keys(&self) -> Vec<String> {
        let items = self
            .client
            .scan()
            .table_name(&self.name)
            .limit(100)
            .send()
            .await
            .unwrap()
            .items
            .unwrap_or_default();
        items.iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
    }

    async fn migrate(&self, minutes: i64) -> Migrated {
        self.store.migrate(at(minutes), |_| ()).await.unwrap()
    }
}

#[tokio::test]
async fn data_of_the_last_layout_are_refused_with_the_command_that_moves_them() {
    let old = Old::made("layout_refused").await;
    for refused in [
        old.store.knows_identity("aaaa").await.unwrap_err(),
        old.store.guard_identity("aaaa").await.unwrap_err(),
        old.store.identity().await.unwrap().check("aaaa").unwrap_err(),
        old.store.identity().await.unwrap().check_layout().unwrap_err(),
    ] {
        assert!(matches!(refused, StoreError::OtherLayout { stored: 1, .. }), "{refused}");
        assert!(refused.to_string().contains("`hikyaku migrate`") && !refused.is_retryable(), "{refused}");
    }
    old.migrate(10).await;
    assert!(old.store.knows_identity("aaaa").await.unwrap());
    assert!(matches!(old.store.knows_identity("bbbb").await, Err(StoreError::IdentityMismatch { .. })));
    old.put("meta", "identity", &[("fingerprint", "aaaa")], &[("normalization", 1), ("layout", 99)]).await;
    let asked = old.store.knows_identity("aaaa").await.unwrap_err();
    let migrated = old.store.migrate(at(10), |_| {}).await.unwrap_err();
    for newer in [asked, migrated] {
        assert!(newer.to_string().contains("use the newer version"), "{newer}");
    }
}

#[tokio::test]
async fn grounds_refusals_and_suppressions_are_carried_over() {
    let old = Old::made("layout_people").await;
    old.card().await;
    let since = moment(5);
    old.put(&Old::partition(), "suppression", &[("reason", "complaint"), ("since", &since)], &[("rev", 2)])
        .await;
    assert_eq!(old.store.card(&lead(1)).await.unwrap(), None, "the old place is not looked at");
    let migrated = old.migrate(10).await;
    assert_eq!((migrated.leads, migrated.suppressions, migrated.in_flight), (1, 1, 0));
    let look = old.store.look(&lead(1)).await.unwrap();
    let card = look.card.unwrap();
    assert_eq!((card.rev, card.value.address.wire()), (7, "taro@example.jp"));
    let ground = card.value.consent.marketing.unwrap();
    assert_eq!((ground.basis, ground.proof, ground.obtained_at), (Basis::Express, Proof::Posted, at(1)));
    assert_eq!(card.value.consent.refused_at, Some(at(9)));
    assert!(card.value.preferences.tracking == Tracking::Unsaid && !card.value.complaint_open);
    let suppression = look.suppression.unwrap();
    assert_eq!((suppression.reason, suppression.since), (SuppressionReason::Complaint, at(5)));
    assert_eq!(old.migrate(11).await.leads, 0, "a second call finds nothing to do");
}

#[tokio::test]
async fn runs_are_carried_over_with_the_mails_that_caps_count() {
    let old = Old::made("layout_runs").await;
    old.card().await;
    // The mail of the sequence `welcome` that went out, and one that was shut out before.
    let sent = mail(1);
    old.store.fence(&sent, Purpose::Marketing, &attempt(1), at(2)).await.unwrap();
    let due_sk = format!("{}#{}", moment(60), lead(1));
    let waits = [("step", "week"), ("due_at", &*moment(60)), ("due_pk", "due#main#0"), ("due_sk", &due_sk)];
    old.enrollment("welcome", "waiting", &waits).await;
    old.enrollment("news", "done", &[("ending", "stopped_by_event:renewal"), ("done_at", &moment(8))]).await;
    let migrated = old.migrate(10).await;
    assert_eq!((migrated.enrollments, migrated.in_flight), (2, 0));
    let welcome = old.store.enrollment(&lead(1), &sequence("welcome")).await.unwrap().unwrap();
    assert_eq!((welcome.rev, welcome.value.version.clone()), (3, Some(version(1))));
    assert!(matches!(&welcome.value.state, State::Waiting { due_at, .. } if *due_at == at(60)));
    let recent: Vec<MailTag> = welcome.value.recent.iter().map(|mail| mail.tag).collect();
    assert_eq!(recent, [sent.send_key.tag()]);
    let news = old.store.enrollment(&lead(1), &sequence("news")).await.unwrap().unwrap();
    let ending = Ending::StoppedBy(EventName::parse("renewal").unwrap());
    assert_eq!((&news.value.state, news.value.run), (&State::Done { ending, at: at(8) }, run(1)));
    let due = old.store.due(store::Lane::Main, 0, at(90), 10, None).await.unwrap().rows;
    assert_eq!(due.len(), 1, "it stands where it stood in the index");
    assert!(!old.sort_keys().await.iter().any(|sk| sk == "card" || sk.starts_with("enrollment#")));
}

#[tokio::test]
async fn a_mail_that_is_being_sent_is_left_until_its_sender_is_gone() {
    let old = Old::made("layout_in_flight").await;
    old.card().await;
    let name = mail(1);
    old.store.fence(&name, Purpose::Marketing, &attempt(1), at(10)).await.unwrap();
    let (due_sk, attempt) = (format!("{}#{}", moment(10), lead(1)), attempt(1).to_string());
    let knows = [
        ("step", name.step.as_str()),
        ("due_at", &*moment(10)),
        ("due_pk", "due#main#0"),
        ("due_sk", &due_sk),
        ("attempt", &attempt),
        ("lease_until", &*moment(12)),
    ];
    old.enrollment("welcome", "sending", &knows).await;
    let first = old.migrate(11).await;
    assert_eq!((first.leads, first.enrollments, first.in_flight), (1, 0, 1));
    assert!(old.store.knows_identity("aaaa").await.is_err(), "the data keep their number");
    let second = old.migrate(13).await;
    assert_eq!((second.leads, second.enrollments, second.in_flight), (0, 1, 0));
    assert!(old.store.knows_identity("aaaa").await.unwrap());
    let standing = old.store.enrollment(&lead(1), &sequence("welcome")).await.unwrap().unwrap().value;
    assert_eq!(standing.counts_as(), Some(name.send_key.tag()), "it counts while nobody knows");
    assert!(standing.recent.is_empty());
}

#[tokio::test]
async fn tags_go_out_of_profiles_and_a_walk_broken_off_goes_on() {
    let old = Old::made("layout_tags").await;
    old.numbered(2).await;
    let many: Vec<String> = (0..30).map(|number| format!("tag-{number:02}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    old.profile(1, &["met", "vip"]).await;
    old.profile(2, &[]).await;
    old.profile(3, &many).await;
    let first = old.migrate(10).await;
    assert_eq!((first.tags, first.leads, first.in_flight), (3, 0, 0));
    assert!(old.store.knows_identity("aaaa").await.unwrap());
    let tags_of = async |number| old.store.look(&lead(number)).await.unwrap().tags;
    let standing = tags_of(1).await.unwrap();
    assert_eq!(standing.value, tags(&["met", "vip"]));
    assert_eq!(tags_of(2).await, None, "a lead without tags gets no item");
    assert_eq!(tags_of(3).await.unwrap().value, tags(&many), "none beyond the limit is lost");
    let profile = old.store.profile(&lead(1)).await.unwrap().unwrap();
    assert_eq!((profile.rev, profile.value.name.as_deref()), (5, Some("太郎")));
    assert_eq!(profile.value.attributes["plan"], "gold");

    // A walk that was broken off behind the first lead.
    old.numbered(2).await;
    old.profile(4, &["late"]).await;
    assert_eq!(old.migrate(11).await.tags, 1, "what was carried over is left alone");
    assert_eq!(tags_of(1).await.unwrap(), standing);
    assert_eq!(tags_of(4).await.unwrap().value, tags(&["late"]));
    assert_eq!(old.migrate(12).await, Migrated::default(), "a third call finds nothing to do");
}

#[tokio::test]
async fn data_of_the_first_layout_get_their_tags_in_the_same_walk() {
    let old = Old::made("layout_both").await;
    old.card().await;
    old.profile(1, &["met"]).await;
    let migrated = old.migrate(10).await;
    assert_eq!((migrated.leads, migrated.tags), (1, 1));
    let look = old.store.look(&lead(1)).await.unwrap();
    assert_eq!(look.card.unwrap().value.consent.refused_at, Some(at(9)));
    assert_eq!(look.tags.unwrap().value, tags(&["met"]));
}

#[tokio::test]
async fn the_live_version_and_what_is_paused_are_carried_over() {
    let old = Old::made("layout_live").await;
    let live = version(4).to_string();
    old.put("catalog", "head", &[("version", &live)], &[]).await;
    let since = moment(3);
    old.put("brake", "sequence#welcome#hand", &[("since", &since), ("reason", "wrong link")], &[]).await;
    old.put("account", "quota", &[("per_second", "14")], &[]).await;
    assert_eq!(old.store.head().await.unwrap(), None);
    old.migrate(10).await;
    let live = old.store.live().await.unwrap();
    assert_eq!((live.head.clone(), live.quota), (Some(Head { version: version(4), number: 0 }), None));
    let pauses = live.pauses();
    assert_eq!(pauses.len(), 1);
    assert_eq!(
        (pauses[0].sequence.clone(), pauses[0].reason.as_deref()),
        (Some(sequence("welcome")), Some("wrong link"))
    );
    assert!(old.store.publications().await.unwrap().is_empty());
}
