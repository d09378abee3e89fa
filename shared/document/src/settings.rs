//! `settings.json`: the company's policy, and what sequences inherit.

use crate::ceilings::{self, CeilingsText};
use crate::company::{CompanyText, SenderText};
use crate::problem::{Notes, Problems, join, parse};
use crate::scoring::{self, ScoreText};
use crate::suggest;
use crate::topics::{self, TopicText, TrackingWord};
use crate::words::{IfLateText, LanguageWord, QuietHoursText, UnknownWord, WindowText};
use cadence::caps::Cap;
use cadence::limits::CAP_MAILS_MAX;
use cadence::policy::Policy;
use cadence::preferences::TrackingRule;
use cadence::sequence::{IfLate, IfUnknown, Language, LateAction};
use cadence::span::Span;
use cadence::window::{Days, QuietHours, Window};
use cadence::{text, words};
use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::Deserialize;

/// The settings, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Rules of the company, the same for all sequences.
    pub policy: Policy,
    /// The values that sequences inherit where they do not say their own.
    pub defaults: Defaults,
}

/// The values that a sequence inherits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// When its mails may go out: business days from 9 to 18 unless the settings say otherwise.
    pub window: Window,
    /// The treatment of late steps: after 3 days they are skipped unless the settings say otherwise.
    pub if_late: IfLate,
    /// The treatment of mails of unknown fate: taken as sent unless the settings say otherwise.
    pub if_unknown: IfUnknown,
    /// The name of the calendar: `japan` unless the settings say otherwise.
    pub calendar: String,
}

/// ひきゃくの設定（会社全体）。 / Settings of Hikyaku, for the whole company.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "settings")]
pub(crate) struct SettingsText {
    /// スキーマの場所（エディタ用）。 / Where the schema lies, for the editor.
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    /// 会社の情報。 / The company.
    #[cfg_attr(feature = "schema", schemars(required))]
    company: Option<CompanyText>,
    /// 差出人。 / The sender.
    #[cfg_attr(feature = "schema", schemars(required))]
    sender: Option<SenderText>,
    /// 標準のタイムゾーン。 / Time zone of leads that did not say theirs, such as "Asia/Tokyo".
    time_zone: Option<String>,
    /// 標準の言語。 / Usual language.
    language: Option<LanguageWord>,
    /// カレンダーの名前（japan・plain・calendars/ のファイル名）。 / Calendar: japan, plain or a file in calendars/.
    calendar: Option<String>,
    /// 敬称。 / What follows a name, such as 様; may be empty.
    honorific: Option<String>,
    /// 標準の送信時間帯。 / Usual hours and days of sending.
    send_between: Option<WindowText>,
    /// 案内メールを送らない時間帯。 / Hours without marketing mail.
    quiet_hours: Option<QuietHoursText>,
    /// 一人に送る案内メールの上限。 / How much marketing one person gets at most.
    caps: Option<Vec<CapText>>,
    /// 案内メールのテーマ。受け取る方は、テーマごとに断れます。 / Topics of marketing, each of which a person may refuse.
    topics: Option<Vec<TopicText>>,
    /// 開封・クリックの計測。always は断った方のほか全員、asked は認めた方だけ、never はしない。 / Whose opens and clicks are tracked:
    /// everybody's who did not refuse it, only of those who allowed it, or nobody's.
    tracking: Option<TrackingWord>,
    /// 他人がフォームから起こせる送信の上限。 / How much strangers can set off through forms at most.
    ceilings: Option<CeilingsText>,
    /// 信頼する中継サーバー（プロキシ）のIPアドレス。 / Networks of your own proxies, which say truly for whom they ask.
    trusted_proxies: Option<Vec<String>>,
    /// 遅れたステップの扱い。 / What happens to late steps.
    if_late: Option<IfLateText>,
    /// 届いたか分からないメールの扱い。 / What happens to a mail of which nobody can know whether it went out.
    if_unknown: Option<UnknownWord>,
    /// スコアの付け方。 / Scoring.
    score: Option<ScoreText>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 「何日間に何通まで」。 / At most so many mails in so many days.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "cap")]
