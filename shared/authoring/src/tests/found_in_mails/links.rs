//! Links and pictures.

mod examples;

use super::{HTML, KINDS, MARKDOWN, MJML, found_in, told, within};
use examples::{FROM_VALUES, NOWHERE, SOUND, UNSAFE};
use std::fmt::Write as _;

fn anchors(address: &str) -> Vec<String> {
    let mut written =
        vec![format!("<a href='{address}'>見る</a>"), format!("<A class=x\nHREF = '{address}' >見る</A>")];
    if !address.contains('"') {
        written.push(format!("<a href=\"{address}\">見る</a>"));
    }
    if !address.contains([' ', '\'', '"']) && !address.is_empty() {
        written.push(format!("<a href={address}>見る</a>"));
    }
    written.retain(|it| !address.contains('\'') || it.contains("=\""));
    written
}

#[test]
fn links_from_values_unsafe_or_to_nowhere_are_told_in_every_place() {
    let (mut silent, mut tried) = (String::new(), 0);
    for (addresses, rules) in [
        (FROM_VALUES, &["link-from-value", "value-without-quotes"][..]),
        (UNSAFE, &["link-unsafe", "link-relative", "markdown-html-broken"][..]),
        (NOWHERE, &["link-empty", "link-broken", "link-relative", "link-unreachable"][..]),
    ] {
        for address in addresses {
            for kind in KINDS {
                for written in anchors(address) {
                    // Markdown knows no tag with a line break in a block of its own that begins in the line before.
                    let (path, text) = within(kind, &written);
                    tried += 1;
                    if !told(path, &text, &written, rules) && !told_in_lines(path, &text, rules) {
                        writeln!(silent, "{path}: {written:?} {:?}", found_in(path, &text, &[])).unwrap();
                    }
                }
            }
        }
    }
    assert!(silent.is_empty(), "{tried} tried, silent:\n{silent}");
    assert!(tried >= 1_000, "{tried}");
}

/// The same for what goes over several lines.
fn told_in_lines(path: &str, text: &str, rules: &[&str]) -> bool {
    text.contains("x\nHREF")
        && found_in(path, text, &[]).iter().any(|(rule, on, _)| rules.contains(rule) && *on >= 3)
}

#[test]
fn links_of_markdown_and_attributes_of_mjml_are_told_too() {
    let mut silent = String::new();
    for (addresses, rules) in [
        (FROM_VALUES, &["link-from-value", "markdown-link-broken"][..]),
        (UNSAFE, &["link-unsafe", "link-relative", "image-not-https", "markdown-link-broken"][..]),
        (NOWHERE, &["link-empty", "link-broken", "link-relative", "link-unreachable", "image-not-https"][..]),
    ] {
        for address in addresses {
            let mut places = vec![(
                HTML,
                format!(
                    "<html><body><table><tr><td background='{address}'>本文</td></tr></table></body></html>"
                ),
            )];
            if !address.contains(['"', ' ']) && !address.contains('\\') {
                places.push((MARKDOWN, format!("本文 [見る]({address}) です。\n")));
                places.push((MARKDOWN, format!("[見る]({address}){{button}}\n")));
                places.push((MARKDOWN, format!("![絵]({address})\n")));
            }
            if !address.contains('"') {
                places.push((MJML, format!("<mjml><mj-body><mj-section background-url=\"{address}\"><mj-column><mj-button href=\"{address}\">見る</mj-button></mj-column></mj-section></mj-body></mjml>")));
                places.push((MJML, format!("<mjml><mj-head><mj-attributes><mj-button href=\"{address}\" /></mj-attributes></mj-head><mj-body></mj-body></mjml>")));
                places.push((HTML, format!("<html><body><img alt=\"a\" src=\"{address}\"></body></html>")));
            }
            if !address.contains(['"', '\'', ')']) && !address.trim().is_empty() {
                places.push((
                    HTML,
                    format!("<html><body style=\"background:URL({address})\">本文</body></html>"),
                ));
                places.push((HTML, format!("<html><head><style>td{{background:url('{address}')}}</style></head><body>本文</body></html>")));
                places.push((MJML, format!("<mjml><mj-head><mj-html-attributes><mj-selector path=\"a\"><mj-html-attribute name=\"href\">{address}</mj-html-attribute></mj-selector></mj-html-attributes></mj-head><mj-body></mj-body></mjml>")));
            }
            for (path, text) in places {
                let extra = ["image-not-https"];
                let found = found_in(path, &text, &[]);
                if !found.iter().any(|(rule, ..)| rules.contains(rule) || extra.contains(rule)) {
                    writeln!(silent, "{path}: {text:?} {found:?}").unwrap();
                }
            }
        }
    }
    assert!(silent.is_empty(), "silent:\n{silent}");
}

#[test]
fn sound_links_are_left_alone() {
    let mut wrong = String::new();
    for address in SOUND {
        for kind in KINDS {
            for written in anchors(address).into_iter().filter(|it| !it.contains("href={")) {
                let (path, text) = within(kind, &written);
                let found: Vec<_> =
                    found_in(path, &text, &[]).into_iter().filter(|it| it.0.starts_with("link-")).collect();
                if !found.is_empty() && !written.contains("href=https") {
                    writeln!(wrong, "{path}: {written:?} {found:?}").unwrap();
                }
            }
        }
        if !address.contains(['"', ' ']) {
            let found: Vec<_> = found_in(MARKDOWN, &format!("[見る]({address})\n"), &[])
                .into_iter()
                .filter(|it| it.0.contains("link"))
                .collect();
            if !found.is_empty() {
                writeln!(wrong, "[見る]({address}) {found:?}").unwrap();
            }
        }
    }
    let comment = "<html><body><!-- <a href=\"javascript:x\">x</a> <script>x</script> --><a href=\"#part\">a</a><h2 id=\"part\">見本</h2><p>javascript: と data: の話</p></body></html>";
    let found = found_in(HTML, comment, &[]);
    assert_eq!(found, []);
    assert!(wrong.is_empty(), "wrongly told:\n{wrong}");
}

