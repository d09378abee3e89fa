//! The banner that `up` prints when everything runs: its addresses, and what to do next.

use crate::arguments::UpArguments;
use crate::output::{Format, Output, Tone};
use crate::standalone::Standalone;
use document::{Catalog, FieldKind, Form};
use runtime::clock::Clock;
use serde_json::{Value, json};
use std::net::Ipv4Addr;

/// The contents of the banner.
pub(super) struct Banner<'a> {
    pub(super) url: &'a str,
    pub(super) arguments: &'a UpArguments,
    pub(super) standalone: &'a Standalone,
    /// Whether the templates have mistakes, so that the version before is in force.
    pub(super) has_mistakes: bool,
}

impl Banner<'_> {
    /// The link that opens the pages.
    pub(super) fn link(&self) -> String {
        format!("{}/?token={}", self.url, self.standalone.pages_token())
    }

    /// The line for programs that start this one.
    fn ready(&self) -> Value {
        let mut ready =
            json!({ "ready": true, "url": self.url, "link": self.link(), "data": self.arguments.data });
        if self.standalone.reaches_people {
            let key = self.standalone.api_key();
            ready["events"] = json!({ "url": format!("{}/events", self.url), "key": key });
        }
        if self.has_mistakes {
            ready["last_good_in_force"] = true.into();
        }
        ready
    }

    /// The words when it was stopped.
    pub(super) fn part(&self, output: &mut Output) -> anyhow::Result<()> {
        let data = self.arguments.data.display();
        if output.format == Format::Text {
            output.line(format!(
                "\nStopped. Everything is kept in {data}; `hikyaku up --data {data}` goes on where it was."
            ))?;
        }
        Ok(())
    }

    pub(super) async fn print(&self, output: &mut Output) -> anyhow::Result<()> {
        let (url, data) = (self.url, self.arguments.data.display());
        if output.format == Format::Json {
            return Ok(output.line(self.ready().to_string())?);
        }
        let catalog = Catalog::read(self.standalone.store.publications().await?)?;
        let zone = catalog.policy().zone;
        let now = self.standalone.clock.now().with_timezone(&zone).format("%Y-%m-%d %H:%M");
        let speed = self.arguments.clock_speed;
        let pace = if speed > 1.0 { format!(", {speed} times as fast") } else { String::new() };
        let ahead = (self.standalone.clock.now() - Clock::real().now()).num_hours();
        let ahead = if ahead > 0 {
            format!(", {ahead} hours ahead of the real time; a new --data folder starts in the present")
        } else {
            String::new()
        };
        let older = if self.has_mistakes {
            ", with the mistakes above; the last good version is in force until they are corrected"
        } else {
            ""
        };
        let heading = output.paint(Tone::Strong, &format!("飛脚 Hikyaku is up: {url}"));
        let mut lines = vec![
            heading,
            String::new(),
            format!("  open       {}", self.link()),
            "             (the link is the key to the pages; `hikyaku links` shows it again)".to_owned(),
            format!("  templates  {}{older}", self.arguments.templates.templates.display()),
            format!("  data       {data}"),
            format!("  clock      {now} {zone}{pace}{ahead}"),
        ];
        if let Some(set) = &self.arguments.mail.configuration_set {
            let at = self.arguments.mail.ses_endpoint.as_deref().unwrap_or("Amazon SES");
            lines.push(format!("  mail       REAL, through {at}, configuration set {set}"));
            lines.push(format!(
                "  events     POST {url}/events, what SES publishes, with the key of `hikyaku links`"
            ));
        }
        if self.arguments.mail.public_url.is_some() && !is_named(&catalog) {
            lines.push(
                "  callers    all posts seem to come from the web server in front: let it send X-Forwarded-For, and write\n             \
                 \"trusted_proxies\": [\"127.0.0.1\"] in settings.json"
                    .to_owned(),
            );
        }
        if self.arguments.no_tick {
            lines.push("  no tick: only what is asked for over HTTP is done".to_owned());
        }
        if let Some(form) = catalog.forms().find(|form| !form.staff_only) {
            lines.extend([String::new(), "Post a form, and look into the outbox:".to_owned()]);
            lines.push(format!("  {}", curl(url, form)));
        }
        lines.extend([String::new(), "Ctrl-C stops it; the data stay.".to_owned()]);
        Ok(output.line(lines.join("\n"))?)
    }
}

/// Whether the settings name a proxy on this machine, which a public address needs.
fn is_named(catalog: &Catalog) -> bool {
    catalog
        .policy()
        .ceilings
        .trusted_proxies
        .iter()
        .any(|network| network.contains(Ipv4Addr::LOCALHOST.into()))
}

/// A command that posts a form with everything it asks for.
fn curl(url: &str, form: &Form) -> String {
    let fields = form.fields.iter().filter_map(|field| {
        let value = match (&field.kind, field.name.as_str()) {
            (FieldKind::Email, _) => "taro@example.jp",
            (FieldKind::Text { .. } | FieldKind::LongText { .. }, "name") => "田中 太郎",
            (FieldKind::Text { .. } | FieldKind::LongText { .. }, _) if field.required => {
                field.label.as_str()
            }
            (FieldKind::Choice { options }, _) if field.required => options.first()?.as_str(),
            (FieldKind::Checkbox, _) => "yes",
            (FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Choice { .. }, _) => {
                return None;
            }
        };
        let value = value.replace('\'', "’");
        Some(format!(" \\\n    --data-urlencode '{}={value}'", field.name))
    });
    format!("curl -i {url}/f/{}{}", form.id, fields.collect::<String>())
}
