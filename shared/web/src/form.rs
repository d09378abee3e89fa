//! A form as HTML: for its own page, for the page that says what is wrong with a post, and for the company's own site.

use crate::language::say;
use cadence::sequence::Language;
use cadence::text::Escaped;
use document::{Field, FieldKind, Form};
use std::collections::BTreeMap;
use std::fmt;

/// A form to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The form.
    pub form: &'a Form,
    /// The language of what stands around its own words.
    pub language: Language,
    /// The address it posts to; `None` for the address of its page, which carries a staff form's key.
    pub action: Option<&'a str>,
    /// The person's earlier texts, by field. A checkbox is ticked if it stands here.
    pub written: &'a BTreeMap<String, String>,
    /// Its problems, by field.
    pub problems: &'a [(String, String)],
    /// Fields that people do not see.
    pub hidden: &'a [(&'a str, String)],
}

impl Shown<'_> {
    /// The form.
    pub fn html(&self) -> String {
        let mut html = String::from("<form");
        if let Some(action) = self.action {
            put(&mut html, format_args!(" id=\"{}\" action=\"{}\"", self.form.id, Escaped(action)));
        }
        html.push_str(" method=\"post\" accept-charset=\"UTF-8\">\n");
        for (name, value) in self.hidden {
            put(
                &mut html,
                format_args!(
                    "  <input type=\"hidden\" name=\"{}\" value=\"{}\">\n",
                    Escaped(name),
                    Escaped(value)
                ),
            );
        }
        for field in &self.form.fields {
            self.field(&mut html, field);
        }
        if let Some(name) = &self.form.honeypot {
            // Not shown to anybody, screen readers included; only machines fill it.
            let leave = say(self.language, "この欄には何も入力しないでください", "Leave this empty");
            put(
                &mut html,
                format_args!(
                    "  <p hidden><label>{leave} <input name=\"{}\" tabindex=\"-1\" autocomplete=\"off\"></label></p>\n",
                    Escaped(name)
                ),
            );
        }
        if let Some(consent) = self.form.consent.as_ref().filter(|consent| consent.field.is_none()) {
            put(&mut html, format_args!("  <p class=\"consent alone\">{}</p>\n", Escaped(&consent.text)));
        }
        put(
            &mut html,
            format_args!(
                "  <button type=\"submit\">{}</button>\n</form>\n",
                say(self.language, "送信する", "Send")
            ),
        );
        html
    }

    /// Links to the fields with which something is wrong.
    pub fn summary(&self) -> String {
        let items = self.problems.iter().map(|(field, message)| {
            format!("<li><a href=\"#{}-{}\">{}</a></li>", self.form.id, Escaped(field), Escaped(message))
        });
        format!("<ul>{}</ul>", items.collect::<String>())
    }

    fn field(&self, html: &mut String, field: &Field) {
        let id = format!("{}-{}", self.form.id, field.name);
        let problem = self.problems.iter().find(|(name, _)| *name == field.name).map(|(_, message)| message);
        let consent =
            self.form.consent.as_ref().filter(|it| it.field.as_deref() == Some(field.name.as_str()));
        let attributes = attributes(field, &id, problem.is_some(), consent.is_some());
        let (label, written) = (Escaped(&field.label), self.written.get(&field.name));
        let need = if field.required { self.need() } else { String::new() };
        if field.kind == FieldKind::Checkbox {
            let ticked = if written.is_some() { " checked" } else { "" };
            put(
                html,
                format_args!(
                    "  <label class=\"tick\" for=\"{id}\"><input type=\"checkbox\" value=\"yes\"{ticked}{attributes}> <span>{label}{need}</span></label>\n"
                ),
            );
        } else {
            put(html, format_args!("  <label for=\"{id}\">{label}{need}</label>\n"));
            self.control(html, field, &attributes, written.map_or("", String::as_str));
        }
        if let Some(message) = problem {
            put(html, format_args!("  <p class=\"problem\" id=\"{id}-problem\">{}</p>\n", Escaped(message)));
        }
        if let Some(consent) = consent {
            put(
                html,
                format_args!("  <p class=\"consent\" id=\"{id}-consent\">{}</p>\n", Escaped(&consent.text)),
            );
        }
    }

    fn need(&self) -> String {
        format!(" <span class=\"need\">{}</span>", say(self.language, "必須", "required"))
    }

    fn control(&self, html: &mut String, field: &Field, attributes: &str, written: &str) {
        let value = Escaped(written);
        let completed = if self.form.staff_only { " autocomplete=\"off\"" } else { completed(&field.name) };
        match &field.kind {
            FieldKind::Email => {
                put(
                    html,
                    format_args!("  <input type=\"email\" value=\"{value}\"{attributes}{completed}>\n"),
                );
            }
            FieldKind::Text { max_length } => {
                let kind = if completed.contains("tel") { "tel" } else { "text" };
                put(
                    html,
                    format_args!(
                        "  <input type=\"{kind}\" value=\"{value}\" maxlength=\"{max_length}\"{attributes}{completed}>\n"
                    ),
                );
            }
            // The first line break after the tag is dropped by browsers (HTML §13.1.2.5), so one is there to be dropped.
            FieldKind::LongText { max_length } => put(
                html,
                format_args!(
                    "  <textarea rows=\"5\" maxlength=\"{max_length}\"{attributes}>\n{value}</textarea>\n"
                ),
            ),
            FieldKind::Choice { options } => {
                let choose = say(self.language, "選んでください", "Please choose");
                put(html, format_args!("  <select{attributes}>\n    <option value=\"\">{choose}</option>\n"));
                for option in options {
                    let selected = if option == written { " selected" } else { "" };
                    put(html, format_args!("    <option{selected}>{}</option>\n", Escaped(option)));
                }
                html.push_str("  </select>\n");
            }
            FieldKind::Checkbox => {}
        }
    }
}

fn put(html: &mut String, text: fmt::Arguments<'_>) {
    html.push_str(&fmt::format(text));
}

fn attributes(field: &Field, id: &str, is_wrong: bool, has_consent: bool) -> String {
    let mut text = format!(" id=\"{id}\" name=\"{}\"", Escaped(&field.name));
    if field.required {
        text.push_str(" required");
    }
    let described: Vec<String> = [(is_wrong, "problem"), (has_consent, "consent")]
        .into_iter()
        .filter(|(is_there, _)| *is_there)
        .map(|(_, what)| format!("{id}-{what}"))
        .collect();
    if is_wrong {
        text.push_str(" aria-invalid=\"true\"");
    }
    if !described.is_empty() {
        put(&mut text, format_args!(" aria-describedby=\"{}\"", described.join(" ")));
    }
    text
}

/// The token for a browser that fills in fields by itself (HTML §4.10.18.7), by the names that fields usually have.
fn completed(name: &str) -> &'static str {
    match name {
        "email" => " autocomplete=\"email\"",
        "name" => " autocomplete=\"name\"",
        "company" => " autocomplete=\"organization\"",
        "phone" | "tel" => " autocomplete=\"tel\"",
        _ => "",
    }
}
