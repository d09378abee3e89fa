//! Folders in which something is wrong, asked for what is right in them.

use super::TemplateSet;
use crate::commands::{preview, timeline};
use crate::output::{Format, Output};
use std::path::Path;
use tempfile::TempDir;

/// The shipped templates with a file in another form.
fn shipped_with(path: &str, edit: impl Fn(&str) -> String) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates");
    for (file, text) in authoring::Folder::read(&templates).files() {
        let to = place.path().join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, if file == path { edit(text) } else { text.to_owned() }).unwrap();
    }
    place
}

/// A command's output, with its notes, or its error.
#[expect(clippy::unwrap_in_result, reason = "a mistake of the test itself ends the test")]
fn said(command: &str, folder: &Path) -> Result<String, String> {
    use clap::Parser as _;
    let further = ["--templates".into(), folder.as_os_str().to_owned()];
    let words = command.split(' ').map(std::ffi::OsString::from).chain(further);
    let arguments = crate::arguments::Arguments::try_parse_from(words).unwrap();
    let (mut output, text) = Output::in_memory(Format::Text);
    let ended = if let crate::arguments::Command::Preview(arguments) = &arguments.command {
        preview::run(arguments, &mut output)
    } else if let crate::arguments::Command::Timeline(arguments) = &arguments.command {
        timeline::run(arguments, &mut output)
    } else {
        panic!("{command}")
    };
    ended.map_err(|error| format!("{error:#}"))?;
    Ok(text.lock().unwrap().clone())
}

#[test]
fn a_mistake_in_one_file_is_not_in_the_way_of_others() {
    let folder = shipped_with("sequences/after-inquiry.json", |text| {
        text.replace("\"send\": \"faq\"", "\"sned\": \"faq\"")
    });
    for command in [
        "hikyaku preview win-back coupon",
        "hikyaku preview win-back",
        "hikyaku timeline win-back --from 2026-12-20",
    ] {
        let said = said(command, folder.path()).unwrap();
        assert!(
            said.contains("note: there ") && said.contains("sequences/after-inquiry.json:"),
            "{command}: {said}"
        );
    }
    for command in ["hikyaku preview after-inquiry faq", "hikyaku timeline after-inquiry"] {
        let refused = said(command, folder.path()).unwrap_err();
        assert!(
            refused.contains("`sned`") && refused.contains("did you mean \"send\"?"),
            "{command}: {refused}"
        );
    }
    assert!(TemplateSet::read(folder.path()).is_err(), "the whole is not published");
}

#[test]
fn a_mistake_in_one_mail_is_not_in_the_way_of_the_sequence() {
    let folder = shipped_with("emails/win-back/coupon/body.mjml", |text| {
        text.replacen("<mj-text", "{{ lead.nmae }}<mj-text", 1)
    });
    assert!(said("hikyaku timeline win-back", folder.path()).is_ok());
    assert!(said("hikyaku preview win-back value", folder.path()).is_ok());
    let refused = said("hikyaku preview win-back coupon", folder.path()).unwrap_err();
    assert!(
        refused.contains("emails/win-back/coupon/body.mjml:") && refused.contains("lead.name"),
        "{refused}"
    );
    let listed = said("hikyaku preview win-back", folder.path()).unwrap();
    assert!(listed.contains("coupon") && listed.contains("mistake"), "{listed}");
}

#[test]
fn without_settings_the_command_says_what_is_wrong_with_them() {
    let folder = shipped_with("settings.json", |text| text.replace("\"sender\"", "\"sendr\""));
    let refused = said("hikyaku timeline win-back", folder.path()).unwrap_err();
    assert!(refused.contains("settings.json:") && refused.contains("did you mean \"sender\"?"), "{refused}");
}

#[test]
fn a_name_that_is_nearly_known_is_answered_with_the_right_one() {
    let folder = shipped_with("", str::to_owned);
    let refused = said("hikyaku timeline welcom-material", folder.path()).unwrap_err();
    assert_eq!(refused, "there is no sequence `welcom-material`; did you mean `welcome-material`?");
    let refused = said("hikyaku preview win-back cuopon", folder.path()).unwrap_err();
    assert_eq!(refused, "there is no mail `cuopon`; did you mean `coupon`?");
}

#[test]
fn a_mail_that_cannot_be_filled_is_told_with_its_place_in_the_source() {
    let folder = shipped_with("", str::to_owned);
    let lead = folder.path().join("lead.json");
    std::fs::write(&lead, r#"{ "name": "a", "event": {} }"#).unwrap();
    let command = format!("hikyaku preview after-meeting thanks --lead {}", lead.display());
    let refused = said(&command, folder.path()).unwrap_err();
    assert!(refused.starts_with("emails/after-meeting/thanks/body.md:"), "{refused}");
    assert!(refused.contains("is missing for this lead"), "{refused}");
}
