//! The words after a wish was recorded, and those for a person on a pause.

use super::Choices;
use cadence::preferences::Wish;
use cadence::sequence::Language;
use cadence::text::Escaped;
use chrono::{Datelike as _, NaiveDate};
use web::language::say;

/// The words after a wish.
pub(super) fn preferred(wish: &Wish, choices: &Choices, language: Language) -> (String, String) {
    let japanese = language == Language::Japanese;
    let (title, text) = match wish {
        Wish::Pause(_) if japanese => ("しばらくお休みします", "終わると、自動で再開します。"),
        Wish::Pause(_) => ("Paused", "They come back by themselves then."),
        Wish::EndPause if japanese => ("お休みを終わりました", "ご案内メールを再開します。"),
        Wish::EndPause => ("No longer paused", "Our mails go on."),
        Wish::LessOften if japanese => ("回数を減らしました", "ご案内メールは、2週間に1通までにいたします。"),
        Wish::LessOften => ("Fewer mails", "You will get at most one marketing mail in two weeks."),
        Wish::AsOften if japanese => ("回数を元に戻しました", "ご案内メールを、これまでどおりお届けします。"),
        Wish::AsOften => ("As often as before", "You get our marketing mail as often as others do."),
        Wish::StopTracking if japanese => {
            ("計測を止めました", "これからお送りするメールでは、開封やクリックを計測しません。")
        }
        Wish::StopTracking => {
            ("Not tracked", "In our next mails we do not track whether you open them or click.")
        }
        Wish::AllowTracking if japanese => {
            ("計測を認めていただきました", "これからお送りするメールで、開封やクリックを計測します。")
        }
        Wish::AllowTracking => ("Tracked", "We track whether you open our mails or click."),
        Wish::StopTopic(topic) | Wish::ResumeTopic(topic) => {
            return about_topic(wish, choices.title(topic, language), japanese);
        }
    };
    let until =
        choices.paused_until.filter(|_| matches!(wish, Wish::Pause(_))).map(|day| until(day, language));
    (title.to_owned(), until.unwrap_or_default() + text)
}

/// The words for a person who is on a pause.
pub(super) fn on_pause(day: NaiveDate, language: Language) -> (String, String) {
    let title = say(language, "お休み中です", "You are on a pause");
    (
        title.to_owned(),
        until(day, language)
            + say(language, "終わると、自動で再開します。", "They come back by themselves then."),
    )
}

/// The last day of a pause in words.
fn until(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Japanese => {
            format!("{}年{}月{}日まで、ご案内メールをお送りしません。", day.year(), day.month(), day.day())
        }
        Language::English => format!("You get no marketing mail until {}. ", day.format("%-d %B %Y")),
    }
}

/// The words after a wish about a topic; nothing is left to say of one that the company has no more.
fn about_topic(wish: &Wish, title: &str, japanese: bool) -> (String, String) {
    let name = Escaped(title);
    let (head, text) = match (title, wish.asks_for_less()) {
        ("", _) if japanese => ("承りました", "そのテーマのご案内は、いまはありません。".to_owned()),
        ("", _) => ("Noted", "There is no such mail any more.".to_owned()),
        (_, true) if japanese => (
            "承りました",
            format!("「{name}」のメールは、お送りしません。ほかのご案内は、これまでどおりお届けします。"),
        ),
        (_, true) => ("Noted", format!("You will get no more mail about \"{name}\". Our other mails go on.")),
        (_, false) if japanese => ("元に戻しました", format!("「{name}」のメールを、またお届けします。")),
        (_, false) => ("As before", format!("You will get mail about \"{name}\" again.")),
    };
    (head.to_owned(), text)
}
