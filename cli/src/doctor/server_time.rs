//! Whether the local clock goes with that of AWS.

use super::finding::Finding;
use crate::say;
use chrono::TimeDelta;

const CHECK: &str = "clock";
/// Further off than this is worth a look.
const LOOK: TimeDelta = TimeDelta::seconds(30);
/// Further off than this, AWS refuses signatures (AWS Identity and Access Management User Guide, "Signature Version 4").
const BROKEN: TimeDelta = TimeDelta::minutes(5);

pub(super) fn judge(ahead: Option<TimeDelta>) -> Finding {
    let remedy = say!(
        en = "set this machine's clock by the network, such as with timedatectl set-ntp true; \
             functions in AWS have a clock of their own",
        ja = "このパソコンの時計を、timedatectl set-ntp true などでネットワークに合わせてください。\
             AWS の関数には自分の時計があります"
    );
    let Some(ahead) = ahead else {
        return Finding::look(
            CHECK,
            say!(
                en = "unknown: no answer of AWS had a date",
                ja = "分かりません。AWS の答えに日付がありません"
            ),
            remedy,
        );
    };
    let (seconds, off) = (ahead.num_seconds().unsigned_abs(), ahead.abs());
    let way = if ahead < TimeDelta::zero() {
        say!(en = "behind", ja = "遅れています")
    } else {
        say!(en = "ahead of", ja = "進んでいます")
    };
    let found = say!(en = "{seconds} s {way} AWS", ja = "AWS より {seconds} 秒{way}");
    if off > BROKEN {
        Finding::broken(
            CHECK,
            say!(en = "{found}; signatures are refused", ja = "{found}。署名が断られます"),
            remedy,
        )
    } else if off > LOOK {
        Finding::look(CHECK, found, remedy)
    } else {
        Finding::ok(
            CHECK,
            say!(en = "within {} s of AWS", ja = "AWS との差は {} 秒以内です", LOOK.num_seconds()),
        )
    }
}
