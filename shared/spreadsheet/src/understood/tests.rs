//! Rows by the meanings of their columns.

use super::*;
use crate::fixtures::{chosen, rows, sheet};
use crate::{Choices, ColumnChoice};
use cadence::wording::Language;

fn understood(text: &str, columns: &[&str]) -> Vec<UnderstoodRow> {
    let columns: Vec<ColumnChoice> = columns.iter().map(|choice| choice.parse().unwrap()).collect();
    let mut file = chosen(text, &Choices { columns, ..Choices::default() });
    let all = rows(&mut file);
    all.iter().map(|row| file.understand(row)).collect()
}

fn names(text: &str) -> Vec<Option<String>> {
    understood(text, &[]).into_iter().map(|row| row.name).collect()
}

#[test]
fn every_meaning_is_read_in_its_own_way() {
    let text = "メールアドレス,氏名,フリガナ,会社名,部署,役職,電話番号,言語,タグ,リスト,登録日,最終購入日,同意日時,同意方法,同意の根拠,顧客番号,備考\n\
        ｔａｒｏ＠example.jp,\u{3000}髙﨑 太郎 ,タカサキ,㈱みどり,営業部,部長,０３－１２３４－５６７８,日本語,\"VIP、東京\",展示会,\
        R8.4.1,2026/4/2 9:05,2026年4月3日 午後3時,名刺,名刺 No.5,００１,ﾒﾓ\n";
    let row = understood(text, &[]).remove(0);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(row.problems, []);
    assert_eq!(row.address, text("taro@example.jp"));
    assert_eq!((row.name, row.kana), (text("髙﨑 太郎"), text("タカサキ")));
    assert_eq!(
        (row.company, row.department, row.job_position),
        (text("㈱みどり"), text("営業部"), text("部長"))
    );
    assert_eq!((row.phone, row.language), (text("03-1234-5678"), Some(Language::Japanese)));
    assert_eq!((row.tags, row.lists), (vec!["VIP".into(), "東京".into()], vec!["展示会".into()]));
    assert_eq!(row.registered_at.unwrap().date.to_string(), "2026-04-01");
    assert_eq!(row.last_purchase_at.unwrap().time.unwrap().to_string(), "09:05:00");
    assert_eq!(row.consent_at.unwrap().time.unwrap().to_string(), "15:00:00");
    assert_eq!((row.consent_method, row.consent_evidence), (text("名刺"), text("名刺 No.5")));
    assert_eq!(row.customer_number, text("００１"), "numbers of customers are names, not numbers");
    assert_eq!(row.attributes, [("備考".to_owned(), Value::Text("ﾒﾓ".to_owned()))]);
}

#[test]
fn names_are_joined_in_the_order_of_their_language() {
    assert_eq!(
        names("email,姓,名\na@x,山田,太郎\nb@x,Yamada,Taro\nc@x,山田,\nd@x,,太郎\ne@x,,\n"),
        [
            Some("山田 太郎".into()),
            Some("Yamada Taro".into()),
            Some("山田".into()),
            Some("太郎".into()),
            None
        ]
    );
    assert_eq!(
        names("email,First Name,Last Name\na@x,Ada,Lovelace\nb@x,太郎,山田\n"),
        [Some("Ada Lovelace".into()), Some("山田 太郎".into())]
    );
    assert_eq!(
        names("email,氏名,姓,名\na@x,,山田,太郎\nb@x,鈴木,山田,太郎\n"),
        [Some("山田 太郎".into()), Some("鈴木".into())]
    );
    let kana = understood("email,姓,名,セイ,メイ\na@x,山田,太郎,ヤマダ,タロウ\n", &[]).remove(0).kana;
    assert_eq!(kana.as_deref(), Some("ヤマダ タロウ"));
}

#[test]
fn attributes_are_read_by_the_kind_that_the_user_chose() {
    let text = "email,従業員数,契約日,興味\na@x,1.2万名,2026年4月1日,\"a、b\"\nb@x,約100,4/1/2026,\n";
    let all =
        understood(text, &["従業員数=employees:number", "契約日=attribute:date", "興味=attribute:several"]);
    assert_eq!(all[0].attributes[0], ("employees".to_owned(), Value::Number(12_000.0)));
    assert!(matches!(&all[0].attributes[1], (name, Value::Date(_)) if name == "契約日"));
    assert_eq!(all[0].attributes[2].1, Value::Several(vec!["a".into(), "b".into()]));
    let rules: Vec<_> = all[1].problems.iter().map(|problem| problem.fault.rule).collect();
    assert_eq!(rules, ["not-a-number", "ambiguous-date"]);
    assert_eq!(
        all[1].problems[1].text().in_language(Language::Japanese),
        "3行目のC列「契約日」：\"4/1/2026\" は、どちらが月でどちらが日か分かりません。年から書くか、日付の順（月/日/年か、日/月/年）を指定してください。"
    );
}

#[test]
fn a_row_without_an_address_is_a_problem_of_its_column() {
    let row = understood("氏名,email\n山田,\u{3000}\n", &[]).remove(0);
    assert_eq!(
        row.problems[0].text().english(),
        "row 2, column B \"email\": the address is blank; write it, or delete the row"
    );
    let unseen = understood("氏名,email\n山田,\u{200B}\u{AD}\n", &[]).remove(0);
    assert_eq!(unseen.problems[0].fault.rule, "no-address");
}

#[test]
fn error_values_are_problems_in_texts_too_but_not_in_columns_left_out() {
    let text = "email,氏名,備考\na@x,#N/A,#REF!\n";
    let rules = |choices: &[&str]| {
        understood(text, choices)[0].problems.iter().map(|it| it.fault.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(&[]), ["error-value", "error-value"]);
    assert_eq!(rules(&["備考=ignore"]), ["error-value"]);
}

#[test]
fn problems_of_the_row_itself_are_kept() {
    let mut file = sheet("email,氏名\na@x\n");
    let row = rows(&mut file).remove(0);
    let found = file.understand(&row);
    assert_eq!((found.problems.len(), found.address.as_deref()), (1, Some("a@x")));
}
