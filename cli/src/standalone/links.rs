//! The addresses and keys of a standalone program's pages, forms and API.

use super::Standalone;
use cadence::ids::FormId;
use ingest_lead::{EVENTS_PATH, UnlistedOrigin};

impl Standalone {
    /// The path that a form posts to; a staff form's path carries its key.
    pub fn form_path(&self, form: &FormId, staff_only: bool) -> String {
        self.functions.ingest.links.form_path(form, staff_only)
    }

    /// Under which address forms and events are reached.
    pub fn base_url(&self) -> &str {
        &self.functions.send.base_url
    }

    /// The key in the link that opens the pages.
    pub fn pages_token(&self) -> String {
        self.functions.ingest.links.pages_token()
    }

    /// Whether a text is that key.
    pub fn opens_pages(&self, token: &str) -> bool {
        self.functions.ingest.links.opens_pages(token)
    }

    /// The name of the cookie that keeps it.
    pub fn pages_cookie(&self) -> String {
        self.functions.ingest.links.pages_cookie()
    }

    /// Whether the value of a header `Authorization` bears the key of other systems.
    pub fn opens_api(&self, authorization: Option<&str>) -> bool {
        self.functions.ingest.links.opens_api(authorization)
    }

    /// The address of a form's own page, to which it posts; a staff form's carries its key.
    pub fn form_url(&self, form: &FormId, staff_only: bool) -> String {
        format!("{}{}", self.functions.send.base_url, self.form_path(form, staff_only))
    }

    /// The sites whose posts were refused since the standalone program was opened, because their forms do not list them.
    pub fn unlisted_origins(&self) -> Vec<UnlistedOrigin> {
        self.functions.ingest.unlisted.all()
    }

    /// The key with which the company's server signs human checks of a form, and a token of now to try the form with.
    pub fn human_check(&self, form: &FormId) -> (String, String) {
        let links = &self.functions.ingest.links;
        let expiry = self.clock.now() + chrono::TimeDelta::minutes(::links::HUMAN_CHECK_MINUTES_MAX);
        (links.human_check_key(form), links.human_check_token(form, expiry, "tried-by-hand"))
    }

    /// The address at which other systems tell of leads.
    pub fn events_url(&self) -> String {
        format!("{}{EVENTS_PATH}", self.functions.send.base_url)
    }

    /// The key with which they do.
    pub fn api_key(&self) -> String {
        self.functions.ingest.links.api_key()
    }
}
