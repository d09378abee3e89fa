//! The pages a person sees behind an unsubscribe link, in Japanese and English.

use cadence::sequence::Language;

/// One of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// Asks whether to stop; its button posts.
    Question,
    /// It has been stopped.
    Done,
    /// The link is not one of ours.
    UnknownLink,
    /// It could not be recorded.
    TryAgain,
}

impl Page {
    /// Its title, and what stands under it as HTML. `action` is the path of the link itself.
    pub(crate) fn html(self, language: Language, action: &str) -> (&'static str, String) {
        let (title, text) = self.words(language);
        (title, format!("<p>{text}</p>\n{}", self.form(language, action)))
    }

    fn words(self, language: Language) -> (&'static str, &'static str) {
        match (self, language) {
            (Self::Question, Language::Japanese) => (
                "配信を停止しますか？",
                "下のボタンを押すと、当社からのご案内メールをすべて停止します。ログインやお手続きは必要ありません。",
            ),
            (Self::Question, Language::English) => (
                "Stop these mails?",
                "Press the button below and we will stop all our marketing mail to you. No login, nothing else to do.",
            ),
            (Self::Done, Language::Japanese) => (
                "配信を停止しました",
                "今後、ご案内メールはお送りしません。これまでお読みいただき、ありがとうございました。",
            ),
            (Self::Done, Language::English) => {
                ("Stopped", "You will get no more marketing mail from us. Thank you for having read us.")
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
                "まだ停止できていません",
                "一時的な不具合で受け付けられませんでした。少し時間をおいて、もう一度ボタンを押してください。",
            ),
            (Self::TryAgain, Language::English) => (
                "Not stopped yet",
                "Something failed for a moment. Please wait a little and press the button again.",
            ),
        }
    }

    fn form(self, language: Language, action: &str) -> String {
        let (button, note) = match (self, language) {
            (Self::Done | Self::UnknownLink, _) => return String::new(),
            (Self::Question | Self::TryAgain, Language::Japanese) => {
                ("配信を停止する", "停止するまでは、何も変わりません。")
            }
            (Self::Question | Self::TryAgain, Language::English) => {
                ("Stop all marketing mail", "Nothing changes until you press it.")
            }
        };
        // The path was verified as a token of ours: base64url, dots and slashes only.
        format!(
            "<form method=\"post\" action=\"{action}\">\
             <input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">\
             <button type=\"submit\">{button}</button></form>\n<p class=\"small\">{note}</p>\n"
        )
    }
}
