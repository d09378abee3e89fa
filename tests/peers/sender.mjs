// A sender by hand: claims a mail, fills it, signs the request, posts it to SES, writes what became of it; then the next one.
//
//     node sender.mjs DATABASE TEMPLATE HOST:PORT
//
// Begins at a line on its input, prints how many it sent as JSON, and ends with its input.

import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { open } from "./store.mjs";

const [region, service, key, secret] = ["us-east-1", "ses", "speed", "speed"];
const path = "/v2/email/outbound-emails";
const linkKey = "the key of unsubscribe links";
const footer = '<p>株式会社見本 〒100-0000 東京都千代田区見本町1-2-3 <a href="${unsubscribe}">配信停止</a></p>';

const store = await open(process.argv[2]);
const html = fs.readFileSync(process.argv[3], "utf8").replace("</body>", footer + "</body>");
const text = "${name}\n\n${company} の在庫についてのお便りです。\nhttps://www.example.co.jp/guide\n\n配信停止: ${unsubscribe}\n";
const host = process.argv[4];
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const sha256 = (message) => crypto.createHash("sha256").update(message).digest("hex");
const keyed = (key, message) => crypto.createHmac("sha256", key).update(message);
const fill = (template, words) => template.replace(/\$\{(\w+)\}/g, (_, name) => words[name]);
const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (value) => value.replace(/[&<>"']/g, (mark) => marks[mark]);

// The headers of AWS Signature Version 4.
function signed(body, now) {
  const moment = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = moment.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const names = "content-type;host;x-amz-date";
  const request =
    `POST\n${path}\n\ncontent-type:application/json\nhost:${host}\nx-amz-date:${moment}\n\n${names}\n${sha256(body)}`;
  let derived = `AWS4${secret}`;
  for (const part of [day, region, service, "aws4_request"]) derived = keyed(derived, part).digest();
  const signature = keyed(derived, `AWS4-HMAC-SHA256\n${moment}\n${scope}\n${sha256(request)}`).digest("hex");
  return {
    "Content-Type": "application/json",
    "Content-Length": body.length,
    "X-Amz-Date": moment,
    Authorization: `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function filled({ email, name, company }) {
  const unsubscribe = `https://mail.example.co.jp/u/${email}/${keyed(linkKey, email).digest("hex")}`;
  const words = { name: `${name ?? "お客"}様`, company: company ?? "貴社", unsubscribe };
  const inHtml = Object.fromEntries(Object.entries(words).map(([name, value]) => [name, escaped(value)]));
  const mail = {
    FromEmailAddress: "見本 <hello@example.co.jp>",
    Destination: { ToAddresses: [email] },
    Content: {
      Simple: {
        Subject: { Data: `${words.name}、棚番だよりをお届けします` },
        Body: { Html: { Data: fill(html, inHtml) }, Text: { Data: fill(text, words) } },
        Headers: [
          { Name: "List-Unsubscribe", Value: `<${unsubscribe}>` },
          { Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click" },
        ],
      },
    },
    ConfigurationSetName: "speed",
  };
  return Buffer.from(JSON.stringify(mail));
}

function post(body, now) {
  const [hostname, port] = host.split(":");
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path, method: "POST", agent, headers: signed(body, now) }, (answer) => {
      let said = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (said += part));
      answer.on("end", () =>
        answer.statusCode === 200 ? resolve(JSON.parse(said)) : reject(new Error(`the mail service answered ${answer.statusCode}`)),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function main() {
  let sent = 0;
  for (let mails = store.due(); mails.length; mails = store.due()) {
    for (const mail of mails) {
      const now = new Date();
      if (!store.claim(mail.id)) continue;
      const { MessageId } = await post(filled(mail), now);
      store.sent(mail.id, MessageId, now.toISOString());
      sent += 1;
    }
  }
  return sent;
}

process.stdout.write(JSON.stringify({ ready: true }) + "\n");
process.stdin.once("data", async () => {
  process.stdout.write(JSON.stringify({ sent: await main() }) + "\n");
});
process.stdin.on("end", () => process.exit(0));
