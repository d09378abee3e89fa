// Mails spoilt on purpose, each in a way that a compiler or an author could; the judges must tell every one.

const FOOTER = /<div style="box-sizing:border-box;max-width:600px;margin:32px/;

/** Cuts a mail's HTML into what is before the footer, the footer, and what is behind it. */
function cut({ html }) {
  const start = html.search(FOOTER);
  const end = html.lastIndexOf("</body>");
  if (start < 0 || end < start) throw new Error("the mail has no footer to spoil");
  return [html.slice(0, start), html.slice(start, end), html.slice(end)];
}

function footer(mail, change) {
  const [before, footer, behind] = cut(mail);
  return { ...mail, html: `${before}${change(footer)}${behind}` };
}

const wrapped = (style) => (footer) => `<div style="${style}">${footer}</div>`;
const styled = (mail, css) => ({ ...mail, html: mail.html.replace("</head>", `<style>${css}</style></head>`) });

export const SABOTAGES = [
  { name: "the footer in a comment", spoil: (mail) => footer(mail, (it) => `<!-- ${it.replaceAll("--", "- -")} -->`), expect: /no link|not there/ },
  { name: "the footer for Outlook only", spoil: (mail) => footer(mail, (it) => `<!--[if mso]>${it}<![endif]-->`), expect: /no link|not there/ },
  {
    name: "white letters on white",
    spoil: (mail) => styled(mail, "body *{color:#fdfdfd !important;background:#ffffff !important}"),
    expect: /contrast/,
  },
  { name: "letters of one pixel", spoil: (mail) => styled(mail, "div *{font-size:1px !important;line-height:1px !important;min-height:0 !important;padding:0 !important}"), expect: /px high|tiny/ },
  {
    name: "something over the footer",
    spoil: (mail) => footer(mail, (it) => `<div style="position:relative">${it}<div style="position:absolute;inset:0;z-index:9"></div></div>`),
    expect: /lies over/,
  },
  {
    name: "another link than the header's",
    spoil: (mail) => ({ ...mail, html: mail.html.replaceAll(mail.unsubscribe, `${mail.unsubscribe}x`) }),
    expect: /no link as in the header/,
  },
  {
    name: "a text part that lacks a sentence",
    spoil: (mail) => {
      const lines = mail.text.split("\n");
      const at = lines.findIndex((line) => line.trim().endsWith("。"));
      return { ...mail, text: lines.filter((_, index) => index !== at).join("\n") };
    },
    expect: /not in the text part/,
  },
  {
    name: "a footer that the dark hides",
    spoil: (mail) => styled(mail, "@media (prefers-color-scheme: dark){div[style*='margin:32px']{display:none !important}}"),
    expect: /not shown.*dark/,
  },
  {
    name: "a footer that narrow screens hide",
    spoil: (mail) => styled(mail, "@media (max-width: 400px){div[style*='margin:32px']{visibility:hidden !important}}"),
    expect: /not shown.*320/,
  },
  { name: "a footer beside the page", spoil: (mail) => footer(mail, wrapped("position:absolute;left:-9999px")), expect: /off the page/ },
  { name: "a footer that is seen through", spoil: (mail) => footer(mail, wrapped("opacity:0")), expect: /not shown|contrast/ },
  { name: "a footer cut off to nothing", spoil: (mail) => footer(mail, wrapped("height:0;overflow:hidden")), expect: /lies over|not shown|contrast/ },
  {
    name: "no address",
    spoil: (mail, company) => ({ ...mail, html: mail.html.replaceAll(company.postal_address, "") }),
    expect: /not there: the company's address/,
  },
  {
    name: "grey letters on grey",
    spoil: (mail) => footer(mail, (it) => it.replaceAll(/([^-])color:#[0-9a-f]{6}/g, "$1color:#b8b8b8")),
    expect: /contrast/,
  },
];
