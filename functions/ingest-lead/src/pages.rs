//! The pages of a form: the form itself, its thanks, and what is wrong with a post, in the form's language.
//!
//! Each bears the company's name and a way on: back to the company's site, or the form again with what was written.

use crate::outcome::Outcome;
use crate::words::{field_problem, say};
use cadence::company::Company;
use cadence::confirmation::Confirm;
use cadence::origin::{PostedFrom, WebOrigin};
use cadence::sequence::Language;
use cadence::text::Escaped;
use document::Form;
use http::{Response, StatusCode};
use std::borrow::Cow;
use std::collections::BTreeMap;
use web::form::Shown;
use web::page::{Page, Policy, answer, known_as};

/// The parts of a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit<'a> {
    pub(crate) form: Option<&'a Form>,
    pub(crate) company: Option<&'a Company>,
    pub(crate) language: Language,
    pub(crate) from: &'a PostedFrom,
    /// The part of the address that holds a staff form's key, `key=…`.
    pub(crate) key: Option<&'a str>,
    /// The person's texts, by field.
    pub(crate) written: &'a BTreeMap<String, String>,
    /// Fields that are carried on unseen.
    pub(crate) hidden: &'a [(&'static str, String)],
}

impl Visit<'_> {
    /// The form's own page.
    pub(crate) fn form<B: From<String>>(&self, form: &Form) -> Response<B> {
        let staff = if form.staff_only {
            let text = self.say("社内専用のフォームです。", "For staff only.");
            format!("<p class=\"small\">{text}</p>\n")
        } else {
            String::new()
        };
        let inside = staff + &self.shown(form, &[]).html();
        self.answer(StatusCode::OK, &form.title, &inside)
    }

    /// Thanks, with a doubt about the address where there is one.
    pub(crate) fn thanks<B: From<String>>(&self, outcome: &Outcome, hint: Option<&str>) -> Response<B> {
        let mut inside = format!("<p>{}</p>\n", Escaped(&self.text(outcome)));
        if let Some(domain) = hint {
            inside += &self.hint(domain);
        }
        // The same for everybody: whether somebody is asked says what is known of the address.
        if self.form.is_some_and(|form| form.confirm == Confirm::Always) {
            let text = self.say(
                "ご案内メールの受け取りに同意された方には、確認のメールをお送りします。メールのボタンから確認のページを開いて、お申し込みを完了してください。",
                "If you agreed to receive our mails, we will ask you by mail to confirm it. Please open the page behind the button in that mail.",
            );
            inside = inside + "<p>" + text + "</p>\n";
        }
        let mut ways = Vec::new();
        if let Some(url) = self.form.and_then(|form| form.thanks_url.as_deref()) {
            let text = self.say("次へ進む", "Continue");
            ways.push(format!("<a class=\"button\" href=\"{}\">{text}</a>", Escaped(url)));
        } else if self.form.is_some_and(|form| form.staff_only) {
            ways.push(self.again(self.say("続けて入力する", "Enter another one")));
        }
        ways.extend(self.site_link());
        self.end(outcome, &(inside + &row(&ways)))
    }

    /// The problem, and the form again with the person's texts.
    pub(crate) fn problem<B: From<String>>(&self, outcome: &Outcome) -> Response<B> {
        let problems: Vec<(String, String)> = match outcome {
            Outcome::Refused(problems) => problems
                .iter()
                .map(|problem| (problem.field.clone(), field_problem(problem, self.language)))
                .collect(),
            Outcome::Thanks { .. }
            | Outcome::Unreadable(_)
            | Outcome::UnknownForm
            | Outcome::StaffOnly
            | Outcome::Unlisted(..)
            | Outcome::NotHuman
            | Outcome::TooMany { .. }
            | Outcome::WrongMethod
            | Outcome::TryAgain => Vec::new(),
        };
        let Some(form) = self.form else { return self.message(outcome) };
        let shown = self.shown(form, &problems);
        let list = if problems.is_empty() { String::new() } else { shown.summary() + "\n" };
        let inside = format!(
            "<div class=\"notice\" role=\"alert\">\n<p>{}</p>\n{list}</div>\n<h2>{}</h2>\n{}",
            Escaped(&self.text(outcome)),
            Escaped(&form.title),
            shown.html()
        );
        self.end(outcome, &inside)
    }

    /// The reason nothing was taken, if none of the person's texts is known.
    pub(crate) fn message<B: From<String>>(&self, outcome: &Outcome) -> Response<B> {
        let open = self.form.filter(|form| !form.staff_only || self.key.is_some());
        let open = open.filter(|_| !matches!(outcome, Outcome::StaffOnly | Outcome::NotHuman));
        let again = open.map(|_| self.again(self.say("フォームを開く", "Open the form")));
        let ways: Vec<String> = again.into_iter().chain(self.site_link()).collect();
        self.end(outcome, &format!("<p>{}</p>\n{}", Escaped(&self.text(outcome)), row(&ways)))
    }

    fn shown<'b>(&'b self, form: &'b Form, problems: &'b [(String, String)]) -> Shown<'b> {
        Shown {
            form,
            language: self.language,
            action: None,
            written: self.written,
            problems,
            hidden: self.hidden,
        }
    }

    fn hint(&self, domain: &str) -> String {
        let text = match self.language {
            Language::Japanese => format!(
                "メールアドレスの「@」より後ろは、{domain} の間違いではありませんか。間違っていると、メールが届きません。"
            ),
            Language::English => {
                format!(
                    "Did you mean {domain}? If what follows the @ in your address is wrong, our mail will not reach you."
                )
            }
        };
        let notice = format!("<div class=\"notice hint\">\n<p>{}</p>\n</div>\n", Escaped(&text));
        let Some(form) = self.form else { return notice };
        // The form again with what was written, folded: most addresses that look odd are right.
        let again = self.say("アドレスを直して、もう一度送る", "Correct the address and send it again");
        let form = self.shown(form, &[]).html();
        format!("{notice}<details>\n<summary>{again}</summary>\n{form}</details>\n")
    }

    /// A link to the form's own page, relative to any page of the form.
    fn again(&self, text: &str) -> String {
        format!("<a href=\"?{}\">{text}</a>", Escaped(self.key.unwrap_or_default()))
    }

    /// A link to the company's site: the one the post came from if the form lists it, otherwise the first that it lists,
    /// otherwise that of the company's pages.
    fn site_link(&self) -> Option<String> {
        let company = self.company?;
        let form = self.form.filter(|form| !form.staff_only);
        let site = match (self.from, form) {
            (PostedFrom::Listed(origin), _) => Some(origin.clone()),
            (_, Some(form)) => form.allow_origins.first().cloned(),
            (_, None) => None,
        };
        let mut urls = [&company.contact_url, &company.privacy_url].into_iter().flatten();
        let site = site.or_else(|| urls.find_map(|url| WebOrigin::of_url(url)))?;
        let name = Escaped(known_as(company));
        let text = match self.language {
            Language::Japanese => format!("{name}のサイトへ"),
            Language::English => format!("To the site of {name}"),
        };
        Some(format!("<a href=\"{site}/\">{text}</a>"))
    }

    fn text(&self, outcome: &Outcome) -> Cow<'static, str> {
        outcome.text(self.form, self.language)
    }

    /// The page at the end of a request.
    fn end<B: From<String>>(&self, outcome: &Outcome, inside: &str) -> Response<B> {
        self.answer(outcome.status(), outcome.title(self.language), inside)
    }

    fn answer<B: From<String>>(&self, status: StatusCode, title: &str, inside: &str) -> Response<B> {
        let page = Page { language: self.language, title, company: self.company, inside };
        let leads_to = self.form.and_then(|form| form.thanks_url.as_deref());
        let framed_by = self.form.filter(|form| !form.staff_only).map_or(&[][..], |form| &form.allow_origins);
        answer(status, &page, Policy { leads_to, framed_by })
    }

    fn say(&self, japanese: &'static str, english: &'static str) -> &'static str {
        say(self.language, japanese, english)
    }
}

fn row(ways: &[String]) -> String {
    if ways.is_empty() { String::new() } else { format!("<p class=\"ways\">{}</p>\n", ways.join(" ")) }
}
