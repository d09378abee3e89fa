//! Numbered lists keep the numbers that their author wrote: `CommonMark` counts on from the first one.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::ops::Range;

/// A list one is in.
struct Counted {
    /// The number that the next item has by itself.
    next: u64,
    /// The number that the last one was written with; a list of nothing but `1.` is to be counted.
    written: Option<u64>,
}

/// The events with the number in an item where it is another than counting gives.
pub(super) fn as_written<'a>(
    source: &str,
    events: Vec<(Event<'a>, Range<usize>)>,
) -> Vec<(Event<'a>, Range<usize>)> {
    let mut lists: Vec<Option<Counted>> = Vec::new();
    let mut result = Vec::with_capacity(events.len());
    for (event, range) in events {
        if let Event::Start(Tag::List(first)) = &event {
            lists.push(first.map(|next| Counted { next, written: None }));
        } else if matches!(&event, Event::End(TagEnd::List(_))) {
            lists.pop();
        } else if matches!(&event, Event::Start(Tag::Item))
            && let Some(Some(list)) = lists.last_mut()
            && let Some(number) = number(&source[range.clone()])
            && let Some(value) = list.take(number)
        {
            result.push((Event::Html(CowStr::from(format!("<li value=\"{value}\">"))), range));
            continue;
        }
        result.push((event, range));
    }
    result
}

impl Counted {
    /// Counts an item, and returns its number where it has to be said.
    fn take(&mut self, number: u64) -> Option<u64> {
        let counts = number == self.next || self.written == Some(number);
        self.next = if counts { self.next } else { number }.saturating_add(1);
        self.written = Some(number);
        (!counts).then_some(number)
    }
}

/// The number that an item begins with.
fn number(item: &str) -> Option<u64> {
    let item = item.trim_start();
    let end = item.find(|c: char| !c.is_ascii_digit())?;
    item[..end].parse().ok()
}
