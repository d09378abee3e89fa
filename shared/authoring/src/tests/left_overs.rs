//! Placeholders that other mail programs left in a mail, in every file, place, width and encoding; and texts that only look so.

use super::folder;
use crate::check::ruled;
use std::fmt::Write as _;

/// As senders of mail, shops and word processors from several countries write them.
const WRITTEN: &[&str] = &[
    "*|FNAME|*",
    "*|fname|*",
    "*|LIST:COMPANY|*",
    "*|IF:FNAME|*",
    "*|END:IF|*",
    "*|MC:SUBJECT|*",
    "*|UNSUB|*",
    "%%first_name%%",
    "%%FirstName%%",
    "%%emailaddr%%",
    "%%=v(@name)=%%",
    "%%[ SET @a = 1 ]%%",
    "%%お名前%%",
    "%%%name%%%",
    "%FIRSTNAME%",
    "%firstname%",
    "%name%",
    "%name_sama%",
    "%recipient.name%",
    "%お名前%",
    "%会社名%",
    "%field_1%",
    "%EMAIL%",
    "{contactfield=firstname}",
    "{lead.name}",
    "{ lead.name }",
    "{name}",
    "{FIRST_NAME}",
    "{first_name|there}",
    "{お名前}",
    "{会社名}",
    "{$name}",
    "{!Contact.Name}",
    "{!Lead.FirstName}",
    "{{{name}}}",
    "{#NAME#}",
    "{ownerfield=signature}",
    "{unsubscribe_url}",
    "${name}",
    "${user.name}",
    "#{name}",
    "@{name}",
    "%{name}",
    "{@name}",
    "{:name}",
    "[MERGE_FIRST_NAME]",
    "[FNAME]",
    "[firstname]",
    "[First Name]様",
    "[subscriber:firstname]",
    "[contact_attribute:company]",
    "[user_name]",
    "[お名前]様",
    "[会社名]御中",
    "[name,fallback=there]",
    "[unsubscribe]",
    "[-name-]",
    "[#name#]",
    "[%first_name%]",
    "[@name]",
    "[[data:firstname:\"お客様\"]]",
    "[[name]]",
    "[[お名前]]",
    "[[first_name]]",
    "[% name %]",
    "[% user.name %]",
    "##お名前##",
    "##NAME##",
    "##会社名##",
    "#name#",
    "#NAME#",
    "#お名前#",
    "@@name@@",
    "@name@",
    "$$name$$",
    "$name$",
    "$first_name$",
    "__name__",
    "__NAME__",
    "-NAME-",
    "-first_name-",
    "--name--",
    "||name||",
    "::name::",
    "!!name!!",
    "<%= name %>",
    "<% name %>",
    "<%name%>",
    "<?= $name ?>",
    "<<name>>",
    "<<First Name>>",
    "<#name#>",
    "«FirstName»",
    "«お名前»",
    "｛｛ lead.name ｝｝",
    "｛{ lead.name }｝",
    "｛ lead.name ｝",
    "｛お名前｝",
    "％name％",
    "％％first_name％％",
    "＊｜FNAME｜＊",
    "［［name］］",
    "＃＃お名前＃＃",
    "＄｛name｝",
    "＜％＝name％＞",
    "[ＦＮＡＭＥ]",
    "［firstname］",
    "{\u{200b}name}",
    "{\u{feff}{ lead.name }}",
    "{name:お客様}",
    "{$first_name:お客様$}",
    "(お名前)様",
    "（氏名）様",
    "《お名前》様",
    "^FIRSTNAME^",
    "~name~",
    "[[[name]]]",
    "{{name}",
    "{name}}",
    "{{ lead.name }}}",
    "{{{ lead.name }}}",
    "{ {{ lead.name }} }",
    "【お名前】様",
    "【会社名】御中",
    "{{contact.FIRSTNAME}}",
    "{{ subscriber.first_name }}",
    "{{first_name}}",
    "{{ NAME }}",
    "{{ params.NAME }}",
    "{{ contact.firstname }}",
    "{{ first_name | default: 'there' }}",
    "{{ personalization_token('contact.firstname', 'there') }}",
    "{{#if name}}",
    "{{> footer}}",
];

