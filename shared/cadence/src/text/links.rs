//! Texts that mail programs make links of, among those that people write about themselves.

use super::invisible::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// Top-level domains of two letters (IANA, Root Zone Database): those of countries.
const COUNTRIES: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by \
    bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd \
    ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn \
    kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf \
    ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn \
    so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt \
    za zm zw";
/// Longer ones: the old ones, which every mail program knows, and those of the newer ones that stand in spam the most. Of the
/// many others some are names and words, such as `kim`, `bar` and `design`; they are left alone.
const GENERIC: &str = "accountant adult agency app asia autos beauty bet bid biz blog boats bond buzz cam casino cash cat cfd chat \
    click cloud club com coop credit cricket cyou date dating deals dev discount download edu email faith finance fun game games \
    gdn gift gov guru hair help homes host icu info int jobs lat life link links live loan loans lol makeup men mil mobi mom money \
    monster mov museum name net news ninja ooo online org page party pics poker porn press pro promo quest racing ren rest review \
    rocks sale sbs science services sex sexy shop site skin social solutions space store stream support surf tattoo tech tel today \
    tokyo top trade travel tube vip wang webcam website wiki win work xin xxx xyz yachts yokohama osaka zip zone";
/// Top-level domains in other scripts that mail programs and browsers know (IANA, Root Zone Database), as they are written. `コム`
/// is one too, and the end of many a company's name; it is left alone.
const OTHER_SCRIPTS: [&str; 24] = [
    "みんな",
    "中国",
    "中國",
    "公司",
    "网络",
    "网址",
    "网站",
    "在线",
    "商城",
    "集团",
    "香港",
    "台湾",
    "рф",
    "рус",
    "онлайн",
    "сайт",
    "орг",
    "ком",
    "москва",
    "бел",
    "укр",
    "한국",
    "닷컴",
    "닷넷",
];
/// The ones that everybody takes for the end of a domain, also behind one letter (`x.com`), behind the full stop of Japanese
/// (`山田。com`) and behind a dot in the middle of the line (`spam·com`).
const BEST_KNOWN: [&str; 6] = ["com", "net", "org", "info", "biz", "jp"];
/// Titles before names, with a full stop. Behind them a name of two letters is no country: `Dr.Ma`, `Ing.Li`.
const TITLES: [&str; 38] = [
    "adm", "amb", "br", "capt", "col", "cpl", "dipl", "dr", "drs", "dra", "eng", "fr", "frl", "gen", "gov",
    "hon", "hr", "ing", "ir", "jr", "lt", "mag", "maj", "mgr", "miss", "mlle", "mme", "mr", "mrs", "ms",
    "prof", "rep", "rev", "sgt", "sr", "sra", "st", "sta",
];
/// Beginnings of what makes a text a link by itself.
const SCHEMES: [&str; 12] = [
    "http:",
    "https:",
    "ftp:",
    "ftps:",
    "file:",
    "mailto:",
    "javascript:",
    "vbscript:",
    "data:text/",
    "data:image/",
    "data:application/",
    "www.",
];
/// Companies of two words that look like a domain where the space between them is missing: `GmbH & Co.KG`, `ABC Mfg.Co`, `San.ve Tic.`
const COMPANY_WORDS: [(&str, &str); 8] = [
    ("co", "kg"),
    ("mfg", "co"),
    ("bros", "co"),
    ("intl", "co"),
    ("ind", "co"),
    ("inds", "co"),
    ("eng", "co"),
    ("san", "ve"),
];
/// Words behind a full stop that are none of the above and no domain of the root zone, although a slash may follow them.
const NO_DOMAIN: [&str; 6] = ["js", "inc", "ltd", "llc", "corp", "gmbh"];
/// Digits and separators of an address of the internet, version 6, at least.
const GROUPS_MIN: usize = 3;
/// Letters of an address of version 4 as one hexadecimal number, at least: `0x1000000` is 1.0.0.0.
const WHOLE_ADDRESS_MIN: usize = 9;

