// The company's own site, on an origin of its own: what /forms offers to copy is pasted into its pages and tried as visitors do,
// from an origin that the form lists and from one that it does not. Both are the same server, under two names.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FORM = "contact";

/** Serves pages of a site; `listed` and `unlisted` are its two origins. */
export async function startSite() {
  const pages = new Map();
  const server = createServer((request, response) => {
    const inside = pages.get(new URL(request.url, "http://localhost").pathname);
    response.writeHead(inside === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><html lang="ja"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Site</title><body>${inside ?? ""}</body></html>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    pages,
    listed: `http://localhost:${port}`,
    unlisted: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}

/** Lists the site's origin in the form, as the company would. */
export function list(templates, site) {
  const path = join(templates, "forms", `${FORM}.json`);
  const form = JSON.parse(readFileSync(path, "utf8"));
  form.allow_origins = [site.listed];
  writeFileSync(path, JSON.stringify(form));
}

/** Copies both ways of putting the form on a page from /forms into the site. */
export async function paste(page, program, site) {
  await page.goto(`${program.url}/forms`);
  const copies = await page.locator(`#${FORM} .copy code`).allTextContents();
  assert.equal(copies.length, 2, "a form is offered plain and with fetch");
  site.pages.set("/plain", copies[0]);
  site.pages.set("/fetch", copies[1]);
  site.pages.set("/landing", `<a href="/fetch">form</a>${copies[0].slice(copies[0].indexOf("<script>"))}`);
  site.pages.set("/bare", "");
}

export async function fill(page, address) {
  const form = page.locator(`form#${FORM}, main form`).first();
  for (const input of await form.locator("input[type=text]:visible, input[type=tel]:visible, textarea:visible").all()) await input.fill("見本");
  for (const select of await form.locator("select").all()) await select.selectOption({ index: 1 });
  for (const tick of await form.locator("input[type=checkbox]").all()) await tick.check();
  await form.locator("input[type=email]").fill(address);
  return form;
}

/** From a listed site everything works: the copies, and fetch in each of its shapes. */
export async function tryListed(page, program, site, look) {
  await page.goto(`${site.listed}/landing?utm_source=ads&utm_medium=cpc&utm_campaign=autumn&email=somebody@example.jp`);
  await page.getByText("form").click();
  let form = await fill(page, "noreply@example.jp");
  await form.locator("button").click();
  await form.locator("label[for=contact-email] ~ p[role=alert]").first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), "email", "the field with the problem has the focus");
  await form.locator("input[type=email]").fill("fetch@gmial.com");
  await form.locator("button").click();
  await page.locator("p[role=status]").waitFor();
  assert.match(await page.locator("p[role=status]").textContent(), /gmail\.com/, "a probable typing error is hinted at");

  await page.goto(`${site.listed}/plain`);
  form = await fill(page, "plain@example.jp");
  await Promise.all([page.waitForURL(`${program.url}/f/${FORM}`), form.locator("button").click()]);
  await look(page, "thanks");
  assert.equal(await page.locator(".ways a").getAttribute("href"), `${site.listed}/`, "thanks lead back to the site");

  await page.goto(`${site.listed}/bare`);
  const answers = await page.evaluate(async (url) => {
    const fields = (address) => ({ company: "c", name: "n", email: address, topic: "その他", message: "m" });
    const data = new FormData();
    for (const [name, value] of Object.entries(fields("formdata@example.jp"))) data.append(name, value);
    const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(fields("json@example.jp")) };
    const asked = [{ body: new URLSearchParams(fields("urlencoded@example.jp")) }, { body: data }, json];
    const bad = [{ body: "x".repeat(70_000) }, { body: "text" }, { body: new URLSearchParams({ email: "x" }) }];
    const said = async (options) => {
      const answer = await fetch(url, { method: "POST", ...options });
      return [answer.status, answer.redirected, (await answer.json()).status];
    };
    return Promise.all([...asked, ...bad].map(said));
  }, `${program.url}/f/${FORM}`);
  const ok = [200, false, "ok"];
  const refused = (status) => [status, false, "refused"];
  assert.deepEqual(answers, [ok, ok, ok, refused(413), refused(415), refused(422)], "scripts of a listed site read every answer");
}

/** From an unlisted site nothing is taken, and everybody is told: the visitor, the site's owner, and whoever looks at /forms. */
export async function tryUnlisted(page, program, site) {
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await page.goto(`${site.unlisted}/fetch`);
  let form = await fill(page, "unlisted@example.jp");
  await form.locator("button").click();
  await form.locator("p[role=alert]").waitFor();
  assert.ok(said.some((text) => text.includes("allow_origins")), "the console says what to write");
  await page.goto(`${site.unlisted}/plain`);
  form = await fill(page, "unlisted@example.jp");
  await Promise.all([page.waitForURL(`${program.url}/f/${FORM}`), form.locator("button").click()]);
  const line = `"allow_origins": ["${site.listed}", "${site.unlisted}"]`;
  assert.ok(await page.getByText(line).count(), "the page says what to write, with the site that is listed already");
}
