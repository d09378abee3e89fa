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
