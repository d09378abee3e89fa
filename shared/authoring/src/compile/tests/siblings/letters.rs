//! Siblings in Markdown.

use super::*;

#[test]
fn bold_is_bold_whatever_stands_inside_and_beside_it() {
    let insides = [
        "「重要」",
        "締め切りです。",
        "月額（税込）",
        "50%OFF！",
        "『本』",
        "【必見】",
        "（注）",
        "\"quoted\"",
        "第1回：説明会",
        "A・B",
        "￥1,000",
        "本日まで…",
        "〜12月",
        "{{ lead.name | sama }}",
        "※注意",
        "“重要”",
        "Ｗｅｂ！",
        "「[見る](https://e.example/b)」",
    ];
    let besides = ["これは|です", "|お早めに", "、|。", "A|B です", "- 箇条（|）", "## 見出し|\n次の行"];
    let marks = ["**", "*", "~~"];
    each(&insides, &besides, &marks, |inside, beside, mark| {
        // Between letters of other scripts the rule of CommonMark stays.
        if beside.contains("A|B") && inside.is_ascii() {
            return;
        }
        let line = beside.replace('|', &format!("{mark}{inside}{mark}"));
        let source = format!("{line}\n\n[手引き](https://e.example/a)\n");
        let mail = sound("body.md", &source);
        let element = match mark {
            "**" => "strong",
            "*" => "em",
            _ => "del",
        };
        let shown = mail.html.replace("&quot;", "\"");
        let start = inside.split(['[', '{']).next().unwrap();
        assert!(shown.contains(&format!("<{element}>{start}")), "{source}\n{}", body(&mail));
        assert!(!text(&mail).contains(mark) || beside.contains(mark), "{source}\n{}", text(&mail));
    });
}

#[test]
fn lines_are_lines_and_blanks_are_blanks() {
    let firsts = [
        "日　時　　12月3日",
        "　字下げ",
        "    四つ下げ",
        "  二つ下げ",
        "・中黒",
        "名前   間",
        "※1 注",
        "(*^_^*)",
        "\\(^o^)/",
        "10:00~12:00、14:00~15:00",
        "1-2-3",
        "〒100-0000",
        "[お電話]: 03-0000-0000",
        "<株>",
        "A*B*C",
        "_x_",
        "=====",
        "***重要***",
        "株式会社　棚番",
        "\t字下げ",
        "#1 の品",
    ];
    let seconds = [
        "会　場　　東京都",
        "　二行目",
        "・二つ目",
        "  ２つ下げ",
        "-----",
        "====",
        "end",
        "{{ lead.name | sama }}",
        "（了）",
        "(^^)",
    ];
    let frames = ["前の段落\n\n{1}\n{2}\n\n後の段落\n"];
    each(&firsts, &seconds, &frames, |first, second, frame| {
        let source = frame.replace("{1}", first).replace("{2}", second) + "\n[手引き](https://e.example/a)\n";
        let mail = sound("body.md", &source);
        let text = text(&mail);
        let expected = match second {
            "-----" => "--------------------",
            other => other,
        };
        let bold = first.replace("***", "").replace("A*B*C", "ABC").replace("_x_", "x").replace('\t', "    ");
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let at = lines.iter().position(|line| *line == bold);
        assert!(at.is_some_and(|at| lines.get(at + 1) == Some(&expected)), "{source}\n{text}");
    });
}

#[test]
fn blocks_of_the_template_leave_no_line_behind() {
    let befores = ["前の行\n", "前の段落\n\n", "", "　前の行\n", "- 箇条\n"];
    let insides = [
        "中の行",
        "中の行\n中の二行目",
        "{{ lead.plan }}です",
        "中の段落\n\n中の二段落目",
        "**中です。**",
        "- 中の箇条",
        "## 中の見出し",
        "[中](https://e.example/b)",
    ];
    let behinds = ["\n後の行\n", "\n\n後の段落\n", "\n", "\n　後の行\n", "\n- 箇条の後\n"];
    each(&befores, &insides, &behinds, |before, inside, behind| {
        let source = format!(
            "{before}{{% if lead.plan %}}\n{inside}\n{{% endif %}}{behind}\n[手引き](https://e.example/a)\n"
        );
        let mail = sound("body.md", &source);
        for part in [&mail.html, &mail.text] {
            let open = part.find("{% if lead.plan %}").unwrap();
            let close = part.find("{% endif %}").unwrap();
            assert!(part[open..close].contains('中') || inside.contains("lead.plan"), "{source}\n{part}");
            let outside = format!("{}{}", &part[..open], &part[close..]);
            assert!(!outside.contains('中'), "{source}\n{part}");
        }
        let taken_out = |text: &str| {
            let (open, close) = (text.find("{% if").unwrap(), text.find("{% endif %}").unwrap() + 11);
            format!("{}{}", &text[..open], &text[close..])
        };
        assert!(!taken_out(text(&mail)).contains("\n\n\n"), "{source}\n{}", text(&mail));
    });
}

