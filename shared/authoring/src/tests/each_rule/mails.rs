//! Rules about mails and their placeholders.

use super::*;

#[test]
fn a_mail_is_for_one_thing() {
    insta::assert_snapshot!(steps(&format!(r#"{HELLO}, {{ "step": "b", "send": "hello", "purpose": "transactional" }}"#)), @r#"
    sequences/welcome.json:2:54 mail-with-two-purposes /steps/1/send
      the mail "hello" is marketing in one step and transactional in another → copy the mail's folder under another name for one of them
    "#);
}

#[test]
fn subjects_are_short_and_bodies_are_there() {
    let long = "長い件名".repeat(20);
    insta::assert_snapshot!(found(&[("emails/welcome/hello/subject.txt", &long)]), @r"
    emails/welcome/hello/subject.txt:1:1 subject-long
      the subject has about 80 characters; inboxes show 60 or fewer → say what matters first, and shorten the rest
    ");
    insta::assert_snapshot!(found(&[("emails/welcome/hello/body.md", "")]), @r"
    emails/welcome/hello/subject.txt:1:1 mail-without-body
      the mail has no body → add one of body.md, body.mjml or body.html
    ");
    insta::assert_snapshot!(found(&[("emails/welcome/hello/body.html", "<p>x</p>")]), @r"
    emails/welcome/hello/body.html:1:1 mail-with-several-bodies
      the mail has several bodies: body.html, body.md → keep one of them
    ");
}

#[test]
fn a_mail_that_gmail_would_cut_off_is_told() {
    let paragraph = "これは段落です。\n\n".repeat(1_450);
    insta::assert_snapshot!(body(&paragraph), @r"
    emails/welcome/hello/body.md:1:1 html-large
      the HTML has 84 KB; Gmail cuts mails off at 102 KB, the unsubscribe link with it → shorten the mail, or split it in two
    ");
    insta::assert_snapshot!(body(&paragraph.repeat(2)), @r"
    emails/welcome/hello/body.md:1:1 html-too-large
      the HTML has 166 KB; Gmail cuts mails off at 102 KB, the unsubscribe link with it → shorten the mail, or split it in two
    ");
}

#[test]
fn pictures_and_links_work_in_mails() {
    insta::assert_snapshot!(body("![](https://a.example/a.png) ![絵](http://a.example/a.png)\n\n[x](javascript:y) [z](#)\n"), @r"
    emails/welcome/hello/body.md:1:1 image-without-alt
      the picture has no words for people who do not see it, and many mail programs show none at first → write words between the brackets: ![…](…)
    emails/welcome/hello/body.md:1:35 image-not-https
      the picture is loaded over http://, which mail programs refuse → put the picture on an https:// server
    emails/welcome/hello/body.md:3:5 link-unsafe
      a link to `javascript:` does not work in mails and is taken for an attack → link to an https:// page
    emails/welcome/hello/body.md:3:23 link-empty
      the link leads nowhere → write an https:// address
    ");
    insta::assert_snapshot!(html("<img src=\"http://a.example/a.png\">\n<a href=\"JavaScript:x\">x</a> <a href=\"\">x</a><img alt=\"\" src=\"https://a.example/\">"), @r#"
    emails/welcome/hello/body.html:1:1 image-without-alt
      the picture has no words for people who do not see it, and many mail programs show none at first → add alt="…", or alt="" for a mere ornament
    emails/welcome/hello/body.html:1:11 image-not-https
      the picture is loaded over http://, which mail programs refuse → put the picture on an https:// server
    emails/welcome/hello/body.html:2:10 link-unsafe
      a link to `javascript:` does not work in mails and is taken for an attack → link to an https:// page
    emails/welcome/hello/body.html:2:39 link-empty
      the link leads nowhere → write an https:// address
    "#);
}

#[test]
fn placeholders_are_known_and_have_fallbacks() {
    insta::assert_snapshot!(body("{{ lead.name }}\n{{ leed.name | default(\"x\") }}\n{{ company.legalname }}\n{{ lead.budget }}\n{{ event.x }}\n{{ lead.email }} {{ unsubscribe_url }}\n"), @r#"
    emails/welcome/hello/body.md:1:1 placeholder-may-be-missing
      `lead.name` may be missing, and then the mail is not sent to that lead → write {{ lead.name | default("…") }}
    emails/welcome/hello/body.md:2:1 unknown-placeholder
      the placeholder `leed.name` is not known → did you mean "lead.name"?
    emails/welcome/hello/body.md:3:1 unknown-placeholder
      the placeholder `company.legalname` is not known → did you mean "company.legal_name"?
    emails/welcome/hello/body.md:4:1 placeholder-never-filled
      no form asks for `budget`, so `lead.budget` is missing and the mail is never sent → write {{ lead.budget | default("…") }}
    emails/welcome/hello/body.md:5:1 placeholder-never-filled
      no form asks for `x`, so `event.x` is missing and the mail is never sent → write {{ event.x | default("…") }}
    "#);
    assert_eq!(
        body("{% if lead.budget %}{{ lead.budget }}{% endif %} {{ lead.plan | default(\"x\") }}\n"),
        ""
    );
}

#[test]
fn every_broken_placeholder_is_told_with_its_line() {
    insta::assert_snapshot!(body("{{ lead.name | uppr }}\n{{ 2 * 3 }}\n{{ 2 ** 3 }}\n{{ lead. }}\n{% if lead.name %}\n"), @r#"
    emails/welcome/hello/body.md:1:1 unknown-filter
      there is no filter `uppr`; mails have date, default, first, length, lower, number, sama, title, trim, upper, urlencode → did you mean `upper`?
    emails/welcome/hello/body.md:2:1 forbidden-operator
      `*` and `**` are not offered in mails; write the result itself → mails do not calculate: write the number that is to be seen
    emails/welcome/hello/body.md:3:1 forbidden-operator
      `*` and `**` are not offered in mails; write the result itself → mails do not calculate: write the number that is to be seen
    emails/welcome/hello/body.md:4:1 template-syntax
      unexpected end of variable block, expected identifier or integer → write {{ lead.name | default("…") }}, and close every {% if %} with {% endif %}
    emails/welcome/hello/body.md:5:1 template-syntax
      unexpected end of input, expected end of block → write {{ lead.name | default("…") }}, and close every {% if %} with {% endif %}
    "#);
    insta::assert_snapshot!(found(&[("emails/welcome/hello/subject.txt", "{{ lead.name")]), @r#"
    emails/welcome/hello/subject.txt:1:1 template-syntax
      unexpected end of input, expected end of variable block → write {{ lead.name | default("…") }}, and close every {% if %} with {% endif %}
    "#);
}

#[test]
fn placeholders_of_other_programs_are_rewritten() {
    insta::assert_snapshot!(body("%name% %name_sama% %%sei_name%% *|FNAME|* [contact_attribute:company] 50% off 100% %E3%81%82 https://a.example/%e3%81%82\n\n{{ name | default: 'お客様' }} {{ customer.first_name | default: \"x\" | upcase }} {{ lead.plan | default: 'y' }}\n"), @r#"
    emails/welcome/hello/body.md:1:1 foreign-placeholder
      %name% is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("お客様") }}
    emails/welcome/hello/body.md:1:2 language-mismatch
      the mail is written in English, and its sequence is Japanese: its footer, dates and honorifics would be Japanese → write "language": "en" in sequences/welcome.json
    emails/welcome/hello/body.md:1:8 foreign-placeholder
      %name_sama% is a placeholder of another mail program and would be sent as it is → write {{ lead.name | sama }}
    emails/welcome/hello/body.md:1:20 foreign-placeholder
      %%sei_name%% is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("お客様") }}
    emails/welcome/hello/body.md:1:33 foreign-placeholder
      *|FNAME|* is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("お客様") }}
    emails/welcome/hello/body.md:1:43 foreign-placeholder
      [contact_attribute:company] is a placeholder of another mail program and would be sent as it is → write {{ lead.company | default("…") }}
    emails/welcome/hello/body.md:3:1 foreign-placeholder
      {{ name | default: 'お客様' }} is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("お客様") }}
    emails/welcome/hello/body.md:3:29 foreign-placeholder
      {{ customer.first_name | default: "x" | upcase }} is a placeholder of another mail program and would be sent as it is → write {{ lead.name | default("x") }}
    emails/welcome/hello/body.md:3:79 foreign-placeholder
      {{ lead.plan | default: 'y' }} is a placeholder of another mail program and would be sent as it is → write {{ lead.plan | default("y") }}
    "#);
}

/// The fallback would be shown to everybody, and nobody would ask why.
#[test]
fn a_misspelt_placeholder_is_told_also_where_it_has_a_fallback() {
    insta::assert_snapshot!(body("{{ lead.nmae | default(\"x\") }}\n{{ lead.budget | default(\"y\") }}"), @r"
    emails/welcome/hello/body.md:1:1 placeholder-spelt-otherwise
      no form asks for `nmae`, so `lead.nmae` is missing for everybody → did you mean `lead.name`?
    ");
}
