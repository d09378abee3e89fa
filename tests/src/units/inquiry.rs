//! Long inquiries: the form by which people ask something takes long answers, and everybody writes as much as it takes.

use anyhow::Context as _;
use authoring::publish::Published;
use cadence::publication::{Publication, PublicationKind};
use serde_json::{Map, Value, json};

/// Characters of an inquiry, over these fields of the form: one field takes 4,000 at most.
pub(super) const INQUIRY_CHARACTERS: usize = 9_000;
const INQUIRY_FIELDS: [&str; 3] = ["message", "background", "wishes"];
/// The form by which people ask something.
pub(super) const INQUIRY_FORM: &str = "contact";
/// The long answers to the form by which people ask something.
pub(super) fn long_inquiry() -> Map<String, Value> {
    let many = INQUIRY_CHARACTERS / INQUIRY_FIELDS.len();
    let text: String = "棚卸のたびに在庫の数が帳簿と合いません。".chars().cycle().take(many).collect();
    INQUIRY_FIELDS.into_iter().map(|name| (name.to_owned(), text.clone().into())).collect()
}

/// The same documents, but for the form by which people ask something: it takes long answers.
pub(super) fn with_long_inquiries(published: &Published) -> anyhow::Result<Published> {
    let mut published = published.clone();
    let is_it = |it: &&mut Publication| it.kind == PublicationKind::Form && it.id == INQUIRY_FORM;
    let form =
        published.publications.iter_mut().find(is_it).context("the form for inquiries is published")?;
    let mut document: Value = serde_json::from_str(&form.text)?;
    let fields = document["fields"].as_array_mut().context("a form has fields")?;
    fields.retain(|field| field["name"].as_str().is_none_or(|name| !INQUIRY_FIELDS.contains(&name)));
    let most = INQUIRY_CHARACTERS / INQUIRY_FIELDS.len();
    let long = |name| json!({ "name": name, "label": name, "type": "long_text", "max_length": most });
    fields.extend(INQUIRY_FIELDS.map(long));
    form.text = document.to_string();
    Ok(published)
}
