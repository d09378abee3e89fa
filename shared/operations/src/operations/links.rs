//! The links of a standalone program: to its pages, its forms and its API.

use super::Operations;
use crate::Failure;
use crate::answers::{FormLink, Links};
use crate::installation::Installation;
use crate::requests::ShowLinks;
use ::links::LinkKeys;
#[cfg(feature = "aws")]
use cadence::wording::Text;
use document::Catalog;

impl Operations {
    /// All links of a standalone program. Those of a stack are signed with what only SSM holds, and are looked up there.
    pub async fn show_links(&self, _: ShowLinks) -> Result<Links, Failure> {
        let published = self.published().await?;
        match &self.installation {
            Installation::Local(local) => {
                let forms = published.0.iter().flat_map(Catalog::forms);
                Ok(Links {
                    base_url: Some(local.base_url.clone()),
                    pages: Some(format!("/?token={}", local.links.pages_token())),
                    forms: forms.map(|form| form_link(&local.links, form)).collect(),
                    key: local.links.api_key(),
                })
            }
            #[cfg(feature = "aws")]
            Installation::Cloud(_) => {
                Err(Failure::Refused(Text::same("a stack's links are looked up by name")))
            }
        }
    }
}

impl Links {
    /// The links that these keys sign.
    pub fn of(keys: &LinkKeys, catalog: &Catalog) -> Self {
        let forms = catalog.forms().map(|form| form_link(keys, form));
        Self { base_url: None, pages: None, forms: forms.collect(), key: keys.api_key() }
    }
}

fn form_link(keys: &LinkKeys, form: &document::Form) -> FormLink {
    FormLink {
        form: form.id.as_str().to_owned(),
        title: form.title.clone(),
        path: keys.form_path(&form.id, form.staff_only),
        staff_only: form.staff_only,
        human_check_key: form.human_check.then(|| keys.human_check_key(&form.id)),
    }
}
