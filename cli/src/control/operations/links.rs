//! The links of a standalone program: to its pages, its forms and its API.

use super::{DeadLetterPlace, Operations};
use crate::control::Failure;
use crate::control::answers::{FormLink, Links};
use crate::control::requests::ShowLinks;
use ::links::LinkKeys;
use document::Catalog;

impl Operations {
    /// All links of a standalone program. Those of a stack are signed with what only SSM holds, and are looked up there.
    pub async fn show_links(&self, _: ShowLinks) -> Result<Links, Failure> {
        let published = self.published().await?;
        match &self.letters {
            DeadLetterPlace::OfStandalone(standalone) => {
                let forms = published.0.iter().flat_map(Catalog::forms);
                Ok(Links {
                    base_url: Some(standalone.base_url().to_owned()),
                    pages: Some(format!("/?token={}", standalone.pages_token())),
                    forms: forms
                        .map(|form| {
                            let path = standalone.form_path(&form.id, form.staff_only);
                            link(form, path, || standalone.human_check(&form.id).0)
                        })
                        .collect(),
                    key: standalone.api_key(),
                })
            }
            #[cfg(feature = "aws")]
            DeadLetterPlace::OfStack(_) => {
                Err(Failure::Refused("a stack's links are looked up by name".to_owned()))
            }
        }
    }
}

impl Links {
    /// The links that these keys sign.
    pub fn of(keys: &LinkKeys, catalog: &Catalog) -> Self {
        let forms = catalog.forms().map(|form| {
            let path = keys.form_path(&form.id, form.staff_only);
            link(form, path, || keys.human_check_key(&form.id))
        });
        Self { base_url: None, pages: None, forms: forms.collect(), key: keys.api_key() }
    }
}

fn link(form: &document::Form, path: String, human_check_key: impl FnOnce() -> String) -> FormLink {
    FormLink {
        form: form.id.as_str().to_owned(),
        title: form.title.clone(),
        path,
        staff_only: form.staff_only,
        human_check_key: form.human_check.then(human_check_key),
    }
}
