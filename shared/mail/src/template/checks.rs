//! The check: what it lets through, what it refuses, and that nothing it lets through can grow without bound.

use super::*;
use minijinja::Value;

fn refusal(source: &str) -> TemplateProblem {
    check(source, Part::Text).unwrap_err()
}

fn rendered(source: &str, values: &[(&str, &str)]) -> Result<String, minijinja::Error> {
    let (hidden, lead): (Vec<_>, Vec<_>) = values
        .iter()
        .map(|(name, value)| (*name, Value::from(*value)))
        .partition(|(name, _)| name.starts_with('_'));
    let context = Value::from_pairs(hidden.into_iter().chain([("lead", Value::from_pairs(lead))]));
    check(source, Part::Text)
        .map_err(|problem| minijinja::Error::new(minijinja::ErrorKind::SyntaxError, problem.to_string()))?;
    environment().render_named_str(Part::Text.template_name(), source, context)
}

fn japanese(source: &str, values: &[(&str, &str)]) -> String {
    let mut values = values.to_vec();
    values.extend([("_language", "ja"), ("_honorific", "様")]);
    rendered(source, &values).unwrap()
}

fn english(source: &str, values: &[(&str, &str)]) -> String {
    let mut values = values.to_vec();
    values.extend([("_language", "en"), ("_honorific", "様")]);
    rendered(source, &values).unwrap()
}

#[test]
fn the_names_a_template_uses_are_listed_once_and_sorted() {
    let source = "{{ lead.name | sama }}{% if event.material_url %}{{ event.material_url }}{% endif %}{% for word in lead.words %}{{ word }}{% endfor %}{{ nonsense }}";
    assert_eq!(
        check(source, Part::Html).unwrap(),
        ["event.material_url", "lead.name", "lead.words", "nonsense"]
    );
}

#[test]
fn names_that_cannot_be_filled_are_told_from_those_that_can() {
    for name in ["lead", "lead.name", "event.material_url", "company.name", "today", "unsubscribe_url"] {
        assert!(is_known(name), "{name}");
    }
    for name in ["leads", "lead.name.first", "company", "company.phone", "sender.address", "_honorific"] {
        assert!(!is_known(name), "{name}");
    }
}

#[test]
fn a_refusal_names_the_line_and_what_to_write() {
    insta::assert_snapshot!(refusal("一行目\n{{ lead.name | replace('a', 'b') }}"), @"line 2: there is no filter `replace`; mails have date, default, first, length, lower, number, sama, title, trim, upper, urlencode");
    insta::assert_snapshot!(refusal("{% if lead.name is filter %}x{% endif %}"), @"line 1: there is no test `filter`; mails have defined, undefined, none, string, number, odd, even, divisibleby, startingwith, endingwith, in, eq, ne, lt, le, gt, ge, true, false");
    insta::assert_snapshot!(refusal("\n\n{{ range(3) }}"), @"line 3: functions cannot be called in mails; use a filter, such as `{{ lead.name | sama }}`");
    insta::assert_snapshot!(refusal("{% set x = 1 %}"), @"line 1: `{% set %}` is not offered in mails; use `{% if %}` and `{% for %}`");
    insta::assert_snapshot!(refusal("a\n{{ lead.name | default: 'x' }}"), @"line 2: unexpected `:`, expected end of variable block");
    insta::assert_snapshot!(refusal("a\n{% if lead.name %}"), @"line 2: unexpected end of input, expected end of block");
}

#[test]
fn every_filter_and_test_on_the_list_exists_and_no_other() {
    let environment = environment();
    let known = |source: String| {
        let error = environment.render_str(&source, ()).err().map(|error| error.kind());
        !matches!(error, Some(minijinja::ErrorKind::UnknownFilter | minijinja::ErrorKind::UnknownTest))
    };
    for filter in filters::FILTERS {
        assert!(known(format!("{{{{ '1' | {filter} }}}}")), "{filter}");
    }
    for test in questions::TESTS {
        assert!(known(format!("{{{{ '1' is {test} }}}}")), "{test}");
    }
    for filter in ["safe", "escape", "e", "replace", "format", "indent", "join", "list", "map", "tojson"] {
        assert!(!known(format!("{{{{ '1' | {filter} }}}}")), "{filter}");
    }
}

#[test]
fn templates_that_make_small_values_large_are_refused_before_compiling() {
    for bomb in [
        "{{ 'a' * 100000000 }}",
        "{{ 'a'*99999999*'a' }}",
        "{{ [1] * 200000 }}",
        "{{ 10 ** 300 }}",
        "{{ '%09999999d' | format(1) }}",
        "{{ range(100000) }}",
        "{% set a = 'aaaa' %}{% set a = a ~ a %}{{ a }}",
        "{% set a %}{{ lead.name }}{% endset %}",
        "{% with a = lead.name ~ lead.name %}{{ a }}{% endwith %}",
        "{% filter upper %}x{% endfilter %}",
        "{% autoescape false %}{{ lead.name }}{% endautoescape %}",
        "{{ lead.name | safe }}",
        "{{ lead.name | indent(99999999) }}",
        "{{ lead.name.upper() }}",
        "{% for a in lead.words recursive %}{{ a }}{% endfor %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{{ 1 if ('a' * 9) else 2 }}",
        "{{ lead.name | default('a' * 9) }}",
        "{% if lead.name is eq('a' * 9) %}{% endif %}",
        "{{ lead['a' * 9] }}{{ lead.name['a' * 9:] }}{{ {'a': 'a' * 9} }}{{ ('a' * 9,) }}",
    ] {
        assert!(check(bomb, Part::Text).is_err(), "{bomb}");
    }
}

