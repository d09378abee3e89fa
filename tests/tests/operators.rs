//! An operator's work: hold and release, decide about unknown mails, have dead letters handled again, publish, and look
//! whether all is well.

mod doctor;
mod publishing;
mod removal;
mod stack;
mod unknown_mails;

use cadence::ids::SequenceId;
use cadence::reputation::Tally;
use cadence::suppression::SuppressionReason;
use gateway::local::dead_letters::DeadLetterId;
use gateway::local::outbox::ses_event;
use hikyaku_tests::world::{Company, World};
use operations::Operations;
use operations::answers::{Audit, AuditLine, Became, Paused};
use operations::requests::{
    DiscardDeadLetter, ExportPerson, LiftSuppression, LookAround, Pause, Resume, RetryDeadLetters, ShowAudit,
    Who,
};
use serde_json::{Value, json};
use store::SetBy;

const TARO: &str = "taro@example.jp";

fn people() -> Vec<String> {
    (1..=6).map(|number| format!("lead-{number}@example.jp")).collect()
}

fn two_mails(form: &str) -> Value {
    json!({
        "start": { "form": form },
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "tips", "day": 3, "at": "10:00", "send": "tips" },
        ],
    })
}

fn pause(sequence: Option<&str>) -> Pause {
    Pause { sequence: sequence.map(str::to_owned), reason: Some("wrong link".to_owned()) }
}

fn resume(sequence: Option<&str>) -> Resume {
    Resume { sequence: sequence.map(str::to_owned) }
}

/// Everybody asks; the second mails are due on the morning of the third day.
async fn everybody_asks() -> World {
    let company = Company::with("welcome", &two_mails("signup")).and("nurture", &two_mails("inquiry"));
    let mut world = World::of(company).await;
    for address in people() {
        world.a_lead_posts("signup", &address).await;
        world.a_lead_posts("inquiry", &address).await;
    }
    world.hours_pass(1).await;
    world
}

/// A tick runs every minute, also where nothing is known to be due: what was paused stands in no list of what is.
async fn minutes_of_ticks(world: &mut World, minutes: u32) {
    for _ in 0..minutes {
        world.minutes_pass(1).await;
        world.the_tick_runs().await;
    }
}

/// The number of times each person got the mail of a step, over all sequences.
fn counts(world: &World, step: &str) -> Vec<usize> {
    let got = |address: &String| world.steps_sent_to(address).iter().filter(|sent| *sent == step).count();
    people().iter().map(got).collect()
}

#[tokio::test]
async fn a_paused_sequence_sends_all_once_at_the_usual_pace_after_it_is_resumed() {
    let mut world = everybody_asks().await;
    let operations = world.standalone.operations();
    assert!(operations.pause(pause(Some("welcome"))).await.unwrap().changed);
    world.it_becomes("2026-04-10 10:00").await;
    assert_eq!(counts(&world, "tips"), [1; 6], "the other sequence goes on");
    let standing = operations.look_around(LookAround {}).await.unwrap();
    assert_eq!(standing.paused[0].sequence.as_deref(), Some("welcome"));
    assert_eq!((standing.paused[0].waiting.counted, standing.late_minutes), (6, 0));
    assert!(!standing.waits_for_somebody(), "it was a person who paused it");

    let resumed = operations.resume(resume(Some("welcome"))).await.unwrap();
    assert_eq!(resumed.released[0].waiting.counted, 6);
    minutes_of_ticks(&mut world, 10).await;
    assert_eq!(counts(&world, "tips"), [2; 6]);
    let mut sent: Vec<_> = people().iter().map(|address| world.sent_at(address, "tips")).collect();
    sent.sort_unstable();
    let rate = world.standalone.store.quota().await.unwrap().unwrap().per_second;
    for pair in sent.windows(2) {
        let apart = (pair[1] - pair[0]).as_seconds_f64();
        assert!(apart + 0.001 >= 1.0 / rate, "{apart} s apart at {rate} mails a second");
    }
    world.days_pass(30).await;
    assert_eq!(counts(&world, "tips"), [2; 6], "and never again");
}

/// Everybody asks; a person pauses the sequence, and then too many of its mails come back.
async fn a_pause_and_too_many_bounces() -> (World, Operations) {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    for address in people() {
        world.a_lead_posts("signup", &address).await;
    }
    let operations = world.standalone.operations();
    assert!(operations.pause(pause(Some("welcome"))).await.unwrap().changed);
    let others = Tally { sent: 100, bounced: 9, complained: 0 };
    let welcome = SequenceId::parse("welcome").unwrap();
    world
        .standalone
        .store
        .count(world.clock.now().date_naive(), &welcome, others, Tally::default())
        .await
        .unwrap();
    world.the_mail_bounces(&people()[5], "hello").await;
    (world, operations)
}

