//! Templates that are small and would make something large: refused, or stopped after a bounded amount of work.

use super::{Part, check, environment};
use crate::render::PART_BYTES_MAX;
use minijinja::Value;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The longest that anything may take here; without bounds it would take minutes and gigabytes.
const LONG: Duration = Duration::from_secs(30);

/// Bytes of a value. What is let through takes time as they have bytes, so few are enough to see what does not.
const VALUE_BYTES: usize = 1024;

/// Takes what a part may have, and refuses more.
#[derive(Default)]
struct Bounded(usize);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        if self.0 > PART_BYTES_MAX { Err(std::io::Error::other("too large")) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Fills a template that the check lets through, with large values.
fn set_off(source: &str, part: Part) {
    if check(source, part).is_err() {
        return;
    }
    let began = Instant::now();
    let environment = environment();
    let template = environment.template_from_named_str(part.template_name(), source).unwrap();
    let large = |letter: &str| letter.repeat(VALUE_BYTES / letter.len());
    let lead = Value::from_pairs([("name", large("%")), ("kana", large("あ")), ("one", "x".to_owned())]);
    let values = Value::from_pairs([
        ("lead", lead),
        ("_language", Value::from("ja")),
        ("_honorific", Value::from("様")),
    ]);
    // A refusal here is as good as a filled template.
    let _ = template.render_captured_to(values, &mut Bounded::default());
    assert!(
        began.elapsed() < LONG,
        "{:?}: {}",
        began.elapsed(),
        source.chars().take(200).collect::<String>()
    );
}

fn nested(levels: usize, list: impl Fn(&str) -> String, inside: &str) -> String {
    let mut source = String::new();
    let mut inner = "lead.name".to_owned();
    for level in 0..levels {
        source = source + "{% for x" + &level.to_string() + " in [" + &list(&inner) + "] %}";
        inner = format!("x{level}");
    }
    source + &inside.replace("LAST", &inner) + &"{% endfor %}".repeat(levels)
}

/// A loop gives a name to a value, so each level could make one of a hundred of those before: 16 KB, then 1.6 MB, then 160 MB.
#[test]
fn lists_that_multiply_from_loop_to_loop_are_refused() {
    let joined = |inner: &str| [inner; 9].join(" ~ ");
    let added = |inner: &str| [inner; 9].join(" + ");
    let within = |inner: &str| format!("[{}]", vec![inner; 60].join(", "));
    for last in
        ["{{ LAST }}", "{{ LAST | length }}", "{% if LAST == LAST %}{% endif %}", "{{ LAST | upper }}"]
    {
        for bomb in [nested(8, joined, last), nested(8, added, last), nested(4, within, last)] {
            assert!(check(&bomb, Part::Html).is_err(), "{bomb}");
        }
    }
    for bomb in [
        "{% for x in (lead.name ~ lead.name) %}{% endfor %}",
        "{% for x in [lead.name ~ lead.name] %}{% endfor %}",
        "{% for x in lead.words | default([[lead.name]]) %}{% endfor %}",
        "{% for x in [{'a': [lead.name]}] %}{% endfor %}",
        "{% for x in ([lead.name],) %}{% endfor %}",
        "{% for x in (lead.name if lead.name else lead.name ~ 'a') %}{% endfor %}",
    ] {
        assert!(check(bomb, Part::Text).is_err(), "{bomb}");
    }
}

#[test]
fn a_placeholder_that_joins_again_and_again_is_refused() {
    let joins = |times: usize| format!("{{{{ {}'a' }}}}", "lead.name ~ ".repeat(times));
    assert_eq!(check(&joins(16).repeat(3), Part::Text).err(), None);
    assert!(check(&joins(17), Part::Text).is_err());
    assert!(check(&joins(17).replace('~', "+"), Part::Text).is_err());
}

#[test]
fn a_list_of_plain_things_can_be_walked() {
    for source in [
        "{% for x in lead.words %}{{ x }}{% endfor %}",
        "{% for x in ['a', lead.name, 3, lead.name | upper] %}{{ x }}{% endfor %}",
        "{% for x in lead.words | default([]) %}{{ x }}{% else %}-{% endfor %}",
        "{% for x in lead.words[:3] if x ~ x != 'aa' %}{% for y in [x, 'b'] %}{{ y ~ x }}{% endfor %}{% endfor %}",
    ] {
        assert_eq!(check(source, Part::Html).err(), None, "{source}");
    }
}

#[test]
fn whatever_is_let_through_ends_soon() {
    let chain = |filter: &str| format!("{{{{ lead.name{} }}}}", format!(" | {filter}").repeat(90));
    let joined = vec!["lead.kana"; 17].join(" ~ ");
    let each =
        |inside: &str| format!("{{% for x in lead.name %}}{{% if {inside} %}}{{% endif %}}{{% endfor %}}");
    for source in [
        chain("urlencode"),
        chain("upper"),
        chain("title"),
        chain("sama"),
        each(&format!("lead.name{} == ''", " | urlencode".repeat(80))),
        each(&format!("({joined}) | length > 0")),
        each(&format!(
            "({}) | upper | lower | title | trim | urlencode | length > 0",
            vec!["lead.kana"; 17].join(" ~ ")
        )),
        format!("{{{{ [{}] }}}}", vec!["lead.kana"; 90].join(", ")),
        format!("{{{{ {} }}}}", vec!["lead.kana"; 17].join(" ~ ")),
        nested(8, |inner| vec![inner; 60].join(", "), "{{ LAST }}"),
        nested(8, |inner| vec![inner; 60].join(", "), "{% if LAST == lead.kana %}{% endif %}"),
    ] {
        for part in [Part::Html, Part::Text] {
            set_off(&source, part);
        }
    }
}

/// The words that templates are made of.
const WORDS: [&str; 81] = [
    "{{ ",
    " }}",
    "{% if ",
    " %}",
    "{% else %}",
    "{% elif ",
    "{% endif %}",
    "{% for x in ",
    "{% endfor %}",
    "lead.name",
    "lead.kana",
    "lead.none",
    "x",
    "loop",
    "loop.index",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ", ",
    " ~ ",
    " + ",
    " - ",
    " * ",
    " / ",
    " // ",
    " % ",
    " ** ",
    " == ",
    " < ",
    " in ",
    " is ",
    " not ",
    " and ",
    " or ",
    " if ",
    " else ",
    " | upper",
    " | lower",
    " | default(",
    " | urlencode",
    " | number",
    " | date",
    " | date('%Y')",
    " | sama",
    " | first",
    " | length",
    " | title",
    "defined",
    "divisibleby(0)",
    "'a'",
    "\"b\"",
    "0",
    "1",
    "99999999999999999999",
    "-1",
    "1e309",
    ".5",
    "[0:1]",
    "[::0]",
    "[::-1]",
    "recursive",
    "{# ",
    " #}",
    "{% raw %}",
    "{% endraw %}",
    "{% set y = ",
    "{%- ",
    " -%}",
    "\n",
    "様",
    "true",
    "none",
    "caller()",
    "super()",
    "self",
    "range(9)",
    "<b>",
    "\u{202e}",
];

/// Templates made of the words that templates are made of.
fn any_template() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(&WORDS[..]);
    proptest::collection::vec(word, 0..25).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn no_template_makes_it_panic_or_go_on_without_end(source in any_template(), text in "\\PC{0,60}") {
        for source in [source.clone(), format!("{{{{ {source} }}}}"), format!("{{% for x in {source} %}}{{{{ x }}}}{{% endfor %}}"), text] {
            for part in [Part::Subject, Part::Html, Part::Text] {
                set_off(&source, part);
            }
        }
    }
}
