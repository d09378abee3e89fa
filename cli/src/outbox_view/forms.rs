//! The published forms: to try them, to copy them for the company's site, and the sites whose posts were refused.

mod copy;

use super::View;
use super::language::Visitor;
use super::pages::Failure;
use axum::extract::State;
use axum::response::Response;
use cadence::ids::SequenceId;
use cadence::origin::WebOrigin;
use document::{Catalog, Field, FieldKind, Form, HUMAN_CHECK_FIELD};
use ingest_lead::UnlistedOrigin;
use operations::answers::AtTheDoor;
use operations::requests::LookAround;
use serde_json::{Value, json};

/// All forms.
pub(super) async fn all(State(view): State<View>, visitor: Visitor) -> Result<Response, Failure> {
    let catalog = view.catalog().await?;
    let standing = view.standalone().operations().look_around(LookAround {}).await;
    let door = standing.map_err(crate::usage::of_operation)?.at_the_door;
    let forms: Vec<Value> = catalog
        .iter()
        .flat_map(|catalog| catalog.forms().map(|form| view.form(form, catalog, visitor)))
        .map(|mut form| {
            form["door"] = lines(&door, form["id"].as_str());
            form
        })
        .collect();
    let unlisted: Vec<Value> =
        view.standalone().unlisted_origins().iter().map(|it| refused(it, catalog.as_deref())).collect();
    let events = json!({ "url": view.standalone().events_url(), "key": view.standalone().api_key() });
    let nowhere = lines(&door, None);
    let values = json!({ "forms": forms, "events": events, "unlisted": unlisted, "nowhere": nowhere });
    view.page("forms.html", visitor, values).await
}

/// The outcomes of posts to one form, or of posts to forms that do not exist.
fn lines(door: &[AtTheDoor], form: Option<&str>) -> Value {
    let of_form = door.iter().filter(|counted| counted.form.as_deref() == form);
    of_form.map(|counted| json!({ "outcome": counted.outcome, "posts": counted.posts })).collect()
}

/// A site whose posts were refused, with what to write so that they are taken.
fn refused(origin: &UnlistedOrigin, catalog: Option<&Catalog>) -> Value {
    let form = catalog.and_then(|catalog| catalog.form(&origin.form));
    json!({
        "line": form.zip(origin.origin.as_ref()).map(|(form, origin)| form.allow_origins_with(origin)),
        "form": origin.form.as_str(),
        "origin": origin.origin.as_ref().map(WebOrigin::as_str),
        "refused": origin.refused,
    })
}

impl View {
    fn form(&self, form: &Form, catalog: &Catalog, visitor: Visitor) -> Value {
        let mut shown = shown(form, catalog, &self.standalone().form_path(&form.id, form.staff_only));
        if !form.staff_only {
            let copies = copy::of(form, &self.standalone().form_url(&form.id, false), visitor.language);
            shown["copies"] = json!([
                { "how": "plain", "text": copies.plain },
                { "how": "fetch", "text": copies.fetch },
            ]);
            shown["origins"] = form.allow_origins.iter().map(WebOrigin::as_str).collect();
        }
        if form.human_check {
            let (key, token) = self.standalone().human_check(&form.id);
            shown["human_check"] = json!({ "key": key, "token": token, "field": HUMAN_CHECK_FIELD });
        }
        shown
    }
}

fn shown(form: &Form, catalog: &Catalog, path: &str) -> Value {
    let starts: Vec<&str> =
        catalog.started_by_form(&form.id).map(|sequence| &sequence.id).map(SequenceId::as_str).collect();
    let consent = form.consent.as_ref();
    json!({
        "id": form.id.as_str(),
        "path": path,
        "staff_only": form.staff_only,
        "title": form.title,
        "starts": starts,
        "fields": form.fields.iter().map(field).collect::<Vec<_>>(),
        "consent": consent.map(|consent| consent.text.as_str()),
        "consent_field": consent.and_then(|consent| consent.field.as_deref()),
        "honeypot": form.honeypot,
    })
}

fn field(field: &Field) -> Value {
    let (kind, max_length, options) = match &field.kind {
        FieldKind::Email => ("email", None, None),
        FieldKind::Text { max_length } => ("text", Some(*max_length), None),
        FieldKind::LongText { max_length } => ("long_text", Some(*max_length), None),
        FieldKind::Choice { options } => ("choice", None, Some(options)),
        FieldKind::Checkbox => ("checkbox", None, None),
    };
    json!({
        "name": field.name, "label": field.label, "required": field.required,
        "kind": kind, "max_length": max_length, "options": options,
    })
}
