//! The headers that are known, folded as headers are compared: from manuals of Japanese mail services and
//! shops, and from exports of services abroad. An English `address` is a postal one, and a `title` may be Mr
//! or Ms; both are left to people.

use super::Meaning;

/// Headers with spaces between them.
pub(super) static ALIASES: [(Meaning, &str); 20] = [
    (
        Meaning::Address,
        "メールアドレス メアド メルアド メール アドレス eメール eメールアドレス 電子メール \
         電子メールアドレス mail email emailaddress mailaddress pcメール pcメールアドレス \
         連絡先メールアドレス ご連絡先メールアドレス 担当者メールアドレス 会員メールアドレス \
         ユーザーメールアドレス subscriberemail contactemail workemail",
    ),
    (
        Meaning::Name,
        "氏名 お名前 名前 御名前 ご氏名 姓名 担当者 担当者名 ご担当者名 ご担当者様 会員名 顧客名 \
         お客様名 宛名 名前漢字 氏名漢字 漢字氏名 name fullname contactname customername displayname",
    ),
    (
        Meaning::FamilyName,
        "姓 氏 苗字 名字 お名前姓 名前姓 氏名姓 姓漢字 漢字姓 lastname familyname surname lname sei",
    ),
    (Meaning::GivenName, "名 お名前名 名前名 氏名名 名漢字 漢字名 firstname givenname forename fname mei"),
    (
        Meaning::Kana,
        "フリガナ ふりがな カナ かな ヨミガナ よみがな 読み仮名 読みがな よみ 読み 氏名カナ 氏名かな \
         氏名フリガナ 氏名ふりがな お名前カナ お名前かな お名前フリガナ お名前ふりがな 名前カナ \
         名前フリガナ カナ氏名 フリガナ氏名 姓名カナ 姓名フリガナ 担当者名カナ 担当者名フリガナ kana \
         furigana namekana fullnamekana",
    ),
    (
        Meaning::FamilyKana,
        "セイ せい 姓カナ 姓かな 姓フリガナ 姓ふりがな 姓セイ 氏カナ 氏フリガナ カナ姓 フリガナ姓 \
         フリガナセイ お名前フリガナ姓 お名前カナ姓 lastnamekana familynamekana seikana",
    ),
    (
        Meaning::GivenKana,
        "メイ めい 名カナ 名かな 名フリガナ 名ふりがな 名メイ カナ名 フリガナ名 フリガナメイ \
         お名前フリガナ名 お名前カナ名 firstnamekana givennamekana meikana",
    ),
    (
        Meaning::Company,
        "会社名 会社 法人名 貴社名 御社名 勤務先 勤務先名 勤務先会社名 お勤め先 企業名 企業 団体名 \
         組織名 会社団体名 法人団体名 貴社名団体名 会社名団体名 company companyname organization \
         organisation organizationname employer",
    ),
    (
        Meaning::Department,
        "部署 部署名 所属 所属部署 部門 部門名 部課名 ご所属 所属部署名 department departmentname \
         dept division",
    ),
    (Meaning::Position, "役職 役職名 お役職 ご役職 肩書 肩書き 職位 position jobtitle jobposition"),
    (
        Meaning::Phone,
        "電話番号 電話 お電話番号 tel tel番号 連絡先電話番号 ご連絡先電話番号 携帯 携帯電話 携帯番号 \
         携帯電話番号 phone phonenumber telephone telephonenumber mobile mobilephone mobilenumber \
         cellphone",
    ),
    (Meaning::Language, "言語 使用言語 表示言語 メール言語 配信言語 language lang locale preferredlanguage"),
    (Meaning::Tags, "タグ タグ名 ラベル tag tags label labels"),
    (Meaning::List, "リスト リスト名 配信リスト list lists listname mailinglist"),
    (
        Meaning::RegisteredAt,
        "登録日 登録日時 登録年月日 登録日付 会員登録日 会員登録日時 入会日 入会日時 入会年月日 \
         読者登録日 読者登録日時 registeredat registrationdate registered createdat createddate \
         signupdate signedupat joinedat joindate",
    ),
    (
        Meaning::LastPurchaseAt,
        "最終購入日 最終購入日時 最終購入年月日 最終購買日 最終注文日 最終注文日時 直近購入日 \
         前回購入日 最終ご購入日 lastpurchase lastpurchaseat lastpurchasedate lastpurchasedat \
         lastorder lastorderat lastorderdate",
    ),
    (
        Meaning::ConsentAt,
        "同意日時 同意日 同意年月日 許諾日時 許諾日 承諾日時 承諾日 オプトイン日時 オプトイン日 \
         consentat consentdate consenttime consentedat optinat optindate optintime confirmtime",
    ),
    (
        Meaning::ConsentMethod,
        "同意方法 同意の方法 許諾方法 承諾方法 同意経路 同意取得方法 オプトイン方法 consentmethod \
         consentsource optinmethod",
    ),
    (
        Meaning::ConsentEvidence,
        "同意の根拠 同意根拠 同意の証拠 同意証拠 同意証跡 同意の証跡 同意記録 許諾の根拠 \
         consentevidence consentproof evidenceofconsent proofofconsent",
    ),
    (
        Meaning::CustomerNumber,
        "顧客番号 顧客id 顧客コード 顧客no 会員番号 会員id 会員コード 会員no お客様番号 お客様id \
         お客様コード customernumber customerid customerno customercode membernumber memberid \
         memberno externalid",
    ),
];
