//! The templates that are shipped, and edited editions of them: compiled once, published into each world's table.

use super::oracle::Documents;
use super::people::{AGREED, CONFIRMED};
use authoring::publish::{self, Published};
use cadence::ids::{FormId, SequenceId};
use cadence::publication::{Publication, PublicationKind};
use document::Catalog;
use kit::company::compiled_mails;
use kit::folder;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use store::PublishedMail;

/// One edition of the templates.
#[derive(Debug)]
pub struct Edition {
    /// The name of the change.
    pub name: &'static str,
    /// The version of everything together, as the catalog's head names it.
    pub head: String,
    /// The text of `settings.json`.
    pub settings: String,
    /// The text of each sequence.
    pub sequences: BTreeMap<SequenceId, String>,
    /// The text of each calendar.
    pub calendars: BTreeMap<String, String>,
    /// The sequences that each form starts.
    pub starts: BTreeMap<FormId, Vec<SequenceId>>,
    published: Published,
    mails: Vec<PublishedMail>,
}

type Edit = fn(&Folder);

/// The editions: the first is what is shipped.
const EDITS: [(&str, Edit); 7] = [
    ("as shipped", |_| ()),
    ("a mail later, one renamed, one more step", moved_and_renamed),
    ("unknown mails are sent again, late steps move the rest", resend_and_respace),
    ("a person decides about unknown mails after an inquiry", ask),
    ("a step less, another topic, what is an hour late is skipped", one_less_and_skip),
    ("the largest sequence is removed", |folder| folder.removes("welcome-material")),
    ("a sequence that other editions ask about is removed", |folder| folder.removes("after-inquiry")),
];

/// All editions.
pub fn editions() -> &'static [Edition] {
    static EDITIONS: OnceLock<Vec<Edition>> = OnceLock::new();
    EDITIONS.get_or_init(|| EDITS.into_iter().map(|(name, edit)| Edition::made(name, edit)).collect())
}

impl Edition {
    fn made(name: &'static str, edit: Edit) -> Self {
        let folder = Folder::copied();
        folder.adds_a_form_for_consent();
        folder.narrows_the_pace();
        folder.confirms_agreements();
        edit(&folder);
        let published =
            publish::read(folder.path()).unwrap_or_else(|report| panic!("{name}:\n{}", report.english()));
        let catalog = Catalog::read(published.publications.clone()).expect("what is compiled can be read");
        let starts = catalog.forms().map(|form| {
            let started = catalog.started_by_form(&form.id).map(|sequence| sequence.id.clone());
            (form.id.clone(), started.collect())
        });
        let texts = |kind: PublicationKind| {
            let of_kind = published.publications.iter().filter(move |it| it.kind == kind);
            of_kind.map(|it| (it.id.clone(), it.text.clone()))
        };
        let sequences = texts(PublicationKind::Sequence)
            .map(|(id, text)| (SequenceId::parse(&id).expect("a sequence's name"), text));
        Self {
            name,
            head: published.head.to_string(),
            settings: texts(PublicationKind::Settings).map(|(_, text)| text).collect(),
            sequences: sequences.collect(),
            calendars: texts(PublicationKind::Calendar).collect(),
            starts: starts.collect(),
            mails: compiled_mails(&published),
            published,
        }
    }

    /// The marketers' documents, for whoever reads them in a way of their own.
    pub fn documents(&self) -> Documents {
        let sequences = self.sequences.iter().map(|(id, text)| (id.to_string(), text.clone()));
        Documents {
            settings: self.settings.clone(),
            sequences: sequences.collect(),
            calendars: self.calendars.clone(),
        }
    }

    /// Publishes it into a table.
    pub(super) async fn publish(&self, store: &store::Store) -> store::Result<()> {
        store.publish(&self.published.head, &self.published.publications, &self.mails).await
    }

    /// Publishes it as a program does that leaves the documents of removed sequences where they were.
    pub(super) async fn publish_beside_removed(&self, store: &store::Store) -> store::Result<()> {
        let is_removed = |it: &&Publication| {
            it.kind == PublicationKind::Sequence
                && self.published.publications.iter().all(|own| own.id != it.id)
        };
        let left = editions()[0].published.publications.iter().filter(is_removed);
        let publications: Vec<_> = self.published.publications.iter().chain(left).cloned().collect();
        store.publish(&self.published.head, &publications, &self.mails).await
    }

