//! Texts of strangers that stand in mails: what turns the writing around them, and what mail programs make links of.

/// Marks that turn the direction of writing: embeddings, overrides and isolates (UAX #9 §2). In a name they would turn what the
/// company wrote around it. Marks for single characters, U+200E and U+200F, turn nothing and stay.
pub fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Top-level domains of two letters (IANA, Root Zone Database): those of countries.
const COUNTRIES: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by \
    bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd \
    ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn \
    kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf \
    ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn \
    so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt \
    za zm zw";
/// Longer ones: the old ones, which every mail program knows, and those of the newer ones that stand in spam the most. Of the
/// many others some are names and words, such as `kim` and `bar`; they are left alone.
const GENERIC: &str = "app asia bid biz bond buzz cam cat cfd click cloud club com coop cyou date dev download edu fun gdn gov icu \
    info int jobs link live loan lol men mil mobi mom monster mov museum name net online ooo org party pro quest racing rest \
    review sbs science shop site space store stream tech tel tokyo top trade travel vip wang website win work xin xxx xyz zip";
/// What stands before names, with a full stop.
const TITLES: [&str; 6] = ["dr", "mr", "mrs", "ms", "prof", "st"];

/// Whether mail programs make a link of something in a text, as the text stands in a mail: a URL, or a bare domain
/// (`example.com`).
///
/// A bare domain is a label, a full stop and a top-level domain of the lists above, with no letter or digit behind it.
/// A label of one character is an initial (`T.Li`), unless a path follows (`t.me/x`); `Dr.` and its like are titles; and
/// `Co.` before `Ltd.` says what kind of company it is. So `A.B.`, `St.John` and `株式会社Foo.Bar` are names.
pub fn carries_link(text: &str) -> bool {
    let shown = text.chars().filter(|character| !turns_direction(*character));
    let text: String = shown.flat_map(char::to_lowercase).collect();
    let is_url = ["://", "www.", "http:"].iter().any(|mark| text.contains(mark));
    is_url || text.match_indices('.').any(|(at, stop)| is_domain(&text[..at], &text[at + stop.len()..]))
}

fn is_domain(before: &str, after: &str) -> bool {
    let label = before.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let top = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
    if label.is_empty() || !is_top_level(top) {
        return false;
    }
    let rest = &after[top.len()..];
    if label.chars().count() == 1 {
        return rest.starts_with('/');
    }
    let is_company =
        top == "co" && rest.trim_start_matches(['.', ',', '，', ' ', '\u{3000}']).starts_with("ltd");
    !is_company && !TITLES.contains(&label)
}

fn is_top_level(top: &str) -> bool {
    let mut known = COUNTRIES.split_ascii_whitespace().chain(GENERIC.split_ascii_whitespace());
    known.any(|it| it == top) || top.starts_with("xn--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mail_programs_make_links_of_is_a_link() {
        for text in [
            "http://spam.example 当選",
            "WWW.spam.example",
            "http:spam",
            "spam.com",
            "当選おめでとうございます→spam.co.jpへ",
            "Spam.COM様",
            "ここ:sub.spam.xyz/abc?d=e",
            "visit spam.com.",
            "（spam.jp）",
            "日本語.jp",
            "spam.xn--p1ai",
            "win@spam.info",
            "t.me/spam",
            "spam-1.top,今すぐ",
            "spam.co",
            "価格.com",
            "ht\u{202e}tp://spam",
            "spam.\u{2066}com",
        ] {
            assert!(carries_link(text), "{text}");
        }
    }

    #[test]
    fn names_of_people_and_companies_are_none() {
        for text in [
            "",
            "田中 太郎",
            "A.B.",
            "J.R.R. Tolkien",
            "T.Yamada",
            "T.Li",
            "山田 T.",
            "St.John",
            "Dr.Ma",
            "Mr.Li",
            "Martin Luther King Jr.",
            "Yamada.Jr",
            "Smith, Ph.D.",
            "株式会社Foo.Bar",
            "株式会社A.コム",
            "Node.js研究会",
            "Yahoo! JAPAN",
            "有限会社みどり工芸 No.1営業所",
            "ABC Co., Ltd.",
            "ABC Co.,Ltd.",
            "ABC.Co.,Ltd.",
            "ABC.Co. LTD",
            "Foo K.K.",
            "Acme Inc.",
            "S.p.A.",
            "3.14",
            "v1.0.2",
            "...",
            "spam.comfort",
            "spam.com-pany",
            ".com",
            "e.g. this",
        ] {
            assert!(!carries_link(text), "{text}");
        }
    }
}
