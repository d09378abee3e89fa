//! The pages behind the link of a confirmation, in Japanese and English.

use super::buttons::form;
use crate::confirm::{ANSWER, NEVER, YES};
use cadence::confirmation::CONFIRM_WITHIN_DAYS;
use cadence::sequence::Language;
use cadence::text::Escaped;
use web::language::say;

/// One of the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConfirmPage {
    /// Asks whether the agreement was meant; its buttons post.
    Question {
        /// The words that the person agrees to, as the form has them.
        text: String,
    },
    /// The person agrees.
    Confirmed,
    /// The person refused, and is not asked again.
    Refused,
    /// The link counts no more.
    Over,
    /// The link is not one of ours.
    UnknownLink,
    /// It could not be recorded.
    TryAgain,
}

impl ConfirmPage {
    /// Its title, and what stands under it as HTML. `action` is the path of the link itself.
    pub(crate) fn html(&self, language: Language, action: &str) -> (String, String) {
        let (title, text) = self.words(language);
        let words = match self {
            Self::Question { text } => format!("<p class=\"consent alone\">{}</p>\n", Escaped(text)),
            Self::Confirmed | Self::Refused | Self::Over | Self::UnknownLink | Self::TryAgain => {
                String::new()
            }
        };
        (title, format!("<p>{text}</p>\n{words}{}", self.buttons(language, action)))
    }

    fn words(&self, language: Language) -> (String, String) {
        let japanese = language == Language::Japanese;
        let (title, text) = match self {
            Self::Question { .. } if japanese => (
                "ご案内メールの受け取りを確認します",
                "フォームで、次の内容への同意をいただきました。ご本人のお申し込みでしたら、ボタンを押してください。",
            ),
            Self::Question { .. } => (
                "Do you want our mails?",
                "A form told us that you agree to the following. If that was you, press the button.",
            ),
            Self::Confirmed if japanese => (
                "確認しました",
                "ありがとうございます。ご案内メールをお送りします。配信は、メールの下のリンクからいつでも止められます。",
            ),
            Self::Confirmed => (
                "Confirmed",
                "Thank you. We will send you our mails; the link at the end of each stops them at any time.",
            ),
            Self::Refused if japanese => {
                ("ご案内メールはお送りしません", "今後、この確認のメールもお送りしません。")
            }
            Self::Refused => ("We will not send them", "Nor will we ask you again."),
            Self::Over => return over(language),
            Self::UnknownLink if japanese => (
                "このリンクは使えません",
                "リンクが途中で切れている可能性があります。お手数ですが、メールのリンクをもう一度開いてください。",
            ),
            Self::UnknownLink => (
                "This link does not work",
                "It may have been cut off. Please open the link in the mail once more.",
            ),
            Self::TryAgain if japanese => (
                "まだ受け付けられていません",
                "一時的な不具合で受け付けられませんでした。少し時間をおいて、もう一度ボタンを押してください。",
            ),
            Self::TryAgain => (
                "Not done yet",
                "Something failed for a moment. Please wait a little and press the button again.",
            ),
        };
        (title.to_owned(), text.to_owned())
    }

    fn buttons(&self, language: Language, action: &str) -> String {
        match self {
            Self::Question { .. } | Self::TryAgain => {}
            Self::Confirmed | Self::Refused | Self::Over | Self::UnknownLink => return String::new(),
        }
        let yes = say(language, "同意して受け取る", "Yes, send them");
        let never = say(language, "受け取らない（今後この確認も不要）", "No, and do not ask me again");
        let note = say(
            language,
            "ボタンを押すまでは、何も変わりません。",
            "Nothing changes until you press a button.",
        );
        let button = |class: &str, answer: &str, text: &str| {
            format!("<button{class} name=\"{ANSWER}\" value=\"{answer}\">{text}</button>")
        };
        let yes = form(action, &button("", YES, yes));
        let never = form(action, &button(" class=\"quiet\"", NEVER, never));
        format!("{yes}<p class=\"small\">{note}</p>\n<section>\n{never}</section>\n")
    }
}

fn over(language: Language) -> (String, String) {
    match language {
        Language::Japanese => (
            "このリンクの期限は過ぎています".to_owned(),
            format!(
                "確認のリンクは{CONFIRM_WITHIN_DAYS}日間有効です。ご案内メールはお送りしていません。ご希望の場合は、お手数ですがもう一度フォームからお申し込みください。"
            ),
        ),
        Language::English => (
            "This link is over".to_owned(),
            format!(
                "A link to confirm counts for {CONFIRM_WITHIN_DAYS} days. We send you none of our mails. To have them, please fill in the form once more."
            ),
        ),
    }
}
