//! Addresses of every kind, judged.

use super::*;

/// An address in which `‹…›` is what a value brought.
fn judged(text: &str) -> Option<Fault> {
    let mut foreign = false;
    let mut signs = Vec::new();
    for (character, _) in decoded(text) {
        match character {
            '‹' => foreign = true,
            '›' => foreign = false,
            character => signs.push(Sign { character, foreign }),
        }
    }
    fault(&signs)
}

#[test]
fn an_address_up_to_its_host_is_written_by_the_template() {
    for address in [
        "https://www.example.co.jp/",
        " HTTPS://www.example.co.jp?a=‹x›",
        "https://www.example.co.jp/‹../x›#‹y›",
        "https://例え.jp/見本",
        "http://localhost:8080",
        "mailto:a@example.co.jp?subject=‹x›",
        "tel:03-0000-0000",
    ] {
        assert_eq!(judged(address), None, "{address}");
    }
    for address in [
        "‹javascript:alert(1)›",
        "‹//evil.example›",
        "‹03-0000-0000›",
        "https://‹evil.example›/",
        "https://www.example.co.jp‹.evil.example›/",
        "https://www.example.co.jp‹@evil.example›",
        "https://‹a›@example.co.jp/",
        "https:‹//evil›",
        "‹https›://example.co.jp/",
        "java‹script:x›",
        "/‹/evil.example›",
        "mailto:‹a@evil.example›",
        "tel:‹0990›",
        "?a=‹x›",
    ] {
        assert_eq!(judged(address), Some(Fault::Foreign), "{address}");
    }
}

#[test]
fn an_address_that_leads_nowhere_is_told_from_one_that_does_harm() {
    for (address, expected) in [
        ("", Fault::Empty),
        (" \n", Fault::Empty),
        ("#", Fault::Empty),
        ("a.html", Fault::Relative),
        ("//cdn.example/a.png", Fault::Relative),
        ("www.example.co.jp", Fault::Relative),
        ("#top", Fault::Relative),
        ("https://", Fault::Broken),
        ("https:///a", Fault::Broken),
        ("https:/example.co.jp", Fault::Broken),
        ("https:\\\\example.co.jp", Fault::Broken),
        ("https://example.co.jp\\@evil.example", Fault::Broken),
        ("https://exam ple.co.jp/", Fault::Broken),
        ("mailto:", Fault::Broken),
        ("javascript:alert(1)", Fault::Scheme),
        ("\u{1}java\nscript:alert(1)", Fault::Scheme),
        ("&#106;avascript&colon;alert(1)", Fault::Scheme),
        ("JaVaScRiPt&#58;x", Fault::Scheme),
        ("data:text/html,x", Fault::Scheme),
        ("file:///etc/passwd", Fault::Scheme),
        ("cid:logo", Fault::Scheme),
        ("htps://example.co.jp/", Fault::Scheme),
    ] {
        assert_eq!(judged(address), Some(expected), "{address}");
    }
}

#[test]
fn addresses_are_found_wherever_html_or_mjml_can_hold_one() {
    let html = "<a href=a1><img SRC='a2' srcset='a3 1x, a4 2x'><td background=\"a5\" style=\"background:url('a6')\">\
        <style>b{background:URL(a7)} @import \"a8\"; @import url(a9);</style><meta content='0;URL=b1'>\
        <!--[if mso]><v:fill src=b2 /><![endif]--><!-- <a href=no> -->\
        <mj-html-attribute name=\"href\">b3</mj-html-attribute><mj-section background-url=\"b4\"/><form action=b5>";
    let mut found: Vec<&str> = addresses(html).into_iter().map(|it| it.text).collect();
    found.sort_unstable();
    assert_eq!(found, ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "b4", "b5"]);
    for address in addresses(html) {
        assert!(html[address.at..].starts_with(address.text), "{address:?}");
    }
}

#[test]
fn an_address_in_a_text_is_the_templates_up_to_its_host() {
    let forged = |text: &str| {
        let mut foreign = Vec::new();
        let mut inside = false;
        let mut plain = String::new();
        for character in text.chars() {
            match character {
                '‹' => inside = true,
                '›' => inside = false,
                character => {
                    plain.push(character);
                    foreign.extend(std::iter::repeat_n(inside, character.len_utf8()));
                }
            }
        }
        forged_in_text(&plain, |byte| foreign[byte])
    };
    for text in [
        "見る: https://‹evil.example›/",
        "https:‹//evil.example›",
        "www.‹evil.example›",
        "https://a.jp‹.evil.example›",
        "mailto:‹x@evil.example›",
    ] {
        assert!(forged(text), "{text}");
    }
    for text in [
        "https://a.jp/?a=‹b›",
        "‹https://a.jp/ の件›",
        "‹山田›様 https://a.jp/",
        "https://a.jp/\n‹山田›",
        "お名前:‹山田›",
    ] {
        assert!(!forged(text), "{text}");
    }
}
