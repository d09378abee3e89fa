//! Parts of a mail that say nothing, such as a body nobody wrote yet.

use super::Body;
use super::tree::{Id, Tree};
use crate::finding::Finding;
use crate::placeholders::{Tag, tags};
use cadence::text;
use cadence::words;
use std::collections::BTreeMap;

const RULE: &str = "body-empty";

/// The findings about what the author wrote; preheader and legal footer do not count.
pub(super) fn check(body: &Body, files: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let own_text = files.get("body.txt");
    if own_text.is_some_and(|text| says_nothing(text)) {
        let remedy = words!(
            en = "write the mail's text, or remove the file: a text part is then made of the body",
            ja = "文を書くか、ファイルを消してください。消せば、文字だけの本文を自動で作ります。"
        );
        findings.push(Finding::new(
            RULE,
            "body.txt",
            words!(en = "the text part says nothing", ja = "文字だけの本文に、何も書かれていません。"),
            remedy,
        ));
    }
    if !says_nothing(&body.text) {
        return findings;
    }
    if !body.tree.named("img").into_iter().any(|id| shows_picture(&body.tree, id)) {
        findings.push(Finding::new(
            RULE,
            body.file,
            words!(en = "the mail says nothing", ja = "メールに何も書かれていません。"),
            words!(en = "write the mail", ja = "本文を書いてください。"),
        ));
    }
    findings
}

fn shows_picture(tree: &Tree, id: Id) -> bool {
    let source = tree.element(id).and_then(|img| img.attribute("src"));
    source.is_some_and(|source| !source.trim().is_empty())
}

/// Whether nothing would be seen of a text, whatever its placeholders bring.
fn says_nothing(text: &str) -> bool {
    let tags = tags(text);
    let mut rest = text.to_owned();
    for tag in tags.iter().rev() {
        rest.replace_range(tag.start..tag.start + tag.text.len(), "");
    }
    !tags.iter().any(Tag::is_value) && text::is_blank(&rest)
}

#[cfg(test)]
mod tests {
    use crate::compile::compile;
    use cadence::sequence::{Language, Purpose};

    fn found(files: &[(&str, &str)]) -> String {
        let files = files.iter().copied().chain([("subject.txt", "a")]).collect();
        let findings = compile(&files, Purpose::Marketing, Language::Japanese).err().unwrap_or_default();
        findings
            .iter()
            .map(|it| format!("{} {}: {}", it.file, it.rule, it.message.english()))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn a_body_that_says_nothing_is_found_however_it_says_it() {
        let blanks = [
            "",
            " ",
            "\n\n",
            "\t\r\n",
            "\u{3000}",
            "\u{200b}",
            "\u{a0}",
            "\u{feff}",
            "&nbsp;",
            "<!-- あとで -->",
        ];
        let wraps = [
            "@",
            "\n\n@\n\n",
            "{# 下書き #}@",
            "{% if lead.name %}@{% endif %}",
            "<p>@</p>",
            "<div><b>@</b></div>",
        ];
        for (file, head) in [("body.md", ""), ("body.html", "<html><body>")] {
            for blank in blanks {
                for wrap in wraps {
                    let body = format!("{head}{}", wrap.replace('@', blank));
                    assert_eq!(
                        found(&[(file, &body)]),
                        format!("{file} body-empty: the mail says nothing"),
                        "{body:?}"
                    );
                }
            }
        }
        let mjml = "<mjml><mj-body><mj-section><mj-column><mj-text> </mj-text></mj-column></mj-section></mj-body></mjml>";
        assert_eq!(found(&[("body.mjml", mjml)]), "body.mjml body-empty: the mail says nothing");
    }

    #[test]
    fn a_word_a_value_a_link_or_a_picture_with_words_says_something() {
        for body in [
            "はい",
            "👍",
            "{{ lead.name }}",
            "{% if lead.name %}{{ lead.name }}{% endif %}",
            "[x](https://example.jp)",
            "https://example.jp/",
            "![地図](https://example.jp/map.png)",
            "<p>a</p>",
        ] {
            assert_eq!(found(&[("body.md", body)]), "", "{body:?}");
        }
    }

    #[test]
    fn a_text_part_of_its_own_says_something_too() {
        assert_eq!(
            found(&[("body.html", "<p>a</p>"), ("body.txt", " \n")]),
            "body.txt body-empty: the text part says nothing"
        );
        let picture = "<p><img src=\"https://example.jp/a.png\" alt=\"\"></p>";
        assert_eq!(found(&[("body.html", picture), ("body.txt", "春のセール")]), "");
        let no_picture = "<p><img src=\"\" alt=\"\"></p>";
        assert_eq!(found(&[("body.html", no_picture)]), "body.html body-empty: the mail says nothing");
    }
}
