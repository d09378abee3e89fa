//! The things that keep sending in order: ticks, pauses, parked steps, tallies, unknown mails.

use crate::fixtures::{at, attempt, enrolled, enrollment, lead, mail, sequence, version};
use cadence::door::DoorOutcome;
use cadence::enrollment::{Listed, State};
use cadence::ids::FormId;
use cadence::reputation::{DayTally, Tally};
use cadence::sequence::Purpose;
use cadence::settle::{Because, Decided, Decision, UnknownMail};
use store::{DoorCount, Fence, Lane, Pause, Saved, SetBy, Store, TickState, Voided, Watermark};

fn tick(minutes: i64, holder: Option<&str>) -> TickState {
    TickState {
        ran_at: at(minutes),
        lease: holder.map(|holder| (holder.to_owned(), at(minutes + 1))),
        watermarks: vec![Watermark { at: at(minutes), stopped: std::collections::BTreeMap::new() }],
    }
}

pub(crate) async fn of_two_ticks_one_takes_over(store: Store) {
    assert!(store.tick_state().await.unwrap().is_none());
    let Saved::Yes(first) = store.save_tick_state(None, &tick(0, Some("first"))).await.unwrap() else {
        panic!("nobody else ticks")
    };
    let late = store.save_tick_state(None, &tick(0, Some("second"))).await.unwrap();
    assert!(matches!(late, Saved::Conflict(Some(standing)) if standing == first));
    let Saved::Yes(second) = store.save_tick_state(Some(&first), &tick(2, Some("second"))).await.unwrap()
    else {
        panic!("its state was seen")
    };
    let after = store.save_tick_state(Some(&first), &tick(1, None)).await.unwrap();
    assert!(matches!(after, Saved::Conflict(Some(standing)) if standing == second), "it was taken over");
    assert_eq!(store.tick_state().await.unwrap(), Some(second));
}

pub(crate) async fn ticks_that_are_forgotten_have_handed_out_nothing(store: Store) {
    store.forget_ticks().await.unwrap();
    assert!(store.tick_state().await.unwrap().is_none());
    store.save_tick_state(None, &tick(5, Some("gone"))).await.unwrap();
    store.forget_ticks().await.unwrap();
    let state = store.tick_state().await.unwrap().unwrap().value;
    assert_eq!(state, TickState { ran_at: at(5), lease: None, watermarks: Vec::new() });
}

fn pause(name: Option<&str>, until: Option<i64>) -> Pause {
    Pause {
        sequence: name.map(sequence),
        set_by: SetBy::MailService,
        since: at(0),
        until: until.map(at),
        reason: Some("a reason".to_owned()),
        version: None,
    }
}

pub(crate) async fn a_pause_is_not_shortened_by_another(store: Store) {
    assert!(store.add_pause(&pause(None, Some(60))).await.unwrap());
    assert!(store.add_pause(&pause(None, Some(60))).await.unwrap(), "the answer got lost");
    assert!(!store.add_pause(&pause(None, Some(15))).await.unwrap());
    assert_eq!(store.pauses().await.unwrap(), [pause(None, Some(60))]);
    assert!(store.add_pause(&pause(None, Some(90))).await.unwrap());
    assert_eq!(store.pauses().await.unwrap(), [pause(None, Some(90))]);
    assert!(store.add_pause(&pause(None, None)).await.unwrap());
    assert!(!store.add_pause(&pause(None, Some(120))).await.unwrap());
    assert_eq!(store.pauses().await.unwrap(), [pause(None, None)], "it holds until somebody lifts it");
}

pub(crate) async fn pauses_set_by_different_causes_stand_beside_each_other(store: Store) {
    let of = |name, set_by| Pause { set_by, reason: Some(format!("{set_by:?}")), ..pause(name, None) };
    let mut all = Vec::new();
    for name in [None, Some("welcome"), Some("welcome-again")] {
        all.extend(SetBy::ALL.map(|set_by| of(name, set_by)));
    }
    for standing in all.iter().rev() {
        assert!(store.add_pause(standing).await.unwrap());
    }
    assert_eq!(store.pauses().await.unwrap(), all);
    let (paused, rates) = (of(Some("welcome"), SetBy::Hand), of(Some("welcome"), SetBy::Rates));
    assert!(store.lift_pause(&paused, at(3)).await.unwrap());
    store.forget_pause(&paused).await.unwrap();
    let left = store.every_pause().await.unwrap();
    assert!(left.len() == 8 && left.contains(&(rates, None)), "{left:?}");
}

