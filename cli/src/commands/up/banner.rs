//! The banner that `up` prints when everything runs: its addresses, and what to do next.

use crate::arguments::UpArguments;
use crate::output::{Format, Output, Tone};
use crate::say;
use crate::standalone::Standalone;
use chrono_tz::Tz;
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
            output.line(say!(
                en = "\nStopped. Everything is kept in {data}; `hikyaku up --data {data}` goes on \
                     where it was.",
                ja = "\n止めました。すべて {data} に残っています。`hikyaku up --data {data}` で続\
                     きから始められます。"
            ))?;
        }
        Ok(())
    }

    pub(super) async fn print(&self, output: &mut Output) -> anyhow::Result<()> {
        let url = self.url;
        if output.format == Format::Json {
            return Ok(output.line(self.ready().to_string())?);
        }
        let catalog = Catalog::read(self.standalone.store.publications().await?)?;
        let heading = output.paint(
            Tone::Strong,
            &say!(en = "飛脚 Hikyaku is up: {url}", ja = "飛脚 Hikyaku を始めました：{url}"),
        );
        let mut lines = vec![heading, String::new()];
        lines.extend(self.fields(catalog.policy().zone));
        lines.extend(self.of_mail(&catalog));
        if self.arguments.no_tick {
            lines.push(say!(
                en = "  no tick: only what is asked for over HTTP is done",
                ja = "  時刻による処理はしません。HTTP で頼まれたことだけをします"
            ));
        }
        if let Some(form) = catalog.forms().find(|form| !form.staff_only) {
            lines.extend([
                String::new(),
                say!(
                    en = "Post a form, and look into the outbox:",
                    ja = "フォームを送って、送信箱を見てください："
                ),
            ]);
            lines.push(format!("  {}", curl(url, form)));
        }
        lines.extend([
            String::new(),
            say!(en = "Ctrl-C stops it; the data stay.", ja = "Ctrl-C で止まります。データは残ります。"),
        ]);
        Ok(output.line(lines.join("\n"))?)
    }

    /// The places of everything, and the time there.
    fn fields(&self, zone: Tz) -> Vec<String> {
        let data = self.arguments.data.display();
        let now = self.standalone.clock.now().with_timezone(&zone).format("%Y-%m-%d %H:%M");
        let speed = self.arguments.clock_speed;
        let pace = if speed > 1.0 {
            say!(en = ", {speed} times as fast", ja = "（{speed} 倍の速さ）")
        } else {
            String::new()
        };
        let ahead = (self.standalone.clock.now() - Clock::real().now()).num_hours();
        let ahead = if ahead > 0 {
            say!(
                en = ", {ahead} hours ahead of the real time; a new --data folder starts in the present",
                ja = "（実際より {ahead} 時間先。--data で新しいフォルダーにすると、今から始まります）"
            )
        } else {
            String::new()
        };
        let older = if self.has_mistakes {
            say!(
                en = ", with the mistakes above; the last good version is in force until they are corrected",
                ja = "（上の間違いを直すまでは、前の正しいものを使います）"
            )
        } else {
            String::new()
        };
        vec![
            say!(en = "  open       {}", ja = "  ページ          {}", self.link()),
            say!(
                en = "             (the link is the key to the pages; `hikyaku links` shows it again)",
                ja = "                  （リンクがページの鍵です。`hikyaku links` でもう一度出せます）"
            ),
            say!(
                en = "  templates  {}{older}",
                ja = "  テンプレート    {}{older}",
                self.arguments.templates.templates.display()
            ),
            say!(en = "  data       {data}", ja = "  データ          {data}"),
            say!(
                en = "  clock      {now} {zone}{pace}{ahead}",
                ja = "  時計            {now} {zone}{pace}{ahead}"
            ),
        ]
    }

    /// The way of real mail; empty if there is none.
    fn of_mail(&self, catalog: &Catalog) -> Vec<String> {
        let (url, mut lines) = (self.url, Vec::new());
        if let Some(set) = &self.arguments.mail.configuration_set {
            let at = self.arguments.mail.ses_endpoint.as_deref().unwrap_or("Amazon SES");
            lines.push(say!(
                en = "  mail       REAL, through {at}, configuration set {set}",
                ja = "  メール          実際に送ります（{at}、configuration set {set}）"
            ));
            lines.push(say!(
                en = "  events     POST {url}/events, what SES publishes, with the key of `hikyaku links`",
                ja = "  配信の結果      POST {url}/events（SES が知らせる先。鍵は `hikyaku links`）"
            ));
        }
        if self.arguments.mail.public_url.is_some() && !is_named(catalog) {
            lines.push(say!(
                en = "  callers    all posts seem to come from the web server in front: let it \
                     send X-Forwarded-For, and write\n             \"trusted_proxies\": \
                     [\"127.0.0.1\"] in settings.json",
                ja = "  送信元          どの投稿も、前にある Web サーバーから来たように見えます。\
                     X-Forwarded-For を付けさせ、settings.json に\n                  \"\
                     trusted_proxies\": [\"127.0.0.1\"] と書いてください"
            ));
        }
        lines
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