/// Texts that people and designers really write.
const HONEST: &[&str] = &[
    "[任意]",
    "[必須]",
    "50%OFF",
    "最大50%OFF、会員は60%OFFです。",
    "100%国産、還元率5%。",
    "満足度98%、継続率95%",
    "#1",
    "#在庫管理 #棚卸",
    "#Tokyo#Osaka#",
    "$100 から $200 まで",
    "¥1,000（税込）",
    "[1]",
    "[PDF]",
    "[NEW] 新しい機能",
    "[広告]",
    "[重要] お知らせ",
    "【重要】お知らせ",
    "【お名前】山田 花子",
    "[Email] hello@example.co.jp",
    "[Tel] 03-0000-0000",
    "[注: 見本です]",
    "[16:00]〜[17:00]",
    "[RE: 見積書]",
    "{ 1, 2, 3 }",
    "{}",
    "集合 {x}",
    "A -> B",
    "a - name - b",
    "-10〜-5度",
    "**お名前** をご記入ください",
    "__重要__ なお知らせ",
    "3 < 5 かつ 7 > 6",
    "<https://www.example.co.jp/>",
    "5% off or 10% off",
    "20%%",
    "100%!",
    "https://www.example.co.jp/?q=%E3%81%82%E3%81%84",
    "https://www.example.co.jp/%e3%81%82?utm_source=a_b_c",
    "`{name}` と書きます",
    "`%name%`",
    "「お名前」をお書きください",
    "（会社名）",
    "山田（氏名）",
    "(任意)",
    "2^10",
    "10~20名",
    "{% if lead.name %}a{% endif %}",
    "お名前：",
    "会社名・部署名",
    "A|B|C",
    "* 一つ目",
    "@example_jp",
    "x@y.example @name さん",
    "{{ lead.name | sama }}",
    "[{{ lead.company | default(\"貴社\") }}]",
    "{{ lead.name | sama }} [限定]",
    "C# と F#",
    "$1.00/月",
    "名前を変えました #2",
    "[資料](https://www.example.co.jp/)",
    "[お名前](https://www.example.co.jp/)",
    "±5%、±10%",
    "お客様",
    "皆様、こんにちは。",
    "神様",
    "--------",
    "==== ====",
    "[x] 済んだこと",
    "::: 注 :::",
    "!! 注意 !!",
    "1〜2名様、3名様以上",
    "10名",
    "〇 様",
    "<b>name</b>",
    "(name)",
    "name",
    "Name: Taro",
    "C:\\name\\file",
    "「50%」「30%」",
    "%",
];

fn rules(path: &str, text: &str) -> Vec<(String, usize, usize)> {
    let body = "emails/welcome/hello/body.md";
    let mut files = vec![(path, text)];
    if path != body && path.contains("/body.") && !path.contains(".txt") {
        files.push((body, ""));
    }
    let folder = folder(&files);
    let here = ruled(&folder).1.into_iter().filter(|it| it.file == path);
    here.map(|it| (it.rule.to_owned(), it.line, it.column)).collect()
}

/// Rules by which a left-over is told.
const TOLD: [&str; 4] = ["foreign-placeholder", "unknown-placeholder", "template-syntax", "blank-left-over"];

fn told_at(path: &str, text: &str, marker: &str) -> bool {
    let at = text.find(marker).unwrap_or_else(|| panic!("{text:?} has no {marker:?}"));
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let reach = column + marker.chars().count();
    rules(path, text).iter().any(|(rule, on, from)| {
        TOLD.contains(&rule.as_str())
            && *on == line
            && (*rule == "template-syntax" || (column.saturating_sub(1)..reach).contains(from))
    })
}

fn entities(text: &str) -> String {
    let signs = |c: char| c.is_ascii_punctuation();
    text.chars().fold(String::new(), |mut all, c| {
        if signs(c) {
            write!(all, "&#{};", u32::from(c)).unwrap();
        } else {
            all.push(c);
        }
        all
    })
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_punctuation() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
        .collect()
}

/// The places of a left-over: the file, the text before it, and the text behind it.
const PLACES: &[(&str, &str, &str)] = &[
    ("body.md", "", "\n"),
    ("body.md", "こんにちは。\n\n", " の皆さまへ\n"),
    ("body.md", "- 一つ目\n- **", "** です\n"),
    ("body.md", "| a | b |\n|---|---|\n| x ", " | y |\n"),
    ("body.md", "> ", "、こんにちは\n"),
    // Indented as in a letter, which is no code to the compiler.
    ("body.md", "お申し込み内容\n\n    ", "\n"),
    ("body.html", "<html><body><p>", "、こんにちは</p></body></html>"),
    (
        "body.html",
        "<html><body><table><tr><td align=\"left\"><span>",
        "</span></td></tr></table></body></html>",
    ),
    ("body.html", "<html><body><!--[if mso]><p>", "</p><![endif]--></body></html>"),
    (
        "body.mjml",
        "<mjml><mj-body><mj-section><mj-column><mj-text>",
        " です</mj-text></mj-column></mj-section></mj-body></mjml>",
    ),
    ("subject.txt", "", "、ようこそ\n"),
    ("subject.txt", "ようこそ ", "\n"),
    ("preheader.txt", "ご案内: ", "\n"),
    ("body.txt", "こんにちは。\n", " の皆さま\n"),
];

