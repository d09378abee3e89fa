//! Dependencies that a manifest names: each is used.

use super::none;
use super::workspace::{manifests, sources};

/// Crates that `cli` names for the features alone which the functions' libraries ask of them (`.ci/run compiled_once`).
const FOR_FEATURES: [&str; 6] =
    ["aws-credential-types", "aws-smithy-runtime", "futures-channel", "indexmap", "slab", "tokio-util"];

/// Every dependency is named in the code of its crate; one that is not makes the map lie. The crate of all tests may name everything.
#[test]
fn no_crate_names_a_dependency_it_does_not_use() {
    let sources = sources();
    let mut faults = Vec::new();
    for manifest in manifests().into_iter().filter(|manifest| manifest.room != "tests") {
        let code = |for_tests: bool| -> String {
            let of_room = sources.iter().filter(|source| source.room() == manifest.room);
            of_room.map(|it| if for_tests { it.lexed.code() } else { it.lexed.product_code() }).collect()
        };
        let (product, everything) = (code(false), code(true));
        let unused = |names: &mut dyn Iterator<Item = &String>, code: &str| -> Vec<String> {
            names.filter(|name| !code.contains(&imported(name))).cloned().collect()
        };
        let for_features = |name: &&String| manifest.room == "cli" && FOR_FEATURES.contains(&name.as_str());
        for name in unused(&mut manifest.dependencies.keys().filter(|name| !for_features(name)), &product) {
            faults.push(format!("{} names {name} and does not use it", manifest.room));
        }
        for name in unused(&mut manifest.for_tests.keys(), &everything) {
            faults.push(format!("{} names {name} for tests and does not use it", manifest.room));
        }
    }
    none(faults);
}

/// The name under which code uses a crate.
fn imported(name: &str) -> String {
    match name {
        "dynoxide-rs" => "dynoxide".to_owned(),
        other => other.replace('-', "_"),
    }
}
