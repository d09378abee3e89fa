//! The rooms that a room may name: the arrows of the map, and what only one room may say.

use super::none;
use super::workspace::{Manifest, Source, entries, manifests, read, sources};

const SHARED: [&str; 14] = [
    "application",
    "authoring",
    "cadence",
    "document",
    "embedded_dynamodb",
    "gateway",
    "mail",
    "links",
    "operations",
    "runtime",
    "spreadsheet",
    "store",
    "timeline",
    "web",
];
/// The crates of ours that functions may name.
const OF_FUNCTIONS: [&str; 9] =
    ["application", "runtime", "store", "gateway", "mail", "links", "document", "cadence", "web"];

/// Our own crates that operations may name.
const OF_OPERATIONS: [&str; 9] =
    ["application", "authoring", "cadence", "document", "gateway", "links", "runtime", "store", "timeline"];

/// The crates of ours that a crate may name; `None` is everything.
fn may_name(room: &str) -> Option<&'static [&'static str]> {
    match room {
        "cli" | "tests" | "tests/kit" | "tests/simulation" => None,
        "shared/cadence" | "shared/embedded_dynamodb" => Some(&[]),
        "shared/authoring" => Some(&["cadence", "document", "mail"]),
        "shared/application" => Some(&["cadence", "document", "store", "gateway", "links", "runtime"]),
        "shared/operations" => Some(&OF_OPERATIONS),
        "shared/timeline" | "shared/web" => Some(&["cadence", "document"]),
        function if function.starts_with("functions/") => Some(&OF_FUNCTIONS),
        _ => Some(&["cadence"]),
    }
}

/// Crates that one which may name all others may not name: the product no proof, and the kit no proof that stands on it.
fn may_not_name(room: &str) -> &'static [&'static str] {
    match room {
        "cli" => &["kit", "simulation", "hikyaku-tests"],
        "tests/kit" => &["simulation", "hikyaku-tests"],
        "tests/simulation" => &["hikyaku-tests"],
        _ => &[],
    }
}

fn wrong_arrows(manifests: &[Manifest]) -> Vec<String> {
    let ours: Vec<&str> = manifests.iter().map(Manifest::name).chain(["hikyaku", "hikyaku-tests"]).collect();
    let mut faults = Vec::new();
    for manifest in manifests {
        let all = manifest.dependencies.keys().chain(manifest.for_tests.keys());
        for name in all.filter(|name| may_not_name(&manifest.room).contains(&name.as_str())) {
            faults.push(format!("{} may not name {name}", manifest.room));
        }
        let Some(allowed) = may_name(&manifest.room) else { continue };
        for name in manifest.dependencies.keys().filter(|name| ours.contains(&name.as_str())) {
            if !allowed.contains(&name.as_str()) {
                faults.push(format!("{} may not name {name}; it may name {allowed:?}", manifest.room));
            }
        }
        for name in manifest.for_tests.keys().filter(|name| ours.contains(&name.as_str())) {
            let engine_under_store = manifest.room == "shared/store" && name == "embedded_dynamodb";
            if !engine_under_store && !allowed.contains(&name.as_str()) {
                faults.push(format!("{} may not name {name}, not for tests either", manifest.room));
            }
        }
    }
    faults
}

/// Crates of others that belong to one room, or to two.
fn strangers(manifests: &[Manifest]) -> Vec<String> {
    const OWNED: [(&str, &[&str]); 12] = [
        ("aws-sdk-dynamodb", &["shared/store", "shared/embedded_dynamodb"]),
        ("dynoxide-rs", &["shared/embedded_dynamodb"]),
        ("rusqlite", &["shared/embedded_dynamodb"]),
        ("aws-sdk-", &["shared/gateway"]),
        ("aws-config", &["shared/runtime"]),
        ("aws-smithy-http-client", &["shared/runtime"]),
        ("lambda_", &["shared/runtime"]),
        ("aws_lambda_events", &["shared/runtime"]),
        ("getrandom", &["shared/runtime"]),
        ("minijinja", &["shared/mail", "cli"]),
        ("mail-builder", &["shared/mail"]),
        ("mrml", &["shared/authoring"]),
    ];
    let mut faults = Vec::new();
    for manifest in manifests {
        // The promises of the table and of the ways out are asked of emulators too, over plain HTTP.
        let contract = |name: &&String| {
            ["shared/store", "shared/gateway"].contains(&manifest.room.as_str())
                && **name == "aws-smithy-http-client"
        };
        let for_tests = manifest.for_tests.keys().filter(|name| !contract(name));
        for name in manifest.dependencies.keys().chain(for_tests) {
            let owner = OWNED.iter().find(|(start, _)| name.starts_with(start));
            if let Some((_, rooms)) = owner.filter(|(_, rooms)| !rooms.contains(&manifest.room.as_str())) {
                faults.push(format!("{} names {name}, which belongs to {rooms:?}", manifest.room));
            }
        }
    }
    faults
}

