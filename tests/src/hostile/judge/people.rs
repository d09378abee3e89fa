//! The promises to people: refusals, their own words, answers as usual.

use super::super::company::{ATTACKED, asks, first_step, is_marketing, sequences_of};
use super::super::people::posts_in;
use super::super::plan::Who;
use super::super::seen::Mail;
use super::{Case, Judged, key};
use std::collections::{BTreeMap, BTreeSet};

/// A person who refused gets no marketing, whatever strangers post.
pub(super) fn refusals(case: &Case<'_>) -> Judged {
    let refused = &case.seen.refused;
    let agreed = case.posts().filter(|(_, post, taken)| {
        *taken
            && post.who == Who::InAnothersName
            && post.agree.is_some()
            && refused.contains_key(&post.mailbox)
    });
    let looked_at = agreed.count();
    let after = |mail: &&Mail| refused.get(&key(&mail.to)).is_some_and(|at| *at < mail.at);
    let broken = case.seen.mails.iter().filter(after).filter(|mail| is_marketing(&mail.sequence, &mail.step));
    let broken = broken.map(|mail| format!("{} got {} {}", mail.to, mail.sequence, mail.step)).collect();
    Judged {
        name: "refused",
        promise: "nobody who refused gets marketing",
        looked_at,
        of: "consents posted in their names",
        broken,
    }
}

/// People who refused are asked once at most whether a new agreement is meant, in whatever spelling strangers post the address.
pub(super) fn questions(case: &Case<'_>) -> Judged {
    let mut asked: BTreeMap<&str, Vec<&Mail>> = BTreeMap::new();
    for mail in case.seen.mails.iter().filter(|mail| asks(&mail.sequence)) {
        if let Some(mailbox) = case.mailboxes.get(&key(&mail.to)) {
            asked.entry(mailbox).or_default().push(mail);
        }
    }
    let refused = |mailbox: &str, mail: &Mail| case.seen.refused.get(mailbox).is_some_and(|at| *at < mail.at);
    let uncalled = asked.iter().flat_map(|(mailbox, mails)| mails.iter().map(move |mail| (mailbox, mail)));
    let uncalled = uncalled.filter(|(mailbox, mail)| !refused(mailbox, mail));
    let mut broken: Vec<String> =
        uncalled.map(|(mailbox, _)| format!("{mailbox} was asked without a refusal")).collect();
    let often = asked.iter().filter(|(_, mails)| mails.len() > 1);
    broken.extend(often.map(|(mailbox, mails)| format!("{mailbox} was asked {} times", mails.len())));
    Judged {
        name: "questions",
        promise: "whoever refused is asked once at most whether a new agreement is meant",
        looked_at: asked.len(),
        of: "people who were asked",
        broken,
    }
}

/// A stranger's words stand in the mails of the run that he began, and in what is said of that run only.
pub(super) fn words(case: &Case<'_>) -> Judged {
    let (mut looked_at, mut broken) = (0, Vec::new());
    let mut begun: BTreeMap<(usize, &str), BTreeSet<&str>> = BTreeMap::new();
    for mail in &case.seen.mails {
        let Some(own) = case.owners.get(&*key(&mail.to)) else { continue };
        let of_lead = marked(&mail.text, "lead=");
        if !posts_in(&of_lead, true).is_empty() || posts_in(&of_lead, false).iter().any(|post| post != own) {
            broken.push(format!("{} {} {} says of its lead {of_lead}", mail.to, mail.sequence, mail.step));
        }
        let strange: BTreeSet<usize> = posts_in(&mail.text, true).into_iter().collect();
        looked_at += usize::from(!strange.is_empty());
        for post in &strange {
            begun.entry((*post, &mail.sequence)).or_default().insert(&mail.run);
            let of = &case.plan.posts[*post % case.plan.posts.len()];
            if key(&of.address) != key(&mail.to) || !sequences_of(of.form).contains(&&*mail.sequence) {
                broken.push(format!("{} {} {} has words of post {post}", mail.to, mail.sequence, mail.step));
            }
        }
        if strange.len() > 1 {
            broken
                .push(format!("{} {} {} has words of posts {strange:?}", mail.to, mail.sequence, mail.step));
        }
    }
    let several = begun.into_iter().filter(|(_, runs)| runs.len() > 1);
    broken.extend(several.map(|((post, sequence), runs)| {
        format!("the words of post {post} stand in {} runs of {sequence}", runs.len())
    }));
    broken.extend(mixed_runs(case));
    Judged {
        name: "words",
        promise: "a stranger's words stand in the run that he began, and say nothing of the person",
        looked_at,
        of: "mails to known people with a stranger's words",
        broken,
    }
}