fn reasons(paused: &[Paused]) -> Vec<(bool, &str)> {
    paused.iter().map(|paused| (paused.by_hand, paused.reason.as_deref().unwrap_or_default())).collect()
}

#[tokio::test]
async fn a_pause_hides_no_rate_that_is_too_high_and_resuming_names_both() {
    const RATES: &str = "bounce_rate: 106 sent, 10 bounced, 0 complained in 7 days, so at least 5.72 %; first mails of a public form: 6 sent, 1 bounced, 0 complained";
    let (mut world, operations) = a_pause_and_too_many_bounces().await;
    let standing = operations.look_around(LookAround {}).await.unwrap();
    assert_eq!(reasons(&standing.paused), [(true, "wrong link"), (false, RATES)]);
    assert!(standing.waits_for_somebody(), "the program holds it as well, until somebody releases it");
    world.minutes_pass(1).await;
    let again = operations.pause(pause(Some("welcome"))).await.unwrap();
    assert_eq!((again.changed, again.paused.len()), (false, 2));

    let resumed = operations.resume(resume(Some("welcome"))).await.unwrap();
    assert_eq!(reasons(&resumed.released), [(true, "wrong link"), (false, RATES)]);
    assert_eq!((resumed.changed, resumed.paused), (true, Vec::new()));
    world.it_becomes("2026-04-10 10:00").await;
    assert_eq!(counts(&world, "tips"), [1, 1, 1, 1, 1, 0], "one address does not exist");

    // One more bounce comes; what was counted before somebody resumed does not pause the sequence again.
    world.the_mail_bounces(&people()[0], "hello").await;
    assert!(operations.pause(pause(Some("welcome"))).await.unwrap().changed);
    assert_eq!(operations.look_around(LookAround {}).await.unwrap().paused.len(), 1);
}

#[tokio::test]
async fn steps_are_let_go_only_when_nothing_holds_them_any_more() {
    let (mut world, operations) = a_pause_and_too_many_bounces().await;
    world.it_becomes("2026-04-10 10:00").await;
    let store = &world.standalone.store;
    let pauses = store.pauses().await.unwrap();
    let (by_hand, others): (Vec<_>, Vec<_>) =
        pauses.into_iter().partition(|pause| pause.set_by == SetBy::Hand);
    assert!(store.lift_pause(&by_hand[0], world.clock.now()).await.unwrap());
    for _ in 0..15 {
        world.clock.tell(world.clock.now() + chrono::TimeDelta::minutes(1));
        assert_eq!(
            world.standalone.tick().await.unwrap().enqueued,
            0,
            "nobody is asked to look at what is paused"
        );
    }
    let left = world.standalone.store.every_pause().await.unwrap();
    assert_eq!(left, [(others[0].clone(), None)], "the pause is forgotten in time");
    operations.resume(resume(Some("welcome"))).await.unwrap();
    minutes_of_ticks(&mut world, 15).await;
    assert_eq!(counts(&world, "tips"), [1, 1, 1, 1, 1, 0]);
    assert_eq!(world.standalone.store.every_pause().await.unwrap(), [], "and so are the rates");
}

#[tokio::test]
async fn while_everything_is_paused_nothing_goes_out_and_nothing_is_lost() {
    let mut world = everybody_asks().await;
    let operations = world.standalone.operations();
    world.it_becomes("2026-04-09 09:50").await;
    operations.pause(pause(None)).await.unwrap();
    world.a_lead_posts("signup", TARO).await;
    world.it_becomes("2026-04-09 10:20").await;
    assert_eq!(counts(&world, "tips"), [0; 6]);
    assert_eq!(world.steps_sent_to(TARO), Vec::<String>::new(), "not even what was asked for at once");
    let standing = operations.look_around(LookAround {}).await.unwrap();
    assert_eq!((standing.paused[0].sequence.as_ref(), standing.paused[0].waiting.counted), (None, 13));

    operations.resume(resume(None)).await.unwrap();
    minutes_of_ticks(&mut world, 10).await;
    assert_eq!(counts(&world, "tips"), [2; 6]);
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    assert!(operations.look_around(LookAround {}).await.unwrap().paused.is_empty());
}

