//! The same operations on a stack in AWS: its table is that of a world, its queues, bus and parameter are an account's.

use super::unknown_mails::{a_mail_is_unknown, outcomes, settle};
use super::{TARO, counts, everybody_asks, minutes_of_ticks, pause, resume};
use gateway::queue::SendJob;
use hikyaku::stack::{Names, Stack, StackName};
use hikyaku_tests::account::Account;
use hikyaku_tests::world::World;
use operations::Settled;
use operations::answers::{Became, Next};
use operations::requests::{
    DiscardDeadLetter, ListDeadLetters, LookAround, OperatorDecision, RetryDeadLetters, SettleUnknownMail,
    ShowDeadLetter,
};
use operations::{Failure, Operations};
use serde_json::json;

const SENDS: &str = "http://seam.invalid/1/sends";
pub(super) const DEAD_SENDS: &str = "http://seam.invalid/1/dead-sends";
const FEEDBACK: &str = "http://seam.invalid/1/feedback";
const DEAD_FEEDBACK: &str = "http://seam.invalid/1/dead-feedback";
const DEAD_SWEEPS: &str = "http://seam.invalid/1/dead-sweeps";
const DEAD_TICKS: &str = "http://seam.invalid/1/dead-ticks";

/// The text that the template writes into the parameter.
pub(super) fn described() -> String {
    let names = json!({
        "table": "hikyaku-prod-Table-1A2B",
        "send_queue": SENDS,
        "send_dead_letters": DEAD_SENDS,
        "feedback_queue": FEEDBACK,
        "feedback_dead_letters": DEAD_FEEDBACK,
        "sweep_dead_letters": DEAD_SWEEPS,
        "tick_dead_letters": DEAD_TICKS,
        "event_bus": "hikyaku-prod",
        "configuration_set": "hikyaku-prod",
        "sender_identity": "example.co.jp",
        "secrets_parameter": "/hikyaku/secrets",
        "base_url": "https://mail.example.co.jp",
        "of_a_later_version": true,
    });
    names.to_string()
}

pub(super) fn name() -> StackName {
    StackName::parse("hikyaku-prod").unwrap()
}

/// The world's table in an account: what an operator reaches from another machine.
pub(super) fn stack_of(world: &World, account: &Account) -> Stack {
    Stack {
        name: name(),
        names: Names::read(&described()).unwrap(),
        store: world.standalone.store.clone(),
        clock: world.clock.clone(),
        aws: account.configuration(),
    }
}

fn stack(world: &World, account: &Account) -> Operations {
    stack_of(world, account).operations()
}

async fn in_an_account() -> (World, Account, Operations) {
    let world = everybody_asks().await;
    let account = Account::default();
    let operations = stack(&world, &account);
    (world, account, operations)
}

#[tokio::test]
async fn a_stack_is_found_by_its_parameter_and_an_error_says_what_is_wrong() {
    let account = Account::default();
    let error = async |account: &Account| {
        let found = Stack::find_in(account.configuration(), &name()).await;
        format!("{:#}", found.unwrap_err())
    };
    let nowhere = error(&account).await;
    for part in ["no stack `hikyaku-prod`", "in local", "/hikyaku/hikyaku-prod/stack", "AWS_REGION"] {
        assert!(nowhere.contains(part), "{nowhere}");
    }
    account.set_parameter("/hikyaku/hikyaku-prod/stack", "{\"table\":\"x\"}");
    let other = error(&account).await;
    assert!(
        other.contains("missing field `send_queue`") && other.contains("deploy the stack again"),
        "{other}"
    );
    account.set_parameter("/hikyaku/hikyaku-prod/stack", &described());
    let found = Stack::find_in(account.configuration(), &name()).await.unwrap();
    assert_eq!(
        (found.names.table.as_str(), found.names.send_queue.as_str()),
        ("hikyaku-prod-Table-1A2B", SENDS)
    );
    account.deny("GetParameter");
    let denied = error(&account).await;
    assert!(denied.contains("AccessDeniedException") && denied.contains("ssm:GetParameter"), "{denied}");
}

#[tokio::test]
async fn a_paused_sequence_of_a_stack_goes_out_with_the_ticks_once_resumed() {
    let (mut world, _, operations) = in_an_account().await;
    assert!(operations.pause(pause(Some("welcome"))).await.unwrap().changed);
    world.it_becomes("2026-04-10 10:00").await;
    assert_eq!(counts(&world, "tips"), [1; 6], "the other sequence goes on");
    let standing = operations.look_around(LookAround {}).await.unwrap();
    assert_eq!((standing.paused[0].waiting.counted, standing.dead_letters), (6, 0));
    assert!(standing.last_tick.is_some() && standing.zone == "Asia/Tokyo");
    assert!(operations.resume(resume(Some("welcome"))).await.unwrap().changed);
    minutes_of_ticks(&mut world, 10).await;
    assert_eq!(counts(&world, "tips"), [2; 6]);
}

