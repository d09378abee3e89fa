//! A press on a button of the page, or a mail service's own POST.

use cadence::preferences::Wish;

/// The field by which the page says a wish.
pub(crate) const WISH: &str = "wish";
/// The field that carries the token of a refusal that is taken back.
pub(crate) const TAKE_BACK: &str = "take_back";

/// The meaning of a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// No marketing at all: what RFC 8058 asks for, and what every body means that says nothing else.
    Stop,
    /// Less, or as much as before.
    Wish(Wish),
    /// The refusal was a slip.
    TakeBack(String),
    /// A wish that this program does not know.
    Unreadable,
}

impl Press {
    /// Reads the body of a POST.
    pub(crate) fn read(body: &[u8]) -> Self {
        let fields: Vec<_> = form_urlencoded::parse(body).collect();
        let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| &**value);
        // A one-click POST is a refusal whatever else it says.
        if field("List-Unsubscribe").is_some() {
            return Self::Stop;
        }
        match (field(TAKE_BACK), field(WISH)) {
            (Some(token), _) => Self::TakeBack(token.to_owned()),
            (None, Some(wish)) => Wish::parse(wish).map_or(Self::Unreadable, Self::Wish),
            (None, None) => Self::Stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::preferences::PauseFor;

    #[test]
    fn a_post_stops_everything_unless_it_says_a_wish_of_the_page() {
        for body in ["", "List-Unsubscribe=One-Click", "x", "wish", "\u{ff}", "a=b&c=d"] {
            let said = Press::read(body.as_bytes());
            let expected = if body == "wish" { Press::Unreadable } else { Press::Stop };
            assert_eq!(said, expected, "{body}");
        }
        assert_eq!(Press::read(&[0xff, 0xfe, b'=']), Press::Stop);
        let both = b"List-Unsubscribe=One-Click&wish=as-often";
        assert_eq!(Press::read(both), Press::Stop, "a mail service's own POST");
    }

    #[test]
    fn the_words_of_the_page_are_read() {
        let pause = Press::Wish(Wish::Pause(PauseFor::OneMonth));
        assert_eq!(Press::read(b"wish=pause-1-month"), pause);
        assert_eq!(Press::read(b"wish=pause-9-years"), Press::Unreadable);
        assert_eq!(Press::read(b"take_back=v1.a.t.x.y"), Press::TakeBack("v1.a.t.x.y".to_owned()));
    }
}
