//! Edited templates are taken over while everything runs; with mistakes in them, the last good ones stay in force.

use super::shutdown::Shutdown;
use crate::commands::check;
use crate::outbox_view::TemplateErrors;
use crate::output::{Format, Output, Tone};
use crate::say;
use crate::standalone::Standalone;
use authoring::{Look, Report};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Between two looks at the folder.
const EVERY: Duration = Duration::from_secs(1);

/// A templates folder that is watched.
#[derive(Debug)]
pub(super) struct HotReload {
    templates: PathBuf,
    standalone: Standalone,
    template_errors: TemplateErrors,
    format: Format,
    seen: Look,
}

impl HotReload {
    pub(super) fn of(
        templates: &Path,
        standalone: &Standalone,
        template_errors: &TemplateErrors,
        format: Format,
    ) -> Self {
        let (templates, standalone, template_errors) =
            (templates.to_owned(), standalone.clone(), template_errors.clone());
        Self { templates, standalone, template_errors, format, seen: Look::default() }
    }

    /// Publishes the folder as it is; false when it has mistakes, which are told.
    pub(super) async fn take_over(&mut self) -> anyhow::Result<bool> {
        self.seen = Look::at(&self.templates);
        let report = self.standalone.publish(&self.templates).await?;
        if report.has_errors() {
            let stands = self.standalone.store.head().await?.is_some();
            self.tell(&report, stands)?;
            self.template_errors.bad(report);
            return Ok(false);
        }
        self.template_errors.good();
        Ok(true)
    }

    /// Takes over every edit.
    pub(super) async fn watch(mut self, mut shutdown: Shutdown) {
        loop {
            tokio::select! {
                () = shutdown.asked() => return,
                () = runtime::clock::pause(EVERY) => {}
            }
            if Look::at(&self.templates) == self.seen {
                continue;
            }
            match self.take_over().await {
                Ok(true) => tracing::info!("the edited templates are in force"),
                Ok(false) => {
                    tracing::warn!("the edited templates have mistakes; the last good ones stay in force");
                }
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "the edited templates could not be published"
                    );
                    self.seen = Look::default();
                }
            }
        }
    }

    /// Tells the mistakes, and each time, where an earlier version stands, that it goes on.
    fn tell(&self, report: &Report, stands: bool) -> std::io::Result<()> {
        let mut output = Output::standard(self.format);
        match self.format {
            Format::Text => {
                check::print(report, &mut output)?;
                if stands {
                    let words = say!(
                        en = "The templates have mistakes; until they are corrected, the last \
                             good ones stay in force.",
                        ja = "テンプレートに間違いがあります。直すまでは、前の正しいものが使われます。"
                    );
                    output.line(output.paint(Tone::Warning, &words))?;
                }
                Ok(())
            }
            Format::Json => {
                let findings = report.in_language(output.language).findings;
                let told =
                    json!({ "templates": "mistakes", "findings": findings, "last_good_in_force": stands });
                output.line(told.to_string())
            }
        }
    }
}
