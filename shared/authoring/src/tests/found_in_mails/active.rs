//! Scripts, forms, frames and what else mails cannot do.

use super::{HTML, KINDS, MARKDOWN, MJML, found_in, told, within};
use std::fmt::Write as _;

const ACTIVE: &[&str] = &[
    "<script>x</script>",
    "<script src=\"https://a.example/a.js\"></script>",
    "<script/x>y</script>",
    "<script\n>y</script>",
    "<form action=\"https://a.example/\"><b>x</b></form>",
    "<iframe src=\"https://a.example/\"></iframe>",
    "<object data=\"https://a.example/\"></object>",
    "<embed src=\"https://a.example/\">",
    "<base href=\"https://a.example/\">",
    "<link rel=stylesheet href=\"https://a.example/a.css\">",
    "<link href='https://a.example/a.css' rel=' StyleSheet '>",
    "<meta http-equiv=\"refresh\" content=\"0;url=https://a.example/\">",
    "<meta content=\"0;url=https://a.example/\" http-equiv=refresh>",
    "<video src=\"https://a.example/a.mp4\"></video>",
    "<audio src=\"https://a.example/a.mp3\"></audio>",
    "<input type=text>",
    "<textarea>x</textarea>",
    "<select><option>x</option></select>",
    "<button>x</button>",
    "<svg onload=alert(1)></svg>",
    "<svg><path/></svg>",
    "<canvas></canvas>",
    "<applet></applet>",
    "<frameset></frameset>",
    "<img src=x onerror=alert(1) alt=x>",
    "<img alt=\"\" src=\"https://a.example/a.png\"onerror='x'>",
    "<a href=\"https://a.example/\" onclick=\"x()\">a</a>",
    "<p onmouseover=x>a</p>",
    "<td\nonload=\"x\">a</td>",
    "<b ONCLICK=x>a</b>",
    "<b OnFocus = \"x\" autofocus>a</b>",
    "<p style=\"width:expression(alert(1))\">a</p>",
    "<p style='behavior:url(https://a.example/a.htc)'>a</p>",
    "<p style=\"width:ex/**/pression(1)\">a</p>",
    "<style>@import url(https://a.example/a.css);</style>",
    "<style>@IMPORT 'https://a.example/a.css';</style>",
    "<style>@im\\70ort url(https://a.example/)</style>",
    "<p style=\"-moz-binding:url(https://a.example/)\">a</p>",
    "<iframe srcdoc=\"<p>a</p>\"></iframe>",
    "<p style=\"background:url(&quot;javascript:x&quot;)\">a</p>",
];

#[test]
fn what_mails_cannot_do_is_told_whatever_its_case_and_place() {
    let rules = ["element-not-in-mail", "attribute-not-in-mail", "style-not-in-mail", "markdown-html-broken"];
    let (mut silent, mut tried) = (String::new(), 0);
    for written in ACTIVE {
        for (index, kind) in KINDS.into_iter().enumerate() {
            let cased = written
                .replace("<s", "<S")
                .replace("script", "ScRiPt")
                .replace("on", "oN")
                .replace("frame", "FRAME")
                .replace("mport", "MPORT");
            for text in [(*written).to_owned(), cased] {
                let text = if index % 2 == 0 { text } else { format!("<span>{text}</span>") };
                let (path, whole) = within(kind, &text);
                tried += 1;
                if !found_in(path, &whole, &[]).iter().any(|it| rules.contains(&it.0)) {
                    writeln!(silent, "{path} {kind}: {text:?} {:?}", found_in(path, &whole, &[])).unwrap();
                }
            }
        }
    }
    for attributes in [
        "<mj-html-attribute name=\"onclick\">x()</mj-html-attribute>",
        "<mj-html-attribute name=\"OnLoad\">x</mj-html-attribute>",
    ] {
        let text = format!(
            "<mjml><mj-head><mj-html-attributes><mj-selector path=\"a\">{attributes}</mj-selector></mj-html-attributes></mj-head><mj-body></mj-body></mjml>"
        );
        assert!(told(MJML, &text, attributes, &rules), "{text}");
    }
    let style = "<mjml><mj-head><mj-style>\n@import url(https://a.example/a.css);</mj-style></mj-head><mj-body></mj-body></mjml>";
    assert!(told(MJML, style, "@import", &rules));
    assert!(silent.is_empty(), "{tried} tried, silent:\n{silent}");
    assert!(tried >= 400, "{tried}");
}

#[test]
fn what_mails_can_do_is_left_alone() {
    for written in [
        "<p>&lt;script&gt; と書きます</p>",
        "<b>script</b>",
        "<p title=\"onclick\">on</p>",
        "<a href=\"https://a.example/form\" class=\"button\">form</a>",
        "<p style=\"color:#fff;font-size:12px\">a</p>",
        "<p data-on=\"x\" lang=\"ja\">a</p>",
        "<!-- <script>x</script> -->",
        "<table role=\"presentation\" border=\"0\"><tr><td>a</td></tr></table>",
        "<img alt=\"\" src=\"https://a.example/a.png\">",
        "<p one=\"x\">a</p>",
    ] {
        for kind in ["html", "table", "block"] {
            let (path, text) = within(kind, written);
            let found: Vec<_> =
                found_in(path, &text, &[]).into_iter().filter(|it| it.0.ends_with("-in-mail")).collect();
            assert!(found.is_empty() || written.contains(" one="), "{path} {written} {found:?}");
        }
    }
    let head = "<html><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"><link rel=\"canonical\" href=\"https://a.example/\"><style>@media (max-width:600px){a{color:red}} @font-face{font-family:x;src:url(https://a.example/x.woff2)}</style></head><body>本文</body></html>";
    assert_eq!(found_in(HTML, head, &[]), []);
    let code = "`<script>` と書きます。\n\n```\n<form onclick=\"x\">\n[見る]（https://www.example.co.jp/）{button}\n```\n";
    assert_eq!(found_in(MARKDOWN, code, &[]), []);
}
