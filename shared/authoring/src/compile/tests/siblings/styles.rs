//! Siblings in styles.

use super::*;

#[test]
fn styles_that_hold_at_times_are_never_inlined_and_never_lost() {
    let conditions = [
        "<style media=\"print\">|</style>",
        "<STYLE MEDIA='only screen and (max-width: 480px)'>|</STYLE>",
        "<style type=\"text/css\" media=\"(prefers-color-scheme: dark)\">|</style>",
        "<style>@media print { | }</style>",
        "<style><!-- @media only screen and (max-width:600px) {|} --></style>",
        "<style>/* a { } */ @media (prefers-color-scheme: dark) {\n|\n}</style>",
        "<style>@supports (display: grid) { | }</style>",
        "<style>@media screen { @media (max-width: 300px) { | } }</style>",
        "<style>@MEDIA screen and (max-width:1px){|}</style>",
    ];
    let rules = [
        ".ink { color: #123456; }",
        "p { color: #123456 }",
        "p.ink,p.other{color:#123456}",
        ".ink:first-child { color: #123456; font-weight: bold }",
        "body p { background: url(\"a;b.png\"); color: #123456; }",
        "*{color:#123456}",
    ];
    let others = [
        "",
        "<style>p { color: #abcdef; }</style>",
        "<style>.ink { color: #abcdef !important }</style>",
        "<style>.unused { color: red }</style>",
    ];
    each(&conditions, &rules, &others, |condition, rule, other| {
        let source = format!(
            "<html><head>{other}{}</head><body id=\"x\"><p class=\"ink\">文</p><p><a href=\"https://e.example/a\">見る</a></p></body></html>",
            condition.replace('|', rule)
        );
        let mail = sound("body.html", &source);
        let (head, body) = mail.html.split_once("<body").unwrap();
        assert!(head.contains("#123456") && !body.contains("#123456"), "{source}\n{}", mail.html);
        assert_eq!(body.contains("#abcdef"), other.contains("#abcdef"), "{source}\n{body}");
        if other == "<style>p { color: #abcdef; }</style>" {
            let strong = head.contains("#123456 !important") || head.contains("#123456!important");
            assert!(strong, "the inlined colour beats it: {source}\n{head}");
        }
    });
}

#[test]
fn rules_that_only_a_mail_program_can_use_stay() {
    let selectors = [
        "a:hover",
        "a:visited",
        "a:active",
        "a:focus",
        "p::first-line",
        "p::before",
        "a:hover p",
        "#outlook a",
        ".ExternalClass",
        ".ExternalClass p",
        "[data-ogsc] .ink",
        "[data-ogsb] p",
        "a[x-apple-data-detectors]",
        "u + #x .ink",
        "#MessageViewBody a",
        ".moz-text-html .ink",
        "* [lang~=\"x-div\"]",
        "input:checked ~ .ink",
        ".ink:nth-child(2):hover",
        "body[data-outlook-cycle] p",
        "div > u + .body .ink",
        "@font-face",
        "[owa] .ink",
        "@page",
        "a:not(:hover)",
        "#x:target",
        ".sm\\:hidden",
        "p:lang(ja)",
        "a[href^=tel]:hover",
        "_:-ms-input-placeholder, .ink",
    ];
    let lists = ["{S} {D}", "{S},{S}{D}", "p, {S} {D}"];
    let blocks = ["{ color: #123456 }", "{color:#123456!important}", "{\n  /* x */ color: #123456;\n}"];
    each(&selectors, &lists, &blocks, |selector, list, block| {
        if selector.starts_with('@') && list != "{S} {D}" {
            return;
        }
        let rule = list.replace("{S}", selector).replace("{D}", block);
        let source = format!(
            "<html><head><style>{rule}</style></head><body id=\"x\"><p class=\"ink\">文</p><p><a href=\"https://e.example/a\">見る</a></p></body></html>"
        );
        let mail = sound("body.html", &source);
        let kept = mail.html.split("</head>").next().unwrap();
        let first = selector.split(',').next().unwrap();
        assert!(kept.contains(first) && kept.contains("#123456"), "{rule}\n{kept}");
        assert_eq!(
            mail.html.matches("<p class=\"ink\" style=\"color: #123456").count(),
            usize::from(list.starts_with("p,") || selector.contains(", .ink")),
            "{rule}\n{}",
            mail.html
        );
    });
}
