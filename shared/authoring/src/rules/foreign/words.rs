//! Words by which mail programs call what they fill in: fields of a person, in English and Japanese.

/// Names of fields that no honest text has within brackets; small letters, without spaces and underscores.
const FIELDS: &str = "firstname fname lastname lname fullname surname givenname familyname nickname username emailaddress \
    mailaddress companyname organization organisation phonenumber mobilephone zipcode postalcode birthday birthdate jobtitle \
    unsubscribe unsubscribeurl unsubscribelink unsub optout optoutlink optouturl webversion viewinbrowser couponcode discountcode \
    ordernumber orderid salutation sendername listaddress currentyear currentdate sei mei seiname meiname namesama userid \
    customerid memberid uid cid contactname customername recipientname username membername personname leadname username \
    yourname yourcompany";
/// Names of fields that are words of their own, too.
const WORDS: &str = "name email mail company phone tel mobile fax zip city state country prefecture address department position \
    gender coupon greeting sender date title link url user customer member subscriber recipient";
/// Names of what fields belong to.
const GROUPS: &str = "lead contact contactattribute contactfield subscriber user customer recipient member person merge data field \
    custom customfield profile client account attribute param params event order list campaign your system global unsubscribe var";
/// The same in Japanese.
const JAPANESE: [&str; 56] = [
    "お名前",
    "名前",
    "氏名",
    "ご氏名",
    "お客様名",
    "姓名",
    "姓",
    "名",
    "苗字",
    "名字",
    "ニックネーム",
    "宛名",
    "担当者",
    "担当者名",
    "ご担当者名",
    "会社名",
    "御社名",
    "貴社名",
    "企業名",
    "法人名",
    "社名",
    "団体名",
    "部署",
    "部署名",
    "役職",
    "役職名",
    "メールアドレス",
    "アドレス",
    "メール",
    "電話番号",
    "電話",
    "住所",
    "郵便番号",
    "都道府県",
    "生年月日",
    "誕生日",
    "性別",
    "会員名",
    "会員番号",
    "顧客名",
    "読者名",
    "お客様番号",
    "商品名",
    "注文番号",
    "購入日",
    "予約日",
    "登録日",
    "配信停止",
    "配信解除",
    "登録解除",
    "解除リンク",
    "解除用リンク",
    "フリガナ",
    "ふりがな",
    "カナ",
    "クーポンコード",
];

/// The certainty that a word is the name of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    /// No.
    Not,
    /// It is, where nothing beside it makes a label of it.
    Maybe,
    /// It is.
    Yes,
}

/// Whether a word is the name of a field.
pub(super) fn field(word: &str) -> Sure {
    let signs = ['$', '@', '#', '!', '%', '*', '&', '>', '^', '=', '/', '~', '-', '.', '"', '\''];
    let bare = word.trim().trim_matches(signs).trim();
    let bare = ["様", "さま", "さん"].iter().find_map(|it| bare.strip_suffix(it)).unwrap_or(bare);
    if JAPANESE.contains(&bare) {
        return Sure::Maybe;
    }
    let ends = ["名", "番号", "アドレス", "URL", "コード", "さま名"].iter().any(|it| bare.ends_with(it));
    if !bare.is_ascii() {
        let short = bare.chars().count() <= 10 && !bare.contains(['、', '。', ' ', '\u{3000}']);
        return if ends && short { Sure::Maybe } else { Sure::Not };
    }
    let joined: String = bare.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    if is_one_of(FIELDS, &joined) {
        return Sure::Yes;
    }
    if is_one_of(WORDS, &joined) {
        return Sure::Maybe;
    }
    let grouped = GROUPS.split_ascii_whitespace().filter_map(|group| joined.strip_prefix(group));
    let mut rests = grouped.filter(|rest| !rest.is_empty());
    let separated = bare.contains(['_', '.', ':', '-', ' ', '=']);
    if separated && rests.any(|rest| is_one_of(FIELDS, rest) || is_one_of(WORDS, rest)) {
        Sure::Yes
    } else {
        Sure::Not
    }
}

/// Whether a word is the name of what fields belong to.
pub(super) fn group(word: &str) -> bool {
    let joined: String = word.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    is_one_of(GROUPS, &joined)
}

fn is_one_of(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|it| it == word)
}

/// Whether a text has the form of a name in a program: `first_name`, `Contact.Name`, `subscriber:email`, `name|there`.
pub(super) fn is_name(text: &str) -> bool {
    let signs = ['$', '@', '#', '!', '%', '*', '&', '>', '^', '=', '/', '~', '.', '?'];
    let text = text.trim().trim_start_matches(signs).trim();
    let head = text.split(['|', '=', ',', '"', '\'']).next().unwrap_or_default().trim();
    // `{name:お客様}` has its fallback behind a colon.
    if field(head) != Sure::Not || field(head.split(':').next().unwrap_or_default()) != Sure::Not {
        return true;
    }
    let letter = head.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let named =
        head.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-' | '[' | ']'));
    letter && named && head.chars().filter(char::is_ascii_alphabetic).count() >= 2
}

/// Whether a text is several words joined by underscores, which no prose has: `MERGE_FIRST_NAME`.
pub(super) fn is_snake(text: &str) -> bool {
    let mut words = text.split('_');
    let sound = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric());
    text.contains('_') && text.starts_with(|c: char| c.is_ascii_alphabetic()) && words.all(sound)
}
