//! The help of the arguments.

use cadence::wording::Words;
use cadence::words;

/// Every text of an argument.
pub(super) const ALL: &[Words] = &[
    words!(
        en = "The form of the results: for people, or for programs",
        ja = "結果の形：人が読むか、プログラムが読むか"
    ),
    words!(
        en = "The language; without it that of `LC_ALL`, `LC_MESSAGES` or `LANG`, else that of \
             settings.json, else English",
        ja = "言語。書かなければ `LC_ALL`・`LC_MESSAGES`・`LANG`、次に settings.json の言語、どち\
             らもなければ英語"
    ),
    words!(
        en = "The folder with settings.json, sequences, mails, forms and calendars",
        ja = "settings.json・シナリオ・メール・フォーム・カレンダーのあるフォルダー"
    ),
    words!(
        en = "The number that decides what the people are like and do",
        ja = "登場する人と、することを決める数"
    ),
    words!(
        en = "The number of people who come in during the month, 150 to 189 when nothing is said",
        ja = "一か月に来る人の数。書かなければ 150 から 189 人"
    ),
    words!(
        en = "Keep the mails, the events and the table in this empty folder",
        ja = "メール・出来事・テーブルを、この空のフォルダーに残します"
    ),
    words!(
        en = "Write one JSON line for each mail the outbox accepts",
        ja = "送信箱が受け付けたメールごとに、JSON を一行書きます"
    ),
    words!(
        en = "The folder for everything: table, outbox, journal, keys",
        ja = "すべてを置くフォルダー：テーブル、送信箱、記録、鍵"
    ),
    words!(
        en = "The port on this machine; 0 takes a free one",
        ja = "このパソコンのポート。0 なら空いているもの"
    ),
    words!(
        en = "The speed of the scenario's time, as a factor: 1440 makes a day a minute",
        ja = "シナリオの時間を何倍の速さにするか。1440 で一日が一分になります"
    ),
    words!(en = "Open the pages in the browser", ja = "ブラウザーでページを開きます"),
    words!(
        en = "Send nothing that becomes due, and sweep nobody; only what is asked for over HTTP is done",
        ja = "期日の来たものを送らず、休眠チェックもしません。HTTP で頼まれたことだけをします"
    ),
    words!(
        en = "Send real mail through Amazon SES instead of into the outbox; needs a build with \
             `--features aws`",
        ja = "送信箱ではなく、Amazon SES から実際に送ります。`--features aws` で作ったものが要ります"
    ),
    words!(
        en = "Region and credentials are those of the usual AWS environment. What SES reports is \
             taken in at POST /events.",
        ja = "リージョンと認証情報は、いつもの AWS の環境のものです。SES の知らせは POST /events \
             で受け取ります。"
    ),
    words!(
        en = "The SES configuration set, which publishes the events of mails",
        ja = "メールの結果を知らせる、SES の configuration set"
    ),
    words!(
        en = "The address of /f/ and /u/ for the world, https://…; unsubscribe links in mails lead there",
        ja = "外から見た /f/ と /u/ のアドレス（https://…）。メールの配信停止のリンク先になります"
    ),
    words!(
        en = "Another address that speaks the API of SES; without https only on this machine",
        ja = "SES の API を話す別のアドレス。https でないものは、このパソコンだけで使えます"
    ),
    words!(
        en = "The sequence: the name of its file; without it, all mails are listed",
        ja = "シナリオ（ファイルの名前）。書かなければ、すべてのメールの一覧を出します"
    ),
    words!(
        en = "The mail: the name of its folder; without it, the mails of the sequence are listed",
        ja = "メール（フォルダーの名前）。書かなければ、シナリオのメールの一覧を出します"
    ),
    words!(
        en = "A lead to fill it for: {\"name\": …, \"email\": …, \"attributes\": {…}, \"event\": \
             {…}}, each of which may be left out; attributes are texts, numbers, true, false or \
             null",
        ja = "あて先のリード：{\"name\": …, \"email\": …, \"attributes\": {…}, \"event\": {…}}。ど\
             れも省けます。attributes は文・数・true・false・null です"
    ),
    words!(en = "Write the HTML part to this file", ja = "HTML をこのファイルに書きます"),
    words!(en = "Print the text part only", ja = "文字だけの本文を表示します"),
    words!(en = "Write every mail of every sequence", ja = "すべてのシナリオのメールを書きます"),
    words!(en = "The folder for --all", ja = "--all で書くフォルダー"),
    words!(en = "The sequence: the name of its file", ja = "シナリオ（ファイルの名前）"),
    words!(
        en = "When it starts, in the time zone of the settings: 2026-12-20 (at 10:00) or \
             2026-12-20T15:30 [default: now]",
        ja = "始まる日時（設定のタイムゾーン）：2026-12-20（10時）か 2026-12-20T15:30［書かなければ今］"
    ),
    words!(
        en = "Leads that enter in a month; 0 shows what an idle month costs",
        ja = "一か月に入るリードの数。0 なら、何も送らない月の費用"
    ),
    words!(
        en = "The sequence they enter: the name of its file",
        ja = "リードが入るシナリオ（ファイルの名前）"
    ),
    words!(en = "The region of AWS", ja = "AWS のリージョン"),
    words!(
        en = "Mails that a lead gets on average [default: as many as the longest way through the \
             sequence has]",
        ja = "リード一人に届く平均の通数［書かなければ、シナリオのいちばん長い道の通数］"
    ),
    words!(
        en = "The pricing plan of SES: essentials is what a new account has",
        ja = "SES の料金プラン。新しいアカウントは essentials です"
    ),
    words!(
        en = "Take off what AWS gives every account each month for good",
        ja = "AWS の毎月の無料分を引きます"
    ),
    words!(
        en = "Show instead what strangers at full rate cost a day",
        ja = "代わりに、知らない人が目いっぱいに送ってきた一日の費用を表示します"
    ),
    words!(
        en = "With --attack: a throttle of yours, such as \"POST /f/{form}=5\" requests a second; \
             may be given several times",
        ja = "--attack と一緒に：自分で決めた上限。\"POST /f/{form}=5\" なら毎秒5回。何度でも書けます"
    ),
    words!(
        en = "The data folder of `hikyaku up`. If it runs, it is asked; else the data are opened \
             here [default: hikyaku-data]",
        ja = "`hikyaku up` のデータのフォルダー。動いていれば頼み、いなければここで開きます［書か\
             なければ hikyaku-data］"
    ),
    words!(
        en = "A stack in AWS instead, by the name `sam deploy` gave it; needs a build with `--features aws`",
        ja = "代わりに、AWS のスタック（`sam deploy` で付けた名前）。`--features aws` で作ったものが要ります"
    ),
    words!(
        en = "Region and credentials are those of the usual AWS environment.",
        ja = "リージョンと認証情報は、いつもの AWS の環境のものです。"
    ),
    words!(en = "Pause everything", ja = "すべてを止めます"),
    words!(
        en = "The reason, for those who read `hikyaku status`; no addresses",
        ja = "理由。`hikyaku status` を読む人のために。アドレスは書きません"
    ),
    words!(
        en = "Release what pauses everything; sequences that are paused by themselves stay so",
        ja = "全体の停止を解きます。個別に止めたシナリオは、止まったままです"
    ),
    words!(
        en = "The mail to decide about: its send key, as the list shows it",
        ja = "決めるメール：一覧に出る送信キー"
    ),
    words!(en = "It went out: the run goes on with the next step", ja = "送られた：次のステップに進みます"),
    words!(
        en = "It did not go out: it is left out, and the run goes on with the next step",
        ja = "送られていない：飛ばして、次のステップに進みます"
    ),
    words!(
        en = "Send it again; if it went out after all, the person gets it twice",
        ja = "もう一度送る：実は送られていたら、二通届きます"
    ),
    words!(en = "Show those that were decided as well", ja = "決まったものも表示します"),
    words!(en = "The number of days to look back", ja = "さかのぼる日数"),
    words!(en = "The largest number of mails to show", ja = "表示する数の上限"),
    words!(en = "Its name, as the list shows it", ja = "一覧に出る名前"),
    words!(en = "All of them", ja = "すべて"),
    words!(en = "The address, or the id of its lead", ja = "アドレスか、リードの ID"),
    words!(
        en = "The reason, for those who read it later; no addresses",
        ja = "理由。あとで読む人のために。アドレスは書きません"
    ),
    words!(
        en = "The name of the person who lifts it [default: the name of the user]",
        ja = "解除する人の名前［書かなければ、ログインしている人］"
    ),
    words!(
        en = "The stack in AWS, by the name `sam deploy` gave it; needs a build with `--features aws`",
        ja = "AWS のスタック（`sam deploy` で付けた名前）。`--features aws` で作ったものが要ります"
    ),
    words!(
        en = "Show what would change, also for the leads inside, and write nothing (this is done \
             when nothing is said)",
        ja = "変わることを、途中にいるリードについても表示し、何も書きません（何も書かないときの動きです）"
    ),
    words!(en = "Publish; it may be given twice", ja = "公開します。二度実行してもかまいません"),
    words!(
        en = "Write into this file, readable by you only, instead of printing",
        ja = "画面に出さず、このファイルに書きます。読めるのはあなただけです"
    ),
    words!(
        en = "The name of whoever does it [default: the name of the user]",
        ja = "消す人の名前 [default: 今の利用者]"
    ),
    words!(en = "Do it", ja = "実行します"),
    words!(
        en =
            "The file: CSV, TSV or text of a spreadsheet, in UTF-8, UTF-16, Shift JIS (CP932), EUC-JP or JIS",
        ja = "ファイル：表計算ソフトの CSV、TSV、テキスト。文字コードは UTF-8、UTF-16、Shift_JIS（CP932）、EUC-JP、JIS"
    ),
    words!(
        en = "The list onto which the people come: lower case letters, digits, - and _",
        ja = "取り込む先のリスト：半角の小文字・数字・-・_"
    ),
    words!(
        en = "The ground on which these people may get marketing: business-card, existing-business, express, or none for \
             people who get none",
        ja = "案内を送ってよい根拠：business-card、existing-business、express。送らないなら none"
    ),
    words!(
        en = "business-card: the address came on a card or in writing; existing-business: customers already; express: an \
             agreement in so many words. docs/import.md says which law each stands on.",
        ja = "business-card：名刺などの書面でアドレスを知らされた。existing-business：すでに取引がある。express：はっきり同意を\
             もらった。それぞれの法律上の根拠は docs/import.md にあります。"
    ),
    words!(
        en = "The evidence of the ground, such as \"exchanged cards at the April fair\"; no names, no addresses",
        ja = "根拠の説明（「4月の展示会で名刺交換」など）。個人の名前やアドレスは書きません"
    ),
    words!(
        en = "The day on which the ground was obtained, for rows that say none of their own",
        ja = "根拠を得た日。行に日付がないときに使います"
    ),
    words!(
        en = "The name of whoever notes it [default: the name of the user]",
        ja = "記録する人の名前［書かなければ、ログインしている人］"
    ),
    words!(
        en = "Say what would come of each row, and write nothing",
        ja = "各行がどうなるかを数えるだけで、何も書き込みません"
    ),
    words!(en = "Import without asking, for scripts", ja = "確かめずに取り込みます。スクリプト用です"),
    words!(
        en = "The file for rows that are not imported, with their reasons [default: beside the file]",
        ja = "取り込めない行を理由とともに書くファイル［書かなければ、元のファイルの隣］"
    ),
    words!(
        en = "Start from the first row, also where an import was broken off",
        ja = "途中で止まった取り込みがあっても、最初の行から始めます"
    ),
    words!(
        en = "The encoding, such as cp932 or utf-8, where the one that is found is wrong",
        ja = "文字コード（cp932、utf-8 など）。自動の判断が違うときに"
    ),
    words!(en = "The sign between cells: comma, tab or semicolon", ja = "区切り文字：comma、tab、semicolon"),
    words!(
        en = "The row of the headers, counted from 1 as a spreadsheet shows it",
        ja = "見出しの行。表計算ソフトと同じく 1 から数えます"
    ),
    words!(
        en = "The use of a column, such as 'メアド=email', '#D=ignore' or '従業員数=employees:number'; may be given several \
             times",
        ja = "列の用途。'メアド=email'、'#D=ignore'、'従業員数=employees:number' など。何度でも書けます"
    ),
    words!(
        en = "The order of dates whose year comes last, such as 4/1/2026: mdy (month first) or dmy (day first)",
        ja = "4/1/2026 のように年が最後の日付の順番：mdy（月が先）か dmy（日が先）"
    ),
    words!(en = "The list whose people are given out", ja = "書き出すリスト"),
    words!(
        en = "The name of whoever asks [default: the name of the user]",
        ja = "書き出す人の名前［書かなければ、ログインしている人］"
    ),
];
