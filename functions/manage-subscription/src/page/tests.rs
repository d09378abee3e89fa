//! Every page in both languages, and the presses behind its buttons.

use super::*;
use cadence::preferences::PauseFor;

fn pages() -> Vec<Page> {
    let day = NaiveDate::from_ymd_opt(2026, 12, 5);
    let chosen = [Choices::default(), Choices { paused_until: day, less_often: true, tracking: false }];
    let preferred = Wish::all().flat_map(|wish| chosen.map(|choices| Page::Preferred { wish, choices }));
    let stopped = [None, Some("v1.a.t.x.y".to_owned())].map(|take_back| Page::Stopped { take_back });
    let others = [Page::TakenBack, Page::TooLate, Page::UnknownLink, Page::TryAgain];
    others.into_iter().chain(chosen.map(Page::Question)).chain(stopped).chain(preferred).collect()
}

#[test]
fn every_page_says_something_in_either_language_and_in_no_other() {
    for page in pages() {
        let (title, inside) = page.html(Language::English, "/u/v1.x");
        assert!(!title.is_empty() && title.is_ascii() && inside.is_ascii(), "{page:?}: {inside}");
        let (title, inside) = page.html(Language::Japanese, "/u/v1.x");
        let is_japanese = |text: &str| text.chars().any(|sign| ('ぁ'..='ん').contains(&sign));
        assert!(is_japanese(&title) && is_japanese(&inside), "{page:?}");
    }
}

#[test]
fn every_button_says_a_press_that_is_read() {
    use crate::press::Press;
    for page in pages() {
        let (_, inside) = page.html(Language::English, "/u/v1.x");
        for button in inside.split("<button").skip(1).filter(|button| button.contains("name=")) {
            let part = |name: &str| button.split(&format!("{name}=\"")).nth(1)?.split('"').next();
            let body = format!("{}={}", part("name").unwrap(), part("value").unwrap());
            let read = Press::read(body.as_bytes());
            assert!(!matches!(read, Press::Stop | Press::Unreadable), "{body} of {page:?}");
        }
    }
}

#[test]
fn the_first_button_of_the_question_stops_everything() {
    let (_, inside) = Page::Question(Choices::default()).html(Language::Japanese, "/u/v1.x");
    let (first, _) = inside.split_once("</form>").unwrap();
    assert!(first.contains("One-Click") && first.matches("<button").count() == 1, "{first}");
}

#[test]
fn a_pause_says_its_last_day() {
    let page = Page::Preferred {
        wish: Wish::Pause(PauseFor::TwoWeeks),
        choices: Choices { paused_until: NaiveDate::from_ymd_opt(2026, 12, 5), ..Choices::default() },
    };
    assert!(page.html(Language::Japanese, "").1.contains("2026年12月5日まで"));
    assert!(page.html(Language::English, "").1.contains("until 5 December 2026"));
}

#[test]
fn a_choice_that_stands_is_offered_the_other_way_round() {
    let day = NaiveDate::from_ymd_opt(2026, 12, 5);
    let chosen = Page::Question(Choices { paused_until: day, less_often: true, tracking: false });
    let (title, inside) = chosen.html(Language::English, "/u/v1.x");
    assert!(title.contains("pause") && inside.contains("until 5 December 2026"), "{title} {inside}");
    let offers = |wish: Wish| inside.contains(&format!("value=\"{}\"", wish.name()));
    assert!(offers(Wish::EndPause) && offers(Wish::AsOften) && offers(Wish::AllowTracking), "{inside}");
    assert!(!offers(Wish::LessOften) && !offers(Wish::StopTracking), "{inside}");
    let (_, plain) = Page::Question(Choices::default()).html(Language::English, "/u/v1.x");
    assert!(!plain.contains("end-pause"), "nobody ends a pause that does not hold: {plain}");
}
