//! The outcome of each kind of post, and what to do about it.

use cadence::wording::Words;
use cadence::words;

pub(super) const UNLISTED_ORIGIN: Words = words!(
    en = "refused, from a site that the form does not list; if it is yours, add it to \
         allow_origins (the log names it)",
    ja = "断りました。フォームに書かれていないサイトからです。自社のサイトなら allow_origins に足\
         してください（ログに名前があります）"
);
pub(super) const UNKNOWN_FORM: Words = words!(
    en = "refused, no form has this name; see where your sites post to: /f/<form>",
    ja = "断りました。その名前のフォームがありません。サイトの送り先を見てください：/f/<form>"
);
pub(super) const STAFF_ONLY: Words = words!(
    en = "refused without the form's key; give staff the link of `hikyaku links`, and no web site",
    ja = "フォームの鍵がないので断りました。社内の人には `hikyaku links` のリンクを渡し、サイトに\
         は置かないでください"
);
pub(super) const UNREADABLE: Words = words!(
    en = "refused as unreadable: a file, another encoding than UTF-8 or another content type",
    ja = "読めないので断りました。ファイルか、UTF-8 でない文字か、別の形式です"
);
pub(super) const PROBLEMS: Words = words!(
    en = "sent back to be corrected; if it is many, compare the site's fields with the form's",
    ja = "直していただくために返しました。多ければ、サイトの項目とフォームの項目を見比べてください"
);
pub(super) const UNKNOWN_FIELDS: Words = words!(
    en = "taken, without fields that the form does not ask for; add them to the form, or take \
         them off the site (the log names them)",
    ja = "受け取りましたが、フォームにない項目は捨てました。フォームに足すか、サイトから外してくだ\
         さい（ログに名前があります）"
);
pub(super) const HONEYPOT: Words = words!(
    en = "forgotten, the hidden field was filled in; if people miss their mail, rename the field \
         so that no browser fills it",
    ja = "隠した欄に書かれていたので、捨てました。メールが来ないという方がいれば、ブラウザーが入力\
         しない名前に変えてください"
);
pub(super) const HUMAN_CHECK_FAILED: Words = words!(
    en = "refused without a valid human check; if people complain, see whether the site sends its token",
    ja = "人かどうかの確認がないので断りました。苦情があれば、サイトがトークンを送っているかを見てください"
);
pub(super) const CONSENT_UNCLEAR: Words = words!(
    en = "taken without consent, its field said neither yes nor no; let the site send yes",
    ja = "同意なしで受け取りました。はいともいいえとも読めません。サイトから yes を送ってください"
);
pub(super) const CONSENT_DECLINED: Words = words!(
    en = "taken without consent, its field said no; nothing to do",
    ja = "同意なしで受け取りました。いいえという答えです。何もしなくてかまいません"
);
pub(super) const CONSENT_AFTER_REFUSAL: Words = words!(
    en = "taken without consent, the person has refused; ask the person, then use a staff form",
    ja = "同意なしで受け取りました。以前に断った方です。ご本人に確かめ、社内用フォームを使ってください"
);
pub(super) const CONSENT_TO_BE_CONFIRMED: Words = words!(
    en = "taken, and asked to confirm from the mailbox; no marketing until then",
    ja = "受け取り、ご本人のメールから確かめています。確認されるまで、案内は送りません"
);
pub(super) const CLAIM_KEPT_APART: Words = words!(
    en = "taken for its own sequence only, a known lead came with other data; if they are right, \
         use a staff form",
    ja = "そのシナリオだけに使いました。知っているリードと違う内容です。正しければ、社内用フォーム\
         を使ってください"
);
pub(super) const RESTART_TOO_SOON: Words = words!(
    en = "recorded, too soon to begin the sequence again; nothing to do",
    ja = "記録しました。同じシナリオをもう一度始めるには早すぎます。何もしなくてかまいません"
);
pub(super) const BEFORE_ERASURE: Words = words!(
    en = "came while the person was being erased; nothing of it was kept",
    ja = "ご本人のデータを消している間に届きました。何も保存していません"
);
pub(super) const ADDRESS_CEILING: Words = words!(
    en = "recorded without a mail, the address got its share; if it is many, require a human check",
    ja = "記録だけして、メールは送りません。そのアドレスの上限です。多ければ、人かどうかの確認を付\
         けてください"
);
pub(super) const CALLER_CEILING: Words = words!(
    en = "refused, too many from one caller; a stand or an office posts with a staff form",
    ja = "断りました。一つの送信元から多すぎます。展示会や社内からは、社内用フォームで送ってください"
);
pub(super) const DOMAIN_CEILING: Words = words!(
    en = "answered slowly, many addresses of one domain; if it is an attack, pause the sequence",
    ja = "ゆっくり送ります。一つのドメインのアドレスが多いためです。攻撃なら、シナリオを止めてください"
);
pub(super) const EVERYBODY_CEILING: Words = words!(
    en = "answered slowly, more posts than the share of one sequence or of a day; require a human \
         check, or raise ceilings.everybody",
    ja = "ゆっくり送ります。一つのシナリオ、または一日の分を超えています。人かどうかの確認を付ける\
         か、ceilings.everybody を増やしてください"
);
