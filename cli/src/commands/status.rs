//! `hikyaku status`: how everything stands, and what waits for a person.

mod door;

use super::Outcome;
use super::operating::{Answered, ask, paused_line, several, typed};
use crate::arguments::StatusArguments;
use crate::local_control::AnsweredBy;
use crate::output::{Format, Output, Tone, padded};
use crate::say;
use operations::answers::{Count, Standing};
use operations::requests::LookAround;
use serde::Serialize;

/// Minutes by which a step may be late before it stands out.
const LATE_MINUTES: i64 = 10;
/// Minutes since the last tick of a stack from which on it is taken to stand still.
const TICK_MINUTES: i64 = 5;

/// The answer for programs.
#[derive(Serialize)]
struct Told<'a> {
    /// Whether a `hikyaku up` has the data; nothing for a stack.
    #[serde(skip_serializing_if = "Option::is_none")]
    running: Option<bool>,
    /// The stack in AWS.
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<String>,
    /// Whether something waits for a person.
    waits_for_somebody: bool,
    #[serde(flatten)]
    standing: &'a Standing,
}

/// Prints how everything stands; found is what waits for a person.
pub fn run(arguments: &StatusArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let Answered { answer: standing, answered_by } = ask(&arguments.data, LookAround {})?;
    let waits_for_somebody = standing.waits_for_somebody() || has_stopped(&standing, &answered_by);
    match output.format {
        Format::Json => output.json(&told(&standing, &answered_by, waits_for_somebody))?,
        Format::Text => print(&standing, &answered_by, output)?,
    }
    Ok(if waits_for_somebody { Outcome::Found } else { Outcome::Well })
}

fn told<'a>(standing: &'a Standing, answered_by: &AnsweredBy, waits_for_somebody: bool) -> Told<'a> {
    let (running, stack) = match answered_by {
        AnsweredBy::Data => (Some(false), None),
        AnsweredBy::Running => (Some(true), None),
        AnsweredBy::Stack(name) => (None, Some(name.to_string())),
    };
    Told { running, stack, waits_for_somebody, standing }
}

fn print(standing: &Standing, answered_by: &AnsweredBy, output: &mut Output) -> anyhow::Result<()> {
    let state = match answered_by {
        AnsweredBy::Data => say!(
            en = "not running: nothing is sent until `hikyaku up`",
            ja = "動いていません。`hikyaku up` を始めるまで、何も送りません"
        ),
        AnsweredBy::Running => say!(en = "running", ja = "動いています"),
        AnsweredBy::Stack(name) => say!(en = "stack {name}", ja = "スタック {name}"),
    };
    let (now, zone) = (&standing.now, &standing.zone);
    let heading = say!(en = "{now} {zone}, {state}", ja = "{now} {zone}、{state}");
    let heading = output.paint(Tone::Strong, &heading);
    output.line(heading)?;
    for (name, tone, text) in lines(standing, answered_by) {
        let text = tone.map_or(text.clone(), |tone| output.paint(tone, &text));
        output.line(format!("  {} {text}", padded(&name, 13)))?;
    }
    Ok(())
}

type Line = (String, Option<Tone>, String);

fn lines(standing: &Standing, answered_by: &AnsweredBy) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    if standing.out_of_room {
        let text = say!(
            en = "takes nothing more: posts are answered with 503 and mails wait; make room on \
                 the disk of the data, and everything goes on by itself",
            ja = "これ以上書けません。投稿には 503 を返し、メールは待っています。データのあるディ\
                 スクを空ければ、自動で続きます"
        );
        lines.push((say!(en = "disk", ja = "ディスク"), Some(Tone::Bad), text));
    }
    let paused_name = say!(en = "paused", ja = "一時停止");
    if standing.paused.is_empty() {
        lines.push((paused_name.clone(), None, say!(en = "nothing", ja = "なし")));
    }
    for paused in &standing.paused {
        let tone = if paused.by_hand { Tone::Warning } else { Tone::Bad };
        lines.push((paused_name.clone(), Some(tone), paused_line(paused)));
    }
    lines.push(lateness(standing));
    lines.extend(undecided(standing, answered_by));
    let letters = Count { counted: u32::try_from(standing.dead_letters).unwrap_or(u32::MAX), or_more: false };
    let about = if matches!(answered_by, AnsweredBy::Stack(_)) {
        say!(en = "about ", ja = "約")
    } else {
        String::new()
    };
    let dead = several(letters, ("message", "messages"), "件");
    let list = typed("dead-letters", answered_by);
    let dead = say!(en = "{about}{dead}: {list}", ja = "{about}{dead}：{list}");
    lines.push(waiting(say!(en = "dead letters", ja = "処理できず"), letters, dead));
    lines.push(last_tick(standing, answered_by));
    lines.extend(standing.at_the_door.iter().map(door::line));
    lines
}

/// The mails of which nobody knows whether they went out.
fn undecided(standing: &Standing, answered_by: &AnsweredBy) -> [Line; 2] {
    let unknown_mails = if standing.unknown.counted == 0 {
        none()
    } else {
        several(
            standing.unknown,
            ("mail, to be decided by itself", "mails, to be decided by themselves"),
            "通。自動で決まります",
        )
    };
    let decide = several(
        standing.for_a_person,
        ("mail to decide about", "mails to decide about"),
        "通。届いたかどうかを決めてください",
    );
    let command = typed("reconcile", answered_by);
    let decide = say!(en = "{decide}: {command}", ja = "{decide}：{command}");
    [
        (say!(en = "unknown", ja = "結果不明"), None, unknown_mails),
        waiting(say!(en = "for you", ja = "決めること"), standing.for_a_person, decide),
    ]
}

fn none() -> String {
    say!(en = "none", ja = "なし")
}

