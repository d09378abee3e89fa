//! The differences of a templates folder from what is live: documents, and in sequences their steps and mails. Pure.

use super::{Candidate, Live};
use cadence::ids::{MailName, SequenceId, StepId};
use cadence::publication::{CompiledMail, Publication, PublicationKind};
use cadence::sequence::{Sequence, Step};
use document::Catalog;
use serde::Serialize;
use std::collections::BTreeMap;

/// The relation of a thing in the folder to the live one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is not live yet.
    New,
    /// It is live in another version.
    Changed,
    /// It is live and not in the folder any more.
    Removed,
    /// It is live as it is.
    Same,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentChange {
    /// Its kind, in one word.
    pub kind: &'static str,
    /// The name of its file; empty for the settings.
    pub id: String,
    /// Its state.
    pub change: Change,
}

/// A sequence that is live and changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SequenceChange {
    /// The name of its file.
    pub sequence: String,
    /// The files that differ.
    pub because: Vec<&'static str>,
    /// Whether the live one can be read by this program, so that steps could be compared.
    pub compared: bool,
    /// The differences in its steps, in the order of the folder, those that are gone last.
    pub steps: Vec<StepChange>,
    /// Mails whose text is another, new ones and those that no step sends any more.
    pub mails: Vec<MailChange>,
}

/// A difference in a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum StepChange {
    /// It is new.
    Added {
        /// Its name.
        step: String,
    },
    /// It is gone.
    Removed {
        /// Its name.
        step: String,
    },
    /// It says that it was called otherwise.
    Renamed {
        /// Its name.
        step: String,
        /// Its name before.
        was: String,
    },
    /// It comes at another time.
    Moved {
        /// Its name.
        step: String,
        /// When it comes now.
        from: String,
        /// When it is to come.
        to: String,
    },
    /// It does something else.
    Altered {
        /// Its name.
        step: String,
        /// Its action now.
        from: String,
        /// Its action in the folder.
        to: String,
    },
    /// Steps that stay are in another order.
    Reordered,
}

/// A difference in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailChange {
    /// The name of its folder.
    pub mail: String,
    /// Its state.
    pub change: Change,
}

/// A form that can be posted after publishing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenForm {
    /// The name of its file.
    pub form: String,
    /// The address it is posted to; one for staff needs its key besides.
    pub url: String,
    /// Whether it is for staff.
    pub staff_only: bool,
}

/// Everything that is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The version that is live.
    pub live: Option<String>,
    /// The version of the folder.
    pub head: String,
    /// All documents, those of the folder first.
    pub documents: Vec<DocumentChange>,
    /// The sequences that are live and change.
    pub sequences: Vec<SequenceChange>,
    /// The forms of the folder.
    pub forms: Vec<OpenForm>,
}

impl Changes {
    /// Compares a folder with what is live; forms are posted under `base_url`.
    pub fn between(live: &Live, candidate: &Candidate, base_url: &str) -> Self {
        let old = by_name(&live.publications);
        let new = by_name(&candidate.published.publications);
        let mut documents: Vec<DocumentChange> =
            new.values().map(|it| document(it, how(old.get(&key(it)).copied(), it))).collect();
        let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
        documents.extend(gone.map(|(_, it)| document(it, Change::Removed)));
        let changed = new.values().filter(|it| it.kind == PublicationKind::Sequence);
        let changed = changed.filter_map(|it| Some((*old.get(&key(it))?, *it)));
        let sequences = changed
            .filter(|(was, is)| how(Some(was), is) == Change::Changed)
            .map(|(was, is)| sequence(live, candidate, was, is, &documents))
            .collect();
        let forms = candidate.catalog.forms().map(|form| OpenForm {
            form: form.id.to_string(),
            url: format!("{base_url}/f/{}", form.id),
            staff_only: form.staff_only,
        });
        Self {
            live: live.head.as_ref().map(ToString::to_string),
            head: candidate.published.head.to_string(),
            forms: forms.collect(),
            documents,
            sequences,
        }
    }

    /// Whether there is nothing to publish. A publication that was broken off leaves something: its head.
    pub fn is_nothing(&self) -> bool {
        self.live.as_ref() == Some(&self.head) && self.changed() == 0
    }

    /// Counts the documents that differ.
    pub fn changed(&self) -> usize {
        self.documents.iter().filter(|it| it.change != Change::Same).count()
    }

    /// The sequences for whose leads something may change.
    pub fn touched(&self) -> impl Iterator<Item = &str> {
        let touched = self.documents.iter().filter(|it| it.kind == "sequence" && it.change != Change::Same);
        touched.map(|it| it.id.as_str())
    }
}

/// The mails that a sequence sends.
pub(super) fn mails_of(sequence: &Sequence) -> impl Iterator<Item = &MailName> {
    sequence.steps.iter().filter_map(|step| step.verb.mail()).map(|(mail, _)| mail)
}