/// Words in code that belong to one room.
fn foreign_words(sources: &[Source]) -> Vec<String> {
    const OWNED: [(&[&str], &[&str]); 6] = [
        (
            &[
                "store.admit(",
                ".refuse_marketing(",
                ".note_mailbox_refusal(",
                "store.stop_runs(",
                ".save_enrollment(",
                "bus.announce(",
            ],
            &["shared/application", "shared/store"],
        ),
        (&["aws_sdk_dynamodb", "DynamoDb", "DynamoDB"], &["shared/store", "shared/embedded_dynamodb"]),
        (&["aws_sdk_sesv2", "aws_sdk_sqs", "aws_sdk_eventbridge", "aws_sdk_ssm"], &["shared/gateway"]),
        (&["aws_config", "lambda_runtime", "lambda_http", "aws_lambda_events"], &["shared/runtime"]),
        (
            &["Utc::now(", "Local::now(", "SystemTime::now(", "env::var(", "env::var_os(", "env::vars("],
            &["shared/runtime"],
        ),
        (
            &["getrandom", "SysRng", "ThreadRng", "rand::rng(", "rand::random", "from_os_rng("],
            &["shared/runtime"],
        ),
    ];
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.for_tests) {
        let code = source.lexed.product_code();
        for (words, rooms) in OWNED {
            for word in words.iter().filter(|word| code.contains(*word) && !rooms.contains(&source.room())) {
                faults.push(format!("{}: `{word}` belongs to {rooms:?}", source.path));
            }
        }
        let walks = code.contains(".scan()") || code.contains("operation::scan");
        if walks && source.path != "shared/store/src/walk.rs" {
            faults.push(format!("{}: only shared/store/src/walk.rs walks the table", source.path));
        }
    }
    faults
}

/// The folders of the domain. Each names only those before it and the modules without a folder.
const FOLDERS_OF_THE_DOMAIN: [&str; 6] =
    ["person", "sequence", "sending", "enrollment", "admission", "events"];
const DOMAIN: &str = "shared/cadence/src/";

/// The place of a file or a module of the domain in that order; `None` if it is in no folder.
fn place_in_the_domain(name: &str) -> Option<usize> {
    let folder = name.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    FOLDERS_OF_THE_DOMAIN.iter().position(|it| *it == folder)
}

/// Names of a folder by a file of a folder before it.
fn names_of_later_folders(sources: &[Source]) -> Vec<String> {
    let files: Vec<&str> = sources.iter().filter_map(|it| it.path.strip_prefix(DOMAIN)).collect();
    // Callers name a module without its folder.
    let place_of = |module: &str| {
        let file = files
            .iter()
            .find(|file| file.split_once('/').is_some_and(|(_, rest)| rest == format!("{module}.rs")));
        place_in_the_domain(module).or_else(|| place_in_the_domain(file?))
    };
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.for_tests) {
        let Some(own) = source.path.strip_prefix(DOMAIN).and_then(place_in_the_domain) else { continue };
        for named in source.lexed.product_code().split("crate::").skip(1) {
            let module =
                named.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap_or_default();
            if place_of(module).is_some_and(|place| place > own) {
                faults.push(format!("{}: `{module}` stands in a later folder of the domain", source.path));
            }
        }
    }
    faults
}

#[test]
fn folders_of_the_domain_name_only_those_before_them() {
    none(names_of_later_folders(sources()));
    let planted = [
        Source::new("shared/cadence/src/person/lead.rs", "use crate::gate::ask;\nuse crate::ids::LeadId;"),
        Source::new(
            "shared/cadence/src/sending/gate.rs",
            "use crate::lead::Card;\nuse crate::enrollment::State;",
        ),
        Source::new("shared/cadence/src/ids.rs", "use crate::base32::encode;"),
    ];
    assert_eq!(names_of_later_folders(&planted).len(), 2, "{:?}", names_of_later_folders(&planted));
}