#[test]
fn left_overs_of_other_products_are_told_in_every_place() {
    let mut silent = String::new();
    let mut tried = 0;
    for written in WRITTEN {
        for (file, before, behind) in PLACES {
            // A bar ends a cell of a table in Markdown.
            if before.starts_with("| a") && written.contains('|') {
                continue;
            }
            tried += 1;
            let path = format!("emails/welcome/hello/{file}");
            let text = format!("{before}{written}{behind}");
            if !told_at(&path, &text, written) {
                writeln!(silent, "{file}: {text:?} {:?}", rules(&path, &text)).unwrap();
            }
        }
    }
    assert!(silent.is_empty(), "{tried} tried, silent:\n{silent}");
    assert!(tried >= 1_000, "{tried}");
}

#[test]
fn left_overs_are_told_in_attributes_entities_widths_and_cases() {
    let mut silent = String::new();
    let html = "emails/welcome/hello/body.html";
    for written in WRITTEN.iter().filter(|it| !it.contains(['"', '\'', '<', '«'])) {
        let attributes = [
            format!(
                "<html><body><img alt=\"{written} さま\" src=\"https://www.example.co.jp/a.png\"></body></html>"
            ),
            format!(
                "<html><body><a title='{written}' href=\"https://www.example.co.jp/\">見る</a></body></html>"
            ),
        ];
        for text in attributes {
            if !told_at(html, &text, written) {
                writeln!(silent, "{text} {:?}", rules(html, &text)).unwrap();
            }
        }
    }
    for written in WRITTEN.iter().filter(|it| !it.contains(['\u{200b}', '\u{feff}']) && !it.contains("{{")) {
        for (path, before, behind) in [
            (html, "<html><body><p>", "</p></body></html>"),
            ("emails/welcome/hello/body.md", "こんにちは。", "です\n"),
        ] {
            let other = [entities(written), wide(written)];
            let cased = written.is_ascii() && field_like(written);
            for text in other
                .iter()
                .cloned()
                .chain(cased.then(|| written.to_uppercase()))
                .chain(cased.then(|| written.to_lowercase()))
            {
                if !told_at(path, &format!("{before}{text}{behind}"), &text) {
                    writeln!(silent, "{path}: {text} of {written}").unwrap();
                }
            }
        }
    }
    assert!(silent.is_empty(), "silent:\n{silent}");
}

/// Whether its letters may be of either case.
fn field_like(written: &str) -> bool {
    !written.contains("SET") && !written.contains("xml")
}

#[test]
fn honest_texts_are_no_left_overs() {
    let mut wrong = String::new();
    for honest in HONEST {
        for (file, before, behind) in PLACES {
            if *file == "body.html" && honest.contains(['<', '`'])
                || *file == "body.mjml" && honest.contains(['<', '`', '&'])
            {
                continue;
            }
            if honest.contains('`') && *file != "body.md" || before.starts_with("| a") && honest.contains('|')
            {
                continue;
            }
            // In other files these stand as they are written, which is what the rule about Markdown says.
            if honest.contains("](") && *file != "body.md" {
                continue;
            }
            let path = format!("emails/welcome/hello/{file}");
            let text = format!("{before}{honest}{behind}");
            let found: Vec<_> =
                rules(&path, &text).into_iter().filter(|(rule, ..)| TOLD.contains(&rule.as_str())).collect();
            if !found.is_empty() {
                writeln!(wrong, "{file}: {text:?} {found:?}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "wrongly told:\n{wrong}");
}

#[test]
fn styles_code_and_comments_hold_no_left_overs() {
    let html = "<html><head><title>棚番ノート</title><style>a { color: red } .name{b:c} @media (max-width: 600px) { .x {y:z} } [data-ogsc] a{color:blue}</style></head>\
        <body><!-- %name% [FNAME] {name} --><!--[if mso]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->\
        <pre>%name%</pre><code>{name}</code><p class=\"block__name__x -name\" style=\"color:#1d2939\">本文</p><address>東京都</address><time>10時</time></body></html>";
    let found = rules("emails/welcome/hello/body.html", html);
    assert_eq!(found.iter().filter(|(rule, ..)| TOLD.contains(&rule.as_str())).count(), 0, "{found:?}");
    let markdown =
        "本文\n\n```\n%name% {name} *|FNAME|*\n```\n\n<style>.a{name:b}</style>\n\n`{name}` と `[FNAME]`\n";
    let found = rules("emails/welcome/hello/body.md", markdown);
    assert_eq!(found.iter().filter(|(rule, ..)| TOLD.contains(&rule.as_str())).count(), 0, "{found:?}");
}
