//! Answers that a form gets, by what a field is called: a person who looks at a preview should see a mail, not its holes.
//!
//! Companies, numbers and addresses are those that are set aside for examples (RFC 2606, 03-0000-0000, 555-01xx).

use cadence::sequence::Language;
use document::{Field, FieldKind};

/// Answers in a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values(pub(super) Language);

/// Letters of a word that is looked for within another.
const RUN_TOGETHER_MIN: usize = 6;

/// Parts of names, in the order in which they are looked for, and the answers in Japanese and English.
const KNOWN: [(&[&str], &str, &str); 26] = [
    (&["url", "link", "リンク"], "https://www.example.co.jp/sample", "https://www.example.com/sample"),
    (&["mail", "メール"], "hanako@example.co.jp", "alex@example.com"),
    (&["tel", "phone", "fax", "mobile", "電話"], "03-0000-0000", "555-0100"),
    (&["zip", "postal", "post_code", "postcode", "郵便"], "100-0000", "10001"),
    (&["prefecture", "都道府県"], "東京都", "New York"),
    (&["country", "国名"], "日本", "United States"),
    (&["address", "住所", "所在地"], "東京都千代田区見本町1-2-3", "1 Sample Street"),
    (&["city", "市区町村"], "千代田区", "Springfield"),
    (&["kana", "furigana", "フリガナ", "ふりがな"], "ヤマダ ハナコ", "Alex Smith"),
    (&["department", "division", "部署"], "総務部", "Operations"),
    (&["position", "job", "role", "役職", "肩書"], "課長", "Manager"),
    (&["staff", "owner", "sales_rep", "担当"], "佐藤", "Sam"),
    (
        &["company", "organization", "organisation", "会社", "貴社", "法人", "団体", "屋号"],
        "見本商店",
        "Sample Store Ltd.",
    ),
    (&["industry", "業種"], "小売業", "Retail"),
    (&["code", "coupon", "クーポン", "コード"], "SAMPLE-2026", "SAMPLE-2026"),
    (&["order", "invoice", "注文", "伝票"], "A-1001", "A-1001"),
    (&["product", "item", "plan", "商品", "製品", "品名", "プラン"], "スタンダードプラン", "Standard plan"),
    (&["amount", "price", "total", "budget", "fee", "金額", "予算", "料金", "価格"], "12800", "12800"),
    (
        &[
            "count",
            "number",
            "quantity",
            "sites",
            "employees",
            "人数",
            "個数",
            "台数",
            "名数",
            "件数",
            "数量",
        ],
        "12",
        "12",
    ),
    (&["percent", "rate", "割合", "率"], "20", "20"),
    (
        &["date", "day", "deadline", "birthday", "日付", "日程", "期限", "期日", "締切"],
        "2026-12-01",
        "2026-12-01",
    ),
    (&["time", "hour", "時間", "時刻"], "14:00", "14:00"),
    (
        &["next_action", "todo", "約束"],
        "来週はじめに、お見積書をお送りします。",
        "We will send you a quotation early next week.",
    ),
    (
        &[
            "summary", "message", "comment", "inquiry", "question", "要点", "内容", "本文", "質問", "要望",
            "備考",
        ],
        "在庫の数え方を見直したい。\nまずは一つの倉庫から始めたい。",
        "We would like to count our stock in less time.\nOne warehouse first.",
    ),
    (&["name", "氏名", "名前"], "山田 花子", "Alex Smith"),
    (&["title", "subject", "topic", "件名", "題名"], "お打ち合わせの件", "Our meeting"),
];

impl Values {
    /// An answer that somebody would give to a field.
    pub(super) fn of(self, field: &Field) -> String {
        match &field.kind {
            FieldKind::Choice { options } => options.first().cloned().unwrap_or_default(),
            FieldKind::Checkbox => "yes".to_owned(),
            FieldKind::Email => self.pick("hanako@example.co.jp", "alex@example.com").to_owned(),
            FieldKind::Text { max_length } => {
                let answer = example(&field.label).unwrap_or_else(|| self.named(&field.name, &field.label));
                cut(&answer.replace('\n', " "), *max_length)
            }
            FieldKind::LongText { max_length } => {
                let named = self.known(&field.name, &field.label).filter(|answer| answer.contains('\n'));
                let usual = || {
                    self.pick(
                        "在庫の数え方を見直したい。\nまずは一つの倉庫から始めたい。",
                        "We would like to count our stock in less time.\nOne warehouse first.",
                    )
                };
                let answer = example(&field.label).unwrap_or_else(|| named.unwrap_or_else(usual).to_owned());
                cut(&answer, *max_length)
            }
        }
    }

    /// The likely content of a field with this name and label.
    pub(super) fn named(self, name: &str, label: &str) -> String {
        self.known(name, label).unwrap_or_else(|| self.pick("見本の回答", "a sample answer")).to_owned()
    }

    fn known(self, name: &str, label: &str) -> Option<&'static str> {
        let (name, label) = (name.to_lowercase(), label.to_lowercase());
        let found = |fits: &dyn Fn(&str) -> bool| {
            let row = KNOWN.iter().find(|(parts, ..)| parts.iter().any(|part| fits(part)))?;
            Some(self.pick(row.1, row.2))
        };
        found(&|part| holds(&name, part))
            .or_else(|| found(&|part| !part.is_ascii() && label.contains(part)))
            .or_else(|| found(&|part| holds(&label, part)))
            // Run together: `companyname`, and not `date` in `updates`.
            .or_else(|| found(&|part| part.len() >= RUN_TOGETHER_MIN && name.contains(part)))
    }

    fn pick(self, japanese: &'static str, english: &'static str) -> &'static str {
        match self.0 {
            Language::Japanese => japanese,
            Language::English => english,
        }
    }
}

/// Whether a text holds a word as one of its own: `date` is in `start_date` and not in `update`.
fn holds(text: &str, word: &str) -> bool {
    let bound = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    text.match_indices(word)
        .any(|(at, _)| bound(text[..at].chars().next_back()) && bound(text[at + word.len()..].chars().next()))
}

/// The example that a label gives: 「商談の日（例：11月20日）」.
fn example(label: &str) -> Option<String> {
    let at = ["例：", "例:", "例えば", "e.g. ", "such as ", "Example: "]
        .iter()
        .find_map(|mark| label.find(mark).map(|at| at + mark.len()))?;
    let rest = label.get(at..)?;
    let end = rest.find(['）', ')', '」', '】']).unwrap_or(rest.len());
    let answer = rest.get(..end)?.trim();
    (!answer.is_empty()).then(|| answer.to_owned())
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_those_that_a_form_gets() {
        let answer = |name: &str, label: &str| Values(Language::Japanese).named(name, label);
        assert_eq!(answer("company", "会社名"), "見本商店");
        assert_eq!(answer("f1", "お電話番号"), "03-0000-0000");
        assert_eq!(answer("start_date", "開始"), "2026-12-01");
        assert_eq!(answer("companyname", "f2"), "見本商店");
        assert_eq!(answer("updates", "お知らせの色"), "見本の回答");
        assert_eq!(Values(Language::English).named("company", "Company"), "Sample Store Ltd.");
        assert_eq!(example("商談の日（例：11月20日）").as_deref(), Some("11月20日"));
        assert_eq!(example("会社名"), None);
        assert_eq!(cut("東京都千代田区", 3), "東京都");
    }
}