pub(crate) struct CapText {
    /// 通数。 / How many mails.
    #[cfg_attr(feature = "schema", schemars(required))]
    mails: Option<u32>,
    /// 日数。 / In how many days.
    #[cfg_attr(feature = "schema", schemars(required))]
    days: Option<u32>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

impl Settings {
    /// Reads `settings.json`; every problem is reported, not only the first.
    pub fn read(text: &str) -> Result<Self, Problems> {
        let written: SettingsText = parse(text)?;
        let mut notes = Notes::default();
        let settings = written.read(&mut notes);
        notes.finish(settings)
    }
}

impl SettingsText {
    fn read(self, notes: &mut Notes) -> Option<Settings> {
        let company = notes.need(self.company, "", "company").and_then(|it| it.read("/company", notes));
        let sender = notes.need(self.sender, "", "sender").and_then(|it| it.read("/sender", notes));
        let zone = self.time_zone.map_or(Some(Tz::Asia__Tokyo), |text| zone(&text, notes));
        let language = self.language.map_or(Language::Japanese, Language::from);
        let window = self.send_between.map_or(usual_window(), |it| it.read("/send_between", notes));
        let if_late = self.if_late.map_or(Some(USUAL_IF_LATE), |it| it.read("/if_late", notes));
        let quiet_hours = self.quiet_hours.map_or_else(usual_quiet, |it| it.read("/quiet_hours", notes));
        let caps = self.caps.map_or_else(|| Some(usual_caps()), |written| caps(written, notes));
        let topics = self.topics.map_or_else(|| Some(Vec::new()), |written| topics::read(written, notes));
        let ceilings = ceilings::read(self.ceilings, self.trusted_proxies, notes);
        let score = self.score.map_or_else(|| Some(scoring::usual()), |it| it.read("/score", notes));
        let honorific = self.honorific.unwrap_or_else(|| usual_honorific(language).to_owned());
        let policy = Policy {
            company: company?,
            sender: sender?,
            zone: zone?,
            language,
            honorific,
            quiet_hours,
            caps: caps?,
            topics: topics?,
            // Settings that were published before there was a rule go on as they did.
            tracking: self.tracking.map_or(TrackingRule::Always, TrackingRule::from),
            ceilings: ceilings?,
            score: score?,
        };
        Some(Settings {
            policy,
            defaults: Defaults {
                window: window?,
                if_late: if_late?,
                if_unknown: self.if_unknown.map_or(IfUnknown::Skip, IfUnknown::from),
                calendar: self.calendar.unwrap_or_else(|| "japan".to_owned()),
            },
        })
    }
}

const USUAL_IF_LATE: IfLate = IfLate { by: Span::Days(3), then: LateAction::Skip };

fn usual_window() -> Option<Window> {
    let (from, to) = (NaiveTime::from_hms_opt(9, 0, 0)?, NaiveTime::from_hms_opt(18, 0, 0)?);
    Some(Window { from, to, days: Days::Business })
}

fn usual_quiet() -> Option<QuietHours> {
    let (from, to) = (NaiveTime::from_hms_opt(21, 0, 0)?, NaiveTime::from_hms_opt(8, 0, 0)?);
    Some(QuietHours { from, to })
}

fn usual_caps() -> Vec<Cap> {
    vec![Cap { mails: 1, days: 1 }, Cap { mails: 3, days: 7 }, Cap { mails: 8, days: 30 }]
}

fn usual_honorific(language: Language) -> &'static str {
    match language {
        Language::Japanese => "様",
        Language::English => "",
    }
}

fn zone(text: &str, notes: &mut Notes) -> Option<Tz> {
    let zone = text.parse().ok();
    if zone.is_none() {
        let message =
            text!(en = "{text:?} is not a time zone", ja = "{text:?} は、タイムゾーンの名前ではありません。");
        let near = suggest::nearest(text, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        let usual = words!(
            en = "write a name of the IANA list, such as \"Asia/Tokyo\"",
            ja = "\"Asia/Tokyo\" のように、IANA の名前で書いてください。"
        );
        let remedy = near.map_or(usual.into(), |near| {
            text!(en = "did you mean {near:?}?", ja = "{near:?} ではありませんか。")
        });
        notes.add("/time_zone", "bad-time-zone", message, remedy);
    }
    zone
}

fn caps(written: Vec<CapText>, notes: &mut Notes) -> Option<Vec<Cap>> {
    let read: Vec<Option<Cap>> =
        written.into_iter().enumerate().map(|(index, cap)| cap.read(&join("/caps", index), notes)).collect();
    let caps: Vec<Cap> = read.into_iter().collect::<Option<_>>()?;
    for (index, cap) in caps.iter().enumerate() {
        let stricter = |other: &&Cap| other.days >= cap.days && other.mails < cap.mails;
        if let Some(other) = caps.iter().find(stricter) {
            let message = text!(
                en = "{} mails in {} days can never be reached: {} mails in {} days is stricter",
                ja = "{}通・{}日には届きません。{}通・{}日のほうが厳しいためです。",
                cap.mails,
                cap.days,
                other.mails,
                other.days
            );
            notes.add(
                join("/caps", index),
                "cap-contradiction",
                message,
                words!(
                    en = "remove it, or allow more in the longer span",
                    ja = "消すか、長い期間の通数を増やしてください。"
                ),
            );
        }
    }
    Some(caps)
}

impl CapText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<Cap> {
        let mails = notes.need(self.mails, pointer, "mails");
        let days = notes.need(self.days, pointer, "days");
        let (mails, days) = (mails?, days?);
        if mails == 0 || days == 0 {
            let message = text!(
                en = "{mails} mails in {days} days lets nothing through or says nothing",
                ja = "{mails}通・{days}日では、何も送れないか、上限になりません。"
            );
            notes.add(
                pointer,
                "cap-zero",
                message,
                words!(
                    en = "write at least 1 mail and 1 day; to send nothing, pause the sequence",
                    ja = "1通・1日以上にしてください。何も送らないなら、シナリオを止めてください。"
                ),
            );
            return None;
        }
        if mails > CAP_MAILS_MAX {
            let message = text!(
                en = "a cap counts at most {CAP_MAILS_MAX} mails, and {mails} are written",
                ja = "上限に書けるのは {CAP_MAILS_MAX} 通までですが、{mails} 通になっています。"
            );
            let remedy = text!(
                en = "write at most {CAP_MAILS_MAX} mails in fewer days, such as half of both",
                ja = "日数も通数も半分にするなどして、{CAP_MAILS_MAX} 通までにしてください。"
            );
            notes.add(pointer, "cap-large", message, remedy);
            return None;
        }
        Some(Cap { mails, days })
    }
}
