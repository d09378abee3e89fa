//! Files in the checkout that the program writes: they are what it would write today.
//!
//! `HIKYAKU_BLESS=1 cargo test --package hikyaku-tests generated` writes them anew.

/// Whether to write the files instead of comparing them.
#[expect(
    clippy::disallowed_methods,
    reason = "a switch for whoever runs the tests; the product never reads it"
)]
fn bless() -> bool {
    std::env::var("HIKYAKU_BLESS").is_ok_and(|value| value == "1")
}

#[test]
fn the_schemas_that_editors_read_are_those_of_the_program() {
    let templates = kit::folder::templates();
    let mut expected = Vec::new();
    for (name, schema) in document::schema::all() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = templates.join(name);
        if bless() {
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == text,
            "templates/{name} is not what the program says; run the tests once with HIKYAKU_BLESS=1"
        );
        expected.push(name.to_owned());
    }
    let entries =
        std::fs::read_dir(&templates).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut kept: Vec<String> = entries.filter(|name| name.ends_with(".schema.json")).collect();
    kept.sort();
    expected.sort();
    assert_eq!(kept, expected, "each schema in templates/ is written by the program");
}

/// Every shipped document names the schema that its kind has, so that editors find it.
#[test]
fn every_shipped_document_names_its_schema() {
    let templates = kit::folder::templates();
    let mut seen = 0;
    for (folder, schema) in [("sequences", "sequence"), ("forms", "form"), ("calendars", "calendar")] {
        for entry in std::fs::read_dir(templates.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let document: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            assert_eq!(document["$schema"], format!("../{schema}.schema.json"), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 9, "{seen} documents");
}
