//! `{{ confirm_url }}` in an author's own words: each mail that asks for a confirmation has the button in its footer anyway.

use super::reading::Reading;
use crate::finding::Finding;
use cadence::sequence::Purpose;
use cadence::words;

pub(crate) fn check(reading: &Reading<'_>, purpose: Purpose) -> Vec<Finding> {
    let (message, remedy) = match purpose {
        Purpose::Confirmation => (
            words!(
                en = "the link to confirm is written by hand",
                ja = "確認のページへのリンクが、手で書かれています。"
            ),
            words!(
                en = "remove it; the footer of the mail has the button",
                ja = "取り除いてください。このメールには、フッターにボタンが付きます。"
            ),
        ),
        Purpose::Marketing | Purpose::Transactional => (
            words!(
                en = "this mail has no page to confirm at, so it would not be sent",
                ja = "このメールには確認のページがないので、送れません。"
            ),
            words!(
                en = "remove it; the mails of a sequence with \"purpose\": \"confirmation\" have the button",
                ja = "取り除いてください。\"purpose\": \"confirmation\" のシナリオのメールに、ボタンが付きます。"
            ),
        ),
    };
    let found = reading.tags.iter().filter(|tag| tag.text.contains("confirm_url"));
    found.map(|tag| reading.finding("confirm-misused", tag.start, message, remedy)).collect()
}
