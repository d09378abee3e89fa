//! The help of the commands.

use cadence::wording::Words;
use cadence::words;

pub(super) const EXAMPLES: &str = "\
例：
  hikyaku demo                                小さな会社の一か月を、数秒で
  hikyaku up                                  このパソコンですべてを動かす（送信箱つき）
  hikyaku links                               ページを開くリンク、フォーム、API の鍵
  hikyaku check                               templates/ の間違いと直し方
  hikyaku preview welcome-material pricing    メールの見え方
  hikyaku timeline win-back --from 2026-12-20 その日に始まったら、いつ何が届くか
  hikyaku cost --leads 5000                   AWS での一か月の費用
  hikyaku status                              止まっているもの、遅れ、決めること
  hikyaku pause win-back                      シナリオを止める。`hikyaku resume win-back` で再開
  hikyaku publish --stack hikyaku-prod        公開すると変わること。`--apply` で公開
  hikyaku import people.csv --help            ファイルの名簿を、根拠とともにリストに取り込む
  hikyaku doctor --stack hikyaku-prod         スタックに異常がないか
  hikyaku status --stack hikyaku-prod         AWS のスタックの状態。管理のコマンドは、どれも同じです

終了コード：0 完了、1 見つかったものがあるか失敗、2 使い方の間違い";

