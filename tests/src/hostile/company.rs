//! The company that is attacked: three open forms, the usual ceilings, and mails that say whose words stand in them.

use anyhow::Context as _;
use kit::company::{Company, always, form_with_consent};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The form that most strangers post, and whose sequence they mark as spam.
pub(super) const CATALOG: &str = "catalog";
/// A form that begins a reply and a newsletter.
pub(super) const CONTACT: &str = "contact";
/// A form that begins a trial.
pub(super) const TRIAL: &str = "trial";
/// The sequence of [`CATALOG`].
pub(super) const ATTACKED: &str = "spring";
/// The newsletter, whose every mail is marketing.
pub(super) const NEWS: &str = "news";
/// The only address from which the company's proxy connects.
pub(super) const PROXY: &str = "127.0.0.1";

/// The sequences that a form begins, those that answer first.
pub(super) fn sequences_of(form: &str) -> &'static [&'static str] {
    match form {
        CATALOG => &[ATTACKED],
        CONTACT => &["reply", NEWS],
        TRIAL => &["start"],
        _ => &[],
    }
}

/// The step with which a sequence begins.
pub(super) fn first_step(sequence: &str) -> &'static str {
    match sequence {
        NEWS => "first",
        _ if asks(sequence) => "ask",
        _ => "hello",
    }
}

/// Whether a mail advertises.
pub(super) fn is_marketing(sequence: &str, step: &str) -> bool {
    sequence == NEWS || matches!(step, "offer" | "tips")
}

/// Whether a sequence asks to confirm an agreement.
pub(super) fn asks(sequence: &str) -> bool {
    sequence.starts_with("confirm-")
}

/// The templates. Runs rest for this long before their second mail; forms may ask people who refused to confirm an agreement.
pub(super) fn company(rest: &str, confirm: bool) -> Company {
    let company = Company::new()
        .with_setting("quiet_hours", json!({ "from": "00:00", "to": "00:00" }))
        .with_setting("ceilings", json!({}))
        .with_setting("trusted_proxies", json!([PROXY]));
    for (form, title) in [(CATALOG, "カタログ請求"), (CONTACT, "お問い合わせ"), (TRIAL, "体験のお申し込み")]
    {
        company.write(&format!("forms/{form}.json"), &form_text(title, confirm).to_string());
    }
    let hello = json!({ "step": "hello", "send": "hello", "purpose": "transactional" });
    let later = |step: &str| json!({ "step": step, "after": rest, "send": step });
    sequence(&company, ATTACKED, CATALOG, &[hello.clone(), later("offer")]);
    sequence(&company, "reply", CONTACT, std::slice::from_ref(&hello));
    sequence(&company, NEWS, CONTACT, &[json!({ "step": "first", "send": "first" }), later("second")]);
    sequence(&company, "start", TRIAL, &[hello, later("tips")]);
    company
}

/// The same as texts by their paths in the templates folder.
pub(super) fn texts(rest: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let (company, mut texts) = (company(rest, false), BTreeMap::new());
    gather(company.folder(), company.folder(), &mut texts)?;
    Ok(texts)
}

fn gather(root: &Path, folder: &Path, texts: &mut BTreeMap<String, String>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(root, &path, texts)?;
        } else {
            let name = path.strip_prefix(root)?.to_str().context("a path of the templates is no text")?;
            texts.insert(name.to_owned(), std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

fn form_text(title: &str, confirm: bool) -> Value {
    let mut form = form_with_consent(title);
    if confirm {
        form["confirm"] = "after a refusal".into();
    }
    form["honeypot"] = "leave_empty".into();
    form
}

fn sequence(company: &Company, id: &str, form: &str, steps: &[Value]) {
    for step in steps {
        let step = step["step"].as_str().unwrap_or_default();
        let mail = format!("emails/{id}/{step}");
        company.write(&format!("{mail}/subject.txt"), &format!("{id} {step} {MARKS}"));
        company.write(
            &format!("{mail}/body.md"),
            &format!("{MARKS}\n\n[See](https://www.example.co.jp/{step})\n"),
        );
    }
    company.sequence(
        id,
        &json!({
            "start": { "form": form }, "start_again": "restart", "purpose": "marketing",
            "send_between": always(), "steps": steps,
        }),
    );
}

/// The words of every mail about its lead, and about the post that began its run.
const MARKS: &str = "lead={{ lead.name | default(\"-\") }}/{{ lead.company | default(\"-\") }}; \
                     event={{ event.name | default(\"-\") }}/{{ event.company | default(\"-\") }};";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_sound_and_the_judge_knows_their_mails() {
        let texts = texts("20 minutes").unwrap();
        for form in [CATALOG, CONTACT, TRIAL] {
            for sequence in sequences_of(form) {
                let text: Value =
                    serde_json::from_str(&texts[&format!("sequences/{sequence}.json")]).unwrap();
                assert_eq!(text["start"]["form"], form);
                assert_eq!(text["steps"][0]["step"], first_step(sequence));
                for step in text["steps"].as_array().unwrap() {
                    let name = step["step"].as_str().unwrap();
                    assert_eq!(
                        step["purpose"] != "transactional",
                        is_marketing(sequence, name),
                        "{sequence}/{name}"
                    );
                }
            }
        }
    }
}
