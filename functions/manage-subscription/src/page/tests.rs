//! Every page in both languages, and the presses behind its buttons.

use super::*;
use cadence::ids::TopicId;
use cadence::preferences::{PauseFor, Topic, TrackingRule};
use chrono::NaiveDate;

fn topic(id: &str) -> TopicId {
    TopicId::parse(id).unwrap()
}

fn day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 12, 5)
}

/// A person who chose something everywhere, at a company that tracks by this rule.
fn chosen(tracking: TrackingRule) -> Choices {
    let titled = |id, japanese: &str, english: &str| Topic {
        id: topic(id),
        japanese: Some(japanese.to_owned()),
        english: Some(english.to_owned()),
    };
    let topics = vec![titled("news", "<お知らせ>", "<News>"), titled("events", "催しのご案内", "Events")];
    Choices {
        paused_until: day(),
        less_often: true,
        is_tracked: false,
        topics_refused: [topic("news")].into(),
        offer: Offer { topics, tracking: Some(tracking) },
    }
}

fn pages() -> Vec<Page> {
    let chosen = [Choices::default(), chosen(TrackingRule::Asked)];
    let topics = ["news", "events", "gone"].map(topic).into_iter();
    let topics = topics.flat_map(|topic| [Wish::StopTopic(topic.clone()), Wish::ResumeTopic(topic)]);
    let preferred = Wish::all_without_topics()
        .chain(topics)
        .flat_map(|wish| chosen.clone().map(|choices| Page::Preferred { wish: wish.clone(), choices }));
    let stopped = [None, Some("v1.a.t.x.y".to_owned())].map(|take_back| Page::Stopped { take_back });
    let others = [Page::TakenBack, Page::TooLate, Page::UnknownLink, Page::TryAgain];
    let questions = chosen.clone().map(Page::Question);
    others.into_iter().chain(questions).chain(stopped).chain(preferred).collect()
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
        choices: Choices { paused_until: day(), ..Choices::default() },
    };
    assert!(page.html(Language::Japanese, "").1.contains("2026年12月5日まで"));
    assert!(page.html(Language::English, "").1.contains("until 5 December 2026"));
}

/// The wishes that the buttons of a question say.
fn offered(choices: Choices) -> Vec<String> {
    let (_, inside) = Page::Question(choices).html(Language::English, "/u/v1.x");
    let wishes = inside.split("name=\"wish\" value=\"").skip(1);
    wishes.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

const PAUSES: [&str; 4] = ["pause-2-weeks", "pause-1-month", "pause-3-months", "pause-6-months"];

#[test]
fn a_choice_that_stands_is_offered_the_other_way_round() {
    let (title, inside) = Page::Question(chosen(TrackingRule::Asked)).html(Language::English, "/u/v1.x");
    assert!(title.contains("pause") && inside.contains("until 5 December 2026"), "{title} {inside}");
    assert!(inside.contains("Mail about \"&lt;News&gt;\" again"), "{inside}");
    let topics = ["resume-topic-news", "stop-topic-events"];
    let expected = [&["end-pause"][..], &PAUSES, &topics, &["as-often", "allow-tracking"]].concat();
    assert_eq!(offered(chosen(TrackingRule::Asked)), expected);
    let plain = [&PAUSES[..], &["less-often", "stop-tracking"]].concat();
    assert_eq!(offered(Choices::default()), plain, "of a company that is not known");
}

#[test]
fn a_company_that_tracks_nobody_does_not_ask_about_it() {
    let never = Choices {
        offer: Offer { tracking: Some(TrackingRule::Never), ..Offer::default() },
        ..Choices::default()
    };
    assert_eq!(offered(never), [&PAUSES[..], &["less-often"]].concat());
}

#[test]
fn what_a_wish_changed_can_be_undone_on_the_same_page() {
    let page =
        Page::Preferred { wish: Wish::StopTopic(topic("news")), choices: chosen(TrackingRule::Always) };
    let (_, inside) = page.html(Language::Japanese, "/u/v1.x");
    let (first, _) = inside.split_once("</form>").unwrap();
    assert!(
        first.contains("resume-topic-news")
            && inside.contains("「&lt;お知らせ&gt;」のメールは、お送りしません"),
        "{inside}"
    );
    let gone =
        Page::Preferred { wish: Wish::StopTopic(topic("gone")), choices: chosen(TrackingRule::Always) };
    assert!(!gone.html(Language::English, "/u/v1.x").1.contains("topic-gone"));
}