/// Every text of a command.
pub(super) const ALL: &[Words] = &[
    words!(
        en = "飛脚 — step mail from your own AWS account, or whole on one machine",
        ja = "飛脚 — 自社の AWS から、または一台のパソコンだけで動くステップメール"
    ),
    words!(
        en = "Run everything on this machine: forms, sending, feedback, and an outbox to look into",
        ja = "このパソコンですべてを動かします：フォーム、送信、配信の結果、中を見られる送信箱"
    ),
    words!(
        en = "Mails go to an outbox in the data folder and nowhere else, unless --ses is said. \
             Edited templates are taken over while it runs; with mistakes in them, the last good \
             ones stay in force.",
        ja = "メールはデータのフォルダーの送信箱に入り、外には出ません（--ses を付けたときを除く）。\
             動いているあいだに保存したテンプレートは、すぐに使われます。間違いがあれば、前の正し\
             いものを使い続けます。"
    ),
    words!(
        en = "Play a month of a small company in seconds and report what happened",
        ja = "小さな会社の一か月を数秒で動かし、起こったことを報告します"
    ),
    words!(
        en = "Forms are posted and people open, click, bounce, complain, unsubscribe, buy and \
             ignore, by a seed, through the same functions that run in the cloud. The same seed \
             gives the same report.",
        ja = "フォームの送信、開封、クリック、不達、苦情、配信停止、購入、無反応が、シードのとおり\
             に、クラウドと同じ関数を通って起こります。同じシードなら、同じ報告になります。"
    ),
    words!(
        en = "Show every mistake in the templates, with its place and its remedy",
        ja = "テンプレートの間違いを、場所と直し方を添えてすべて表示します"
    ),
    words!(
        en = "Exit code 1 when something has to be corrected before the templates can be \
             published, 0 otherwise, also with warnings; 2 when there is no such folder. With \
             --format json: {\"findings\": [{\"severity\", \"rule\", \"file\", \"pointer\", \"\
             line\", \"column\", \"message\", \"remedy\"}], \"errors\", \"warnings\"}.",
        ja = "終了コードは、公開の前に直すものがあれば 1、なければ 0（注意だけのときも）、フォルダ\
             ーがなければ 2 です。--format json では {\"findings\": [{\"severity\", \"rule\", \"\
             file\", \"pointer\", \"line\", \"column\", \"message\", \"remedy\"}], \"errors\", \"\
             warnings\"} の形です。"
    ),
    words!(
        en = "Show a mail as a sample lead would get it, or which mails there are",
        ja = "見本のリードに届くメールを表示します。メールの一覧も出せます"
    ),
    words!(
        en = "The sample is a person who filled in the form that starts the sequence; --lead \
             shows the mail to somebody else. Mistakes in other files are not in the way.",
        ja = "見本は、シナリオを始めるフォームに書いた人です。--lead で、ほかの人あてのメールを表\
             示します。ほかのファイルに間違いがあっても表示できます。"
    ),
    words!(
        en = "Show what a sequence sends when, on a calendar",
        ja = "シナリオが、いつ何を送るかを暦で表示します"
    ),
    words!(
        en = "Nothing is sent. Where a sequence waits for something or chooses, both ways are shown.",
        ja = "何も送りません。何かを待つところや分かれるところは、両方の道を表示します。"
    ),
    words!(
        en = "Show what a month in AWS costs, line by line",
        ja = "AWS での一か月の費用を、内訳で表示します"
    ),
    words!(
        en = "From what the functions were counted to use (docs/cost.md) and dated prices; AWS is not asked.",
        ja = "関数が使った量の測定（docs/cost.md）と、日付のある料金から計算します。AWS には問い合\
             わせません。"
    ),
    words!(
        en = "Show what is paused, what is late, what is unknown, and what waits for you",
        ja = "止まっているもの、遅れているもの、届いたか分からないもの、あなたを待っているものを表示します"
    ),
    words!(
        en = "Exit code 1 when something waits for a person: a mail to decide about, a dead \
             letter, or a sequence that is paused until somebody releases it; in a stack also when \
             the tick stands still.",
        ja = "人を待つものがあれば、終了コードは 1 です：届いたかどうかを決めるメール、処理できな\
             かったもの、人が再開するまで止まっているシナリオ。スタックでは、毎分の処理が止まって\
             いるときも 1 です。"
    ),
    words!(
        en = "Pause a sequence, or everything: nothing of it is sent until `hikyaku resume`",
        ja = "シナリオか、すべてを止めます。`hikyaku resume` まで何も送りません"
    ),
    words!(
        en = "Nothing is lost: steps that become due wait. A mail that is being handed over at \
             this moment may still go out.",
        ja = "何も失われません。期日の来たステップは待ちます。ちょうど渡しているメールは、送られる\
             ことがあります。"
    ),
    words!(
        en = "Release what is paused, by you or by the program",
        ja = "止めたもの（プログラムが止めたものも）を再開します"
    ),
    words!(
        en = "Waiting steps go out at the usual pace, in their hours; those that are too late by \
             then follow the sequence's `if_late`.",
        ja = "待っていたものは、送る時間帯に、いつもの速さで送られます。遅くなりすぎたステップは、\
             シナリオの `if_late` に従います。"
    ),
    words!(
        en = "Show mails of which nobody knows whether they went out, and decide about them",
        ja = "届いたか分からないメールを表示し、どうするかを決めます"
    ),
    words!(
        en = "Most are decided by an event of the mail service, or by the sequence's `if_unknown`\
             . With `ask` they wait for you: look into the mail service's records, then say what \
             is so.",
        ja = "たいていは、メール送信サービスの知らせか、シナリオの `if_unknown` で決まります。\
             `ask` なら、あなたを待ちます。メール送信サービスの記録を見て、どちらかを答えてくださ\
             い。"
    ),
    words!(
        en = "Show messages that could not be handled, and handle them again",
        ja = "処理できなかったものを表示し、もう一度処理します"
    ),
    words!(
        en = "Say why nothing is sent to an address, or lift what a machine judged",
        ja = "あるアドレスに送らない理由を表示し、機械の判断なら解除します"
    ),
    words!(
        en = "Show what publishing the templates into a stack in AWS would change, also for the \
             leads inside; or publish",
        ja = "AWS のスタックに公開すると何が変わるかを、途中にいるリードについても表示します。公開もできます"
    ),
    words!(
        en = "With mistakes in the templates nothing is published, and they are shown as \
             `hikyaku check` shows them.",
        ja = "テンプレートに間違いがあれば何も公開せず、`hikyaku check` と同じように表示します。"
    ),
    words!(
        en = "Look whether all is well with a stack in AWS, each finding with its remedy",
        ja = "AWS のスタックに異常がないかを調べ、直し方を添えて表示します"
    ),
    words!(
        en = "Nothing is changed. Exit code 1 when something is broken.",
        ja = "何も変えません。故障があれば、終了コードは 1 です。"
    ),
    words!(
        en = "Show the link that opens the pages of `hikyaku up`, where the forms are, and the \
             key with which other systems tell of leads",
        ja = "`hikyaku up` のページを開くリンク、フォームの場所、ほかのシステムからリードのことを\
             知らせる鍵を表示します"
    ),
    words!(
        en = "The output opens pages, staff forms and the API: keep it to yourself. With --stack \
             it is that of a stack in AWS.",
        ja = "出力があれば、ページも社内用フォームも API も使えます。人に渡さないでください。\
             --stack を付けると、AWS のスタックのものです。"
    ),
    words!(
        en = "Carry the data of an earlier version over to the present layout",
        ja = "前のバージョンのデータを、今の形に移します"
    ),
    words!(
        en = "Grounds, refusals, suppressions and runs are kept. Nothing else may run on the data \
             meanwhile: stop `hikyaku up`, or deploy the new version to the stack first. It may \
             be broken off and called again. Exit code 1 when a mail was being sent and has to \
             be left for a second call.",
        ja = "同意、配信停止、送らないアドレス、登録を残します。そのあいだ、同じデータでほかのもの\
             を動かせません。`hikyaku up` を止めるか、先に新しいバージョンをスタックに入れてくだ\
             さい。途中で止めても、もう一度実行できます。送信中のメールがあって次に残したときは、\
             終了コードが 1 です。"
    ),
    words!(
        en = "List them, without their texts (this is done when nothing is said)",
        ja = "一覧を出します。中身は出しません（何も書かないときの動きです）"
    ),
    words!(
        en = "Show one as it came; it may hold personal data",
        ja = "一つを、届いたとおりに表示します。個人の情報を含むことがあります"
    ),
    words!(
        en = "Handle one once more, or all; what is handled is gone from the list",
        ja = "一つ、またはすべてを、もう一度処理します。処理したものは一覧から外れます"
    ),
    words!(
        en = "In a stack, letters are put back into their queue, and come back here if they fail again.",
        ja = "スタックでは、元のキューに戻します。もう一度失敗すると、ここに戻ります。"
    ),
    words!(en = "Throw one away for good", ja = "一つを捨てます。元には戻せません"),
    words!(
        en = "Say whether mail goes to an address, and why not",
        ja = "あるアドレスに送るかどうかと、送らない理由を表示します"
    ),
    words!(
        en = "Lift what a machine judged: a bounce, a list of the mail service, soft bounces",
        ja = "機械の判断を解除します：不達、メール送信サービスの一覧、たびたびの不達"
    ),
    words!(
        en = "A complaint, an erasure and an unsubscription are the person's word, and nobody may lift them.",
        ja = "苦情、消去、配信停止はご本人の意思なので、だれにも解除できません。"
    ),
    words!(
        en = "Show what people did by hand: paused, imported, exported, lifted, erased, and who did it",
        ja = "人の操作を表示します：停止、取り込み、書き出し、解除、消去と、それをした人"
    ),
    words!(
        en = "The latest first. Leads stand by their ids; the audit names nobody who is mailed.",
        ja = "新しい順です。リードは ID で出ます。メールを受け取る方の名前は残りません。"
    ),
    words!(
        en = "Show what is known of a person, give out everything that is kept, or erase it",
        ja = "一人の方について、分かることを表示し、保存しているものをすべて書き出し、または消します"
    ),
    words!(
        en = "Show in short what is known of a person: agreement, answers, runs, events, mails",
        ja = "一人の方のことを短く表示します：同意、回答、登録、出来事、メール"
    ),
    words!(
        en = "Give out everything that is kept about a person, as JSON",
        ja = "一人の方について保存しているものを、すべて JSON で書き出します"
    ),
    words!(
        en = "Erase a person for good; without --apply it is only shown who that is",
        ja = "一人の方のデータを消し、元に戻せません。--apply がなければ、どなたのことかを表示するだけです"
    ),
    words!(
        en = "An erasure is a refusal: a later post of the person's own is answered, and \
             marketing needs a proven agreement. Backups of the table run out in 35 days. Exit \
             code 1 when a mail to the person was being sent and the command has to be called \
             again.",
        ja = "消去は配信停止でもあります。あとでご本人がフォームを送れば返事はしますが、案内には確かな\
             同意が要ります。テーブルのバックアップは 35 日で消えます。その方へのメールを送信中で、\
             もう一度実行が必要なときは、終了コードが 1 です。"
    ),
    words!(
        en = "Take in a list of people from a file, with the ground on which they may be mailed",
        ja = "ファイルの名簿を、案内を送ってよい根拠とともに取り込みます"
    ),
    words!(
        en = "Shows first what was found: encoding, columns, ten rows as understood. The same file twice changes nothing; an \
             import that was broken off goes on where it stood. Who refused stays refused, who was erased stays erased. \
             Exit code 1 when rows were not imported.",
        ja = "まず、文字コード・列・最初の10行の読み方を表示します。同じファイルを2度取り込んでも何も変わらず、途中で止まった\
             取り込みは続きから進みます。断った方、消去した方は、そのままです。取り込めない行があれば、終了コードは 1 です。"
    ),
    words!(
        en =
            "Give out the people of a list as CSV, with what is known of them and whether they may be mailed",
        ja = "リストの方々を、分かることと、送ってよいかとともに、CSV で書き出します"
    ),
    words!(
        en = "Reads the whole table, page by page, and says at the end what that took. The file opens in a \
             spreadsheet, and can be imported.",
        ja = "テーブル全体を少しずつ読み、最後に、かかった量を表示します。ファイルは表計算ソフトで開けて、取り込めます。"
    ),
];
