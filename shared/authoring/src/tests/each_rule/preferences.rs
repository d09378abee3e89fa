//! Rules about topics and tracking.

use super::*;

/// Settings with topics, and a sequence of one of them.
fn topics(topics: &str, topic: &str) -> String {
    let settings = SETTINGS.replacen('{', &format!("{{ \"topics\": [ {topics} ],"), 1);
    let sequence = SEQUENCE.replacen('{', &format!("{{ {topic}"), 1);
    found(&[("settings.json", &settings), ("sequences/welcome.json", &sequence)])
}

#[test]
fn a_topic_has_a_title_and_sequences() {
    let news = r#"{ "topic": "news", "ja": "お知らせ" }"#;
    assert_eq!(topics(news, r#""topic": "news","#), "");
    insta::assert_snapshot!(topics(news, r#""topic": "new","#), @r#"
    sequences/welcome.json:1:3 unknown-topic /topic
      settings.json has no topic "new" → did you mean "news"?
    "#);
    insta::assert_snapshot!(topics(news, r#""purpose": "transactional", "topic": "news","#), @r#"
    sequences/welcome.json:1:31 topic-of-no-marketing /topic
      only marketing belongs to a topic: what a person asked for is not refused by one → remove `topic`, or make the sequence marketing
    "#);
    let long = "あ".repeat(41);
    let wrong = format!(
        r#"{{ "topic": "news" }}, {{ "topic": "a", "ja": "{long}" }}, {{ "topic": "b", "en": " " }}"#
    );
    insta::assert_snapshot!(topics(&wrong, ""), @r#"
    settings.json:1:15 topic-untitled /topics/0
      the topic has no title for the people who may refuse it → write "ja" or "en", or both, such as "en": "Seminars"
    settings.json:1:52 topic-title-long /topics/1/ja
      the title has 41 characters, and it stands on a button → write at most 40 characters
    settings.json:1:121 empty-text /topics/2/en
      `en` is empty → write a text here
    "#);
    let many =
        (0..7).map(|number| format!(r#"{{ "topic": "t{}", "en": "T" }}"#, number % 6)).collect::<Vec<_>>();
    insta::assert_snapshot!(topics(&many.join(", "), ""), @r#"
    settings.json:1:3 too-many-topics /topics
      7 topics are more than a card keeps; 6 are the most → join topics that a reader would not tell apart
    settings.json:1:197 duplicate-topic /topics/6/topic
      the topic "t0" is there twice → keep one, or name the other one
    "#);
}

#[test]
fn tracking_is_said_and_nothing_is_asked_that_only_tracking_tells() {
    let unsaid = SETTINGS.replace(", \"tracking\": \"always\"", "");
    insta::assert_snapshot!(found(&[("settings.json", &unsaid)]), @r#"
    settings.json:1:1 tracking-unsaid
      `tracking` does not say whose opens and clicks are tracked → write "tracking": "always" (all who do not refuse), "asked" (those who allow it; what the law of the EU asks) or "never"
    "#);
    let never = SETTINGS.replace("always", "never");
    let waits = format!(
        r#"{{ "start": {{ "form": "inquiry" }}, "steps": [ {HELLO},
          {{ "step": "read", "wait_for": {{ "clicked": "hello" }}, "at_most": "1 day" }},
          {{ "step": "there", "wait_for": {{ "delivered": "hello" }}, "at_most": "1 day" }} ] }}"#
    );
    let link = ("emails/welcome/hello/body.md", "[a](https://www.example.co.jp/)");
    insta::assert_snapshot!(found(&[("settings.json", &never), ("sequences/welcome.json", &waits), link]), @r#"
    sequences/welcome.json:2:43 untracked-reaction /steps/1/wait_for/clicked
      nobody is ever seen to have `clicked` a mail: settings.json says "tracking": "never" → ask about an event, a tag or an answer, or track with "asked"
    "#);
    let asked = SETTINGS.replace("always", "asked");
    assert_eq!(found(&[("settings.json", &asked), ("sequences/welcome.json", &waits), link]), "");
}
