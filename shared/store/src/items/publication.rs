//! `catalog` / `<kind>#<id>`: `version`, `text`. `live` / `head`: `version`, `number`.

use crate::attributes::{Attributes, Draft, Record, number};
use crate::error::StoreError;
use crate::expression::Terms;
use crate::keys;
use cadence::ids::Version;
use cadence::publication::{Head, Publication};

pub(crate) fn write(publication: &Publication) -> Attributes {
    Draft::at(&keys::publication(publication.kind, &publication.id))
        .text("version", publication.version.as_str())
        .text("text", &*publication.text)
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<Publication, StoreError> {
    let record = Record::new("publication", item);
    let (kind, id) = record.parsed("sk", keys::parse_publication)?;
    Ok(Publication {
        kind,
        id: id.to_owned(),
        version: record.parsed("version", |text| Version::parse(text).ok())?,
        text: record.text("text")?.to_owned(),
    })
}

/// The change that makes a version live, and its terms. The table counts, so no two publications have the same number.
pub(crate) fn next_head(version: &Version) -> (&'static str, Terms) {
    let terms = Terms::new().pair("version", version.as_str()).name("number").value("one", number(1));
    ("SET #version = :version ADD #number :one", terms)
}

pub(crate) fn read_head(item: &Attributes) -> Result<Head, StoreError> {
    let record = Record::new("head", item);
    Ok(Head {
        version: record.parsed("version", |text| Version::parse(text).ok())?,
        number: if record.has("number") { record.number("number")? } else { 0 },
    })
}