#[test]
fn addresses_that_values_make_are_told_in_texts() {
    for text in [
        "https://{{ lead.site }}/",
        "見る: http://{{ event.host }}",
        "https://www.example.co.jp{{ lead.x }}",
        "www.{{ lead.site }}",
        "mailto:{{ lead.email }}",
        "https:{{ event.x }}//",
    ] {
        for path in [
            "emails/welcome/hello/body.txt",
            "emails/welcome/hello/preheader.txt",
            MARKDOWN,
            "emails/welcome/hello/subject.txt",
        ] {
            assert!(found_in(path, text, &[]).iter().any(|it| it.0 == "link-from-value"), "{path} {text}");
        }
    }
    for text in [
        "https://www.example.co.jp/?q={{ lead.q | urlencode }}",
        "{{ lead.name | sama }} https://www.example.co.jp/",
        "{{ company.contact_url }}",
    ] {
        assert!(
            !found_in("emails/welcome/hello/body.txt", text, &[]).iter().any(|it| it.0 == "link-from-value"),
            "{text}"
        );
    }
}

#[test]
fn pictures_that_no_mail_program_loads_are_told() {
    for source in [
        "a.png",
        "./a.png",
        "../img/a.png",
        "/a.png",
        "//cdn.example.co.jp/a.png",
        "http://www.example.co.jp/a.png",
        "HTTP://www.example.co.jp/a.png",
        "file:///C:/a.png",
        "cid:logo@x",
        "data:image/png;base64,eA==",
        "http://localhost/a.png",
        "https://127.0.0.1/a.png",
        "C:\\img\\a.png",
        "blob:https://a/b",
        "images/見本.png",
    ] {
        let rules = ["image-not-https", "link-unreachable"];
        for (path, text) in [
            (HTML, format!("<html><body>\n<img alt=\"a\" src=\"{source}\"></body></html>")),
            (
                HTML,
                format!(
                    "<html><body>\n<img alt=\"a\" src=\"https://www.example.co.jp/a.png\" srcset=\"{source} 2x\"></body></html>"
                ),
            ),
            (
                HTML,
                format!("<html><body>\n<p style=\"background-image:url('{source}')\">a</p></body></html>"),
            ),
            (
                MJML,
                format!(
                    "<mjml><mj-body><mj-section><mj-column>\n<mj-image alt=\"a\" src=\"{source}\" /></mj-column></mj-section></mj-body></mjml>"
                ),
            ),
            (MARKDOWN, format!("本文\n\n![絵]({source})\n")),
            (MARKDOWN, format!("本文 <IMG ALT=a SRC='{source}'>\n")),
        ] {
            assert!(
                found_in(path, &text, &[]).iter().any(|it| rules.contains(&it.0)),
                "{text} {:?}",
                found_in(path, &text, &[])
            );
        }
    }
}

#[test]
fn sample_addresses_are_told_to_companies_that_are_none() {
    let own = super::super::SETTINGS.replace("hello@example.co.jp", "hello@tanaban.co.jp");
    for address in [
        "https://www.example.co.jp/",
        "http://example.com/",
        "https://example.org/a",
        "https://shop.example/",
        "https://xxx.co.jp/",
        "https://your-domain.com/",
        "https://www.tanaban.co.jp/見本",
        "https://www.tanaban.co.jp/〇〇",
        "https://a.test/",
    ] {
        let text = format!("[見る]({address})\n");
        let has =
            |more: &[(&str, &str)]| found_in(MARKDOWN, &text, more).iter().any(|it| it.0 == "link-sample");
        assert!(has(&[("settings.json", &own)]), "{address}");
        assert!(!has(&[]), "{address}");
    }
    assert!(
        !found_in(MARKDOWN, "[見る](https://www.tanaban.co.jp/sample-request)\n", &[("settings.json", &own)])
            .iter()
            .any(|it| it.0 == "link-sample")
    );
}

#[test]
fn links_without_a_target_and_bare_addresses_are_told() {
    for (path, text) in [
        (HTML, "<html><body><a class=\"x\">見る</a></body></html>"),
        (HTML, "<html><body><a href>見る</a></body></html>"),
        (MARKDOWN, "[見る]()\n"),
        (MARKDOWN, "本文 <a>見る</a>\n"),
        (
            MJML,
            "<mjml><mj-body><mj-section><mj-column><mj-button>見る</mj-button></mj-column></mj-section></mj-body></mjml>",
        ),
    ] {
        assert!(found_in(path, text, &[]).iter().any(|it| it.0 == "link-empty"), "{text}");
    }
    assert_eq!(found_in(HTML, "<html><body><a name=\"part\"></a>本文</body></html>", &[]), []);
    let own = super::super::SETTINGS.replace("hello@example.co.jp", "hello@tanaban.co.jp");
    for path in ["emails/welcome/hello/body.txt", MARKDOWN, "emails/welcome/hello/preheader.txt"] {
        assert!(
            told(path, "ご案内: http://localhost/a", "http://localhost/a", &["link-unreachable"]),
            "{path}"
        );
        let found = found_in(path, "見る https://www.example.com/。", &[("settings.json", &own)]);
        assert!(found.iter().any(|it| it.0 == "link-sample"), "{path}");
        assert!(
            !found_in(path, "見る https://www.tanaban.co.jp/a。", &[("settings.json", &own)])
                .iter()
                .any(|it| it.0.starts_with("link"))
        );
    }
}
