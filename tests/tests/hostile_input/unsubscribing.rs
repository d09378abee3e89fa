//! Requests of every kind to the pages of unsubscribing: only a POST with the link of a mail changes anything.

use super::try_many;
use bytes::Bytes;
use http::{Method, Request};
use proptest::prelude::*;
use proptest::sample::Index;
use std::cell::RefCell;

/// The fate of the link.
#[derive(Debug, Clone)]
enum Link {
    Whole,
    Queried(String),
    Cut(Index),
    Changed(Index, char),
    Longer(String),
    Other(String),
}

fn any_link() -> impl Strategy<Value = Link> {
    prop_oneof![
        3 => Just(Link::Whole),
        1 => "[a-z=&.]{0,12}".prop_map(Link::Queried),
        2 => any::<Index>().prop_map(Link::Cut),
        2 => (any::<Index>(), proptest::char::range('!', '~')).prop_map(|(at, character)| Link::Changed(at, character)),
        1 => "[A-Za-z0-9_./%-]{1,12}".prop_map(Link::Longer),
        2 => "/u/[A-Za-z0-9_.%/-]{0,80}".prop_map(Link::Other),
    ]
}

impl Link {
    fn path(&self, whole: &str) -> String {
        match self {
            Self::Whole => whole.to_owned(),
            Self::Queried(query) => format!("{whole}?{query}"),
            Self::Cut(at) => whole[..at.index(whole.len())].to_owned(),
            Self::Changed(at, character) => {
                let mut path = whole.to_owned();
                let at = at.index(path.len());
                path.replace_range(at..=at, &character.to_string());
                path
            }
            Self::Longer(end) => format!("{whole}{end}"),
            Self::Other(path) => path.clone(),
        }
    }
}

#[test]
fn only_a_post_with_the_link_of_a_mail_changes_anything() {
    let methods = prop_oneof![4 => Just("POST"), 1 => Just("GET"), 1 => Just("HEAD"), 1 => Just("PUT"), 1 => Just("DELETE"), 1 => Just("OPTIONS"), 1 => Just("POST1")];
    let header =
        ("(accept-language|content-type|x-http-method-override|cookie|referer|purpose)", "[ -~]{0,30}");
    let inputs =
        (methods, any_link(), proptest::option::of(header), proptest::collection::vec(any::<u8>(), 0..40));
    // The person of the moment and the path of the link in their mail.
    let person = RefCell::new((0, String::new()));
    try_many(&inputs, &async |world, (method, link, header, body)| {
        let (number, mut whole) = person.borrow().clone();
        let address = format!("person{number}@example.jp");
        if whole.is_empty() {
            world.a_lead_posts("signup", &address).await;
            whole = world.one_click(&address, "hello").uri().path().to_owned();
        }
        let before = world.rows_of(&address).await;
        let request =
            Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(link.path(&whole));
        let request = header.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        let Ok(request) = request.body(Bytes::from(body)) else { return Ok(()) };
        let acts = request.method() == Method::POST && request.uri().path() == whole;
        *person.borrow_mut() = if acts { (number + 1, String::new()) } else { (number, whole) };
        let answer = world.request(request).await;
        prop_assert!(answer.status.as_u16() < 500, "{}", answer.status);
        prop_assert!(!answer.body.contains("<script"), "{}", answer.body);
        prop_assert_eq!(world.has_refused(&address).await, acts);
        if acts {
            prop_assert!(answer.status.is_success());
        } else {
            prop_assert_eq!(world.rows_of(&address).await, before);
        }
        Ok(())
    });
}