#[test]
fn endlessly_nested_templates_are_refused_without_exhausting_the_stack() {
    let joins = format!("{{{{ {}'a' }}}}", "'a' ~ ".repeat(40_000));
    let filters = format!("{{{{ lead.name {} }}}}", "| trim ".repeat(30_000));
    let branches = format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}".repeat(20_000));
    let parentheses = format!("{{{{ {}1{} }}}}", "(".repeat(40), ")".repeat(40));
    let blocks = "{% if a %}".repeat(20_000);
    for deep in [joins, filters, branches, blocks] {
        assert!(check(&deep, Part::Text).is_err());
    }
    assert!(check(&parentheses, Part::Text).is_ok());
}

#[test]
fn sizes_have_limits() {
    assert!(check(&"a".repeat(SOURCE_BYTES_MAX), Part::Html).is_ok());
    assert!(check(&"a".repeat(SOURCE_BYTES_MAX + 1), Part::Html).is_err());
    assert!(check(&"a".repeat(SUBJECT_SOURCE_BYTES_MAX + 1), Part::Subject).is_err());
    assert!(check("one line\n", Part::Subject).is_ok());
    assert!(check("two\nlines", Part::Subject).is_err());
}

#[test]
fn a_name_gets_its_honorific_and_a_missing_name_a_polite_word() {
    let source = "{{ lead.name | sama }}";
    assert_eq!(japanese(source, &[("name", "田中")]), "田中様");
    assert_eq!(japanese(source, &[("name", " 田中 ")]), "田中様");
    assert_eq!(japanese(source, &[("name", "田中様")]), "田中様");
    assert_eq!(japanese(source, &[("name", "飛脚商会御中")]), "飛脚商会御中");
    assert_eq!(japanese(source, &[]), "お客様");
    assert_eq!(japanese(source, &[("name", " ")]), "お客様");
    assert_eq!(japanese("{{ lead.name | sama('ご担当者様') }}", &[]), "ご担当者様");
    assert_eq!(english(source, &[("name", "Taro Yamada")]), "Taro Yamada");
    assert_eq!(english("Hi {{ lead.name | sama }},", &[]), "Hi there,");
}

#[test]
fn days_and_moments_read_as_the_language_writes_them() {
    let source = "{{ lead.on | date }}";
    assert_eq!(japanese(source, &[("on", "2026-11-21")]), "2026年11月21日");
    assert_eq!(english(source, &[("on", "2026/11/21")]), "November 21, 2026");
    assert_eq!(
        japanese("{{ lead.on | date('%-m/%-d(%a) %H:%M') }}", &[("on", "2026-11-21T23:30:00+09:00")]),
        "11/21(土) 23:30"
    );
    assert_eq!(english("{{ lead.on | date('%a %A') }}", &[("on", "2026-11-21")]), "Sat Saturday");
    assert_eq!(japanese("{{ lead.on | date | default('未定') }}", &[]), "未定");
    for bad in ["{{ lead.on | date }}", "{{ lead.on | date('%Q') }}", "{{ '2026-11-21' | date('%z') }}"] {
        let error = rendered(bad, &[("on", "田中")]).unwrap_err().to_string();
        assert!(!error.contains("田中"), "{error}");
    }
}

#[test]
fn numbers_get_their_thousands_set_apart() {
    let number = |text| japanese("{{ lead.n | number }}", &[("n", text)]);
    assert_eq!(number("12800"), "12,800");
    assert_eq!(number("-1234567.5"), "-1,234,567.5");
    assert_eq!(number("100"), "100");
    assert_eq!(japanese("{{ lead.n | number(0) }}円", &[("n", "1234.6")]), "1,235円");
    assert_eq!(japanese("{{ lead.n | number | default('0') }}", &[]), "0");
    assert!(rendered("{{ lead.n | number }}", &[("n", "1e999")]).is_err());
    assert!(rendered("{{ lead.n | number(99) }}", &[("n", "1")]).is_err());
}

#[test]
fn values_fit_into_the_query_of_a_link() {
    assert_eq!(japanese("{{ lead.q | urlencode }}", &[("q", "a b&c/田~")]), "a%20b%26c%2F%E7%94%B0~");
}

#[test]
fn what_is_missing_can_be_asked_for_and_replaced_but_not_printed() {
    assert_eq!(japanese("{% if lead.company %}x{% else %}y{% endif %}", &[]), "y");
    assert_eq!(japanese("{{ lead.company | default('貴社') }}", &[]), "貴社");
    assert!(rendered("{{ lead.company }}", &[]).is_err());
    assert!(rendered("{{ lead.company | upper }}", &[]).is_err());
}

#[test]
fn a_loop_that_does_not_end_soon_runs_out_of_fuel() {
    let source = "{% for a in lead.t %}{% for b in lead.t %}{% for c in lead.t %}{{ c }}{% endfor %}{% endfor %}{% endfor %}";
    let error = rendered(source, &[("t", &"x".repeat(1000))]).unwrap_err();
    assert_eq!(error.kind(), minijinja::ErrorKind::OutOfFuel);
}
