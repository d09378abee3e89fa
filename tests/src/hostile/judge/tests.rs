//! A sound hour by hand, and one breach of each promise.

use super::super::arguments::Size;
use super::super::company::{ATTACKED, CATALOG, CONTACT, NEWS, first_step, sequences_of};
use super::super::people::{FLOODED, ONE_CALLER, own_word, strange_word};
use super::super::seen::Answer;
use super::*;
use chrono::DateTime;

/// When the hour begins, and when the attacked sequence is paused.
const HOUR: u64 = 10_000;
const PAUSED: u64 = 20_000;

/// Everybody is answered, and mailed as the ceilings let him; nothing of the attacked sequence goes out after its pause.
fn sound(plan: &Plan) -> Seen {
    let mut seen = Seen {
        target: "nothing".to_owned(),
        seed: plan_seed(),
        size: Size::Small,
        speed: 1.0,
        began: DateTime::UNIX_EPOCH,
        hour_at: HOUR,
        ended_at: 150_000,
        usual_within: 5_000,
        answers: Vec::new(),
        mails: Vec::new(),
        refused: plan.refusers.iter().map(|address| (address.clone(), HOUR - 1)).collect(),
        confirms: false,
        pressed: BTreeMap::from([(ATTACKED.to_owned(), 9)]),
        paused: BTreeMap::from([(ATTACKED.to_owned(), PAUSED)]),
    };
    let (mut callers, mut mailboxes): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
    let mut flooded = 0;
    for (number, post) in plan.posts.iter().enumerate() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a minute and a half")]
        let at = post.at.map_or(100, |at| HOUR + 100 + (at * 90_000.0) as u64);
        let calls = callers.entry(post.caller_key()).or_default();
        *calls += 1;
        let is_taken = *calls <= 100;
        let (status, body) = if is_taken { (200, "{\"ok\":true}") } else { (429, "{}") };
        seen.answers.push(Answer { sent_at: at - 50, at, status, body: body.to_owned() });
        for sequence in sequences_of(post.form) {
            let refused = seen.refused.get(&post.mailbox).is_some_and(|refused| *refused < at);
            let advertises = super::super::company::is_marketing(sequence, first_step(sequence));
            let paused = *sequence == ATTACKED && at > PAUSED;
            let runs = mailboxes.entry(&post.mailbox).or_default();
            let at_flooded = post.domain() == FLOODED;
            if !is_taken || paused || (refused && advertises) || *runs >= 5 || (at_flooded && flooded >= 40) {
                continue;
            }
            (*runs, flooded) = (*runs + 1, flooded + usize::from(at_flooded));
            seen.mails.push(mail(plan, number, sequence, at + 500));
        }
    }
    seen
}

fn plan_seed() -> u64 {
    7
}

fn plan() -> Plan {
    Plan::of(plan_seed(), Size::Small)
}

/// The first mail of the run that a post began, with the words of the owner of the address and of the post.
fn mail(plan: &Plan, number: usize, sequence: &str, at: u64) -> Mail {
    let post = &plan.posts[number];
    let owner = plan.posts.iter().position(|it| it.who == Who::Owner && it.address == post.mailbox);
    let of_lead = owner.map_or_else(|| post.word.clone(), own_word);
    Mail {
        at,
        to: key(&post.address),
        sequence: sequence.to_owned(),
        step: first_step(sequence).to_owned(),
        run: format!("run of {number}"),
        text: format!("lead={of_lead}/{of_lead}; event={}/{};", post.word, post.word),
    }
}

/// The promises that do not hold after a change.
fn broken(change: impl FnOnce(&Plan, &mut Seen)) -> Vec<&'static str> {
    let plan = plan();
    let mut seen = sound(&plan);
    change(&plan, &mut seen);
    judge(&plan, &seen).iter().filter(|judged| !judged.holds()).map(|judged| judged.name).collect()
}

/// The first post of this kind.
fn first(plan: &Plan, is: impl Fn(&super::super::plan::Post) -> bool) -> usize {
    plan.posts.iter().position(is).unwrap()
}