/// Whether mail programs make a link of something in a text, as the text stands in a mail: a URL, a path on a host, an address of
/// the internet, or a bare domain (`example.com`), however wide its letters and dots are and whatever hides between them.
///
/// A bare domain is a label, a full stop and a top-level domain of the lists above, with no letter or digit behind it.
/// A label of one character is an initial (`T.Li`), unless a path follows (`t.me/x`); `Dr.` and its like are titles; and
/// `Co.` before `Ltd.` says what kind of company it is. So `A.B.`, `St.John`, `株式会社Foo.Bar` and `ACME GmbH & Co.KG` are names.
pub fn carries_link(text: &str) -> bool {
    let text = plain(text);
    let is_url = text.contains("://") || SCHEMES.iter().any(|scheme| text.contains(scheme));
    is_url
        || ["//", "\\\\"].iter().any(|mark| leads_somewhere(&text, mark))
        || carries_ip_address(&text)
        || text.match_indices('.').any(|(at, stop)| is_domain(&text[..at], &text[at + stop.len()..]))
}

/// Whether the text is written as mail headers write other signs than ASCII (RFC 2047): `=?UTF-8?B?…?=`. Nobody's name is, and a
/// mail program may show what it hides.
pub fn carries_encoded_word(text: &str) -> bool {
    let text = plain(text);
    text.match_indices("=?").any(|(at, mark)| {
        let mut parts = text[at + mark.len()..].splitn(3, '?');
        let charset = parts.next().unwrap_or_default();
        let encoding = parts.next().unwrap_or_default();
        let is_charset = !charset.is_empty() && charset.chars().all(|c| c.is_ascii_graphic());
        is_charset && matches!(encoding, "b" | "q") && parts.next().is_some()
    })
}

/// The text in narrow lower case letters without signs that nobody sees. A full stop of Japanese is one of a domain where it stands
/// between letters of ASCII (UTS #46 §2.3) or before a domain that everybody knows; so is a dot in the middle of the line.
fn plain(text: &str) -> String {
    let shown = text.chars().filter(|character| !is_invisible(*character));
    let folded: Vec<char> =
        shown.nfkc().flat_map(char::to_lowercase).filter(|it| !is_invisible(*it)).collect();
    let is_ascii =
        |at: Option<usize>| at.and_then(|at| folded.get(at)).is_some_and(char::is_ascii_alphanumeric);
    let before_known = |at: usize| {
        let word = folded.iter().skip(at + 1).take_while(|it| it.is_ascii_alphanumeric()).collect::<String>();
        BEST_KNOWN.contains(&word.as_str())
    };
    let stop = |(at, character): (usize, &char)| match character {
        '\u{3002}' if before_known(at) => '.',
        '\u{3002}' if is_ascii(at.checked_sub(1)) && is_ascii(at.checked_add(1)) => '.',
        '\u{B7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22C5}'
            if is_ascii(at.checked_sub(1)) && before_known(at) =>
        {
            '.'
        }
        other => *other,
    };
    folded.iter().enumerate().map(stop).collect()
}

/// Whether a letter or a digit stands right behind the mark, and none right before it (`A//B` leads nowhere).
fn leads_somewhere(text: &str, mark: &str) -> bool {
    text.match_indices(mark).any(|(at, _)| {
        text[at + mark.len()..].starts_with(char::is_alphanumeric)
            && !text[..at].ends_with(char::is_alphanumeric)
    })
}

fn carries_ip_address(text: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let hexadecimal = |c: char| c.is_ascii_hexdigit() || c == ':';
    let numbers = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | 'x');
    let is_v6 = |word: &str| {
        word.split(':').filter(|group| !group.is_empty()).count() >= GROUPS_MIN
            && word.parse::<std::net::Ipv6Addr>().is_ok()
    };
    let in_brackets = |from: usize| {
        text[from + 1..].split(']').next().is_some_and(|it| it.parse::<std::net::Ipv6Addr>().is_ok())
    };
    words(text, digits).any(is_v4)
        || words(text, numbers).any(is_v4_in_numbers)
        || words(text, hexadecimal).any(|word| is_v6(word) || is_short_v6(word))
        || text.match_indices('[').any(|(from, _)| in_brackets(from))
}

