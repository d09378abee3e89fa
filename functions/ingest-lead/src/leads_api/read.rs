//! The body of a post of leads, held against its shape. What concerns all leads refuses the post; a lead that is none is refused by
//! itself. All answers to programs are English.

use cadence::Instant;
use cadence::ids::ListId;
use cadence::import::{GroundKind, GroundOfAll, ImportRow, ImportTerms, ImportedLead};
use cadence::limits::{EVIDENCE_LENGTH_MAX, IMPORTED_AT_ONCE_MAX};
use cadence::wording::Language;
use chrono_tz::Tz;
use document::suggest;
use http::StatusCode;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

type Members = Map<String, Value>;
/// The reason why a whole post is refused.
type Refused = (StatusCode, &'static str);

/// Members of a post beside those of a single lead.
const OF_POST: [&str; 3] = ["list", "ground", "leads"];
/// Members of a lead.
const OF_LEAD: [&str; 8] = ["email", "name", "language", "tags", "fields", "obtained_on", "evidence", "key"];
/// Members of a ground.
const OF_GROUND: [&str; 4] = ["kind", "evidence", "obtained_on", "by"];

/// A post that was read.
pub(super) struct Asked {
    pub(super) list: ListId,
    pub(super) terms: ImportTerms,
    pub(super) leads: Vec<AskedLead>,
}

/// One lead of a post: a row, or the reason why it is none.
pub(super) struct AskedLead {
    /// The caller's own name for it, as it was written.
    pub(super) key: Value,
    row: Result<ImportRow, Cow<'static, str>>,
}

impl AskedLead {
    /// The lead, or what to write instead.
    pub(super) fn read(&self, terms: &ImportTerms, now: Instant) -> Result<ImportedLead, String> {
        let row = self.row.clone().map_err(Cow::into_owned)?;
        row.read(terms, now).map_err(|fault| fault.text().english().to_owned())
    }
}

/// Reads a post.
pub(super) fn asked(body: &[u8], zone: Tz) -> Result<Asked, Refused> {
    let refused = |message| Err((StatusCode::UNPROCESSABLE_ENTITY, message));
    let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(body) else {
        let message = r#"the body is one JSON object in UTF-8, such as {"list": "crm", "ground": "none", "leads": [{"email": "…"}]}"#;
        return Err((StatusCode::BAD_REQUEST, message));
    };
    let list = members.get("list").and_then(Value::as_str).map(ListId::parse);
    let Some(Ok(list)) = list else {
        return refused("`list` is the name of a list: lower case letters, digits, - and _, at most 40");
    };
    let ground = ground(members.get("ground"))?;
    let of_all = ground.as_ref().map(|(_, of_all)| of_all.clone()).unwrap_or_default();
    let leads = match members.get("leads") {
        None => vec![lead(&members, &of_all, &[OF_POST.as_slice(), &OF_LEAD].concat())],
        Some(Value::Array(_)) if members.keys().any(|name| OF_LEAD.contains(&name.as_str())) => {
            return refused("members of a lead stand within `leads`, or there are no `leads`");
        }
        Some(Value::Array(leads)) if (1..=IMPORTED_AT_ONCE_MAX).contains(&leads.len()) => {
            if members.keys().any(|name| !OF_POST.contains(&name.as_str())) {
                return refused("a post has `list`, `ground` and `leads`; everything else belongs to a lead");
            }
            leads
                .iter()
                .map(|it| it.as_object().map_or_else(AskedLead::no_object, |it| lead(it, &of_all, &OF_LEAD)))
                .collect()
        }
        Some(_) => return refused("`leads` is a list of 1 to 100 leads"),
    };
    let terms = ImportTerms { ground: ground.map(|(ground, _)| ground), zone };
    Ok(Asked { list, terms, leads })
}

/// Evidence and day that the ground of all says, for leads that say none of their own.
#[derive(Clone, Default)]
struct SaidOfAll {
    evidence: Option<String>,
    obtained_on: Option<String>,
}

/// The ground of all: `none`, or an object.
fn ground(said: Option<&Value>) -> Result<Option<(GroundOfAll, SaidOfAll)>, Refused> {
    let refused = |message| Err((StatusCode::UNPROCESSABLE_ENTITY, message));
    let members = match said {
        Some(Value::String(none)) if none == "none" => return Ok(None),
        Some(Value::Object(members)) => members,
        Some(_) | None => {
            return refused(
                r#"say the `ground` on which these people may get marketing, such as {"kind": "express", "evidence": "…", "obtained_on": "2026-04-01", "by": "…"}, or "none""#,
            );
        }
    };
    if members.keys().any(|name| !OF_GROUND.contains(&name.as_str())) {
        return refused("a ground has `kind`, `evidence`, `obtained_on` and `by`");
    }
    let text = |name| members.get(name).and_then(Value::as_str).map(str::trim).filter(|it| !it.is_empty());
    let Some(kind) = text("kind").and_then(GroundKind::parse) else {
        return refused("the `kind` of a ground is `business-card`, `existing-business` or `express`");
    };
    let fits = |by: &&str| {
        by.chars().count() <= EVIDENCE_LENGTH_MAX
            && !by.contains(['@', '＠'])
            && !by.contains(char::is_control)
    };
    let Some(by) = text("by").filter(fits) else {
        return refused("`by` is the name of whoever notes the ground, without an address");
    };
    let of_all = SaidOfAll {
        evidence: text("evidence").map(str::to_owned),
        obtained_on: text("obtained_on").map(str::to_owned),
    };
    Ok(Some((GroundOfAll { kind, evidence: None, obtained_at: None, by: by.to_owned() }, of_all)))
}

/// A lead by its members.
fn lead(members: &Members, of_all: &SaidOfAll, known: &[&str]) -> AskedLead {
    AskedLead { key: members.get("key").cloned().unwrap_or_default(), row: row(members, of_all, known) }
}

impl AskedLead {
    fn no_object() -> Self {
        Self { key: Value::Null, row: Err("a lead is an object with an `email`".into()) }
    }
}

fn row(members: &Members, of_all: &SaidOfAll, known: &[&str]) -> Result<ImportRow, Cow<'static, str>> {
    if let Some(name) = members.keys().find(|name| !known.contains(&name.as_str())) {
        let shown: String = name.chars().take(EVIDENCE_LENGTH_MAX).collect();
        let near = suggest::nearest(name, OF_LEAD).map(|near| format!("; did you mean `{near}`?"));
        let near = near.unwrap_or_else(|| "; other values belong in `fields`".to_owned());
        return Err(format!("`{shown}` is not known here{near}").into());
    }
    let text = |name: &'static str| match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Cow::from(format!("write `{name}` as a text"))),
    };
    Ok(ImportRow {
        address: text("email")?.ok_or("write the address of the person as `email`")?,
        name: text("name")?,
        language: match text("language")?.as_deref() {
            None => None,
            Some("ja") => Some(Language::Japanese),
            Some("en") => Some(Language::English),
            Some(_) => return Err("`language` is `ja` or `en`".into()),
        },
        tags: tags(members.get("tags"))?,
        attributes: fields(members.get("fields"))?,
        obtained_on: text("obtained_on")?.or_else(|| of_all.obtained_on.clone()),
        evidence: text("evidence")?.or_else(|| of_all.evidence.clone()),
        key: text("key")?,
    })
}

fn tags(said: Option<&Value>) -> Result<Vec<String>, Cow<'static, str>> {
    let tags = match said {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(tags)) => tags.iter().map(|tag| tag.as_str().map(str::to_owned)).collect(),
        Some(_) => None,
    };
    tags.ok_or_else(|| "`tags` is a list of texts".into())
}

/// Texts, numbers and truth values; lists and objects are refused rather than cut. Nothing is said by null.
fn fields(said: Option<&Value>) -> Result<BTreeMap<String, String>, Cow<'static, str>> {
    let refused = || Cow::from("`fields` is an object of texts, numbers or truth values");
    let fields = match said {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(refused()),
    };
    let mut read = BTreeMap::new();
    for (name, value) in fields {
        let value = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Array(_) | Value::Object(_) => return Err(refused()),
        };
        read.insert(name.clone(), value);
    }
    Ok(read)
}