/// The first mail to somebody whose address is known.
fn to_known(seen: &mut Seen) -> &mut Mail {
    seen.mails.iter_mut().find(|mail| mail.to.starts_with("known")).unwrap()
}

#[test]
fn a_sound_hour_breaks_nothing_and_tries_every_promise() {
    assert_eq!(broken(|_, _| {}), [""; 0]);
}

#[test]
fn marketing_to_somebody_who_refused_is_found() {
    let marketing = |plan: &Plan, seen: &mut Seen| {
        let number = first(plan, |post| {
            post.form == CONTACT && post.who == Who::InAnothersName && plan.refusers.contains(&post.mailbox)
        });
        Mail {
            sequence: NEWS.to_owned(),
            step: "second".to_owned(),
            ..mail(plan, number, NEWS, seen.hour_at)
        }
    };
    assert_eq!(
        broken(|plan, seen| {
            let it = marketing(plan, seen);
            seen.mails.push(it);
        }),
        ["refused"]
    );
    let before = |plan: &Plan, seen: &mut Seen| {
        let it = Mail { at: 1, ..marketing(plan, seen) };
        seen.mails.push(it);
    };
    assert_eq!(broken(before), [""; 0], "what went before the refusal is no breach");
    let reply = |plan: &Plan, seen: &mut Seen| {
        let it = Mail { sequence: "reply".to_owned(), step: "again".to_owned(), ..marketing(plan, seen) };
        seen.mails.push(it);
    };
    assert_eq!(broken(reply), [""; 0], "a reply is no marketing");
    assert_eq!(broken(|_, seen| seen.refused.clear()), ["refused"], "where nobody refuses nothing is shown");
}

#[test]
fn a_strangers_words_in_another_run_or_about_the_person_are_found() {
    let of_another = |plan: &Plan| strange_word(first(plan, |post| post.who == Who::Spreader));
    let about_the_person = |plan: &Plan, seen: &mut Seen| {
        let number = first(plan, |post| post.who == Who::InAnothersName && post.mailbox.starts_with("known"));
        let word = &plan.posts[number].word;
        let mut spoilt = mail(plan, number, sequences_of(plan.posts[number].form)[0], 15_000);
        (spoilt.step, spoilt.text) = ("later".to_owned(), format!("lead={word}/-; event={word}/{word};"));
        seen.mails.push(spoilt);
    };
    assert_eq!(broken(about_the_person), ["words"]);
    let elsewhere = |plan: &Plan, seen: &mut Seen| to_known(seen).text.push_str(&of_another(plan));
    assert_eq!(broken(elsewhere), ["words"], "of a post about somebody else");
    let two_runs = |_: &Plan, seen: &mut Seen| {
        let strange = |mail: &&Mail| mail.to.starts_with("known") && mail.text.contains("event=Zq");
        let again = seen.mails.iter().find(strange).unwrap().clone();
        seen.mails.push(Mail { run: "another".to_owned(), step: "later".to_owned(), ..again });
    };
    assert_eq!(broken(two_runs), ["words"], "in a run that another post began");
    let mixed = |_: &Plan, seen: &mut Seen| {
        let first = to_known(seen).clone();
        let text = first.text.replace("event=", "event=-");
        seen.mails.push(Mail { step: "later".to_owned(), text, ..first });
    };
    assert_eq!(broken(mixed), ["words"], "one run, two answers");
}

