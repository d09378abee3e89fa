//! The buttons of the pages: each posts to the link itself.

use super::Choices;
use crate::press::WISH;
use cadence::preferences::{PauseFor, Wish};
use cadence::sequence::Language;
use cadence::text::Escaped;
use web::language::say;

/// The button that stops everything, and the choices beside it. On a pause, its end comes first.
pub(super) fn questions(language: Language, action: &str, choices: &Choices) -> String {
    let end = choices.paused_until.map(|_| form(action, &choice(&Wish::EndPause, choices, language)));
    let instead = instead(language, action, choices);
    match end {
        None => stop(language, action) + &instead,
        Some(end) => end + &instead + &stop(language, action),
    }
}

/// The form that stops everything.
fn stop(language: Language, action: &str) -> String {
    let button = say(language, "配信を停止する", "Stop all marketing mail");
    let note = say(language, "停止するまでは、何も変わりません。", "Nothing changes until you press it.");
    // Mail services and people send the same word.
    let inside = format!(
        "<input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">\
         <button type=\"submit\">{button}</button>"
    );
    format!("{}<p class=\"small\">{note}</p>\n", form(action, &inside))
}

/// The choices beside stopping everything.
fn instead(language: Language, action: &str, standing: &Choices) -> String {
    let title = say(language, "停止のかわりに", "Or instead");
    format!("<section>\n<h2>{title}</h2>\n{}</section>\n", choices(language, action, standing))
}

/// The same below what was just done, folded away.
pub(super) fn other_choices(language: Language, action: &str, standing: &Choices) -> String {
    let title = say(language, "ほかの設定", "Other choices");
    let all = choices(language, action, standing) + &stop(language, action);
    format!("<details class=\"more\">\n<summary>{title}</summary>\n{all}</details>\n")
}

fn choices(language: Language, action: &str, standing: &Choices) -> String {
    let button = |wish: Wish| {
        if standing.offers(&wish) { choice(&wish, standing, language) } else { String::new() }
    };
    let pauses = PauseFor::ALL.map(|length| button(Wish::Pause(length))).concat();
    let topics = standing.offer.topics.iter().map(|topic| &topic.id);
    let topics: String = topics
        .map(|topic| button(Wish::StopTopic(topic.clone())) + &button(Wish::ResumeTopic(topic.clone())))
        .collect();
    let others =
        [Wish::LessOften, Wish::AsOften, Wish::StopTracking, Wish::AllowTracking].map(button).concat();
    let pauses = group(say(language, "しばらく休む", "Pause for"), &pauses);
    let topics = group(say(language, "テーマごとに選ぶ", "Choose by topic"), &topics);
    form(action, &format!("{pauses}{topics}<div class=\"choices\">{others}</div>"))
}

/// Buttons under a heading of their own.
fn group(heading: &str, buttons: &str) -> String {
    if buttons.is_empty() {
        return String::new();
    }
    format!("<fieldset><legend>{heading}</legend><div class=\"choices\">{buttons}</div></fieldset>")
}

pub(super) fn choice(wish: &Wish, standing: &Choices, language: Language) -> String {
    let text = match wish {
        Wish::Pause(PauseFor::TwoWeeks) => say(language, "2週間", "2 weeks"),
        Wish::Pause(PauseFor::OneMonth) => say(language, "1か月", "1 month"),
        Wish::Pause(PauseFor::ThreeMonths) => say(language, "3か月", "3 months"),
        Wish::Pause(PauseFor::SixMonths) => say(language, "6か月", "6 months"),
        Wish::EndPause => say(language, "お休みをやめる", "End the pause"),
        Wish::LessOften => say(language, "回数を減らす（2週間に1通まで）", "Fewer mails (one in two weeks)"),
        Wish::AsOften => say(language, "回数を元に戻す", "As often as before"),
        Wish::StopTracking => say(language, "開封・クリックを計測しない", "Do not track opens and clicks"),
        Wish::AllowTracking => say(language, "開封・クリックの計測を認める", "Let us track opens and clicks"),
        Wish::StopTopic(topic) | Wish::ResumeTopic(topic) => {
            return labelled(wish, &topic_label(wish, Escaped(standing.title(topic, language)), language));
        }
    };
    labelled(wish, text)
}

fn topic_label(wish: &Wish, title: Escaped<'_>, language: Language) -> String {
    match (wish.asks_for_less(), language) {
        (true, Language::Japanese) => format!("「{title}」を受け取らない"),
        (true, Language::English) => format!("No mail about \"{title}\""),
        (false, Language::Japanese) => format!("「{title}」をまた受け取る"),
        (false, Language::English) => format!("Mail about \"{title}\" again"),
    }
}

/// A button that says a wish. Its name is made of letters, digits and hyphens.
fn labelled(wish: &Wish, text: &str) -> String {
    format!("<button class=\"quiet\" name=\"{WISH}\" value=\"{}\">{text}</button>", wish.name())
}

/// A form that posts to the link itself. The path was verified as a token of ours: base64url, dots and slashes only.
pub(super) fn form(action: &str, inside: &str) -> String {
    if inside.is_empty() {
        return String::new();
    }
    format!("<form method=\"post\" action=\"{action}\">{inside}</form>\n")
}
