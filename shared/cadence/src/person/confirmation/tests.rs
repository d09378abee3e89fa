//! The ground that stands after posts, presses, refusals and words of staff in every order, and who is asked how often.

use super::*;
use std::fmt::Write as _;

fn day(number: i64) -> Instant {
    Instant::UNIX_EPOCH + TimeDelta::days(1_000 + number)
}

fn posted(on: i64) -> Consent {
    Consent { basis: Basis::Express, proof: Proof::Posted, obtained_at: day(on) }
}

/// A person, the mailbox, and the questions that were asked.
#[derive(Default)]
struct Person {
    state: ConsentState,
    refusal: Option<MailboxRefusal>,
    asked: Vec<Asked>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Act {
    Post,
    Press,
    Refuse,
    Staff,
}

impl Person {
    fn does(&mut self, act: Act, confirm: Confirm, on: i64) {
        match act {
            Act::Post => {
                let agreed = agree(&mut self.state, posted(on), confirm, self.refusal.as_ref());
                if let Some(asked) = agreed.ask {
                    self.state.asked = Some(asked);
                    self.asked.push(asked);
                    if let Some(refusal) = self.refusal.as_mut().filter(|_| asked.once) {
                        refusal.asked_at = Some(asked.at);
                    }
                }
            }
            Act::Press => {
                if let Some(asked) = self.asked.last() {
                    self.state.press(asked.at, day(on));
                }
            }
            Act::Refuse => {
                self.state.refused_at = Some(day(on));
                let before = self.refusal.and_then(|refusal| refusal.asked_at);
                self.refusal =
                    Some(MailboxRefusal { refused_at: day(on), asked_at: before, never_ask: false });
            }
            Act::Staff => {
                let ground = Consent { proof: Proof::InWriting, ..posted(on) };
                agree(&mut self.state, ground, confirm, self.refusal.as_ref());
            }
        }
    }
}

const ACTS: [Act; 4] = [Act::Post, Act::Press, Act::Refuse, Act::Staff];
const MODES: [Confirm; 3] = [Confirm::Always, Confirm::AfterRefusal, Confirm::Never];

/// The standing after these acts, one a day, and the mails that asked.
fn after(acts: &[Act], confirm: Confirm) -> String {
    let mut person = Person::default();
    for (at, act) in acts.iter().enumerate() {
        person.does(*act, confirm, i64::try_from(at).unwrap());
    }
    let now = day(i64::try_from(acts.len()).unwrap());
    let ground = match (person.state.standing(now), person.state.marketing) {
        (Standing::Agrees, Some(held)) => format!("{:?}, {:?}", held.basis, held.proof),
        (standing, _) => format!("{standing:?}"),
    };
    let open = if person.state.to_be_confirmed(now).is_some() { ", to be confirmed" } else { "" };
    format!("{ground}{open}, asked {}", person.asked.len())
}

#[test]
fn the_table_of_grounds_is_as_written_down() {
    let mut table = String::new();
    for first in ACTS {
        for second in ACTS {
            for third in ACTS {
                let acts = [first, second, third];
                let [always, after_refusal, never] = MODES.map(|mode| after(&acts, mode));
                writeln!(table, "{first:?} {second:?} {third:?}").unwrap();
                writeln!(table, "    always: {always}").unwrap();
                writeln!(table, "    after a refusal: {after_refusal}").unwrap();
                writeln!(table, "    never: {never}").unwrap();
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn nobody_who_only_posts_gets_a_ground_back_after_a_refusal() {
    for mode in MODES {
        for others in ACTS.into_iter().filter(|act| !matches!(act, Act::Press | Act::Staff)) {
            let acts = [Act::Post, Act::Press, Act::Refuse, others, Act::Post];
            let standing = after(&acts, mode);
            assert!(standing.starts_with("Refused"), "{mode:?} {acts:?} {standing}");
        }
    }
}

#[test]
fn a_press_counts_for_seven_days_and_for_its_own_question() {
    let asked = Asked { at: day(0), once: false };
    let open = ConsentState { asked: Some(asked), ..ConsentState::default() };
    let pressed = |mut state: ConsentState, asked_at, now| state.press(asked_at, now);
    let end = day(CONFIRM_WITHIN_DAYS);
    assert!(matches!(pressed(open, day(0), end - TimeDelta::milliseconds(1)), Pressed::Confirmed(_)));
    assert_eq!(pressed(open, day(0), end), Pressed::Over, "the time is over");
    assert_eq!(pressed(open, day(-1), day(1)), Pressed::Over, "another question took its place");
    assert_eq!(pressed(ConsentState::default(), day(0), day(1)), Pressed::Over, "nobody asked");
    let refused = ConsentState { refused_at: Some(day(0)), ..open };
    assert_eq!(pressed(refused, day(0), day(1)), Pressed::Over, "a refusal came since");
    let before = ConsentState { refused_at: Some(day(-1)), ..open };
    let ground = Consent { basis: Basis::DoubleOptIn, proof: Proof::ConfirmedByMail, obtained_at: day(1) };
    assert_eq!(pressed(before, day(0), day(1)), Pressed::Confirmed(ground));
    let mut confirmed = open;
    confirmed.press(day(0), day(1));
    assert_eq!(pressed(confirmed, day(0), day(300)), Pressed::Before, "long after, it stands");
    assert_eq!(confirmed.to_be_confirmed(day(1)), None);
    confirmed.refused_at = Some(day(2));
    assert_eq!(pressed(confirmed, day(0), day(3)), Pressed::Over, "it was confirmed, and then refused");
}

#[test]
fn a_confirmed_ground_is_never_weakened_by_a_post() {
    let mut state = ConsentState { asked: Some(Asked { at: day(0), once: false }), ..Default::default() };
    state.press(day(0), day(1));
    let confirmed = state;
    for mode in MODES {
        let agreed = agree(&mut state, posted(2), mode, None);
        assert_eq!(agreed, Agreed { effect: Given::BetterStands, ask: None }, "{mode:?}");
        assert_eq!(state, confirmed);
    }
}

#[test]
fn who_refused_is_asked_once_in_half_a_year_and_within_a_day() {
    let refused = ConsentState { refused_at: Some(day(0)), ..ConsentState::default() };
    let refusal = |asked_at, never_ask| MailboxRefusal { refused_at: day(0), asked_at, never_ask };
    let asked = |refusal: &MailboxRefusal, on| question(&refused, Some(refusal), day(on));
    assert_eq!(asked(&refusal(None, false), 1), Question::AskOnce);
    assert_eq!(asked(&refusal(None, true), 1), Question::LeaveAlone);
    let lately = refusal(Some(day(1)), false);
    assert_eq!(asked(&lately, ASK_AGAIN_DAYS), Question::LeaveAlone);
    assert_eq!(asked(&lately, ASK_AGAIN_DAYS + 1), Question::AskOnce);
    let other_spelling = question(&ConsentState::default(), Some(&refusal(None, false)), day(1));
    assert_eq!(other_spelling, Question::AskOnce);
    let once = ConsentState { asked: Some(Asked { at: day(1), once: true }), ..refused };
    let hours = |hours| once.may_be_asked(day(1), day(1) + TimeDelta::hours(hours));
    assert!(hours(0) && hours(ASK_ONCE_WITHIN_HOURS - 1) && !hours(ASK_ONCE_WITHIN_HOURS));
    assert!(!once.may_be_asked(day(0), day(1)), "the reminder of an earlier question");
    assert!(once.to_be_confirmed(day(6)).is_some(), "the press counts for longer than the mail may go");
}

#[test]
fn who_comes_back_is_asked_and_who_goes_on_refusing_is_not() {
    use Act::{Post, Press, Refuse};
    for mode in [Confirm::Always, Confirm::AfterRefusal] {
        let back = after(&[Post, Press, Refuse, Post, Press], mode);
        assert!(back.starts_with("DoubleOptIn, ConfirmedByMail"), "{mode:?} {back}");
        let first = usize::from(mode == Confirm::Always);
        let refusing = after(&[Post, Refuse, Post, Refuse, Post, Refuse, Post], mode);
        assert_eq!(refusing, format!("Refused, asked {}", first + 1), "{mode:?}");
    }
}

#[test]
fn the_mailbox_is_read_where_its_refusal_matters() {
    let none = ConsentState::default();
    let refused = ConsentState { refused_at: Some(day(-1)), ..none };
    let held = ConsentState { marketing: Some(posted(-1)), ..none };
    let asks = |state: &ConsentState| MODES.map(|mode| asks_mailbox(state, &posted(0), mode));
    assert_eq!(asks(&none), [true, true, true]);
    assert_eq!(asks(&refused), [true, true, false]);
    assert_eq!(asks(&held), [true, false, false]);
    let written = Consent { proof: Proof::InWriting, ..posted(0) };
    assert_eq!(MODES.map(|mode| asks_mailbox(&none, &written, mode)), [false; 3]);
}
