//! The whole transition table as one snapshot, and the names of its parts.

mod properties;

use super::*;
use crate::enrollment::{Passed, Then};
use crate::fixtures::{
    context, enrollment, mail, mine, minute, other, run, sequence, start, step, tree, waiting,
};
use crate::ids::StepId;
use crate::recent::RecentMail;
use crate::sequence::Purpose;
use crate::settle::Decision;
use crate::span::Span;
use chrono::TimeDelta;
use std::fmt::Write;

const CAPS: [Cap; 1] = [Cap { mails: 3, days: 7 }];
/// The mail in flight, and one before it.
const TAG: MailTag = MailTag([1; 4]);
const EARLIER: MailTag = MailTag([2; 4]);

fn hello() -> Sequence {
    let send = |name, span| tree(name, span, mail(name, Purpose::Transactional));
    sequence(vec![send("hello", Span::NONE), send("week", Span::Days(7))])
}

fn states() -> Vec<(&'static str, State)> {
    let hour = TimeDelta::hours(1);
    let sending = |then| State::Sending {
        step: step("hello"),
        due_at: start(),
        listed_at: start(),
        attempt: mine(),
        lease_until: start() + TimeDelta::seconds(90),
        counts_as: Some(TAG),
        then,
    };
    let unknown = |then| State::Unknown {
        step: step("hello"),
        attempt: mine(),
        since: start(),
        settle_at: Some(start() + hour),
        counts_as: Some(TAG),
        then,
    };
    let end = || Some(Then::End(Ending::Unsubscribed));
    vec![
        ("waiting, due", waiting(step("hello"), start())),
        ("waiting, due this very moment", waiting(step("hello"), minute(10))),
        ("waiting, not due", waiting(step("hello"), start() + hour * 48)),
        ("waiting, parked", State::Waiting { step: step("hello"), due_at: start(), listed: Listed::Parked }),
        ("sending", sending(None)),
        ("sending, then end", sending(end())),
        ("sending, then restart", sending(Some(Then::Restart { run: run(7), at: start() + hour }))),
        ("unknown", unknown(None)),
        ("unknown, then end", unknown(end())),
        ("done", State::Done { ending: Ending::Finished, at: start() }),
        ("done, refused", State::Done { ending: Ending::Unsubscribed, at: start() }),
    ]
}

fn events() -> Vec<(&'static str, Event)> {
    let refused = |disposition| Event::Refused { attempt: mine(), disposition };
    let settled = |decision| Event::Settled { attempt: mine(), decision };
    let denied = |name, disposition| Event::Denied { step: step(name), disposition };
    let passed = |way| Event::Passed { passed: Passed { step: step("hello"), way } };
    let until = start() + TimeDelta::hours(5);
    vec![
        (
            "claimed",
            Event::Claimed {
                attempt: mine(),
                lease_until: start() + TimeDelta::seconds(90),
                counts_as: Some(TAG),
            },
        ),
        ("denied: put off", denied("hello", Disposition::PutOff { until })),
        ("denied: end", denied("hello", Disposition::End(Ending::NoConsent))),
        ("denied, other step", denied("week", Disposition::LeaveOut)),
        ("proven sent", Event::Proven { tag: MailTag([9; 4]), at: Some(start()) }),
        ("proven not sent", Event::Proven { tag: EARLIER, at: None }),
        ("proven not sent, never known", Event::Proven { tag: TAG, at: None }),
        ("accepted", Event::Accepted { attempt: mine() }),
        ("accepted, other attempt", Event::Accepted { attempt: other() }),
        ("refused: put off", refused(Disposition::PutOff { until })),
        ("refused: leave out", refused(Disposition::LeaveOut)),
        ("refused: end", refused(Disposition::End(Ending::NoConsent))),
        ("unanswered", Event::Unanswered { attempt: mine() }),
        ("unanswered, other attempt", Event::Unanswered { attempt: other() }),
        ("lease expired, fenced", Event::LeaseExpired { attempt: mine(), fenced: true }),
        ("lease expired, not fenced", Event::LeaseExpired { attempt: mine(), fenced: false }),
        ("lease expired, other attempt", Event::LeaseExpired { attempt: other(), fenced: false }),
        ("settled: sent", settled(Decision::Sent)),
        ("settled: not sent", settled(Decision::NotSent)),
        ("settled: take as sent", settled(Decision::TakeAsSent)),
        ("settled: send again", settled(Decision::SendAgain)),
        ("settled: ask", settled(Decision::AskPerson)),
        ("settled: later", settled(Decision::Later { at: until })),
        ("passed onward", passed(Way::Onward)),
        ("passed into then", passed(Way::Then)),
        ("passed, other step", Event::Passed { passed: Passed { step: step("week"), way: Way::Onward } }),
        ("left out", Event::LeftOut { step: step("hello") }),
        ("left out, other step", Event::LeftOut { step: step("week") }),
        ("retimed", Event::Retimed { step: step("hello"), due_at: until }),
        ("parked", Event::Parked),
        ("interrupted: unsubscribed", Event::Interrupted { then: Then::End(Ending::Unsubscribed) }),
        ("interrupted: goal", Event::Interrupted { then: Then::End(Ending::GoalReached) }),
        ("interrupted: the same run", Event::Interrupted { then: Then::Restart { run: run(1), at: until } }),
        ("interrupted: restart", Event::Interrupted { then: Then::Restart { run: run(9), at: until } }),
        ("taken back", Event::TakenBack { refused_at: start() }),
        ("taken back, of a later refusal", Event::TakenBack { refused_at: minute(1) }),
    ]
}