#[tokio::test]
async fn an_unknown_mail_is_settled_in_a_stack_without_its_secrets() {
    for (decision, then, mails) in [
        (OperatorDecision::Sent, "offer", ["hello", "offer"].as_slice()),
        (OperatorDecision::NotSent, "offer", &["hello", "offer"]),
        (OperatorDecision::SendAgain, "tips", &["hello", "tips", "offer"]),
    ] {
        let (mut world, _, send_key) = a_mail_is_unknown("ask", None).await;
        let account = Account::default();
        let operations = stack(&world, &account);
        let settled = operations.settle_unknown_mail(settle(&send_key, decision)).await.unwrap();
        let Next::Step { step, .. } = settled.next else { panic!("the run goes on: {settled:?}") };
        assert_eq!(step, then, "{decision:?}");
        assert_eq!(outcomes(&operations, false).await, []);
        let again = operations.settle_unknown_mail(settle(&send_key, decision)).await.unwrap_err();
        assert!(matches!(again, Failure::Refused(_)), "{again}");
        world.days_pass(14).await;
        assert_eq!(world.steps_sent_to(TARO), mails, "{decision:?}");
        assert!(account.calls().iter().all(|call| call != "GetParameter"), "no secret was asked for");
    }
}

/// Two people look at the same list, and the slower one decides about what is decided already.
#[tokio::test]
async fn an_unknown_mail_that_is_over_is_left_as_it_is() {
    let (world, operations, send_key) = a_mail_is_unknown("ask", None).await;
    let seen = world.standalone.store.unknown_mails(1).await.unwrap().remove(0);
    operations.settle_unknown_mail(settle(&send_key, OperatorDecision::Sent)).await.unwrap();
    let rows = world.rows().await;
    let reconciler = stack_of(&world, &Account::default()).reconciler();
    for late in [OperatorDecision::Sent, OperatorDecision::NotSent, OperatorDecision::SendAgain] {
        assert_eq!(reconciler.settle(&seen, late).await.unwrap(), Settled::NotUnknown);
        assert_eq!(world.rows().await, rows, "{late:?}");
    }
}

#[tokio::test]
async fn what_is_to_be_sent_again_is_ordered_and_an_ending_is_announced() {
    let (world, _, send_key) = a_mail_is_unknown("ask", None).await;
    let account = Account::default();
    let again = SettleUnknownMail { send_key, decision: OperatorDecision::SendAgain };
    stack(&world, &account).settle_unknown_mail(again).await.unwrap();
    let [(body, Some(group))] = &account.messages(SENDS)[..] else { panic!("one job") };
    assert_eq!(
        (SendJob::read(body).unwrap().leads, group.as_str()),
        (vec![world.lead(TARO)], "main.welcome")
    );
    assert!(account.events().is_empty());

    let (mut world, _, send_key) = a_mail_is_unknown("ask", None).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    let account = Account::default();
    let again = SettleUnknownMail { send_key, decision: OperatorDecision::SendAgain };
    let settled = stack(&world, &account).settle_unknown_mail(again).await.unwrap();
    assert_eq!(settled.next, Next::Over { ending: "unsubscribed".to_owned() });
    assert_eq!(account.messages(SENDS), []);
    let [event] = &account.events()[..] else { panic!("one event") };
    assert_eq!(event["DetailType"], "enrollment.ended");
}

#[tokio::test]
async fn dead_letters_are_looked_at_and_stay_where_they_are() {
    let (_, account, operations) = in_an_account().await;
    let job = account.bury(DEAD_SENDS, "{\"lead\":\"x\"}", Some("main.welcome"), &[]);
    let bounce = account.bury(DEAD_FEEDBACK, "{\"mail\":\"taro@example.jp\"}", None, &[]);
    let reasons = [("ERROR_CODE", "THROTTLED"), ("ERROR_MESSAGE", "Rate exceeded for taro@example.jp")];
    let tick = account.bury(DEAD_TICKS, "{}", None, &reasons);
    let sweep = account.bury(DEAD_SWEEPS, "{}", None, &[]);
    account.deliver_twice(DEAD_FEEDBACK);
    for _ in 0..2 {
        let listed = operations.list_dead_letters(ListDeadLetters {}).await.unwrap();
        let mut seen: Vec<_> =
            listed.letters.iter().map(|letter| (letter.queue.as_str(), letter.id.as_str())).collect();
        seen.sort_unstable();
        let there = [("feedback", &bounce), ("sends", &job), ("sweeps", &sweep), ("ticks", &tick)];
        assert_eq!(seen, there.map(|(queue, id)| (queue, id.as_str())));
        assert_eq!(listed.more, []);
        let text = serde_json::to_string(&listed).unwrap();
        assert!(!text.contains("taro") && text.contains("Rate exceeded for [address]"), "{text}");
        assert!(text.contains("2026-11-24T09:30:00+09:00"), "{text}");
    }
    let shown = operations.show_dead_letter(ShowDeadLetter { id: bounce.clone() }).await.unwrap();
    assert_eq!(
        (shown.line.queue.as_str(), shown.body.as_str()),
        ("feedback", "{\"mail\":\"taro@example.jp\"}")
    );
    for url in [DEAD_SENDS, DEAD_FEEDBACK, DEAD_SWEEPS, DEAD_TICKS] {
        assert_eq!((account.visible(url), account.messages(url).len()), (1, 1), "{url}");
    }
    let standing = operations.look_around(LookAround {}).await.unwrap();
    assert_eq!(standing.dead_letters, 3, "the next tick makes a lost one good");
    assert!(standing.waits_for_somebody());
}