pub(crate) async fn a_lifted_pause_stays_until_it_is_forgotten(store: Store) {
    let standing = pause(Some("welcome"), None);
    assert!(!store.lift_pause(&standing, at(3)).await.unwrap());
    assert!(store.every_pause().await.unwrap().is_empty(), "lifting makes none");
    store.add_pause(&standing).await.unwrap();
    assert!(store.lift_pause(&standing, at(3)).await.unwrap());
    assert!(store.pauses().await.unwrap().is_empty());
    assert_eq!(store.every_pause().await.unwrap(), [(standing.clone(), Some(at(3)))]);
    let anew = Pause { since: at(7), ..standing.clone() };
    store.add_pause(&anew).await.unwrap();
    store.forget_pause(&standing).await.unwrap();
    assert_eq!(store.every_pause().await.unwrap(), [(anew.clone(), None)], "one that was set anew stays");
    store.forget_pause(&anew).await.unwrap();
    assert!(store.every_pause().await.unwrap().is_empty());
}

pub(crate) async fn parked_steps_stand_apart_and_come_back(store: Store) {
    let seen = enrolled(&store, 1, at(5)).await;
    let State::Waiting { step, due_at, listed } = seen.value.state.clone() else { panic!("it waits") };
    assert_eq!(listed, Listed::At(at(5)));
    let parked = State::Waiting { step: step.clone(), due_at, listed: Listed::Parked };
    let next = enrollment(1, "welcome", parked);
    let Saved::Yes(seen) = store.save_enrollment(&seen, &next, Lane::Main).await.unwrap() else {
        panic!("nobody else writes")
    };
    assert!(store.enrollment(&lead(1), &sequence("welcome")).await.unwrap().unwrap().value.is_parked());
    let rows = store.parked(&sequence("welcome"), 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| (row.lead.clone(), row.due_at)).collect::<Vec<_>>(), [(lead(1), at(5))]);
    assert!(store.parked(&sequence("winback"), 10).await.unwrap().is_empty());
    for shard in 0..2 {
        assert!(store.due(Lane::Main, shard, at(100), 10, None).await.unwrap().rows.is_empty());
    }
    let back = enrollment(1, "welcome", State::Waiting { step, due_at, listed: Listed::At(at(50)) });
    store.save_enrollment(&seen, &back, Lane::Main).await.unwrap();
    assert!(store.parked(&sequence("welcome"), 10).await.unwrap().is_empty());
}

pub(crate) async fn tallies_add_up_by_day_and_sequence(store: Store) {
    let (today, tomorrow) = (at(0).date_naive(), at(24 * 60).date_naive());
    let tally = |sent, bounced, complained| Tally { sent, bounced, complained };
    let none = Tally::default();
    store.count(today, &sequence("welcome"), tally(10, 0, 0), tally(4, 0, 0)).await.unwrap();
    store.count(today, &sequence("welcome"), tally(5, 1, 0), tally(0, 1, 0)).await.unwrap();
    store.count(today, &sequence("winback"), tally(0, 0, 1), none).await.unwrap();
    store.count(tomorrow, &sequence("welcome"), tally(1, 0, 0), none).await.unwrap();
    store.count(tomorrow, &sequence("winback"), none, none).await.unwrap();
    let of = |all, by_strangers| DayTally { all, by_strangers, ..DayTally::default() };
    let welcome = of(tally(15, 1, 0), tally(4, 1, 0));
    let of_today = [(sequence("welcome"), welcome), (sequence("winback"), of(tally(0, 0, 1), none))];
    assert_eq!(store.tallies(today).await.unwrap(), of_today);
    let of_tomorrow = [(sequence("welcome"), of(tally(1, 0, 0), none))];
    assert_eq!(store.tallies(tomorrow).await.unwrap(), of_tomorrow);
}

pub(crate) async fn what_was_seen_of_tallies_stays_while_they_grow(store: Store) {
    let (today, yesterday) = (at(24 * 60).date_naive(), at(0).date_naive());
    let tally = |sent, bounced, complained| Tally { sent, bounced, complained };
    for day in [yesterday, today] {
        store.count(day, &sequence("welcome"), tally(10, 2, 1), tally(4, 1, 1)).await.unwrap();
        store.count(day, &sequence("winback"), tally(7, 0, 0), Tally::default()).await.unwrap();
    }
    store.note_seen([today, yesterday], Some(&sequence("welcome"))).await.unwrap();
    store.note_seen([today], None).await.unwrap();
    store.count(today, &sequence("welcome"), tally(1, 0, 1), Tally::default()).await.unwrap();
    let of_today: Vec<_> = store.tallies(today).await.unwrap().into_iter().map(|(_, tally)| tally).collect();
    let welcome = DayTally {
        all: tally(11, 2, 2),
        by_strangers: tally(4, 1, 1),
        seen: tally(10, 2, 1),
        seen_for_all: tally(6, 1, 0),
    };
    let winback = DayTally { all: tally(7, 0, 0), seen_for_all: tally(7, 0, 0), ..DayTally::default() };
    assert_eq!(of_today, [welcome, winback]);
    let before = store.tallies(yesterday).await.unwrap();
    assert_eq!((before[0].1.seen, before[0].1.seen_for_all), (tally(10, 2, 1), Tally::default()));
}

