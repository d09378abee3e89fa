//! The tags of a lead: short names that steps and forms put on and take off, and that conditions ask about.

use crate::ids::Tag;
use crate::limits::TAGS_PER_LEAD_MAX;
use std::collections::BTreeSet;

/// The tags on one lead. They lie beside its card, since a sender asks about them at every look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags(BTreeSet<Tag>);

/// Tags after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedTags {
    /// The tags as they are to stand.
    pub tags: Tags,
    /// The tags that found no room, because the lead has [`TAGS_PER_LEAD_MAX`] of them.
    pub left_out: Vec<Tag>,
}

impl Tags {
    /// Whether the lead has the tag.
    pub fn contains(&self, tag: &Tag) -> bool {
        self.0.contains(tag)
    }

    /// Whether the lead has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tags in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Tag> {
        self.0.iter()
    }

    /// The tags without some and with others. A tag in both lists is taken off. Tags that were there stay, also beyond the limit.
    #[must_use]
    pub fn changed(&self, add: &[Tag], remove: &[Tag]) -> ChangedTags {
        let mut tags = self.0.clone();
        tags.retain(|tag| !remove.contains(tag));
        let mut left_out = Vec::new();
        for tag in add.iter().filter(|tag| !remove.contains(tag)) {
            if tags.len() < TAGS_PER_LEAD_MAX || tags.contains(tag) {
                tags.insert(tag.clone());
            } else {
                left_out.push(tag.clone());
            }
        }
        ChangedTags { tags: Self(tags), left_out }
    }
}

impl FromIterator<Tag> for Tags {
    fn from_iter<I: IntoIterator<Item = Tag>>(tags: I) -> Self {
        Self(tags.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(names: &[&str]) -> Vec<Tag> {
        names.iter().map(|name| Tag::parse(name).unwrap()).collect()
    }

    fn changed(standing: &[&str], add: &[&str], remove: &[&str]) -> String {
        let standing: Tags = tags(standing).into_iter().collect();
        let ChangedTags { tags, left_out } = standing.changed(&tags(add), &tags(remove));
        assert_eq!(left_out, []);
        tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_are_put_on_and_taken_off_and_a_tag_in_both_lists_is_off() {
        assert_eq!(changed(&[], &["met"], &[]), "met");
        assert_eq!(changed(&["met"], &["met", "customer"], &["vip"]), "customer met");
        assert_eq!(changed(&["met", "vip"], &["met"], &["met"]), "vip");
        assert_eq!(changed(&["met"], &[], &["met"]), "");
    }

    #[test]
    fn a_tag_beyond_the_limit_is_left_out_and_named() {
        let full: Tags =
            (0..TAGS_PER_LEAD_MAX).map(|number| Tag::parse(&format!("tag-{number}")).unwrap()).collect();
        let [known, new] = ["tag-1", "new"].map(|name| Tag::parse(name).unwrap());
        let add = [known.clone(), new.clone()];
        assert_eq!(full.changed(&add, &[]), ChangedTags { tags: full.clone(), left_out: vec![new.clone()] });
        let replaced = full.changed(std::slice::from_ref(&new), std::slice::from_ref(&known));
        assert!(replaced.left_out.is_empty(), "a tag that is taken off makes room");
        assert!(replaced.tags.contains(&new) && !replaced.tags.contains(&known));
        let more: Tags = full.iter().cloned().chain([new]).collect();
        assert_eq!(more.changed(&[known], &[]).tags, more, "what stands beyond the limit stays");
    }
}
