//! `catalog` / `<kind>#<id>`: `version`, `text`. `catalog` / `head`: `version`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::ids::Version;
use cadence::publication::Publication;

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

pub(crate) fn write_head(version: &Version) -> Attributes {
    Draft::at(&keys::head()).text("version", version.as_str()).done()
}

pub(crate) fn read_head(item: &Attributes) -> Result<Version, StoreError> {
    Record::new("head", item).parsed("version", |text| Version::parse(text).ok())
}