/// Runs whose mails have words of different posts.
fn mixed_runs(case: &Case<'_>) -> Vec<String> {
    let mut said: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for mail in &case.seen.mails {
        let of_run = marked(&mail.text, "event=");
        said.entry((&mail.sequence, &mail.run)).or_default().insert(of_run);
    }
    let mixed = said.into_iter().filter(|(_, said)| said.len() > 1);
    mixed.map(|((sequence, _), said)| format!("a run of {sequence} says {said:?}")).collect()
}

/// All that stands in a text behind a mark, up to its semicolon; each once.
fn marked(text: &str, mark: &str) -> String {
    let found: BTreeSet<&str> = text.split(mark).skip(1).filter_map(|rest| rest.split(';').next()).collect();
    found.into_iter().collect::<Vec<_>>().join(" ")
}

/// Honest posts are taken, also from callers of their own at what is attacked.
pub(super) fn answers(case: &Case<'_>) -> Judged {
    let honest: Vec<_> = case.posts().filter(|(_, post, _)| post.who.is_honest()).collect();
    let status = |number: usize| case.seen.answers.get(number).map_or(0, |answer| answer.status);
    let refused = honest.iter().filter(|(_, _, taken)| !taken);
    let broken =
        refused.map(|(number, post, _)| format!("{} was answered {}", post.address, status(*number)));
    Judged {
        name: "answered",
        promise: "every honest post is taken",
        looked_at: honest.len(),
        of: "honest posts",
        broken: broken.collect(),
    }
}

/// Honest people elsewhere than where most strangers post get their first mail as always. A machine that answers posts so many
/// times as slowly as before the hour has so many times as long.
pub(super) fn first_mails(case: &Case<'_>) -> Judged {
    let waits = waits(case, Who::Honest);
    let before = typical_answer(case, Who::Owner).max(1);
    let slowness = typical_answer(case, Who::Honest).div_ceil(before).max(1);
    let within = case.seen.usual_within * slowness;
    let late = waits.iter().filter(|(_, wait)| wait.is_none_or(|wait| wait > within));
    let told =
        |wait: Option<u64>| wait.map_or("no mail".to_owned(), |wait| format!("a mail after {wait} ms"));
    let broken = late.map(|(address, wait)| format!("{address} got {}", told(*wait))).collect();
    Judged {
        name: "mailed",
        promise: "honest people get their first mail as usual",
        looked_at: waits.len(),
        of: "honest people",
        broken,
    }
}

/// The middle one of the times in which some people's posts were answered, in milliseconds.
fn typical_answer(case: &Case<'_>, who: Who) -> u64 {
    let posts = case.posts().filter(|(_, post, taken)| *taken && post.who == who);
    let answers = posts.map(|(number, ..)| &case.seen.answers[number]);
    let mut times: Vec<u64> = answers.map(|answer| answer.at.saturating_sub(answer.sent_at)).collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The time that each of some people waited for the first mail of each sequence that his post began, other than the attacked.
pub(in super::super) fn waits_of(
    plan: &super::Plan,
    seen: &super::Seen,
    who: Who,
) -> Vec<(String, Option<u64>)> {
    waits(&Case::new(plan, seen), who)
}

fn waits(case: &Case<'_>, who: Who) -> Vec<(String, Option<u64>)> {
    let mut first: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for mail in &case.seen.mails {
        if first_step(&mail.sequence) == mail.step {
            first.entry((key(&mail.to), &mail.sequence)).or_insert(mail.at);
        }
    }
    let posts = case.posts().filter(|(_, post, taken)| *taken && post.who == who);
    let begun = posts.flat_map(|(number, post, _)| {
        let sequences = sequences_of(post.form).iter().filter(|sequence| **sequence != ATTACKED);
        sequences.map(move |sequence| (number, key(&post.address), *sequence))
    });
    begun
        .map(|(number, address, sequence)| {
            let at = first.get(&(address.clone(), sequence)).copied();
            (address, at.map(|at| at.saturating_sub(case.seen.answers[number].at)))
        })
        .collect()
}

/// A stranger learns nothing from the answer: it is the same for everybody whose post is taken.
pub(super) fn silence(case: &Case<'_>) -> Judged {
    let mut said: BTreeMap<&str, BTreeSet<(u16, &str)>> = BTreeMap::new();
    let taken: Vec<_> = case.posts().filter(|(_, _, taken)| *taken).collect();
    for (number, post, _) in &taken {
        let answer = &case.seen.answers[*number];
        said.entry(post.form).or_default().insert((answer.status, &answer.body));
    }
    let different = said.into_iter().filter(|(_, answers)| answers.len() > 1);
    Judged {
        name: "silent",
        promise: "everybody whose post is taken gets the same answer",
        looked_at: taken.len(),
        of: "posts that were taken",
        broken: different.map(|(form, answers)| format!("{form} answers {answers:?}")).collect(),
    }
}
