// Mails as they were sent: out of the outbox of a played month, read by a mail parser.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import PostalMime from "postal-mime";

/** People of the played month: enough that every shipped mail goes out. */
const LEADS = "40";

/** One mail of each step: its name, both parts, and the page that List-Unsubscribe names; none in answers. */
export async function sentMails(program, templates, keep) {
  execFileSync(program, ["demo", "--seed", "7", "--leads", LEADS, "--keep", keep, "--templates", templates], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const outbox = join(keep, "outbox");
  const first = new Map();
  for (const file of readdirSync(outbox).filter((file) => file.endsWith(".json")).sort()) {
    const { sequence, step } = JSON.parse(readFileSync(join(outbox, file), "utf8"));
    const name = `${sequence}/${step}`;
    if (!first.has(name)) first.set(name, join(outbox, file.replace(".json", ".eml")));
  }
  const mails = [];
  for (const [name, file] of first) mails.push({ name, ...(await parsed(readFileSync(file))) });
  return mails;
}

async function parsed(bytes) {
  const { html, text, subject, headers } = await PostalMime.parse(bytes);
  const header = headers.find(({ key }) => key === "list-unsubscribe")?.value;
  return { html, text, subject, unsubscribe: header?.match(/<(https?:[^>]+)>/)?.[1] };
}
