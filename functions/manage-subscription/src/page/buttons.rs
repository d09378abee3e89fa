//! The buttons of the pages: each posts to the link itself.

use super::Choices;
use crate::press::WISH;
use cadence::preferences::{PauseFor, Wish};
use cadence::sequence::Language;
use web::language::say;

/// The button that stops everything, and the choices beside it. On a pause, its end comes first.
pub(super) fn questions(language: Language, action: &str, choices: Choices) -> String {
    let end = choices.paused_until.map(|_| form(action, &choice(Wish::EndPause, language)));
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
fn instead(language: Language, action: &str, standing: Choices) -> String {
    let title = say(language, "停止のかわりに", "Or instead");
    format!("<section>\n<h2>{title}</h2>\n{}</section>\n", choices(language, action, standing))
}

/// The same below what was just done, folded away.
pub(super) fn other_choices(language: Language, action: &str, standing: Choices) -> String {
    let title = say(language, "ほかの設定", "Other choices");
    let all = choices(language, action, standing) + &stop(language, action);
    format!("<details class=\"more\">\n<summary>{title}</summary>\n{all}</details>\n")
}

fn choices(language: Language, action: &str, standing: Choices) -> String {
    let pauses: String = PauseFor::ALL.map(|length| choice(Wish::Pause(length), language)).concat();
    let rest = say(language, "しばらく休む", "Pause for");
    let often = if standing.less_often { Wish::AsOften } else { Wish::LessOften };
    let tracking = if standing.tracking { Wish::StopTracking } else { Wish::AllowTracking };
    let others = [often, tracking].map(|wish| choice(wish, language)).concat();
    let pauses = format!("<fieldset><legend>{rest}</legend><div class=\"choices\">{pauses}</div></fieldset>");
    form(action, &format!("{pauses}<div class=\"choices\">{others}</div>"))
}

pub(super) fn choice(wish: Wish, language: Language) -> String {
    let text = match wish {
        Wish::Pause(PauseFor::TwoWeeks) => say(language, "2週間", "2 weeks"),
        Wish::Pause(PauseFor::OneMonth) => say(language, "1か月", "1 month"),
        Wish::Pause(PauseFor::ThreeMonths) => say(language, "3か月", "3 months"),
        Wish::Pause(PauseFor::SixMonths) => say(language, "6か月", "6 months"),
        Wish::EndPause => say(language, "お休みをやめる", "End the pause"),
        Wish::LessOften => say(language, "回数を減らす（2週間に1通まで）", "Fewer mails (one in two weeks)"),
        Wish::AsOften => say(language, "回数を元に戻す", "As often as before"),
        Wish::StopTracking => say(language, "開封・クリックを計測しない", "Do not track opens and clicks"),
        Wish::AllowTracking => say(language, "計測を再開する", "Track opens and clicks again"),
    };
    format!("<button class=\"quiet\" name=\"{WISH}\" value=\"{}\">{text}</button>", wish.name())
}

/// A form that posts to the link itself. The path was verified as a token of ours: base64url, dots and slashes only.
pub(super) fn form(action: &str, inside: &str) -> String {
    if inside.is_empty() {
        return String::new();
    }
    format!("<form method=\"post\" action=\"{action}\">{inside}</form>\n")
}