    /// Whether a sequence that is shipped is not in it.
    pub(super) fn removes_a_sequence(&self) -> bool {
        editions()[0].sequences.keys().any(|shipped| !self.sequences.contains_key(shipped))
    }
}

/// A copy of the templates that may be edited.
struct Folder(tempfile::TempDir);

impl Folder {
    fn copied() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder for templates can be made"));
        folder::copy(&folder::templates(), folder.path()).expect("the templates can be copied");
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// A form in which staff notes that somebody agrees, in so many words: the one way to undo a refusal.
    fn adds_a_form_for_consent(&self) {
        let form = json!({
            "staff_only": true,
            "fields": [
                { "name": "email", "type": "email", "required": true }, { "name": "company", "type": "text" },
                { "name": "name", "type": "text" }, { "name": "agree", "type": "checkbox" },
            ],
            "consent": { "text": "案内を受け取ると言われた", "field": "agree", "basis": "express" },
        });
        let path = self.path().join("forms").join(format!("{AGREED}.json"));
        std::fs::write(path, form.to_string()).expect("the form can be written");
    }

    /// Forms whose agreements are confirmed from the mailbox: always by one, after a refusal by the other.
    fn confirms_agreements(&self) {
        self.edit(&format!("forms/{CONFIRMED}.json"), |form| form["confirm"] = "always".into());
        self.edit("forms/material-request.json", |form| form["confirm"] = "after a refusal".into());
    }

    /// A pace at which the people of one morning do not all find a place at once.
    fn narrows_the_pace(&self) {
        let pace = json!({ "at_once": 12, "per_day": 200 });
        self.edit("settings.json", |settings| settings["ceilings"]["everybody"] = pace);
    }

    /// Changes a document.
    fn edit(&self, path: &str, change: impl FnOnce(&mut Value)) {
        let path = self.path().join(path);
        let text = std::fs::read_to_string(&path).expect("the document is there");
        let mut document = serde_json::from_str(&text).expect("the document is JSON");
        change(&mut document);
        std::fs::write(&path, document.to_string()).expect("the document can be written");
    }

    /// Takes a sequence away with its mails; the form that began it stays.
    fn removes(&self, sequence: &str) {
        let path = self.path();
        std::fs::remove_file(path.join(format!("sequences/{sequence}.json"))).expect("the sequence is there");
        std::fs::remove_dir_all(path.join("emails").join(sequence)).expect("its mails are there");
    }

    fn edit_steps(&self, sequence: &str, change: impl FnOnce(&mut Vec<Value>)) {
        self.edit(&format!("sequences/{sequence}.json"), |document| {
            change(document["steps"].as_array_mut().expect("a sequence has steps"));
        });
    }
}

fn step<'a>(steps: &'a mut [Value], name: &str) -> &'a mut Value {
    steps.iter_mut().find(|step| step["step"] == name).expect("the step is there")
}

fn moved_and_renamed(folder: &Folder) {
    folder.edit_steps("welcome-material", |steps| step(steps, "pricing")["day"] = 12.into());
    folder.edit_steps("after-inquiry", |steps| {
        let cases = step(steps, "cases");
        cases["step"] = "case-studies".into();
        cases["was"] = "cases".into();
        step(steps, "read-cases")["wait_for"]["clicked"] = "case-studies".into();
    });
    folder.edit_steps("after-meeting", |steps| {
        steps.push(json!({ "step": "tell-sales-again", "after": "1 week", "notify": "sales" }));
    });
}

fn resend_and_respace(folder: &Folder) {
    folder.edit("settings.json", |settings| {
        settings["if_unknown"] = "resend".into();
        settings["if_late"] = json!({ "by": "2 days", "then": "respace" });
    });
}

fn ask(folder: &Folder) {
    folder.edit("sequences/after-inquiry.json", |sequence| sequence["if_unknown"] = "ask".into());
}

fn one_less_and_skip(folder: &Folder) {
    folder.edit("settings.json", |settings| settings["if_late"] = json!({ "by": "1 hour", "then": "skip" }));
    folder.edit_steps("welcome-material", |steps| steps.retain(|step| step["step"] != "stocktaking"));
    folder.edit("sequences/welcome-material.json", |sequence| sequence["topic"] = "offers".into());
    std::fs::remove_dir_all(folder.path().join("emails/welcome-material/stocktaking"))
        .expect("its mail is there");
}
