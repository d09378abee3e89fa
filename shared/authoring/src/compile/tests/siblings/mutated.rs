//! The mails of `cases/` with anything put into them or cut out of them: told with a place, or seen whole with their footer.

use super::*;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::path::Path;

/// Pieces that people and programs leave in mails.
const PIECES: [&str; 36] = [
    "<!--",
    "-->",
    "<!--[if mso]>",
    "<![endif]-->",
    "<!--[if !mso]><!-->",
    "<!--<![endif]-->",
    "<",
    ">",
    "\"",
    "'",
    "</body>",
    "<body>",
    "<style>",
    "</style>",
    "<title>",
    "<table>",
    "</td>",
    "<p style=\"display:none\">",
    "{{ lead.name | sama }}",
    "{% if lead.plan %}",
    "{% endif %}",
    "{#",
    "#}",
    "**",
    "~~",
    "\n\n",
    "　",
    "\u{e000}",
    "&nbsp;",
    "&lt;",
    "[",
    "](",
    "-----\n",
    "<template>",
    "@media print {",
    "}",
];

fn cases() -> Vec<(&'static str, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/compile/tests/cases");
    let mut found: Vec<_> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    found.sort();
    let file = |path: &Path| BODIES.into_iter().find(|body| path.to_string_lossy().ends_with(body)).unwrap();
    found.iter().map(|path| (file(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// As many as run in seconds; more where more are asked for.
fn fewer() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: (usual.cases / 2).max(1), ..usual }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn a_changed_mail_is_told_or_shows_its_words_and_its_footer(
        which in any::<Index>(), changes in proptest::collection::vec((any::<Index>(), select(PIECES.to_vec()), 0..9_usize), 1..4),
    ) {
        let cases = cases();
        let (file, source) = &cases[which.index(cases.len())];
        let mut characters: Vec<char> = source.chars().collect();
        for (at, piece, gone) in changes {
            let at = at.index(characters.len() + 1);
            let end = (at + gone).min(characters.len());
            characters.splice(at..end, piece.chars());
        }
        let source: String = characters.into_iter().collect();
        let files = [("subject.txt", "件名"), (*file, source.as_str())].into_iter().collect();
        let lines = source.matches('\n').count() + 1;
        match compile(&files, Purpose::Marketing, Language::Japanese) {
            Err(findings) => {
                prop_assert!(!findings.is_empty());
                prop_assert!(findings.iter().all(|it| it.line <= lines), "{findings:?}");
            }
            Ok(mail) => {
                prop_assert!(doubtful(&files, &mail).iter().all(|it| it.line <= lines));
                let seen = without_comments(&mail.html);
                prop_assert!(seen.contains("<a ses:no-track href=\"{{ unsubscribe_url }}\""), "{source}\n{seen}");
                prop_assert!(mail.text.contains("{{ unsubscribe_url }}"));
            }
        }
    }
}
