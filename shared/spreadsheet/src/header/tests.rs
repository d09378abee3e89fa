//! Headers in their many spellings.

use super::*;
use proptest::prelude::*;

fn meaning(header: &str) -> Option<(Meaning, Sureness)> {
    known(header).map(|found| (found.value, found.sureness))
}

#[test]
fn headers_are_known_in_every_usual_spelling() {
    for (header, expected) in [
        ("メールアドレス", Meaning::Address),
        ("\u{FEFF}メール アドレス", Meaning::Address),
        ("ﾒｰﾙｱﾄﾞﾚｽ", Meaning::Address),
        ("Ｅ－ｍａｉｌ", Meaning::Address),
        ("E-Mail Address", Meaning::Address),
        ("メアド※", Meaning::Address),
        ("mail", Meaning::Address),
        ("【必須】メールアドレス", Meaning::Address),
        ("メールアドレス（半角）", Meaning::Address),
        ("お名前", Meaning::Name),
        ("氏\u{3000}名", Meaning::Name),
        ("Full Name", Meaning::Name),
        ("姓", Meaning::FamilyName),
        ("お名前（姓）", Meaning::FamilyName),
        ("Last_Name", Meaning::FamilyName),
        ("名", Meaning::GivenName),
        ("お名前(名)", Meaning::GivenName),
        ("フリガナ", Meaning::Kana),
        ("氏名（カナ）", Meaning::Kana),
        ("お名前（ふりがな）", Meaning::Kana),
        ("セイ", Meaning::FamilyKana),
        ("姓（フリガナ）", Meaning::FamilyKana),
        ("メイ", Meaning::GivenKana),
        ("貴社名", Meaning::Company),
        ("御社名", Meaning::Company),
        ("法人名", Meaning::Company),
        ("勤務先", Meaning::Company),
        ("会社名・団体名", Meaning::Company),
        ("部署名", Meaning::Department),
        ("役職", Meaning::Position),
        ("TEL", Meaning::Phone),
        ("電話番号（ハイフンなし）", Meaning::Phone),
        ("言語", Meaning::Language),
        ("タグ", Meaning::Tags),
        ("リスト名", Meaning::List),
        ("登録日(yyyy/mm/dd)", Meaning::RegisteredAt),
        ("最終購入日", Meaning::LastPurchaseAt),
        ("同意日時", Meaning::ConsentAt),
        ("OPTIN_TIME", Meaning::ConsentAt),
        ("同意方法", Meaning::ConsentMethod),
        ("同意の根拠", Meaning::ConsentEvidence),
        ("顧客ＩＤ", Meaning::CustomerNumber),
        ("会員No.", Meaning::CustomerNumber),
    ] {
        assert_eq!(meaning(header), Some((expected, Sureness::Certain)), "{header}");
    }
}

#[test]
fn words_in_brackets_that_nobody_knows_make_a_header_less_sure() {
    assert_eq!(meaning("電話番号（自宅）"), Some((Meaning::Phone, Sureness::Likely)));
    assert_eq!(meaning("会社名(正式名称"), Some((Meaning::Company, Sureness::Likely)));
}

#[test]
fn other_things_are_not_taken_for_known_ones() {
    for header in [
        "",
        " ",
        "住所",
        "Address",
        "従業員数（名）",
        "メール配信",
        "メールアドレス2",
        "メールアドレス（確認用）",
        "会社名（カナ）",
        "旧姓",
        "姓（旧姓）",
        "氏名（ローマ字）",
        "Title",
        "備考",
    ] {
        assert_eq!(meaning(header), None, "{header}");
    }
}

#[test]
fn aliases_are_folded_and_each_means_one_thing() {
    let mut all: Vec<&str> = ALIASES.iter().flat_map(|(_, words)| words.split_ascii_whitespace()).collect();
    for alias in &all {
        assert_eq!(folded(alias), *alias, "a header would never be compared with it");
    }
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
    let meanings: Vec<Meaning> = ALIASES.iter().map(|(meaning, _)| *meaning).collect();
    assert_eq!(meanings, Meaning::ALL);
}

#[test]
fn meanings_are_read_by_word_and_by_header() {
    for meaning in Meaning::ALL {
        assert_eq!(Meaning::parse(meaning.word()), Some(meaning));
    }
    assert_eq!(Meaning::parse("メールアドレス"), Some(Meaning::Address));
    assert_eq!(Meaning::parse("employees"), None);
}

#[test]
fn the_header_of_reasons_is_known_in_both_languages() {
    assert!(is_reason("取り込めなかった理由") && is_reason("Why not imported") && !is_reason("理由"));
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(header in any::<String>()) {
        let once = folded(&header);
        prop_assert_eq!(folded(&once), once);
    }
}