#[test]
fn a_ceiling_that_is_passed_is_found() {
    let sixth = |plan: &Plan, seen: &mut Seen| {
        let bombed = plan.posts.iter().enumerate().filter(|(_, post)| post.mailbox == "bombed 1").take(6);
        let mails = bombed
            .map(|(number, _)| Mail { run: format!("more {number}"), ..mail(plan, number, "start", 15_000) });
        seen.mails.extend(mails);
    };
    assert_eq!(broken(sixth), ["address"]);
    let caller = |plan: &Plan, seen: &mut Seen| {
        let of_caller =
            plan.posts.iter().zip(&mut seen.answers).filter(|(post, _)| post.caller == ONE_CALLER);
        of_caller.for_each(|(_, answer)| (answer.status, answer.body) = (200, "{\"ok\":true}".to_owned()));
    };
    assert_eq!(broken(caller), ["caller"]);
    let domain = |plan: &Plan, seen: &mut Seen| {
        let flooders = plan.posts.iter().enumerate().filter(|(_, post)| post.who == Who::Flooder).take(60);
        let mails = flooders
            .map(|(number, _)| Mail { run: format!("more {number}"), ..mail(plan, number, "start", 15_000) });
        seen.mails.extend(mails);
    };
    assert_eq!(broken(domain), ["domain"]);
    let everybody = |plan: &Plan, seen: &mut Seen| {
        let mails = (0..1_500).map(|number| Mail {
            to: format!("x{number}@y{number}.example.jp"),
            run: format!("more {number}"),
            ..mail(plan, 0, "start", 15_000)
        });
        seen.mails.extend(mails);
    };
    assert_eq!(broken(everybody), ["everybody"]);
}

#[test]
fn another_pause_none_or_one_that_holds_nothing_is_found() {
    assert_eq!(broken(|_, seen| seen.paused.extend([("all".to_owned(), 30_000)])), ["paused"]);
    assert_eq!(broken(|_, seen| seen.paused.clear()), ["paused", "held"]);
    let after = |plan: &Plan, seen: &mut Seen| {
        let number = first(plan, |post| post.form == CATALOG && post.who == Who::Spreader);
        let it = Mail { run: "late".to_owned(), ..mail(plan, number, ATTACKED, PAUSED + 20_000) };
        seen.mails.push(it);
    };
    assert_eq!(broken(after), ["held"]);
}

#[test]
fn an_honest_person_who_is_not_answered_as_usual_is_found() {
    let honest = |plan: &Plan| first(plan, |post| post.who == Who::Honest);
    let refused = |plan: &Plan, seen: &mut Seen| seen.answers[honest(plan)].status = 429;
    assert_eq!(broken(refused), ["answered"]);
    let never = |plan: &Plan, seen: &mut Seen| {
        let address = key(&plan.posts[honest(plan)].address);
        seen.mails.retain(|mail| mail.to != address);
    };
    assert_eq!(broken(never), ["mailed"]);
    let late = |plan: &Plan, seen: &mut Seen| {
        let address = key(&plan.posts[honest(plan)].address);
        seen.mails.iter_mut().filter(|mail| mail.to == address).for_each(|mail| mail.at += 60_000);
    };
    assert_eq!(broken(late), ["mailed"]);
    let on_a_slow_machine = |plan: &Plan, seen: &mut Seen| {
        let all = plan.posts.iter().zip(&mut seen.answers).filter(|(post, _)| post.who == Who::Honest);
        all.for_each(|(_, answer)| answer.sent_at = answer.at - 1_000);
        late(plan, seen);
    };
    assert_eq!(broken(on_a_slow_machine), [""; 0], "posts are answered twenty times as slowly");
    let tells = |_: &Plan, seen: &mut Seen| seen.answers[0].body = "{\"known\":true}".to_owned();
    assert_eq!(broken(tells), ["silent"]);
}

#[test]
fn a_second_question_and_one_to_whom_nobody_refused_are_found() {
    let asked = |again: bool, refused: bool| {
        broken(|plan, seen| {
            seen.confirms = true;
            let mailbox = if refused { plan.refusers[0].clone() } else { uninvolved(plan) };
            let number = plan.posts.iter().position(|post| key(&post.address) == mailbox).unwrap();
            for run in 0..=u64::from(again) {
                let question = mail(plan, number, "confirm-contact", HOUR + 100 + run);
                let text = String::new();
                seen.mails.push(Mail { run: format!("question {run}"), text, ..question });
            }
        })
        .contains(&"questions")
    };
    assert!(!asked(false, true), "once is allowed");
    assert!(asked(true, true) && asked(false, false));
}

/// Somebody who did not refuse.
fn uninvolved(plan: &Plan) -> String {
    let owners = plan.posts.iter().filter(|post| post.who == Who::Owner).map(|post| key(&post.address));
    owners.into_iter().find(|address| !plan.refusers.contains(address)).unwrap()
}