/// The enrollment remembers one mail of an hour ago.
fn happen(state: State, event: Event) -> Result<Advance, InvalidTransition> {
    let (sequence, calendar) = (hello(), Calendar::plain());
    let mut standing = enrollment(state);
    standing.recent.note(EARLIER, minute(-50));
    advance(standing, event, &Context { caps: &CAPS, ..context(&sequence, &calendar, minute(10)) })
}

fn minutes(at: Instant) -> String {
    format!("{:+}m", (at - start()).num_minutes())
}

fn then(then: Option<&Then>) -> String {
    match then {
        None => String::new(),
        Some(Then::End(ending)) => format!(", then end {}", ending.name()),
        Some(Then::Restart { run: to, .. }) => format!(", then restart as {}", &to.as_str()[..4]),
    }
}

fn describe(advance: &Advance) -> String {
    let mut text = match &advance.enrollment.state {
        State::Waiting { step, due_at, listed: Listed::Parked } => {
            format!("waiting {step} {} parked", minutes(*due_at))
        }
        State::Waiting { step, due_at, listed: Listed::At(at) } if at == due_at => {
            format!("waiting {step} {}", minutes(*due_at))
        }
        State::Waiting { step, due_at, listed: Listed::At(at) } => {
            format!("waiting {step} {} listed {}", minutes(*due_at), minutes(*at))
        }
        State::Sending { step, then: next, .. } => format!("sending {step}{}", then(next.as_ref())),
        State::Unknown { step, settle_at, then: next, .. } => {
            let settle =
                settle_at.map_or("a person settles".to_owned(), |at| format!("settle {}", minutes(at)));
            format!("unknown {step}, {settle}{}", then(next.as_ref()))
        }
        State::Done { ending, .. } => format!("done {}", ending.name()),
    };
    if advance.enrollment.run != run(1) {
        write!(text, " in run {}", &advance.enrollment.run.as_str()[..4]).unwrap();
    }
    let remembers = |mail: RecentMail| format!("{}{}", mail.tag.0[0], minutes(mail.at));
    let recent: Vec<String> = advance.enrollment.recent.iter().map(remembers).collect();
    if recent != ["2-50m"] {
        write!(text, ", mails {}", recent.join(" ")).unwrap();
    }
    for effect in &advance.effects {
        match effect {
            Effect::Dispatch => text.push_str("; dispatch"),
            Effect::Look => text.push_str("; look"),
            Effect::Ended(ending) => write!(text, "; ended {}", ending.name()).unwrap(),
        }
    }
    text
}

#[test]
fn the_transition_table_is_as_written_down() {
    let mut table = String::new();
    for (state_name, state) in states() {
        writeln!(table, "{state_name}").unwrap();
        for (event_name, event) in events() {
            let outcome = match happen(state.clone(), event) {
                Ok(advance) => describe(&advance),
                Err(refused) => format!("— {refused}"),
            };
            writeln!(table, "    {event_name:<30} {outcome}").unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_state_says_its_name_where_it_stands_and_which_attempt_it_knows() {
    let mut said = String::new();
    for (state_name, state) in states() {
        let standing = enrollment(state);
        let step = standing.step().map_or("nowhere", StepId::as_str);
        let attempt = if standing.attempt() == Some(&mine()) { ", my attempt" } else { "" };
        let parked = if standing.is_parked() { ", parked" } else { "" };
        writeln!(said, "{state_name:<30} {} at {step}{attempt}{parked}", standing.state.name()).unwrap();
    }
    insta::assert_snapshot!(said, @r"
    waiting, due                   waiting at hello
    waiting, due this very moment  waiting at hello
    waiting, not due               waiting at hello
    waiting, parked                waiting at hello, parked
    sending                        sending at hello, my attempt
    sending, then end              sending at hello, my attempt
    sending, then restart          sending at hello, my attempt
    unknown                        unknown at hello, my attempt
    unknown, then end              unknown at hello, my attempt
    done                           done at nowhere
    done, refused                  done at nowhere
    ");
}

#[test]
fn events_have_names_for_the_logs() {
    let mut names: Vec<&str> = events().iter().map(|(_, event)| event.name()).collect();
    names.dedup();
    insta::assert_snapshot!(names.join("\n"), @r"
    claimed
    denied
    proven sent
    proven not sent
    accepted
    refused
    unanswered
    lease expired, fenced
    lease expired, not fenced
    settled
    passed
    left out
    retimed
    parked
    interrupted: end
    interrupted: restart
    refusal taken back
    ");
}

#[test]
fn the_senders_own_events_are_answers_and_those_of_others_are_none() {
    let mut answers: Vec<&str> =
        events().iter().filter(|(_, event)| event.is_answer()).map(|(_, event)| event.name()).collect();
    answers.dedup();
    assert_eq!(answers, ["accepted", "refused"]);
}

#[test]
fn a_run_goes_on_when_a_step_is_due_or_has_to_look_and_not_once_it_ended() {
    let goes_on =
        |effects| Advance { enrollment: enrollment(waiting(step("hello"), start())), effects }.goes_on();
    assert!(goes_on(vec![Effect::Dispatch]));
    assert!(goes_on(vec![Effect::Look]));
    assert!(!goes_on(vec![]));
    assert!(!goes_on(vec![Effect::Ended(Ending::Finished)]));
}