fn last_tick(standing: &Standing, answered_by: &AnsweredBy) -> Line {
    let name = say!(en = "last tick", ja = "最後の確認");
    let ticked =
        standing.last_tick.map_or_else(|| say!(en = "never", ja = "まだありません"), |at| at.to_string());
    match answered_by {
        AnsweredBy::Stack(stack) if has_stopped(standing, answered_by) => {
            let ago = minutes_since_tick(standing)
                .map(|ago| say!(en = ", {ago} minutes ago", ja = "（{ago} 分前）"))
                .unwrap_or_default();
            let look = say!(
                en = "look whether its schedule is on, and why it failed: aws logs tail \
                     /aws/lambda/{stack}-cadence-tick",
                ja = "スケジュールが有効か、なぜ失敗したかを見てください：aws logs tail \
                     /aws/lambda/{stack}-cadence-tick"
            );
            let text = say!(
                en = "{ticked}{ago}; it should run every minute: {look}",
                ja = "{ticked}{ago}。毎分動くはずです。{look}"
            );
            (name, Some(Tone::Bad), text)
        }
        AnsweredBy::Stack(_) | AnsweredBy::Running | AnsweredBy::Data => (name, None, ticked),
    }
}

/// Whether the ticks of a stack stand still. Those of one machine run when somebody runs `hikyaku up`.
fn has_stopped(standing: &Standing, answered_by: &AnsweredBy) -> bool {
    match answered_by {
        AnsweredBy::Stack(_) => minutes_since_tick(standing).is_none_or(|ago| ago > TICK_MINUTES),
        AnsweredBy::Running | AnsweredBy::Data => false,
    }
}

fn minutes_since_tick(standing: &Standing) -> Option<i64> {
    standing.last_tick.map(|at| (standing.now.instant() - at.instant()).num_minutes())
}

fn lateness(standing: &Standing) -> Line {
    let name = say!(en = "oldest due", ja = "遅れ");
    match standing.oldest_due {
        Some(due) if standing.late_minutes > 0 => {
            let tone = (standing.late_minutes > LATE_MINUTES).then_some(Tone::Warning);
            let late = several(minutes(standing.late_minutes), ("minute", "minutes"), "分");
            (name, tone, say!(en = "{late} late, due {due}", ja = "{late}の遅れ（期日 {due}）"))
        }
        Some(_) | None => (name, None, say!(en = "nothing is late", ja = "ありません")),
    }
}

fn minutes(late: i64) -> Count {
    Count { counted: u32::try_from(late).unwrap_or(u32::MAX), or_more: false }
}

fn waiting(name: String, count: Count, text: String) -> Line {
    if count.counted == 0 { (name, None, none()) } else { (name, Some(Tone::Bad), text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::StackName;
    use chrono::{DateTime, TimeDelta};
    use chrono_tz::Asia::Tokyo;
    use operations::LocalTime;

    fn standing(ticked_minutes_ago: Option<i64>) -> Standing {
        let now = DateTime::parse_from_rfc3339("2026-11-24T10:00:00+09:00").unwrap().to_utc();
        let none = Count { counted: 0, or_more: false };
        Standing {
            now: LocalTime::new(now, Tokyo),
            zone: "Asia/Tokyo".to_owned(),
            paused: Vec::new(),
            oldest_due: None,
            late_minutes: 0,
            unknown: none,
            for_a_person: Count { counted: 2, or_more: false },
            dead_letters: 1,
            last_tick: ticked_minutes_ago.map(|ago| LocalTime::new(now - TimeDelta::minutes(ago), Tokyo)),
            out_of_room: false,
            at_the_door: Vec::new(),
        }
    }

    fn stack() -> AnsweredBy {
        AnsweredBy::Stack(StackName::parse("hikyaku-prod").unwrap())
    }

    #[test]
    fn of_a_stack_whose_ticks_stand_still_it_is_said_where_to_look() {
        let (mut output, text) = Output::in_memory(Format::Text);
        print(&standing(Some(12)), &stack(), &mut output).unwrap();
        insta::assert_snapshot!(*text.lock().unwrap(), @r"
        2026-11-24 10:00 Asia/Tokyo, stack hikyaku-prod
          paused        nothing
          oldest due    nothing is late
          unknown       none
          for you       2 mails to decide about: `hikyaku reconcile --stack hikyaku-prod`
          dead letters  about 1 message: `hikyaku dead-letters --stack hikyaku-prod`
          last tick     2026-11-24 09:48, 12 minutes ago; it should run every minute: look whether its schedule is on, and why it failed: aws logs tail /aws/lambda/hikyaku-prod-cadence-tick
        ");
    }

    #[test]
    fn stopped_ticks_are_a_finding_for_a_stack_and_not_for_one_machine() {
        assert!(has_stopped(&standing(None), &stack()) && has_stopped(&standing(Some(6)), &stack()));
        assert!(!has_stopped(&standing(Some(5)), &stack()));
        for answered_by in [AnsweredBy::Data, AnsweredBy::Running] {
            assert!(
                !has_stopped(&standing(None), &answered_by)
                    && !has_stopped(&standing(Some(60)), &answered_by)
            );
        }
    }

    #[test]
    fn programs_are_told_a_stack_by_name_and_of_one_machine_whether_it_runs() {
        let keys = |answered_by: &AnsweredBy| {
            let told = serde_json::to_value(told(&standing(None), answered_by, true)).unwrap();
            (told.get("running").cloned(), told.get("stack").cloned())
        };
        assert_eq!(keys(&AnsweredBy::Running), (Some(true.into()), None));
        assert_eq!(keys(&AnsweredBy::Data), (Some(false.into()), None));
        assert_eq!(keys(&stack()), (None, Some("hikyaku-prod".into())));
    }
}