type Key<'a> = (PublicationKind, &'a str);

fn key(publication: &Publication) -> Key<'_> {
    (publication.kind, &publication.id)
}

fn by_name(publications: &[Publication]) -> BTreeMap<Key<'_>, &Publication> {
    publications.iter().map(|it| (key(it), it)).collect()
}

fn how(old: Option<&Publication>, new: &Publication) -> Change {
    match old {
        None => Change::New,
        Some(old) if old.version != new.version => Change::Changed,
        Some(_) => Change::Same,
    }
}

fn document(publication: &Publication, change: Change) -> DocumentChange {
    let kind = match publication.kind {
        PublicationKind::Settings => "settings",
        PublicationKind::Sequence => "sequence",
        PublicationKind::Form => "form",
        PublicationKind::Calendar => "calendar",
    };
    DocumentChange { kind, id: publication.id.clone(), change }
}

fn sequence(
    live: &Live,
    candidate: &Candidate,
    was: &Publication,
    is: &Publication,
    documents: &[DocumentChange],
) -> SequenceChange {
    let find = |catalog: &Catalog| Some(catalog.sequence(&SequenceId::parse(&is.id).ok()?)?.clone());
    let (old, new) = (live.catalog.as_ref().and_then(find), find(&candidate.catalog));
    let (mut steps, mut mails) = (Vec::new(), Vec::new());
    if let (Some(old), Some(new)) = (&old, &new) {
        steps = between(old, new);
        mails = mails_between(live, candidate, old, new);
    }
    let another = |kind| documents.iter().any(|it| it.kind == kind && it.change != Change::Same);
    let because = [
        ("its own file", was.text != is.text),
        ("its mails", !mails.is_empty()),
        ("the settings", another("settings")),
        ("a calendar", another("calendar")),
    ];
    SequenceChange {
        sequence: is.id.clone(),
        because: because.into_iter().filter_map(|(file, holds)| holds.then_some(file)).collect(),
        compared: old.is_some(),
        steps,
        mails,
    }
}

fn between(old: &Sequence, new: &Sequence) -> Vec<StepChange> {
    let mut changes = Vec::new();
    for step in new.steps.iter() {
        match before(old, step) {
            None => changes.push(StepChange::Added { step: step.id.to_string() }),
            Some(was) => changes.extend(compared(was, step)),
        }
    }
    let kept: Vec<_> = new.steps.iter().filter_map(|step| before(old, step)).map(|was| &was.id).collect();
    let (stayed, gone): (Vec<_>, Vec<_>) =
        old.steps.iter().map(|was| &was.id).partition(|id| kept.contains(id));
    changes.extend(gone.iter().map(|id| StepChange::Removed { step: id.to_string() }));
    if stayed != kept {
        changes.push(StepChange::Reordered);
    }
    changes
}

/// The step of the live sequence that this one is, by its name or by the name it says it had.
fn before<'a>(old: &'a Sequence, step: &Step) -> Option<&'a Step> {
    let named = |id: &StepId| old.steps.iter().find(|was| was.id == *id);
    named(&step.id).or_else(|| named(step.was.as_ref()?))
}

fn compared(was: &Step, is: &Step) -> Vec<StepChange> {
    let step = || is.id.to_string();
    let mut changes = Vec::new();
    if was.id != is.id {
        changes.push(StepChange::Renamed { step: step(), was: was.id.to_string() });
    }
    if was.timing != is.timing {
        let (from, to) = (timeline::when(was), timeline::when(is));
        changes.push(StepChange::Moved { step: step(), from, to });
    }
    if was.verb != is.verb {
        let (from, to) = (timeline::step(&was.verb), timeline::step(&is.verb));
        changes.push(StepChange::Altered { step: step(), from, to });
    }
    changes
}

fn mails_between(live: &Live, candidate: &Candidate, old: &Sequence, new: &Sequence) -> Vec<MailChange> {
    let own = candidate.published.mails.iter().filter(|(of, ..)| *of == new.id);
    let new: BTreeMap<&MailName, &CompiledMail> = own.map(|(_, _, name, mail)| (name, mail)).collect();
    let was = |name: &MailName| live.mails.get(&(old.id.clone(), name.clone()));
    let mut changes = Vec::new();
    for (name, mail) in &new {
        let change = match was(name) {
            None => Change::New,
            Some(was) if was != *mail => Change::Changed,
            Some(_) => continue,
        };
        changes.push(MailChange { mail: name.to_string(), change });
    }
    let mut gone: Vec<String> =
        mails_of(old).filter(|name| !new.contains_key(name)).map(ToString::to_string).collect();
    gone.dedup();
    changes.extend(gone.into_iter().map(|mail| MailChange { mail, change: Change::Removed }));
    changes
}