#[tokio::test]
async fn a_person_who_unsubscribes_in_a_pause_gets_nothing_after_it() {
    let mut world = everybody_asks().await;
    let operations = world.standalone.operations();
    operations.pause(pause(Some("welcome"))).await.unwrap();
    world.it_becomes("2026-04-10 10:00").await;
    let address = &people()[2];
    world.the_person_unsubscribes(address, "tips").await;
    operations.resume(resume(Some("welcome"))).await.unwrap();
    minutes_of_ticks(&mut world, 10).await;
    assert_eq!(counts(&world, "tips"), [2, 2, 1, 2, 2, 2]);
}

#[tokio::test]
async fn a_pause_ends_in_no_burst_of_mails_that_are_too_late() {
    let mut world = everybody_asks().await;
    let operations = world.standalone.operations();
    operations.pause(pause(Some("welcome"))).await.unwrap();
    world.it_becomes("2026-04-20 10:00").await;
    operations.resume(resume(Some("welcome"))).await.unwrap();
    minutes_of_ticks(&mut world, 10).await;
    assert_eq!(
        counts(&world, "tips"),
        [1; 6],
        "more than three days late, they are left out as the settings say"
    );
    for address in people() {
        assert_eq!(world.standing(&address, "welcome").await, "done: finished");
    }
}

#[tokio::test]
async fn a_bounce_among_the_dead_letters_counts_once_it_is_handled_again() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    let recipients = json!([{ "emailAddress": TARO, "action": "failed", "status": "5.1.1" }]);
    let bounce =
        json!({ "bounceType": "Permanent", "bounceSubType": "NoEmail", "bouncedRecipients": recipients });
    let event = ses_event(&world.entry(TARO, "hello"), "Bounce", world.clock.now(), bounce);
    let id = DeadLetterId::of("feedback", &event);
    world.standalone.dead_letters.bury(&id, &event, world.clock.now(), "the table did not answer").unwrap();
    assert_eq!(world.suppressed(TARO).await, None);

    let operations = world.standalone.operations();
    let retried = operations.retry_dead_letters(RetryDeadLetters { id: None }).await.unwrap();
    assert_eq!(retried.letters.iter().map(|letter| &letter.became).collect::<Vec<_>>(), [&Became::Handled]);
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::HardBounce));
    assert_eq!(world.standalone.dead_letters.all().unwrap(), []);
    let rows = world.rows().await;
    world.standalone.feedback.send([event]);
    world.standalone.drain().await;
    assert_eq!(world.rows().await, rows, "handled twice it counts once");
}

#[tokio::test]
async fn what_people_do_is_noted_with_who_did_it_and_names_nobody_who_is_mailed() {
    let mut world = everybody_asks().await;
    let operations = world.standalone.operations().asked_by(Some("hanako".to_owned()));
    operations.pause(pause(Some("welcome"))).await.unwrap();
    operations.resume(resume(None)).await.unwrap();
    let who = Who(people()[0].clone());
    operations.export_person(ExportPerson { who: who.clone() }).await.unwrap();
    let lifted = LiftSuppression { who, by: "taro".to_owned(), reason: "a mended server".to_owned() };
    operations.lift_suppression(lifted).await.unwrap_err();
    let unknown = DiscardDeadLetter { id: "taro@example.jp".to_owned() };
    operations.discard_dead_letter(unknown).await.unwrap_err();
    operations.pause(pause(Some("nobody"))).await.unwrap_err();
    let lead = world.lead(&people()[0]).to_string();
    let shown = |audit: &Audit| -> Vec<String> {
        let told = |line: &AuditLine| {
            let about = line.about.clone().unwrap_or_default();
            format!("{} {} {about} {}", line.by, line.operation, line.because.as_deref().unwrap_or_default())
        };
        audit.lines.iter().rev().map(told).collect()
    };
    let today = operations.show_audit(ShowAudit { days: 1 }).await.unwrap();
    let expected = [
        "hanako pause welcome wrong link".to_owned(),
        "hanako resume everything ".to_owned(),
        format!("hanako export-person {lead} "),
        format!("taro lift-suppression {lead} a mended server"),
        "hanako discard-dead-letter  ".to_owned(),
    ];
    let mut noted = shown(&today);
    noted.sort();
    let mut wanted = expected.to_vec();
    wanted.sort();
    assert_eq!(noted, wanted);
    world.days_pass(3).await;
    assert_eq!(operations.show_audit(ShowAudit { days: 1 }).await.unwrap().lines, []);
    assert_eq!(operations.show_audit(ShowAudit { days: 5 }).await.unwrap().lines.len(), expected.len());
}