#[test]
fn words_in_angle_brackets_are_words_in_a_letter() {
    let words = [
        "Google Meet",
        "Web",
        "ABC",
        "Zoom URL",
        "Time",
        "A社",
        "name",
        "/ABC",
        "会場",
        "2026",
        "v1.0",
        "Team A/B",
        "Free!",
        "Q",
        "Hikyaku Note",
    ];
    let places = [
        "会場: <{W}>です",
        "<{W}>",
        "- <{W}>",
        "> <{W}>",
        "**<{W}>**です",
        "前\n<{W}>\n後",
        "見出し\n\n<{W}> と",
    ];
    let behinds = ["", "と<b>太字</b>"];
    each(&words, &places, &behinds, |word, place, behind| {
        let source = format!("{}{behind}\n\n[手引き](https://e.example/a)\n", place.replace("{W}", word));
        let mail = sound("body.md", &source);
        // `<Q>` and `<Time>` are elements: they show nothing, and nothing of theirs is lost but the name.
        let is_element = ["Time", "Q"].contains(&word);
        assert_eq!(text(&mail).contains(&format!("<{word}>")), !is_element, "{source}\n{}", text(&mail));
    });
}

#[test]
fn notes_and_products_keep_their_stars() {
    let firsts = ["月額3,000円*1", "（*1）", "5*6", "価格*１", "3*4cm", "Ｗｅｂ*12"];
    let seconds = ["初期費用0円*2です", "（*2）", "*7", "送料*2", "名*2、", "*3)"];
    let betweens = ["、", "。\n", " ", "が", "と「あ」と", "\n\n"];
    each(&firsts, &seconds, &betweens, |first, second, between| {
        let source = format!("{first}{between}{second}\n\n[手引き](https://e.example/a)\n");
        let mail = sound("body.md", &source);
        let stars = |text: &str| text.matches('*').count();
        assert_eq!(stars(text(&mail)), stars(&source), "{source}\n{}", text(&mail));
        assert!(!mail.html.contains("<em>"), "{source}");
    });
}

#[test]
fn numbers_of_lists_are_those_that_were_written() {
    let firsts = ["1", "3", "10", "0", "2026", "12"];
    let seconds = ["2", "4", "11", "1", "7", "99"];
    let shapes = [
        "{A}. 語\n{B}. 句\n",
        "{A}) 語\n{B}) 句\n",
        "{A}. 語\n\n{B}. 句\n",
        "前\n\n{A}. 語\n   続き\n{B}. 句\n",
        "{A}. 語\n   - 小\n{B}. 句\n",
        "> {A}. 語\n> {B}. 句\n",
    ];
    each(&firsts, &seconds, &shapes, |first, second, shape| {
        let source = shape.replace("{A}", first).replace("{B}", second) + "\n[手引き](https://e.example/a)\n";
        let mail = sound("body.md", &source);
        let shown = text(&mail);
        // A list of one number only is counted.
        let second =
            if first == second { (first.parse::<u64>().unwrap() + 1).to_string() } else { second.to_owned() };
        assert!(
            shown.contains(&format!("{first}. 語")) && shown.contains(&format!("{second}. 句")),
            "{source}\n{shown}"
        );
    });
}

#[test]
fn addresses_in_letters_are_links_that_end_where_japanese_begins() {
    let befores = ["", "→", "くわしくは、", "（", "「", "見る: ", "⇒ "];
    let addresses = [
        "https://e.example/",
        "https://e.example/a?b=1&c=2",
        "https://e.example/a_b_c",
        "http://e.example/a(b)c",
        "https://e.example/~u/#x",
    ];
    let behinds = ["", "。", "、次です", "）です", "」", " です", "\n次の行", "\u{3000}です"];
    each(&befores, &addresses, &behinds, |before, address, behind| {
        let mail = sound("body.md", &format!("{before}{address}{behind}\n"));
        let href = format!("<a href=\"{}\"", address.replace('&', "&amp;"));
        assert_eq!(mail.html.matches(&href).count(), 1, "{before}{address}{behind}\n{}", body(&mail));
        assert_eq!(text(&mail).matches(address).count(), 1, "{}", text(&mail));
    });
}
