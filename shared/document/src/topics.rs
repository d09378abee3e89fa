//! Topics and the rule about tracking as the settings say them, and the topic that a sequence says it belongs to.

use crate::problem::{Notes, join};
use crate::suggest;
use cadence::ids::TopicId;
use cadence::limits::{TOPIC_TITLE_LENGTH_MAX, TOPICS_MAX};
use cadence::preferences::{Topic, TrackingRule};
use cadence::sequence::Purpose;
use cadence::{text, words};
use serde::Deserialize;

/// 案内メールのテーマ。受け取る方は、テーマごとに断れます。ja と en の少なくとも一つに題名を書きます。 / A topic of marketing, which a
/// person may refuse by itself; at least one title, `ja` or `en`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "topic")]
pub(crate) struct TopicText {
    /// テーマの名前（シナリオの topic に書くもの）。 / Its name, which sequences say as their `topic`.
    #[cfg_attr(feature = "schema", schemars(required))]
    topic: Option<String>,
    /// 日本語の題名。「セミナーのご案内」など。 / Its title in Japanese.
    ja: Option<String>,
    /// 英語の題名。 / Its title in English, such as "Seminars".
    en: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// The rule by which opens and clicks are tracked.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum TrackingWord {
    Always,
    Asked,
    Never,
}

impl From<TrackingWord> for TrackingRule {
    fn from(word: TrackingWord) -> Self {
        match word {
            TrackingWord::Always => Self::Always,
            TrackingWord::Asked => Self::Asked,
            TrackingWord::Never => Self::Never,
        }
    }
}

/// Reads the topics of the settings.
pub(crate) fn read(written: Vec<TopicText>, notes: &mut Notes) -> Option<Vec<Topic>> {
    let count = written.len();
    if count > TOPICS_MAX {
        let message = text!(
            en = "{count} topics are more than a card keeps; {TOPICS_MAX} are the most",
            ja = "テーマが {count} 個ありますが、{TOPICS_MAX} 個までです。"
        );
        let remedy = words!(
            en = "join topics that a reader would not tell apart",
            ja = "受け取る方から見て同じようなテーマを、一つにまとめてください。"
        );
        notes.add("/topics", "too-many-topics", message, remedy);
    }
    let read = written.into_iter().enumerate();
    let read: Vec<_> = read.map(|(index, topic)| topic.read(&join("/topics", index), notes)).collect();
    let topics: Vec<Topic> = read.into_iter().collect::<Option<_>>()?;
    for (index, topic) in topics.iter().enumerate() {
        if topics.iter().take(index).any(|earlier| earlier.id == topic.id) {
            let name = topic.id.as_str();
            let message =
                text!(en = "the topic {name:?} is there twice", ja = "テーマ {name:?} が二つあります。");
            let remedy =
                words!(en = "keep one, or name the other one", ja = "一つにするか、名前を変えてください。");
            notes.add(join(&join("/topics", index), "topic"), "duplicate-topic", message, remedy);
        }
    }
    Some(topics)
}

impl TopicText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<Topic> {
        let id = notes.need(self.topic, pointer, "topic");
        let id = id.and_then(|name| notes.name(TopicId::parse, &name, &join(pointer, "topic")));
        if self.ja.is_none() && self.en.is_none() {
            let message = words!(
                en = "the topic has no title for the people who may refuse it",
                ja = "テーマに、受け取る方に見せる題名がありません。"
            );
            let remedy = words!(
                en = "write \"ja\" or \"en\", or both, such as \"en\": \"Seminars\"",
                ja = "\"ja\": \"セミナーのご案内\" のように、\"ja\" か \"en\"、または両方を書いてください。"
            );
            notes.add(pointer, "topic-untitled", message, remedy);
            return None;
        }
        let mut title = |title: Option<String>, key: &str| {
            title.map(|title| read_title(title, pointer, key, notes)).map_or(Some(None), |it| it.map(Some))
        };
        let (japanese, english) = (title(self.ja, "ja"), title(self.en, "en"));
        Some(Topic { id: id?, japanese: japanese?, english: english? })
    }
}

fn read_title(title: String, pointer: &str, key: &str, notes: &mut Notes) -> Option<String> {
    let title = notes.text(Some(title), pointer, key)?;
    let length = title.chars().count();
    if length > TOPIC_TITLE_LENGTH_MAX {
        let message = text!(
            en = "the title has {length} characters, and it stands on a button",
            ja = "題名が {length} 文字あります。ボタンの上に出るものです。"
        );
        let remedy = text!(
            en = "write at most {TOPIC_TITLE_LENGTH_MAX} characters",
            ja = "{TOPIC_TITLE_LENGTH_MAX} 文字までにしてください。"
        );
        notes.add(join(pointer, key), "topic-title-long", message, remedy);
        return None;
    }
    Some(title.trim().to_owned())
}

/// Reads the topic of a sequence; it must be one of the company's, and the sequence has to send marketing.
pub(crate) fn of_sequence(
    name: &str,
    topics: &[Topic],
    purpose: Purpose,
    notes: &mut Notes,
) -> Option<TopicId> {
    let pointer = "/topic";
    let id = notes.name(TopicId::parse, name, pointer)?;
    if purpose != Purpose::Marketing {
        let message = words!(
            en = "only marketing belongs to a topic: what a person asked for is not refused by one",
            ja = "テーマがあるのは、案内（marketing）のシナリオだけです。ご本人が求めたメールは、テーマで断るものではありません。"
        );
        let remedy = words!(
            en = "remove `topic`, or make the sequence marketing",
            ja = "`topic` を消すか、シナリオを marketing にしてください。"
        );
        notes.add(pointer, "topic-of-no-marketing", message, remedy);
        return None;
    }
    if !topics.iter().any(|topic| topic.id == id) {
        let names: Vec<&str> = topics.iter().map(|topic| topic.id.as_str()).collect();
        let remedy = suggest::remedy(
            name,
            &names,
            words!(
                en = "write it into `topics` of settings.json",
                ja = "settings.json の `topics` に書いてください。"
            ),
        );
        let message = text!(
            en = "settings.json has no topic {name:?}",
            ja = "settings.json に、テーマ {name:?} がありません。"
        );
        notes.add(pointer, "unknown-topic", message, remedy);
        return None;
    }
    Some(id)
}
