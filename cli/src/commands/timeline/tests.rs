//! Timelines of the shipped sequences, one snapshot each, and of a few small ones.

use super::subjects;
use super::table::text;
use crate::sample;
use crate::template_set::TemplateSet;
use cadence::Instant;
use chrono::DateTime;
use std::fs;
use std::path::Path;
use timeline::{Question, lines};

fn moment(text: &str) -> Instant {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn timeline(templates: &Path, sequence: &str, from: &str) -> String {
    let template_set = TemplateSet::read(templates).unwrap();
    let sequence = template_set.sequence(sequence).unwrap();
    let from = moment(from);
    let lead = sample::lead(&template_set.catalog, sequence, from).unwrap();
    let subjects = subjects(&template_set, sequence, from);
    let question =
        Question { catalog: &template_set.catalog, sequence, lead: &lead, from, subjects: &subjects };
    text(&question, &lines(&question).unwrap()).join("\n")
}

fn shipped(sequence: &str, from: &str) -> String {
    timeline(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates"), sequence, from)
}

/// A folder with one sequence whose mails are all `hello`.
fn written(sequence: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("settings.json", SETTINGS);
    put("sequences/small.json", sequence);
    put("emails/small/hello/subject.txt", "Hello {{ lead.name }}");
    put("emails/small/hello/body.md", "Hello {{ lead.name }}\n\n[See](https://www.example.com/)");
    folder
}

const SETTINGS: &str = r#"{
    "company": { "legal_name": "Hikyaku Ltd", "postal_address": "1 Sample Street, London",
                 "contact": { "phone": "020 0000 0000" } },
    "sender": { "name": "Hikyaku", "address": "hello@example.com" },
    "time_zone": "Europe/London", "tracking": "always", "language": "en", "calendar": "plain",
    "send_between": { "from": "09:00", "to": "18:00", "on": "business days" },
    "caps": [ { "mails": 1, "days": 2 } ] }"#;

#[test]
fn a_win_back_over_new_year_waits_until_the_company_is_back() {
    insta::assert_snapshot!(shipped("win-back", "2026-12-20T10:00:00+09:00"), @r"
    休眠顧客の掘り起こし (win-back)
    起点 2026-12-20（日） 10:00 Asia/Tokyo

    日め  日付              時刻   ステップ                      内容                                              指定             動いた理由
    1     2026-12-21（月）  09:02  value                         送信「発注点を見直すための計算のしかた」          0日め            12/20（日）は休み：日曜日、分散 +2分
    16    2027-01-05（火）  10:02  coupon                        送信「再開をお考えの方へ、3か月半額のご案内」     7日め 10:00      12/27（日）〜1/4（月）は休み：日曜日・年末年始・元日、分散 +2分
    16    2027-01-05（火）  10:02  reacted                       待つ：coupon のクリック（最長5日）
                                     ▼ あった場合（翌日として）
    17    2027-01-06（水）  10:02    tell-sales                  通知 → sales
    17    2027-01-06（水）  10:02    handed-over                 終了：再開に関心のある方として、営業が引き継いだ
                                     ▽ なかった場合（期限）
    23    2027-01-12（火）  10:00    strengths                   送信「棚番ノートの得意なこと、不得意なこと」      2日後 10:00
    30    2027-01-19（火）  10:00  stay-or-leave                 送信「ご案内を続けてもよろしいでしょうか」        5営業日後 10:00
    30    2027-01-19（火）  10:00  stays                         待つ：stay-or-leave のクリック（最長14日）
                                     ▼ あった場合（翌日として）
    31    2027-01-20（水）  10:00    mark-stays                  タグ +wants-mail -sunset
                                     ■ 完了
                                     ▽ なかった場合（期限）
    44    2027-02-02（火）  10:00    mark-sunset                 タグ +sunset
                                     ■ 完了
    ");
}

/// Two days are two days over New Year, too: the thanks are transactional and wait for nobody to come back.
#[test]
fn thanks_after_a_meeting_go_out_at_once_over_new_year() {
    for from in ["2026-12-30T10:00:00+09:00", "2026-12-31T23:50:00+09:00", "2027-01-02T03:00:00+09:00"] {
        let timeline = shipped("after-meeting", from);
        let thanks = timeline.lines().find(|line| line.contains("  thanks  ")).unwrap().to_owned();
        let local = moment(from).with_timezone(&chrono_tz::Asia::Tokyo).format("%H:%M").to_string();
        assert!(thanks.starts_with("0 ") && thanks.contains(&local), "{thanks}");
    }
}

#[test]
fn a_material_request_before_golden_week_is_followed_up_around_it() {
    insta::assert_snapshot!(shipped("welcome-material", "2027-04-27T10:00:00+09:00"), @r"
    資料請求後のご案内 (welcome-material)
    起点 2027-04-27（火） 10:00 Asia/Tokyo

    日め  日付              時刻   ステップ                      内容                                                            指定             動いた理由
    0     2027-04-27（火）  10:00  material                      送信「【棚番ノート】資料をお届けします」
    0     2027-04-27（火）  10:00  guided-before                 分岐：タグ material-guided または タグ in-talks？
                                     ▼ はい
    0     2027-04-27（火）  10:00    enough                      終了：ご案内ずみ、または商談中のため、資料のお届けだけで終わり
                                     ▽ いいえ
    0     2027-04-27（火）  10:00    mark-guided                 タグ +material-guided
    3     2027-04-30（金）  10:02  stocktaking                   送信「棚卸が早く終わる、前日までの準備」                        2日め 10:00      4/29（木）は休み：昭和の日、分散 +2分
    3     2027-04-30（金）  10:02  by-interest                   分岐：interest が「在庫の数が合わない」？
                                     ▼ はい
    9     2027-05-06（木）  10:02    mismatch                    送信「在庫の数が合わなくなる、四つの場面」                      5日め 10:00      5/2（日）〜5/5（水）は休み：日曜日・憲法記念日・みどりの日・こどもの日、分散 +2分
                                     ▽ いいえ
    9     2027-05-06（木）  10:02    choosing                    送信「在庫管理サービスを比べる、五つの視点」                    5日め 10:00      5/2（日）〜5/5（水）は休み：日曜日・憲法記念日・みどりの日・こどもの日、分散 +2分
    10    2027-05-07（金）  10:02  pricing                       送信「料金の決まり方と、お試しについて」                        10日め 10:00     通数の上限
    10    2027-05-07（金）  10:02  looked-at-pricing             待つ：pricing のクリック（最長4日）
                                     ▼ あった場合（翌日として）
    11    2027-05-08（土）  10:02    mark-pricing                タグ +looked-at-pricing
    11    2027-05-08（土）  10:02    tell-sales                  通知 → sales
    11    2027-05-08（土）  10:02    handed-over                 終了：料金に関心のある方として、営業が引き継いだ
                                     ▽ なかった場合（期限）
    15    2027-05-12（水）  10:00    start-small                 送信「棚ひとつ分だけ、試してみませんか」                        1営業日後 10:00
    22    2027-05-19（水）  10:00  wrap-up                       送信「資料請求後のご案内は、今回で終わりです」                  5営業日後 10:00
                                   ■ 完了
    ");
}

/// Confirmations go only to people who were asked, so the timeline is that of somebody who was.
#[test]
fn a_confirmation_is_asked_for_at_once_and_once_again() {
    let folder =
        written(r#"{ "start": { "form": "news" }, "steps": [ { "step": "hello", "send": "hello" } ] }"#);
    let form = r#"{ "confirm": "always", "fields": [ { "name": "email", "label": "Mail", "type": "email" } ],
                    "consent": { "text": "I agree." } }"#;
    fs::create_dir_all(folder.path().join("forms")).unwrap();
    fs::write(folder.path().join("forms/news.json"), form).unwrap();
    let told = timeline(folder.path(), "confirm-news", "2026-12-05T23:00:00Z");
    let steps: Vec<&str> = told.lines().filter(|line| line.contains("please confirm")).collect();
    assert!(steps.len() == 2 && steps[0].starts_with("0 ") && steps[1].starts_with("2 "), "{told}");
}

#[test]
fn a_late_inquiry_is_answered_at_once_and_followed_up_on_business_days() {
    insta::assert_snapshot!(shipped("after-inquiry", "2026-12-24T20:00:00+09:00"), @r"
    お問い合わせ後のご案内 (after-inquiry)
    起点 2026-12-24（木） 20:00 Asia/Tokyo

    日め  日付              時刻   ステップ                                 内容                                                            指定             動いた理由
    0     2026-12-24（木）  20:00  reply                                    送信「【棚番ノート】お問い合わせを受け付けました」
    0     2026-12-24（木）  20:00  tell-support                             通知 → support
    0     2026-12-24（木）  20:00  guided-before                            分岐：タグ inquiry-guided または タグ in-talks？
                                     ▼ はい
    0     2026-12-24（木）  20:00    enough                                 終了：ご案内ずみ、または商談中のため、受付のお返事だけで終わり
                                     ▽ いいえ
    0     2026-12-24（木）  20:00    mark-guided                            タグ +inquiry-guided
    1     2026-12-25（金）  10:00  faq                                      送信「導入の前によくいただく、三つのご質問」                    1営業日後 10:00
    14    2027-01-07（木）  10:00  cases                                    送信「どこから始めたか、三つの現場の例」                        3営業日後 10:00
    14    2027-01-07（木）  10:00  read-cases                               待つ：cases のクリック（最長4日）
                                     ▼ あった場合（翌日として）
    15    2027-01-08（金）  10:00    mark-cases-read                        タグ +read-cases
    15    2027-01-08（金）  10:00    tell-sales                             通知 → sales
    25    2027-01-18（月）  10:00    → any-questions へ
                                     ▽ なかった場合（期限）
    19    2027-01-12（火）  10:00    checklist                              送信「在庫の現状がわかる、七つの確認項目」                      1営業日後 10:00
                                   （ここから、read-cases でなかった場合）
    26    2027-01-19（火）  10:00  any-questions                            送信「ご不明な点は残っていませんか」                            5営業日後 10:00
                                   ■ 完了
    ");
}

#[test]
fn a_meeting_in_summer_is_followed_up_for_six_weeks() {
    insta::assert_snapshot!(shipped("after-meeting", "2026-07-17T15:30:00+09:00"), @r"
    商談後のお便り (after-meeting)
    起点 2026-07-17（金） 15:30 Asia/Tokyo

    日め  日付              時刻   ステップ                      内容                                          指定           動いた理由
    0     2026-07-17（金）  15:30  thanks                        送信「お打ち合わせのお礼と、要点のご確認」
    0     2026-07-17（金）  15:30  mark-talks                    タグ +in-talks
    7     2026-07-24（金）  10:00  one-week                      送信「社内でのご説明にお使いいただける資料」  1週間後 10:00
    7     2026-07-24（金）  10:00  took-a-look                   待つ：one-week のクリック（最長5日）
                                     ▼ あった場合（翌日として）
    8     2026-07-25（土）  10:00    tell-sales                  通知 → sales
                                     ▽ なかった場合（期限）
    31    2026-08-17（月）  10:02  one-month                     送信「その後のご検討について」                30日め 10:00   8/16（日）は休み：お盆、分散 +2分
    45    2026-08-31（月）  10:02  unmark-talks                  タグ -in-talks                                2週間後
                                   ■ 完了
    ");
}

#[test]
fn an_english_sequence_is_told_in_english_and_caps_are_kept() {
    let folder = written(
        r#"{ "title": "Small", "start": { "event": "trial_started" }, "steps": [
            { "step": "first", "send": "hello" },
            { "step": "second", "after": "1 day", "at": "10:00", "send": "hello" },
            { "step": "third", "after": "2 weeks", "send": "hello" } ] }"#,
    );
    insta::assert_snapshot!(timeline(folder.path(), "small", "2026-11-20T20:15:00Z"), @r"
    Small (small)
    starts Fri 2026-11-20 20:15 Europe/London

    day  date            time   step        what                     asked for          moved by
    3    Mon 2026-11-23  09:02  first       send “Hello Alex Smith”                     outside the sending hours; closed Sat 21 Nov – Sun 22 Nov: Saturday, Sunday; spread +2 min
    5    Wed 2026-11-25  09:02  second      send “Hello Alex Smith”  after 1 day 10:00  frequency cap
    19   Wed 2026-12-09  09:02  third       send “Hello Alex Smith”  after 2 weeks
                                ■ finished
    ");
}

#[test]
fn branches_within_branches_are_told_one_after_another() {
    let folder = written(
        r#"{ "title": "Nested", "start": { "event": "trial_started" }, "steps": [
            { "step": "first", "send": "hello" },
            { "step": "reacts", "wait_for": { "clicked": "first" }, "at_most": "3 days",
              "then": [ { "step": "big", "choose": { "attribute": "seats", "at_least": 50 },
                          "then": [ { "step": "call", "notify": "sales" }, { "step": "enough", "stop": "sales calls" } ],
                          "else": [ { "step": "rest", "wait": "2 days" } ] } ],
              "else": [ { "step": "cold", "tag": "cold" } ] },
            { "step": "bye", "after": "1 week", "at": "10:00", "send": "hello" } ] }"#,
    );
    insta::assert_snapshot!(timeline(folder.path(), "small", "2026-11-24T11:00:00Z"), @r"
    Nested (small)
    starts Tue 2026-11-24 11:00 Europe/London

    day  date            time   step                                   what                                        asked for           moved by
    0    Tue 2026-11-24  11:00  first                                  send “Hello Alex Smith”
    0    Tue 2026-11-24  11:00  reacts                                 wait for a click in first (at most 3 days)
                                  ▼ if it happens (here: a day later)
    1    Wed 2026-11-25  11:00    big                                  choose: seats is at least 50?
                                    ▼ yes
    1    Wed 2026-11-25  11:00      call                               notify sales
    1    Wed 2026-11-25  11:00      enough                             stop: sales calls
                                    ▽ no
    3    Fri 2026-11-27  11:00      rest                               wait                                        after 2 days
                                  ▽ if it does not (time is up)
    3    Fri 2026-11-27  11:00    cold                                 tag +cold
    10   Fri 2026-12-04  10:00  bye                                    send “Hello Alex Smith”                     after 1 week 10:00
                                ■ finished
    ");
}