pub(crate) async fn unknown_mails_are_listed_the_latest_first_with_what_was_decided(store: Store) {
    let unknown_mail = |number: u16, decided| UnknownMail {
        name: mail(number),
        attempt: attempt(number),
        since: at(i64::from(number)),
        decided,
    };
    for number in 1..=130 {
        store.note_unknown_mail(&unknown_mail(number, None)).await.unwrap();
    }
    let decisions = [Decision::Sent, Decision::NotSent, Decision::TakeAsSent, Decision::SendAgain];
    for ((number, decision), because) in (127..).zip(decisions).zip(Because::ALL.into_iter().cycle()) {
        let decided = Decided { at: at(1000), decision, because };
        store.note_unknown_mail(&unknown_mail(number, Some(decided.clone()))).await.unwrap();
        let listed = store.unknown_mails(130 - u32::from(number) + 1).await.unwrap();
        assert_eq!(listed.last().unwrap(), &unknown_mail(number, Some(decided)));
    }
    let all = store.unknown_mails(1000).await.unwrap();
    assert_eq!(all.len(), 130, "what was decided is written over the open record");
    assert!(all.is_sorted_by_key(|unknown_mail| std::cmp::Reverse(unknown_mail.since)));
}

pub(crate) async fn an_unknown_mail_is_found_by_its_attempt_and_its_beginning(store: Store) {
    let unknown_mail = |number: u16, since| UnknownMail {
        name: mail(number),
        attempt: attempt(number),
        since,
        decided: None,
    };
    for number in 1..=3 {
        store.note_unknown_mail(&unknown_mail(number, at(7))).await.unwrap();
    }
    store.note_unknown_mail(&unknown_mail(4, at(70))).await.unwrap();
    assert_eq!(store.unknown_mail_of(&attempt(2), at(7)).await.unwrap(), Some(unknown_mail(2, at(7))));
    assert_eq!(store.unknown_mail_of(&attempt(4), at(7)).await.unwrap(), None, "it began at another moment");
}

pub(crate) async fn a_mail_that_was_never_sent_can_be_forgotten_and_no_other(store: Store) {
    let (sent, never) = (mail(1), mail(2));
    assert!(matches!(
        store.fence(&sent, Purpose::Marketing, &attempt(1), at(0)).await.unwrap(),
        Fence::Won(_)
    ));
    assert_eq!(store.void(&never, Purpose::Marketing, &attempt(2)).await.unwrap(), Voided::Voided);
    for name in [&sent, &never] {
        store.forget_message(name).await.unwrap();
    }
    assert!(store.message(&sent.lead, &sent.send_key).await.unwrap().is_some());
    assert!(store.message(&never.lead, &never.send_key).await.unwrap().is_none());
}

pub(crate) async fn the_live_version_of_a_sequence_is_known(store: Store) {
    assert_eq!(store.live_version(&sequence("welcome")).await.unwrap(), None);
    let publication = cadence::publication::Publication {
        kind: cadence::publication::PublicationKind::Sequence,
        id: "welcome".to_owned(),
        version: version(3),
        text: "{}".to_owned(),
    };
    store.publish(&version(9), &[publication], &[]).await.unwrap();
    assert_eq!(store.live_version(&sequence("welcome")).await.unwrap(), Some(version(3)));
}

pub(crate) async fn posts_at_the_door_add_up_by_day_form_and_outcome(store: Store) {
    use DoorOutcome::{ConsentUnclear, Honeypot, UnknownForm};
    let (first, second) = (at(0).date_naive(), at(24 * 60).date_naive());
    let form = FormId::parse("contact").unwrap();
    let count = async |day, form, outcomes: &[DoorOutcome]| {
        store.count_posts(day, form, &outcomes.iter().copied().collect()).await.unwrap();
    };
    count(first, Some(&form), &[Honeypot]).await;
    count(first, Some(&form), &[Honeypot, ConsentUnclear]).await;
    count(first, None, &[UnknownForm]).await;
    count(first, Some(&form), &[]).await;
    count(second, Some(&form), &[ConsentUnclear]).await;
    let counted = |day, form: Option<&FormId>, counts: &[(DoorOutcome, u64)]| DoorCount {
        day,
        form: form.cloned(),
        counts: counts.iter().copied().collect(),
    };
    let on_the_first = [
        counted(first, None, &[(UnknownForm, 1)]),
        counted(first, Some(&form), &[(Honeypot, 2), (ConsentUnclear, 1)]),
    ];
    assert_eq!(store.door_counts(first, first).await.unwrap(), on_the_first);
    let both = store.door_counts(first, second).await.unwrap();
    assert_eq!(both[2..], [counted(second, Some(&form), &[(ConsentUnclear, 1)])]);
    assert_eq!(store.door_counts(second, first).await.unwrap(), []);
}
