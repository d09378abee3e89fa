//! The pages a person sees behind the link of a mail, in Japanese and English.

mod buttons;
mod choices;
mod confirm;
mod preferred;

use crate::press::TAKE_BACK;
use buttons::{choice, form, other_choices, questions};
use cadence::preferences::Wish;
use cadence::sequence::Language;
pub(crate) use choices::{Choices, Offer};
pub(crate) use confirm::ConfirmPage;
use links::TAKE_BACK_MINUTES;
use preferred::{on_pause, preferred};
use web::language::say;

/// One of the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Page {
    /// Asks whether to stop, and offers less instead; its buttons post.
    Question(Choices),
    /// Marketing has been stopped.
    Stopped {
        /// The token that takes the refusal back, if there was something to take back to.
        take_back: Option<String>,
    },
    /// The refusal was taken back.
    TakenBack,
    /// The refusal can be taken back no more.
    TooLate,
    /// A wish was recorded.
    Preferred {
        /// The wish.
        wish: Wish,
        /// The choices with it.
        choices: Choices,
    },
    /// The link is not one of ours.
    UnknownLink,
    /// It could not be recorded.
    TryAgain,
}

impl Page {
    /// Its title, and what stands under it as HTML. `action` is the path of the link itself.
    pub(crate) fn html(&self, language: Language, action: &str) -> (String, String) {
        let (title, text) = self.words(language);
        let mut inside = format!("<p>{text}</p>\n");
        inside.push_str(&self.buttons(language, action));
        (title, inside)
    }

    fn words(&self, language: Language) -> (String, String) {
        let (title, text) = match (self, language) {
            (Self::Question(Choices { paused_until: Some(day), .. }), _) => return on_pause(*day, language),
            (Self::Question(_), Language::Japanese) => (
                "配信を停止しますか？",
                "下のボタンを押すと、当社からのご案内メールをすべて停止します。ログインやお手続きは必要ありません。",
            ),
            (Self::Question(_), Language::English) => (
                "Stop these mails?",
                "Press the button below and we will stop all our marketing mail to you. No login, nothing else to do.",
            ),
            (Self::Stopped { .. }, Language::Japanese) => (
                "配信を停止しました",
                "今後、ご案内メールはお送りしません。これまでお読みいただき、ありがとうございました。",
            ),
            (Self::Stopped { .. }, Language::English) => {
                ("Stopped", "You will get no more marketing mail from us. Thank you for having read us.")
            }
            (Self::TakenBack, Language::Japanese) => {
                ("元に戻しました", "停止を取り消しました。ご案内メールは、これまでどおりお届けします。")
            }
            (Self::TakenBack, Language::English) => {
                ("Undone", "Nothing was stopped. Our mails go on as before.")
            }
            (Self::TooLate, Language::Japanese) => (
                "元に戻せませんでした",
                "取り消せる時間を過ぎたか、停止がほかにも届いています。ご案内メールは停止したままです。\
                 再開をご希望の場合は、お手数ですが下の連絡先へご連絡ください。",
            ),
            (Self::TooLate, Language::English) => (
                "It stays stopped",
                "The time to undo it is over, or another request to stop has come. You will get no marketing mail. \
                 To have it again, please write to the contact below.",
            ),
            (Self::Preferred { wish, choices }, _) => {
                return preferred(wish, choices, language);
            }
            (Self::UnknownLink, Language::Japanese) => (
                "このリンクは使えません",
                "リンクが途中で切れている可能性があります。お手数ですが、メールのリンクをもう一度開くか、メール末尾の連絡先へご連絡ください。",
            ),
            (Self::UnknownLink, Language::English) => (
                "This link does not work",
                "It may have been cut off. Please open the link in the mail once more, or write to the contact at the end of the mail.",
            ),
            (Self::TryAgain, Language::Japanese) => (
                "まだ受け付けられていません",
                "一時的な不具合で受け付けられませんでした。少し時間をおいて、もう一度ボタンを押してください。",
            ),
            (Self::TryAgain, Language::English) => (
                "Not done yet",
                "Something failed for a moment. Please wait a little and press the button again.",
            ),
        };
        (title.to_owned(), text.to_owned())
    }

    fn buttons(&self, language: Language, action: &str) -> String {
        match self {
            Self::UnknownLink | Self::TakenBack | Self::TooLate | Self::Stopped { take_back: None } => {
                String::new()
            }
            Self::Question(choices) => questions(language, action, choices),
            Self::TryAgain => questions(language, action, &Choices::default()),
            Self::Stopped { take_back: Some(token) } => {
                let text = say(language, "取り消して、元に戻す", "Undo it");
                let button =
                    format!("<button class=\"quiet\" name=\"{TAKE_BACK}\" value=\"{token}\">{text}</button>");
                let note = match language {
                    Language::Japanese => {
                        format!("間違えて押した場合は、{TAKE_BACK_MINUTES}分以内なら元に戻せます。")
                    }
                    Language::English => {
                        format!("Pressed by mistake? You can undo it within {TAKE_BACK_MINUTES} minutes.")
                    }
                };
                form(action, &format!("<p class=\"small\">{note}</p>\n{button}"))
            }
            Self::Preferred { wish, choices } => {
                let back = wish.contrary().filter(|back| choices.offers(back));
                let back = back.map(|back| form(action, &choice(&back, choices, language)));
                back.unwrap_or_default() + &other_choices(language, action, choices)
            }
        }
    }
}

#[cfg(test)]
mod tests;
