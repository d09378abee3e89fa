//! The page behind the link of a confirmation, and the press on its buttons. Looking changes nothing; only a press does.

use crate::ManageSubscription;
use crate::page::ConfirmPage;
use anyhow::bail;
use application::{Confirmation, Confirmed, Refusal};
use bytes::Bytes;
use cadence::confirmation::Pressed;
use cadence::consent::Standing;
use cadence::domain_event::WayOut;
use cadence::sequence::Entry;
use chrono::SubsecRound as _;
use document::{Catalog, FormConsent};
use http::{Method, Request, Response, StatusCode};
use links::ConfirmToken;

/// The field by which the page says the answer.
pub(crate) const ANSWER: &str = "answer";
/// The person agrees.
pub(crate) const YES: &str = "yes";
/// The person does not agree, and does not want to be asked again.
pub(crate) const NEVER: &str = "never";

/// The meaning of a POST. Unlike a refusal, an agreement has to be said in so many words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    Never,
    Unreadable,
}

impl Answer {
    fn read(body: &[u8]) -> Self {
        let mut answers = form_urlencoded::parse(body).filter(|(field, _)| field == ANSWER);
        match (answers.next().as_ref().map(|(_, value)| &**value), answers.next()) {
            (Some(YES), None) => Self::Yes,
            (Some(NEVER), _) => Self::Never,
            (_, _) => Self::Unreadable,
        }
    }
}

impl ManageSubscription {
    /// Answers `/c/{token}`.
    pub(crate) async fn answer_confirmation(&self, request: Request<Bytes>) -> Response<Bytes> {
        let token = request.uri().path().strip_prefix("/c/");
        let token = token.and_then(|token| self.links.read_confirm(token).ok());
        let (status, page) = match (&token, request.method()) {
            (None, _) => (StatusCode::NOT_FOUND, ConfirmPage::UnknownLink),
            (Some(token), &Method::GET | &Method::HEAD) => (StatusCode::OK, self.asked(token).await),
            (Some(token), &Method::POST) => self.pressed(token, Answer::read(request.body())).await,
            (Some(_), _) => (StatusCode::METHOD_NOT_ALLOWED, ConfirmPage::UnknownLink),
        };
        let sequence = token.as_ref().map(|token| &token.sequence);
        self.show(status, |language, action| page.html(language, action), &request, sequence).await
    }

    /// The page as things stand. If the table does not answer, it offers both buttons: a press is what counts.
    async fn asked(&self, token: &ConfirmToken) -> ConfirmPage {
        let catalog = self.owner().await;
        let words = catalog.as_ref().and_then(|catalog| words_of(catalog, token));
        let Some(FormConsent { text, .. }) = words else { return ConfirmPage::Over };
        let card = match self.store.card(&token.lead).await {
            Ok(Some(card)) => card.value,
            Ok(None) => return ConfirmPage::Over,
            Err(error) => {
                tracing::warn!(lead.id = %token.lead, %error, "the page of a confirmation does not show how it stands");
                return ConfirmPage::Question { text: text.clone() };
            }
        };
        let now = self.clock.now();
        let mut consent = card.consent;
        match consent.press(token.asked_at, now) {
            Pressed::Confirmed(_) => ConfirmPage::Question { text: text.clone() },
            Pressed::Before => ConfirmPage::Confirmed,
            Pressed::Over if consent.standing(now) == Standing::Refused => ConfirmPage::Refused,
            Pressed::Over => ConfirmPage::Over,
        }
    }

    /// Does what a person pressed; what fails is said, and changes nothing that the person did not ask for.
    async fn pressed(&self, token: &ConfirmToken, answer: Answer) -> (StatusCode, ConfirmPage) {
        let done = match answer {
            Answer::Yes => Box::pin(self.confirm(token)).await,
            Answer::Never => Box::pin(self.never_ask(token)).await,
            Answer::Unreadable => return (StatusCode::BAD_REQUEST, self.asked(token).await),
        };
        match done {
            Ok(page) => (StatusCode::OK, page),
            Err(error) => {
                tracing::error!(lead.id = %token.lead, %error, "a press on the page of a confirmation was not recorded; the person is asked to press again");
                (StatusCode::SERVICE_UNAVAILABLE, ConfirmPage::TryAgain)
            }
        }
    }

    async fn confirm(&self, token: &ConfirmToken) -> anyhow::Result<ConfirmPage> {
        let Some(catalog) = self.catalog().await? else { bail!("nothing is published") };
        let ConfirmToken { lead, sequence, asked_at } = token;
        let press = Confirmation { lead, sequence, asked_at: *asked_at };
        Ok(match self.application().confirm(&self.identity, press, &catalog).await? {
            Confirmed::Now | Confirmed::Before => ConfirmPage::Confirmed,
            Confirmed::Over => ConfirmPage::Over,
        })
    }

    async fn never_ask(&self, token: &ConfirmToken) -> anyhow::Result<ConfirmPage> {
        let at = self.clock.now().trunc_subsecs(3);
        let refusal = Refusal { lead: &token.lead, at, by: WayOut::Link };
        self.application().never_ask(&self.identity, refusal, self.catalog()).await?;
        Ok(ConfirmPage::Refused)
    }
}

/// The words that the person agreed to by the form.
fn words_of<'a>(catalog: &'a Catalog, token: &ConfirmToken) -> Option<&'a FormConsent> {
    let Entry::Form(form) = &catalog.sequence(&token.sequence)?.entry else { return None };
    catalog.form(form)?.consent.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_of_the_button_agrees() {
        assert_eq!(Answer::read(b"answer=yes"), Answer::Yes);
        assert_eq!(Answer::read(b"answer=never"), Answer::Never);
        for body in [
            "",
            "answer",
            "answer=",
            "answer=YES",
            "yes",
            "answer=yes&answer=yes",
            "List-Unsubscribe=One-Click",
        ] {
            assert_eq!(Answer::read(body.as_bytes()), Answer::Unreadable, "{body}");
        }
        assert_eq!(Answer::read(&[0xff, b'=', 0xfe]), Answer::Unreadable);
    }
}