#[tokio::test]
async fn a_letter_goes_back_into_the_queue_in_which_it_died() {
    let (_, account, operations) = in_an_account().await;
    let job = account.bury(DEAD_SENDS, "a job", Some("main.welcome"), &[]);
    let bounce = account.bury(DEAD_FEEDBACK, "a bounce", None, &[]);
    let retry = |id: &String| RetryDeadLetters { id: Some(id.clone()) };
    let retried = operations.retry_dead_letters(retry(&bounce)).await.unwrap();
    assert_eq!(retried.letters[0].became, Became::PutBack { queue: "feedback".to_owned() });
    assert_eq!(account.messages(FEEDBACK), [("a bounce".to_owned(), None)]);
    assert_eq!(account.messages(DEAD_FEEDBACK), []);
    let calls = account.calls();
    let place = |call: &str| calls.iter().position(|it| it == call).unwrap();
    assert!(place("SendMessage") < place("DeleteMessage"), "a letter is never nowhere");
    let gone = operations.retry_dead_letters(retry(&bounce)).await.unwrap_err();
    assert!(matches!(gone, Failure::NotThere(_)), "{gone}");

    let retried = operations.retry_dead_letters(RetryDeadLetters { id: None }).await.unwrap();
    assert_eq!(retried.letters.iter().map(|letter| &letter.id).collect::<Vec<_>>(), [&job]);
    assert_eq!(account.messages(SENDS), [("a job".to_owned(), Some("main.welcome".to_owned()))]);
    assert_eq!(account.messages(DEAD_SENDS), []);
}

#[tokio::test]
async fn a_tick_or_a_sweep_is_not_put_back_and_any_letter_can_be_discarded() {
    let (_, account, operations) = in_an_account().await;
    for (url, by) in [(DEAD_TICKS, "the next tick"), (DEAD_SWEEPS, "the next night's sweep")] {
        let id = account.bury(url, "{}", None, &[]);
        let refused =
            operations.retry_dead_letters(RetryDeadLetters { id: Some(id.clone()) }).await.unwrap_err();
        assert!(matches!(&refused, Failure::Refused(said) if said.english().contains(by)), "{refused}");
        assert_eq!(account.visible(url), 1, "it was given back");
        let all = operations.retry_dead_letters(RetryDeadLetters { id: None }).await.unwrap();
        assert_eq!(all.letters, []);
        let other = account.bury(url, "{}", None, &[]);
        operations.discard_dead_letter(DiscardDeadLetter { id: id.clone() }).await.unwrap();
        assert_eq!(account.visible(url), 1, "only the one that was named");
        let again = operations.discard_dead_letter(DiscardDeadLetter { id }).await.unwrap_err();
        assert!(matches!(again, Failure::NotThere(_)), "{again}");
        operations.discard_dead_letter(DiscardDeadLetter { id: other }).await.unwrap();
    }
}

#[tokio::test]
async fn many_dead_letters_are_listed_in_part_with_their_number() {
    let (_, account, operations) = in_an_account().await;
    let ids: Vec<_> = (0..130).map(|_| account.bury(DEAD_FEEDBACK, "{}", None, &[])).collect();
    let listed = operations.list_dead_letters(ListDeadLetters {}).await.unwrap();
    let [more] = &listed.more[..] else { panic!("one queue has more") };
    assert_eq!((more.queue.as_str(), more.listed, more.about), ("feedback", 100, 130));
    assert_eq!(listed.letters.len(), 100);
    assert!(listed.letters.is_sorted_by_key(|letter| std::cmp::Reverse(letter.sent_at)), "the latest first");
    // The last one is found, too, and nothing stays hidden.
    let shown = operations.show_dead_letter(ShowDeadLetter { id: ids[129].clone() }).await.unwrap();
    assert_eq!(shown.line.id, ids[129]);
    assert_eq!(account.visible(DEAD_FEEDBACK), 130);
    let all = operations.retry_dead_letters(RetryDeadLetters { id: None }).await.unwrap();
    assert_eq!((all.letters.len(), account.messages(FEEDBACK).len()), (130, 130));
}

#[tokio::test]
async fn what_the_credentials_do_not_allow_is_named() {
    for (operation, action) in [
        ("ReceiveMessage", "sqs:ReceiveMessage"),
        ("ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
    ] {
        let (_, account, operations) = in_an_account().await;
        account.bury(DEAD_SENDS, "{}", None, &[]);
        account.deny(operation);
        let denied = operations.list_dead_letters(ListDeadLetters {}).await.unwrap_err();
        let said = denied.to_string();
        assert!(said.contains(action) && said.contains("AccessDeniedException"), "{said}");
    }
}