/// Four numbers up to 255, a full stop at the end of a sentence left out.
fn is_v4(word: &str) -> bool {
    let numbers: Vec<&str> = word.trim_matches('.').split('.').collect();
    numbers.len() == 4
        && numbers.iter().all(|number| (1..=3).contains(&number.len()) && number.parse::<u8>().is_ok())
}

/// The same in numbers as browsers read them, some of them hexadecimal or octal: `0x7f.0.0.1`, `0177.0.0.01`, `0x7f000001`.
fn is_v4_in_numbers(word: &str) -> bool {
    let read = |number: &str| match number.strip_prefix("0x") {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None if number.len() > 1 && number.starts_with('0') => u32::from_str_radix(number, 8).ok(),
        None => number.parse().ok(),
    };
    let numbers: Vec<&str> = word.trim_matches('.').split('.').collect();
    match numbers[..] {
        [one] => one.len() >= WHOLE_ADDRESS_MIN && one.starts_with("0x") && read(one).is_some(),
        [_, _, _, _] => {
            let odd = numbers.iter().any(|number| number.len() > 1 && number.starts_with('0'));
            odd && numbers.iter().all(|number| read(number).is_some_and(|it| it <= 255))
        }
        _ => false,
    }
}

/// An address of version 6 within one's own network: `fe80::1`.
fn is_short_v6(word: &str) -> bool {
    ["fe80::", "fc00::", "fd00::"].iter().any(|it| word.starts_with(it))
        && word.parse::<std::net::Ipv6Addr>().is_ok()
}

/// The stretches of such characters that no other letter or digit touches.
fn words(text: &str, belongs: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = &str> {
    text.split(move |c: char| !(c.is_ascii_alphanumeric() || belongs(c)))
        .filter(move |word| word.chars().all(belongs))
}

fn is_domain(before: &str, after: &str) -> bool {
    let label = before.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let top = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
    let rest = &after[top.len()..];
    let path = rest.starts_with('/')
        && rest[1..].starts_with(|c: char| c.is_alphanumeric() || "?#~_%-.".contains(c));
    let is_known = BEST_KNOWN.contains(&top) && top != "jp";
    if label.chars().count() > 1 && is_in_other_script(after) {
        return true;
    }
    if label.is_empty() || !(is_top_level(top) || (path && is_like_top_level(top, label))) {
        return false;
    }
    if path {
        return true;
    }
    let is_name = (label.chars().count() == 1 && !is_known) || (top.len() == 2 && TITLES.contains(&label));
    !is_name && !is_company(label, top, rest, &before[..before.len() - label.len()])
}

/// Whether the two words around a full stop say what kind of company it is.
fn is_company(label: &str, top: &str, rest: &str, before: &str) -> bool {
    let limited = top == "co" && rest.trim_start_matches(['.', ',', ' ', '\u{3001}']).starts_with("ltd");
    limited || (!before.ends_with('.') && !rest.starts_with('.') && COMPANY_WORDS.contains(&(label, top)))
}

/// Whether a text begins with a top-level domain of another script, and with no longer word.
fn is_in_other_script(after: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    OTHER_SCRIPTS.iter().any(|top| after.strip_prefix(top).is_some_and(ends))
}

fn is_top_level(top: &str) -> bool {
    let mut known = COUNTRIES.split_ascii_whitespace().chain(GENERIC.split_ascii_whitespace());
    known.any(|it| it == top) || top.starts_with("xn--")
}

/// A word that may be a top-level domain of which the lists do not know, in front of a path: `spam.bargains/x`. Two people with
/// initials (`T.Yamada/H.Suzuki`) are none.
fn is_like_top_level(top: &str, label: &str) -> bool {
    let letters = top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic());
    letters && label.chars().count() > 1 && !TITLES.contains(&label) && !NO_DOMAIN.contains(&top)
}

#[cfg(test)]
mod tests;
