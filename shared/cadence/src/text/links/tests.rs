//! Links and names told apart.

mod legal_forms;

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
        "spam．com",
        "ｓｐａｍ．ｃｏｍ",
        "spam。com",
        "spam｡com",
        "spam․com",
        "spam﹒com",
        "s\u{200B}pam\u{AD}.\u{FEFF}c\u{2060}om",
        "spam.com\u{FE0F}",
        "spam.\u{E0063}com",
        "ｈｔｔｐ：／／spam",
        "https:spam",
        "mailto:spam",
        "//spam",
        "\\\\spam\\share",
        "203.0.113.5",
        "203．0．113．5",
        "see 203.0.113.5/win",
        "203.0.113.5:8080",
        "[2001:db8::1]",
        "2001:db8:0:0:0:0:0:1",
        "spam.bargains/win",
        "t.co.kg",
        "spam.co.kg",
        "co.kg/win",
        "dr.com",
        "x.com",
        "x.com/spam",
        "z.org様",
        "spam.life",
        "spam.help/win",
        "spam.みんな",
        "пример.рф",
        "例え.公司へ。spam.中国",
        "日本語。jp",
        "山田。com",
        "spam·com",
        "spam•net",
        "[::1]",
        "http[fe80::1]",
        "fe80::1",
        "0x7f.0.0.1",
        "0177.0.0.01",
        "0x7f000001",
        "data:text/html,spam",
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

#[test]
fn names_with_signs_of_all_kinds_are_none() {
    for text in [
        "ACME GmbH & Co.KG",
        "ACME GmbH & Co. KG",
        "ACME GmbH&Co.KG",
        "ＡＣＭＥ ＧｍｂＨ ＆ Ｃｏ．ＫＧ",
        "ABC Mfg.Co",
        "Foo A/S",
        "Foo ApS",
        "AT&T",
        "S.p.A",
        "Foo S.r.l.",
        "Foo S.A. de C.V.",
        "Foo N.V./S.A.",
        "Foo a.s.",
        "Foo d.o.o.",
        "Foo Sp. z o.o.",
        "Foo Pty.Ltd",
        "Foo Sdn.Bhd.",
        "Foo San.ve Tic.Ltd.Şti.",
        "Foo e.V.",
        "Foo Oy Ab",
        "Inc./Ltd.",
        "T.Yamada/H.Suzuki",
        "Node.js/React研究会",
        "24/7サポート",
        "営業部／企画部",
        "A・B・C",
        "株式会社Ａ．Ｂ．Ｃ",
        "みどり。工芸",
        "ありがとう。inの会",
        "2026.11.27",
        "03-1234-5678",
        "03.1234.5678",
        "+81.3.1234.5678",
        "v1.0.2.3",
        "10:30:15",
        "Foo::Bar",
        "C++ std::vector",
        "1.2.3",
        "=?",
        "山田 // 営業",
        "Ing.Li",
        "Mme.Le",
        "Sgt.Ng",
        "Fr.No",
        "A//B商会",
        "ア//イ",
        "株式会社Foo.コム",
        "みんな.の会",
        "カフェ・com.",
        "Disco·Club",
        "0120-444-444",
        "03.3456.7890.12",
        "0x1F倶楽部",
        "10.1.2",
        "Data: 2026",
        "Foo.Design",
        "Café::Bar",
        "[A]社",
        "St.Pölten",
        "佐々木 \"ノノ\"",
        "𠮷野",
        "Mr. J.R.R. Tolkien",
        "Nguyễn",
        "A/B商会",
    ] {
        assert!(!carries_link(text), "{text}");
    }
}

#[test]
fn encoded_words_are_found_in_any_case_and_width() {
    for text in [
        "=?UTF-8?B?5b2T6YG4?=",
        "=?utf-8?q?spam=2Ecom?=",
        "=?ISO-2022-JP?B?GyRCRXZBKhsoQg==?=",
        "山田 =?UTF-8?b?eA==?= 様",
        "＝？ＵＴＦ－８？Ｂ？eA==？＝",
        "=\u{200B}?UTF-8?\u{AD}B?eA==?=",
        "=?us-ascii*en?Q?x?=",
        "=?UTF-8?B?cut off",
    ] {
        assert!(carries_encoded_word(text), "{text:?}");
    }
    for text in ["", "=?", "1+1=?", "what=?b?", "a=?b", "=?UTF-8?X?eA==?=", "=? ?B?x", "?=", "いくら=？"]
    {
        assert!(!carries_encoded_word(text), "{text:?}");
    }
}

/// Letters of a host in all widths and cases, dots of all kinds, and signs that nobody sees between them.
#[test]
fn no_width_no_dot_and_no_hidden_sign_takes_a_domain_out_of_sight() {
    let wide =
        |text: &str| text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect::<String>();
    let hosts = ["spam.com", "win.jp", "lp.spam.xyz", "spam-1.top", "a1.info"];
    let spellings = |host: &str| [host.to_owned(), host.to_uppercase(), wide(host)];
    let dots = [
        ".",
        "．",
        "。",
        "｡",
        "․",
        "﹒",
        "\u{200B}.",
        ".\u{200D}",
        "\u{2060}.\u{AD}",
        ".\u{FE0F}",
        "\u{E0020}.",
    ];
    let around = [("", ""), ("当選", "へ"), ("(", ")"), ("山田 ", " 様"), ("→", "?x=1"), ("", "/win")];
    let mut tried = 0;
    for host in hosts {
        for spelling in spellings(host) {
            for dot in dots {
                for (before, after) in around {
                    let text = format!("{before}{}{after}", spelling.replace(['.', '．'], dot));
                    assert!(carries_link(&text), "{text:?}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried >= 200);
}
