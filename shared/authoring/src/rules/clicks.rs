//! Questions about clicks on mails in which nothing can be clicked. Asked when the mails are compiled: what counts is what is sent.

use super::conditions::asked;
use super::steps;
use super::workspace::{Document, Workspace};
use crate::finding::Finding;
use cadence::limits::STEPS_MAX;
use cadence::publication::CompiledMail;
use cadence::text;
use mail::links::{Role, addresses_in};
use mail::markup::{Piece, pieces};
use serde_json::Value;
use std::collections::BTreeMap;

/// Questions of one step that are looked at; nobody asks more.
const QUESTIONS_MAX: usize = 100;

/// `compiled` gives the mail of a sequence by its name, where it could be compiled.
pub(crate) fn check<'a>(
    workspace: &'a Workspace<'a>,
    compiled: impl Fn(&str, &str) -> Option<&'a CompiledMail>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for sequence in workspace.sequences.iter().filter(|it| it.list("/steps").len() <= STEPS_MAX) {
        let steps = steps::all(sequence);
        if steps.len() > STEPS_MAX {
            // The excess of steps was told already; what they ask is looked at when they are fewer.
            continue;
        }
        let text = |value: &'a Value, key: &str| value.get(key).and_then(Value::as_str);
        let mut sent: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for step in &steps {
            if let (Some(name), Some(mail)) = (text(step.value, "step"), text(step.value, "send")) {
                sent.entry(name).or_default().push(mail);
            }
        }
        for step in &steps {
            for key in ["wait_for", "choose"] {
                let Some(condition) = step.value.get(key) else { continue };
                let questions = asked(condition, &format!("{}/{key}", step.pointer)).into_iter();
                for question in questions.filter(|it| it.what == "clicked").take(QUESTIONS_MAX) {
                    let mut mails = sent.get(question.step).into_iter().flatten();
                    let unclickable =
                        mails.find(|mail| compiled(&sequence.id, mail).is_some_and(|it| !has_link(it)));
                    findings.extend(unclickable.map(|mail| told(sequence, &question.pointer, mail)));
                }
            }
        }
    }
    findings
}

fn told(sequence: &Document<'_>, pointer: &str, mail: &str) -> Finding {
    let message = text!(
        en = "nothing in the mail {mail:?} can be clicked, so this way is never taken: it has no \
             http(s) link but those of its footer, or none whose clicks are counted",
        ja = "メール {mail:?} には押せるものがないので、この道にはだれも進みません。フッターのほか\
             に http(s) のリンクがないか、クリックを数えないリンクだけです。"
    );
    let remedy = text!(
        en = "write a link into emails/{}/{mail}/, such as [資料を見る](https://…), or ask about \
             something else",
        ja = "emails/{}/{mail}/ に [資料を見る](https://…) のようなリンクを書くか、別の条件にしてください。",
        sequence.id
    );
    sequence.source.finding("click-without-link", pointer, message, remedy)
}

/// Whether a mail has a link whose clicks the mail service counts: to a web page, and not marked as one that is not to be counted,
/// as those of the footer are. Addresses that stand in the text without being links are not counted.
fn has_link(mail: &CompiledMail) -> bool {
    pieces(&mail.html).iter().any(|piece| {
        let Piece::Open { name, attributes, .. } = piece else { return false };
        let counted = !attributes.iter().any(|it| it.name.eq_ignore_ascii_case("ses:no-track"));
        let links = matches!(name.as_str(), "a" | "area") && counted;
        let addresses = addresses_in(std::slice::from_ref(piece)).into_iter();
        links && addresses.filter(|it| it.role == Role::Link).any(|it| is_page(it.text))
    })
}

fn is_page(address: &str) -> bool {
    let address = address.trim();
    let lower = address.to_ascii_lowercase();
    let begins = lower.starts_with("http://") || lower.starts_with("https://") || address.starts_with('{');
    begins && !address.contains("unsubscribe_url")
}
