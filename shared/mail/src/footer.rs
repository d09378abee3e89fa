//! The footer that the law wants at the end of every mail; written by the program, so no author can forget it.
//!
//! 特定電子メール法 4条 (sender's name, that and where one may refuse; address and place for complaints by its 施行規則),
//! CAN-SPAM 15 U.S.C. 7704(a)(5) (postal address, opt-out), CASL s. 6(2). The texts are MiniJinja templates over
//! `company.*`, `unsubscribe_url` and `confirm_url`, without quotation marks inside placeholders and without blocks inside tables, so that
//! HTML tools may pass over them before they are filled. Links bear `ses:no-track`: neither a refusal nor a confirmation is tracked.
//! A mail that asks for a confirmation has no other link, since it may go to somebody who wants nothing of the company.
//!
//! HTML: at most 600 px wide, readable at 360 px, the refusal a button of 46 px, contrast at least 4.5 : 1 (WCAG 2.2, 1.4.3).

use cadence::sequence::{Language, Purpose};

/// The footer of the HTML part: a template, to be put before `</body>`.
pub fn html(language: Language, purpose: Purpose) -> &'static str {
    match (language, purpose) {
        (Language::Japanese, Purpose::Marketing) => include_str!("footer/japanese_marketing.html"),
        (Language::Japanese, Purpose::Transactional) => include_str!("footer/japanese_transactional.html"),
        (Language::Japanese, Purpose::Confirmation) => include_str!("footer/japanese_confirmation.html"),
        (Language::English, Purpose::Marketing) => include_str!("footer/english_marketing.html"),
        (Language::English, Purpose::Transactional) => include_str!("footer/english_transactional.html"),
        (Language::English, Purpose::Confirmation) => include_str!("footer/english_confirmation.html"),
    }
}

/// The footer of the text part: a template, to be put at the end; it begins with an empty line.
pub fn text(language: Language, purpose: Purpose) -> &'static str {
    match (language, purpose) {
        (Language::Japanese, Purpose::Marketing) => include_str!("footer/japanese_marketing.txt"),
        (Language::Japanese, Purpose::Transactional) => include_str!("footer/japanese_transactional.txt"),
        (Language::Japanese, Purpose::Confirmation) => include_str!("footer/japanese_confirmation.txt"),
        (Language::English, Purpose::Marketing) => include_str!("footer/english_marketing.txt"),
        (Language::English, Purpose::Transactional) => include_str!("footer/english_transactional.txt"),
        (Language::English, Purpose::Confirmation) => include_str!("footer/english_confirmation.txt"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Part, check, is_known};

    const ALL: [(Language, Purpose); 6] = [
        (Language::Japanese, Purpose::Marketing),
        (Language::Japanese, Purpose::Transactional),
        (Language::English, Purpose::Marketing),
        (Language::English, Purpose::Transactional),
        (Language::Japanese, Purpose::Confirmation),
        (Language::English, Purpose::Confirmation),
    ];

    #[test]
    fn every_footer_is_a_valid_template_over_known_names() {
        for (language, purpose) in ALL {
            for (source, part) in
                [(html(language, purpose), Part::Html), (text(language, purpose), Part::Text)]
            {
                let names = check(source, part).unwrap();
                assert!(names.iter().all(|name| is_known(name)), "{names:?}");
                for needed in ["company.legal_name", "company.postal_address", "company.contact_email"] {
                    assert!(names.iter().any(|name| name == needed), "{needed} in {language:?} {purpose:?}");
                }
            }
        }
    }

    #[test]
    fn only_marketing_offers_to_unsubscribe_and_the_link_is_never_tracked() {
        for (language, purpose) in ALL {
            let offered = purpose == Purpose::Marketing;
            assert_eq!(text(language, purpose).contains("{{ unsubscribe_url }}"), offered);
            let link = r#"<a ses:no-track href="{{ unsubscribe_url }}""#;
            assert_eq!(html(language, purpose).contains(link), offered);
        }
    }

    #[test]
    fn a_confirmation_has_one_link_and_it_is_never_tracked() {
        for (language, purpose) in ALL {
            let asks = purpose == Purpose::Confirmation;
            assert_eq!(text(language, purpose).contains("{{ confirm_url }}"), asks);
            assert_eq!(html(language, purpose).contains(r#"<a ses:no-track href="{{ confirm_url }}""#), asks);
            assert!(!asks || html(language, purpose).matches("<a ").count() == 1);
        }
    }

    #[test]
    fn what_the_html_footer_says_the_text_footer_says_too() {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        for (language, purpose) in ALL {
            let told = bare(text(language, purpose));
            for piece in crate::markup::pieces(html(language, purpose)) {
                let crate::markup::Piece::Text { text, .. } = piece else { continue };
                let plain = text.split("{%").map(|it| it.split_once("%}").map_or(it, |(_, behind)| behind));
                for sentence in plain.flat_map(|it| it.split_inclusive(['。', '.'])).map(bare) {
                    assert!(told.contains(&sentence), "{language:?} {purpose:?}: {sentence}");
                }
            }
        }
    }

    #[test]
    fn placeholders_survive_html_tools_that_escape_quotation_marks() {
        for (language, purpose) in ALL {
            let source = html(language, purpose);
            let placeholders = source.split("{{").skip(1).chain(source.split("{%").skip(1));
            for placeholder in placeholders {
                let inside = &placeholder[..placeholder.find('}').unwrap()];
                assert!(!inside.contains(['"', '\'', '<', '>', '&']), "{inside}");
            }
            assert!(!source.contains("<table"));
        }
    }
}
