//! "Copy for your site": a published form as HTML for the company's own pages, with scripts that say where a visit came from and
//! send the form without leaving the page.

use cadence::campaign::{FIRST_FIELD, LAST_FIELD};
use cadence::sequence::Language;
use document::{Form, HUMAN_CHECK_FIELD};
use serde_json::Value;
use std::collections::BTreeMap;
use web::form::Shown;
use web::language::say;

const CAMPAIGN: &str = include_str!("campaign.js");
const FETCH: &str = include_str!("fetch.js");

/// The two ways of putting a form on a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Copies {
    /// A form that leads to a page of thanks.
    pub(super) plain: String,
    /// The same, sent by a script that stays on the page.
    pub(super) fetch: String,
}

/// A form for other pages. `url` is where it posts to, in full.
pub(super) fn of(form: &Form, url: &str, visitor: Language) -> Copies {
    let language = form.language.unwrap_or(visitor);
    let mut hidden = vec![(FIRST_FIELD, String::new()), (LAST_FIELD, String::new())];
    if form.human_check {
        // The page's own script fills it with a token of the company's server (docs/security.md).
        hidden.push((HUMAN_CHECK_FIELD, String::new()));
    }
    let shown = Shown {
        form,
        language,
        action: Some(url),
        written: &BTreeMap::new(),
        problems: &[],
        hidden: &hidden,
    };
    let html = shown.html();
    let plain = format!("{html}<script>\n{CAMPAIGN}</script>\n");
    let fetch = format!("{html}<script>\n{CAMPAIGN}\n{}</script>\n", fetch(form, language));
    Copies { plain, fetch }
}

/// The script with its words. A text in a script can end it nowhere: `<` is written as JSON writes it.
fn fetch(form: &Form, language: Language) -> String {
    let quoted = |text: &str| Value::from(text).to_string().replace('<', "\\u003c");
    let thanks = say(
        language,
        "お送りいただきありがとうございます。確認のメールをご覧ください。",
        "Thank you. Please look at your mail.",
    );
    let hint = say(
        language,
        "メールアドレスの「@」より後ろは、{} の間違いではありませんか。",
        " Did you mean {}? If the address is wrong, our mail will not reach you.",
    );
    let failed = say(
        language,
        "いまは送信できません。少し時間をおいて、もう一度お送りください。",
        "It cannot be sent at the moment. Please try again a little later.",
    );
    let thanks_url = form.thanks_url.as_deref().map_or_else(|| "\"\"".to_owned(), quoted);
    let constants = format!(
        "const FORM = {}, THANKS_URL = {thanks_url};\n  const THANKS = {};\n  const HINT = {};\n  const FAILED = {};",
        quoted(form.id.as_str()),
        quoted(thanks),
        quoted(hint),
        quoted(failed)
    );
    FETCH.replacen("(() => {\n", &format!("(() => {{\n  {constants}\n"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::ids::FormId;

    fn form(extra: &str) -> Form {
        let text = format!(
            r#"{{ "fields": [{{ "name": "email", "label": "<Mail>", "type": "email", "required": true }},
                 {{ "name": "agree", "type": "checkbox" }}], "consent": {{ "text": "同意します", "field": "agree" }},
                 "honeypot": "website", "language": "en"{extra} }}"#
        );
        Form::read(FormId::parse("contact").unwrap(), &text).unwrap()
    }

    #[test]
    fn a_copy_posts_to_us_with_consent_honeypot_and_campaign() {
        let copies = of(&form(""), "https://mail.example.co.jp/f/contact", Language::Japanese);
        for copy in [&copies.plain, &copies.fetch] {
            for part in [
                "<form id=\"contact\" action=\"https://mail.example.co.jp/f/contact\" method=\"post\" accept-charset=\"UTF-8\">",
                "name=\"campaign.first\" value=\"\"",
                "name=\"campaign.last\" value=\"\"",
                "&lt;Mail&gt;",
                "name=\"email\" required",
                "同意します",
                "<p hidden>",
                "name=\"website\"",
                ">Send</button>",
                "sessionStorage",
            ] {
                assert!(copy.contains(part), "{part} is missing in {copy}");
            }
        }
        assert!(!copies.plain.contains("fetch("), "{}", copies.plain);
        assert!(copies.fetch.contains("const FORM = \"contact\", THANKS_URL = \"\";"), "{}", copies.fetch);
        assert!(copies.fetch.contains("Did you mean {}?"), "{}", copies.fetch);
    }

    #[test]
    fn a_copy_carries_the_human_check_that_its_form_requires_and_no_other() {
        let copies = |extra| of(&form(extra), "https://m.example/f/contact", Language::English);
        let field = "<input type=\"hidden\" name=\"human_check\" value=\"\">";
        let (with, without) = (copies(r#", "human_check": true"#), copies(""));
        assert!(with.plain.contains(field) && with.fetch.contains(field), "{}", with.plain);
        assert!(!without.plain.contains("human_check") && !without.fetch.contains("human_check"));
    }

    #[test]
    fn a_forms_own_thanks_are_a_quoted_text_in_the_script() {
        let form = form(r#", "thanks_url": "https://x.example/\\'+alert(1)+'""#);
        let copy = of(&form, "https://m.example/f/contact", Language::English).fetch;
        assert!(copy.contains(r#"THANKS_URL = "https://x.example/\\'+alert(1)+'";"#), "{copy}");
        assert_eq!(copy.matches("</script>").count(), 1);
    }
}