#[test]
fn rooms_name_only_the_rooms_the_map_allows() {
    let manifests = manifests();
    for name in SHARED {
        assert!(
            manifests.iter().any(|manifest| manifest.room == format!("shared/{name}")),
            "{name} is a room"
        );
    }
    none(wrong_arrows(&manifests));
}

#[test]
fn only_the_rooms_of_operators_name_the_engine_or_the_authoring_room() {
    const OWNED: [(&str, &[&str]); 5] = [
        ("embedded_dynamodb", &["cli", "tests"]),
        ("authoring", &["cli", "tests", "shared/operations"]),
        ("operations", &["cli", "tests"]),
        ("spreadsheet", &["cli", "tests"]),
        ("timeline", &["cli", "tests", "shared/operations"]),
    ];
    for manifest in manifests() {
        for (name, rooms) in OWNED {
            let room = manifest.room.as_str();
            let allowed = rooms.contains(&room) || room.starts_with("tests/");
            assert!(allowed || !manifest.dependencies.contains_key(name), "{} names {name}", manifest.room);
        }
    }
}

#[test]
fn the_domain_depends_on_no_runtime_cloud_serialization_or_randomness() {
    let manifest = Manifest::new("shared/cadence", &read("shared/cadence/Cargo.toml"));
    let banned = |name: &&String| {
        let starts = ["tokio", "aws", "serde", "rand", "getrandom", "tracing", "anyhow", "http", "reqwest"];
        starts.iter().any(|start| name.starts_with(start))
    };
    assert_eq!(manifest.dependencies.keys().find(banned), None);
    // The workspace turns chrono's clock off, and the domain does not turn it on again.
    assert_eq!(manifest.dependencies["chrono"], ".workspace = true");
    let chrono = &entries(&read("Cargo.toml"), "dependencies")["chrono"];
    assert!(chrono.contains("default-features = false") && !chrono.contains("clock"), "{chrono}");
}

#[test]
fn each_cloud_service_and_each_source_of_time_or_chance_has_one_room() {
    none(strangers(&manifests()));
    none(foreign_words(sources()));
}

#[test]
fn crates_whose_insides_matter_are_pinned_to_one_version() {
    let dependencies = entries(&read("Cargo.toml"), "dependencies");
    for name in ["dynoxide-rs", "mail-builder", "minijinja"] {
        assert!(dependencies[name].contains("version = \"="), "{name} is not pinned: {}", dependencies[name]);
    }
}

#[test]
fn wrong_arrows_and_foreign_words_are_found() {
    let manifest = |room: &str, dependency: &str| {
        Manifest::new(room, &format!("[dependencies]\n{dependency}.workspace = true\n"))
    };
    let planted = [
        manifest("shared/store", "links"),
        manifest("shared/cadence", "store"),
        manifest("shared/links", "cadence"),
        manifest("functions/send-email", "authoring"),
        manifest("shared/authoring", "mail"),
        manifest("cli", "embedded_dynamodb"),
        manifest("cli", "kit"),
        manifest("tests/kit", "simulation"),
        manifest("tests/simulation", "kit"),
        manifest("shared/store", "kit"),
        Manifest::new("shared/document", "[dev-dependencies]\nstore.workspace = true\n"),
    ];
    assert_eq!(wrong_arrows(&planted).len(), 7, "{:?}", wrong_arrows(&planted));
    let planted = [
        manifest("functions/send-email", "aws-sdk-dynamodb"),
        manifest("shared/store", "aws-sdk-sesv2"),
        manifest("shared/gateway", "aws-config"),
        manifest("shared/gateway", "aws-sdk-ssm"),
    ];
    assert_eq!(strangers(&planted).len(), 3, "{:?}", strangers(&planted));
    let planted = [
        Source::new("functions/send-email/src/lib.rs", "fn now() { Utc::now(); }"),
        Source::new("functions/send-email/src/lib.rs", "// Utc::now()\nconst WHY: &str = \"env::var(\";"),
        Source::new("cli/src/standalone.rs", "use aws_sdk_dynamodb::Client;"),
        Source::new("shared/store/src/leads.rs", "fn all() { client.scan().send() }"),
        Source::new("shared/store/src/leads.rs", "#[cfg(test)]\nmod tests { fn now() { Utc::now(); } }"),
    ];
    assert_eq!(foreign_words(&planted).len(), 3, "{:?}", foreign_words(&planted));
}
