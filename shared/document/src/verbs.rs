//! The action of a step: exactly one verb, with the keys that belong to it.

use crate::problem::{Notes, join};
use crate::steps::{AwaitedText, StepText};
use cadence::ids::{Channel, EventName, MailName, StepId, Tag};
use cadence::sequence::{Awaited, Purpose, Verb};
use cadence::wording::{Text, Words};
use cadence::{text, words};

const VERBS: Words = words!(
    en = "send, wait, wait_for, choose, notify, tag, untag or stop",
    ja = "send・wait・wait_for・choose・notify・tag・untag・stop"
);

impl StepText {
    pub(crate) fn verb(self, pointer: &str, usual: Purpose, notes: &mut Notes) -> Option<Verb> {
        let one = self.has_one_verb(pointer, notes);
        self.has_no_stray_key(pointer, notes);
        let verb = self.read_verb(pointer, usual, notes);
        one.then_some(verb).flatten()
    }

    fn has_one_verb(&self, pointer: &str, notes: &mut Notes) -> bool {
        let written = [
            ("send", self.send.is_some()),
            ("wait", self.wait.is_some()),
            ("wait_for", self.wait_for.is_some()),
            ("choose", self.choose.is_some()),
            ("notify", self.notify.is_some()),
            ("tag", self.tag.is_some() || self.untag.is_some()),
            ("stop", self.stop.is_some()),
        ];
        let written: Vec<&str> = written.iter().filter(|(_, is)| *is).map(|(key, _)| *key).collect();
        match written.as_slice() {
            [_] => true,
            [] => {
                notes.add(
                    pointer,
                    "no-verb",
                    words!(en = "the step does nothing", ja = "ステップに、することがありません。"),
                    one_of(VERBS),
                );
                false
            }
            several => {
                let message = text!(
                    en = "the step does several things: {}",
                    ja = "一つのステップに、することがいくつもあります：{}",
                    several.join(", ")
                );
                notes.add(
                    pointer,
                    "several-verbs",
                    message,
                    words!(
                        en = "write one step for each of them",
                        ja = "一つずつ、別のステップに書いてください。"
                    ),
                );
                false
            }
        }
    }

    fn has_no_stray_key(&self, pointer: &str, notes: &mut Notes) {
        if self.purpose.is_some() && self.send.is_none() {
            let message =
                words!(en = "`purpose` belongs to `send`", ja = "`purpose` は、`send` と一緒に使います。");
            notes.add(
                join(pointer, "purpose"),
                "stray-key",
                message,
                words!(
                    en = "remove it, or write `send` in this step",
                    ja = "消すか、このステップに `send` を書いてください。"
                ),
            );
        }
        if self.at_most.is_some() && self.wait_for.is_none() {
            let message = words!(
                en = "`at_most` belongs to `wait_for`",
                ja = "`at_most` は、`wait_for` と一緒に使います。"
            );
            notes.add(
                join(pointer, "at_most"),
                "stray-key",
                message,
                words!(
                    en = "remove it, or say what is waited for",
                    ja = "消すか、何を待つのかを書いてください。"
                ),
            );
        }
    }

    fn read_verb(self, pointer: &str, usual: Purpose, notes: &mut Notes) -> Option<Verb> {
        let at = |key: &str| join(pointer, key);
        if let Some(mail) = self.send {
            let mail = notes.name(MailName::parse, &mail, &at("send"))?;
            return Some(Verb::Send { mail, purpose: self.purpose.map_or(usual, Purpose::from) });
        }
        if let Some(awaited) = self.wait_for {
            let awaited = awaited.read(&at("wait_for"), notes);
            let at_most = notes.need(self.at_most, pointer, "at_most");
            let at_most = at_most.and_then(|text| notes.span(&text, &at("at_most")));
            return Some(Verb::WaitFor { awaited: awaited?, at_most: at_most? });
        }
        if let Some(condition) = self.choose {
            let condition = condition.read(&at("choose"), notes)?;
            return Some(Verb::Choose { condition });
        }
        if let Some(channel) = self.notify {
            let channel = notes.name(Channel::parse, &channel, &at("notify"))?;
            return Some(Verb::Notify { channel });
        }
        if self.tag.is_some() || self.untag.is_some() {
            let add = tags(self.tag, &at("tag"), notes);
            let remove = tags(self.untag, &at("untag"), notes);
            return Some(Verb::Tag { add: add?, remove: remove? });
        }
        if let Some(reason) = self.stop {
            if reason.trim().is_empty() {
                notes.add(
                    at("stop"),
                    "empty-text",
                    words!(en = "`stop` gives no reason", ja = "`stop` に、理由がありません。"),
                    words!(
                        en = "write why it ends here, for the report",
                        ja = "レポートのために、ここで終わる理由を書いてください。"
                    ),
                );
            }
            return Some(Verb::Stop { reason });
        }
        self.wait.map(|_| Verb::Wait)
    }
}

fn one_of(verbs: Words) -> Text {
    text!(en = "write one of {verbs}", ja = "{verbs} のどれか一つを書いてください。", texts = [verbs])
}

fn tags(tag: Option<String>, pointer: &str, notes: &mut Notes) -> Option<Vec<Tag>> {
    match tag {
        None => Some(Vec::new()),
        Some(tag) => notes.name(Tag::parse, &tag, pointer).map(|tag| vec![tag]),
    }
}

impl AwaitedText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<Awaited> {
        let mut step = |text: &str, key: &str| notes.name(StepId::parse, text, &join(pointer, key));
        match (self.clicked, self.opened, self.delivered, self.event) {
            (Some(id), None, None, None) => step(&id, "clicked").map(Awaited::Clicked),
            (None, Some(id), None, None) => step(&id, "opened").map(Awaited::Opened),
            (None, None, Some(id), None) => step(&id, "delivered").map(Awaited::Delivered),
            (None, None, None, Some(name)) => {
                notes.name(EventName::parse, &name, &join(pointer, "event")).map(Awaited::Event)
            }
            (_, _, _, _) => {
                let message = words!(
                    en = "`wait_for` has to wait for exactly one thing",
                    ja = "`wait_for` で待てるのは、ちょうど一つです。"
                );
                notes.add(
                    pointer,
                    "wait-for-one-thing",
                    message,
                    words!(
                        en = "write one of clicked, opened, delivered or event",
                        ja = "clicked・opened・delivered・event のどれか一つを書いてください。"
                    ),
                );
                None
            }
        }
    }
}
