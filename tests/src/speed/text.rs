//! The mail that all senders send: an HTML text of about 14 KB in Japanese with twelve links and six places for a person's words.

/// Sections, each with a heading, a paragraph and a link.
const SECTIONS: usize = 12;
/// Sections that name the person's company.
const PERSONAL: [usize; 4] = [1, 4, 7, 10];
/// The words of a section.
const PARAGRAPH: &str = "棚卸の数が合わない原因の多くは、入出庫の記録が作業のあとにまとめて書かれることにあります。\
    現場の方が手を止めずに記録できるようにすると、月末の差異は目に見えて減ります。今回は、はじめの一週間に\
    決めておくと後が楽になることを、順を追ってご紹介します。必要なものは紙とペンだけで、特別な機器や仕組みは\
    いりません。まずは一つの棚から、無理のない範囲でお試しください。うまくいかなかった点も、次の見直しの手がかりになります。\
    ご不明な点は、このメールにそのままご返信ください。担当の者が、翌営業日のうちにお答えします。";

/// The text with what stands for the name and the company of a person.
pub(super) fn html(name: &str, company: &str) -> String {
    let head = format!(
        "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>棚番だより</title></head>\n\
         <body style=\"margin:0;background:#f4f4f2\">\n<div style=\"max-width:600px;margin:0 auto;background:#ffffff\">\n\
         <p style=\"padding:16px\">{name}</p>\n<p style=\"padding:16px\">{company}の在庫についてのお便りです。</p>\n"
    );
    let sections = (1..=SECTIONS).map(|number| {
        let whose = if PERSONAL.contains(&number) { company } else { "みなさま" };
        section(number, whose)
    });
    let sections = sections.collect::<Vec<_>>().concat();
    format!("{head}{sections}</div>\n</body></html>\n")
}

fn section(number: usize, whose: &str) -> String {
    format!(
        "<div style=\"padding:16px;border-top:1px solid #dddddd\">\n\
         <h2 style=\"font-size:18px;color:#223344\">その{number} {whose}の棚を見直す</h2>\n\
         <p style=\"font-size:15px;line-height:1.8;color:#333333\">{PARAGRAPH}</p>\n\
         <p><a style=\"color:#0055aa\" href=\"https://www.example.co.jp/guide/{number}?from=daily\">続きを読む（{number}）</a></p>\n\
         </div>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_its_size_its_links_and_its_places() {
        let html = html("$name", "$company");
        assert!((13_000..15_500).contains(&html.len()), "{} bytes", html.len());
        assert_eq!(html.matches("href=").count(), 12);
        assert_eq!(html.matches('$').count(), 6);
    }
}
