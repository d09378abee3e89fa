//! Confirmations in documents: the forms whose agreements are to be confirmed, and the sequences that ask for it.

use crate::problem::Notes;
use cadence::confirmation::Confirm;
use cadence::sequence::{Entry, Purpose, Step, Steps};
use cadence::span::Span;
use cadence::words;
use serde::Deserialize;

/// Agreements that are to be confirmed.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum ConfirmWord {
    Always,
    #[serde(rename = "after a refusal")]
    AfterRefusal,
    Never,
}

impl From<ConfirmWord> for Confirm {
    fn from(word: ConfirmWord) -> Self {
        match word {
            ConfirmWord::Always => Self::Always,
            ConfirmWord::AfterRefusal => Self::AfterRefusal,
            ConfirmWord::Never => Self::Never,
        }
    }
}

/// A form whose agreements are to be confirmed has to ask for one, of somebody who can be a stranger.
pub(crate) fn check_form(confirm: Confirm, has_consent: bool, staff_only: bool, notes: &mut Notes) {
    if confirm == Confirm::Never || (has_consent && !staff_only) {
        return;
    }
    let (message, remedy) = if has_consent {
        (
            words!(
                en = "the form is for staff, whose word is proof enough, and nothing is to be confirmed",
                ja = "社内専用のフォームです。担当者の記録が証拠になるので、確かめることがありません。"
            ),
            words!(en = "remove `confirm`", ja = "`confirm` を消してください。"),
        )
    } else {
        (
            words!(
                en = "the form asks for no agreement, so there is nothing to confirm",
                ja = "同意を求めないフォームなので、確かめることがありません。"
            ),
            words!(
                en = "add `consent` with the text that people agree to, or remove `confirm`",
                ja = "`consent` に同意の文を書くか、`confirm` を消してください。"
            ),
        )
    };
    notes.add("/confirm", "nothing-to-confirm", message, remedy);
}

/// A sequence that asks for confirmations begins by a form, and all its mails ask.
pub(crate) fn check_sequence(entry: Option<&Entry>, steps: Option<&Steps>, notes: &mut Notes) {
    if entry.is_some_and(|entry| !matches!(entry, Entry::Form(_))) {
        let remedy = words!(
            en = "write { \"form\": … }, with a form that has `confirm`",
            ja = "{ \"form\": … } と書き、`confirm` のあるフォームを指定してください。"
        );
        let message = words!(
            en = "a sequence that asks for confirmations begins by the form whose agreements it asks about",
            ja = "同意を確かめるシナリオは、そのフォームの送信で始まります。"
        );
        notes.add("/start", "confirmation-start", message, remedy);
    }
    let asking: Vec<&Step> =
        steps.into_iter().flat_map(Steps::iter).filter(|step| step.verb.mail().is_some()).collect();
    check_distance(&asking, notes);
    let mut mails = asking.iter().filter_map(|step| step.verb.mail());
    if mails.any(|(_, purpose)| purpose != Purpose::Confirmation) {
        let remedy = words!(
            en = "remove the step's own `purpose`, or send its mail in another sequence of the form",
            ja = "ステップの `purpose` を消すか、そのメールは同じフォームの別のシナリオで送ってください。"
        );
        let message = words!(
            en = "a sequence that asks for confirmations has a mail for another purpose",
            ja = "同意を確かめるシナリオに、別の目的のメールがあります。"
        );
        notes.add("/steps", "confirmation-mails", message, remedy);
    }
}

/// A person is asked twice at most, and the second mail comes too late for somebody who refused, who is asked once.
fn check_distance(asking: &[&Step], notes: &mut Notes) {
    let far = |span| match span {
        Span::Minutes(minutes) => minutes >= 2 * 24 * 60,
        Span::Hours(hours) => hours >= 2 * 24,
        Span::Days(days) | Span::BusinessDays(days) => days >= 2,
        Span::Weeks(weeks) => weeks >= 1,
        Span::Months(months) => months >= 1,
    };
    let fits = match asking {
        [] | [_] => true,
        [_, again] => far(again.timing.span),
        _ => false,
    };
    if fits {
        return;
    }
    let message = words!(
        en = "the sequence asks more often than once and once again after two days",
        ja = "確認のメールが、最初の1通と、2日以上あとの再送1通より多くなっています。"
    );
    let remedy = words!(
        en = "keep one mail, or a second one with \"after\": \"2 days\" or more",
        ja = "1通だけにするか、2通めを \"after\": \"2 days\" 以上あとにしてください。"
    );
    notes.add("/steps", "confirmation-too-often", message, remedy);
}
