//! The unlisted origins whose posts were refused: said in the log once each, and kept for whoever runs one machine to see.
//!
//! A caller may write any origin, so as many are remembered as [`UNLISTED_ORIGINS_MAX`] and no more; nothing else of a caller is
//! kept.

use crate::words::TakesOver;
use cadence::ids::FormId;
use cadence::limits::UNLISTED_ORIGINS_MAX;
use cadence::origin::{Unlisted, WebOrigin};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The posts refused since the process started, by form and origin.
#[derive(Debug, Default)]
pub struct UnlistedOrigins(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    posts: BTreeMap<(FormId, Unlisted), u64>,
    is_full: bool,
}

/// Posts to one form from pages of one unlisted origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlistedOrigin {
    /// The form.
    pub form: FormId,
    /// The origin; none where the browser hides it.
    pub origin: Option<WebOrigin>,
    /// Requests refused.
    pub refused: u64,
}

impl UnlistedOrigins {
    /// Notes a refused request. The log names an origin the first time.
    pub(crate) fn note(&self, form: &FormId, from: &Unlisted, takes_over: TakesOver) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (form.clone(), from.clone());
        if let Some(count) = seen.posts.get_mut(&key) {
            *count += 1;
        } else if seen.posts.len() < UNLISTED_ORIGINS_MAX {
            seen.posts.insert(key, 1);
            match from {
                Unlisted::Site(origin) => tracing::warn!(
                    form.id = %form, %origin,
                    "posts of this site's pages are refused; if it is yours, add it to \"allow_origins\" in forms/{form}.json{}",
                    and_publish(takes_over)
                ),
                Unlisted::Hidden => tracing::warn!(
                    form.id = %form,
                    "posts of pages that hide their origin (`Origin: null`) are refused: a file opened from disk, a sandboxed frame, \
                     or a page with the referrer policy no-referrer"
                ),
            }
        } else if !seen.is_full {
            seen.is_full = true;
            tracing::warn!("posts of further unlisted origins are refused without being named in the log");
        }
    }

    /// The refused origins, those with the most requests first.
    pub fn all(&self) -> Vec<UnlistedOrigin> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = seen.posts.iter().map(|((form, from), refused)| UnlistedOrigin {
            form: form.clone(),
            origin: match from {
                Unlisted::Site(origin) => Some(origin.clone()),
                Unlisted::Hidden => None,
            },
            refused: *refused,
        });
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|it| std::cmp::Reverse(it.refused));
        all
    }
}

fn and_publish(takes_over: TakesOver) -> &'static str {
    match takes_over {
        TakesOver::WhenSaved => "",
        TakesOver::WhenPublished => " and publish",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_remembered_once_and_callers_cannot_make_it_grow() {
        let unlisted = UnlistedOrigins::default();
        let form = FormId::parse("contact").unwrap();
        let site = |n: usize| Unlisted::Site(WebOrigin::parse(&format!("https://s{n}.example")).unwrap());
        for n in 0..10 * UNLISTED_ORIGINS_MAX {
            unlisted.note(&form, &site(n), TakesOver::WhenPublished);
        }
        unlisted.note(&form, &site(7), TakesOver::WhenSaved);
        let all = unlisted.all();
        assert_eq!(all.len(), UNLISTED_ORIGINS_MAX);
        assert_eq!(
            (all[0].refused, all[0].origin.as_ref().map(WebOrigin::as_str)),
            (2, Some("https://s7.example"))
        );
    }
}
