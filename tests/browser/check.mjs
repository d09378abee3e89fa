// Looks at the outbox and at every shipped mail in a browser, as people do: from `hikyaku up` on a data folder of its own,
// through a posted form, to buttons pressed. Settings: HIKYAKU (the program), CHROMIUM, SHOTS (a folder for pictures).
// With `--pictures` it does nothing but write the pictures of the papers anew.
import assert from "node:assert/strict";
import { cpSync, readFileSync, readdirSync, mkdtempSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { PRESSED, PRESSED_IN_MAILS, audit as look } from "./audit.mjs";
import { pictures } from "./pictures.mjs";
import { run, start } from "./program.mjs";
import { fill, list, paste, startSite, tryListed, tryUnlisted } from "./site.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const PROGRAM = process.env.HIKYAKU ?? join(ROOT, "target/debug/hikyaku");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SHOTS = process.env.SHOTS;
const MAIL_BYTES_MAX = 80 * 1024;
/** A day in about two seconds. */
const CLOCK_SPEED = 40_000;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 900 };
/** The wishes on the page behind the link, each followed by the one that takes it back. */
const WISHES = [
  "pause-2-weeks", "end-pause", "less-often", "as-often", "stop-tracking", "allow-tracking", "stop-topic-offers", "resume-topic-offers",
];
/** How people look at pages that strangers see. */
const LOOKS = [
  { viewport: NARROW, colorScheme: "light" },
  { viewport: NARROW, colorScheme: "dark" },
  { viewport: WIDE, colorScheme: "light" },
  { viewport: WIDE, colorScheme: "dark" },
];
/** Bytes of a form's own page at most. */
const PAGE_BYTES_MAX = 50 * 1024;

/** A form whose agreements are confirmed from the mailbox. */
const NEWSLETTER = {
  title: "お知らせの登録",
  language: "ja",
  fields: [
    { name: "name", label: "お名前", type: "text" },
    { name: "email", label: "メールアドレス", type: "email", required: true },
    { name: "agree", label: "お知らせをメールで受け取ります", type: "checkbox" },
  ],
  consent: { text: "在庫管理に役立つ情報と、棚番ノートのご案内を、株式会社棚番商会からメールで受け取ることに同意します。", field: "agree" },
  confirm: "always",
};

const WRITE_PICTURES = process.argv.includes("--pictures");

const folder = mkdtempSync(join(tmpdir(), "hikyaku-browser-"));
const templates = join(folder, "templates");
cpSync(join(ROOT, "templates"), templates, { recursive: true });
const site = await startSite();
list(templates, site);
writeFileSync(join(templates, "forms", "newsletter.json"), JSON.stringify(NEWSLETTER));
const data = join(folder, "data");
const program = await start(PROGRAM, ["up", "--templates", templates, "--data", data, "--clock-speed", `${CLOCK_SPEED}`]);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    ...["--disable-background-networking", "--disable-component-update"],
  ],
});

try {
  if (!WRITE_PICTURES) await check();
  await pictures({ program: PROGRAM, browser, root: ROOT, folder, write: WRITE_PICTURES });
  console.log("all is well");
} finally {
  await browser.close();
  await program.stop();
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function check() {
  for (const [locale, viewport] of [["ja-JP", NARROW], ["en-US", WIDE]]) await tryTheOutbox(locale, viewport);
  await tryOtherSites();
  for (const look of LOOKS) await tryTheConfirmation(look);
  for (const look of LOOKS) await lookAtTheForms(look);
  await lookAtEveryMail();
}

async function tryTheOutbox(locale, viewport) {
  // Without transitions: colours are judged as they are, and not on their way.
  const context = await browser.newContext({ locale, viewport, reducedMotion: "reduce" });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  const name = (what) => `${what}-${viewport.width}`;

  await page.goto(program.url);
  await page.locator('[data-page="locked.html"]').waitFor();
  await audit(page, name("locked"));
  // The browser tells of the status 403, as it should here and nowhere else.
  wrong.splice(0);
  await page.goto(program.link);
  assert.equal(page.url(), `${program.url}/`, "the key is taken out of the address");
  await audit(page, name("start"));
  await page.goto(`${program.url}/forms`);
  await audit(page, name("forms"));
  const address = `browser-${viewport.width}@example.jp`;
  await post(page, "contact", address);
  assert.equal(new URL(page.url()).pathname, "/f/contact", "a posted form thanks on its own address");

  await findMail(page, address, "after-inquiry / reply");
  await audit(page, name("outbox"));
  await openMail(page, address, "after-inquiry / reply");
  await audit(page, name("mail"));
  assert.equal(await page.locator('form[action$="/unsubscribe"]').count(), 0, "an answer offers no unsubscribing");
  await page.locator("label[for=phone]").click();
  const frame = await page.locator("iframe").boundingBox();
  assert.equal(Math.round(frame.width), 360, "the phone's width is 360 px");
  await press(page, "open", "opened");

  // The first mail that is marketing comes on the next business day, which is seconds away on the fast clock.
  await findMail(page, address, "after-inquiry / faq");
  await openMail(page, address, "after-inquiry / faq");
  await press(page, "click", "clicked");
  const link = await page.frameLocator("iframe").locator('a[href*="/u/"]').first().getAttribute("href");
  for (const look of LOOKS) await tryThePreferences(link, locale, look);
  await press(page, "unsubscribe", "unsubscribed");
  await audit(page, name("mail-unsubscribed"));
  await tryTheRefusal(link);
  await page.goto(`${program.url}/leads`);
  assert.ok(await page.getByText(address).count(), "who was mailed stands among the leads");
  await audit(page, name("leads"));
  assert.deepEqual(wrong, [], "no page reports an error");
  await context.close();
}

/** The page behind the link of a mail, without scripts: less instead of nothing, then nothing, and a slip that is found too late. */
async function tryThePreferences(link, locale, look) {
  const context = await browser.newContext({ locale, reducedMotion: "reduce", javaScriptEnabled: false, ...look });
  const page = await context.newPage();
  const name = (what) => `preferences-${what}-${look.viewport.width}-${look.colorScheme}`;
  const choose = async (wish) => {
    const button = page.locator(`button[value="${wish}"]`).first();
    if (!(await button.isVisible())) await page.locator("summary").click();
    await Promise.all([page.waitForLoadState("load"), button.click()]);
    assert.equal(page.url(), link, "the answer stands under the link itself");
  };
  const answer = await page.goto(link);
  assert.ok((await answer.body()).length <= PAGE_BYTES_MAX);
  assert.equal(await page.locator("html").getAttribute("lang"), "ja", "the page speaks the language of the mail");
  await audit(page, name("question"));
  for (const wish of WISHES) {
    await choose(wish);
    if (await page.locator("summary").count()) await page.locator("summary").click();
    await audit(page, name(wish));
  }
  assert.deepEqual(await context.cookies(), [], "no page of a mail sets a cookie");
  await context.close();
}

/** The link of a person who has refused: the page says that nothing is sent, and there is nothing to press. */
async function tryTheRefusal(link) {
  const context = await browser.newContext({ locale: "ja-JP", javaScriptEnabled: false, viewport: NARROW });
  const page = await context.newPage();
  await page.goto(link);
  await audit(page, "preferences-stopped");
  assert.equal(await page.locator("button").count(), 0, "whoever refused is not asked again");
  await context.close();
}

/** The page behind the link of a confirmation, without scripts: it asks, is answered by a press, and says so from then on. */
async function tryTheConfirmation(look) {
  const desk = await browser.newContext({ locale: "ja-JP", viewport: WIDE, reducedMotion: "reduce" });
  const outbox = await desk.newPage();
  await outbox.goto(program.link);
  const name = (what) => `confirm-${what}-${look.viewport.width}-${look.colorScheme}`;
  for (const answer of ["yes", "never"]) {
    const address = `${answer}-${look.viewport.width}-${look.colorScheme}@example.jp`;
    await outbox.goto(`${program.url}/forms`);
    await post(outbox, "newsletter", address);
    await findMail(outbox, address, "confirm-newsletter / ask");
    await openMail(outbox, address, "confirm-newsletter / ask");
    const link = await outbox.frameLocator("iframe").locator('a[href*="/c/"]').first().getAttribute("href");
    const context = await browser.newContext({ locale: "ja-JP", reducedMotion: "reduce", javaScriptEnabled: false, ...look });
    const page = await context.newPage();
    const looked = await page.goto(link);
    assert.ok((await looked.body()).length <= PAGE_BYTES_MAX);
    assert.ok(await page.getByText(NEWSLETTER.consent.text).count(), "the page shows the words that are agreed to");
    await audit(page, name("question"));
    await Promise.all([page.waitForLoadState("load"), page.locator(`button[value="${answer}"]`).click()]);
    assert.equal(page.url(), link, "the answer stands under the link itself");
    await audit(page, name(answer));
    await page.goto(link);
    assert.equal(await page.locator("button").count(), 0, "whoever has answered is not asked again");
    assert.deepEqual(await context.cookies(), [], "no page of a mail sets a cookie");
    await context.close();
  }
  await desk.close();
}

/** The form on the company's site, from an origin that it lists and from one that it does not. */
async function tryOtherSites() {
  const context = await browser.newContext({ locale: "ja-JP", viewport: WIDE, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(program.link);
  await paste(page, program, site);
  await tryListed(page, program, site, audit);
  await page.goto(`${program.url}/forms`);
  assert.equal(await page.getByText(site.unlisted).count(), 0, "nobody was refused yet");
  await tryUnlisted(page, program, site);
  await page.goto(`${program.url}/forms`);
  assert.ok(await page.getByText(`"allow_origins": ["${site.listed}", "${site.unlisted}"]`).count(), "/forms names the site and the remedy");
  await context.close();
}

/** The form's own page and its problems, without scripts, and the desk's pages about forms and leads. */
async function lookAtTheForms(look) {
  const context = await browser.newContext({ locale: "ja-JP", reducedMotion: "reduce", javaScriptEnabled: false, ...look });
  const page = await context.newPage();
  const name = (what) => `${what}-${look.viewport.width}-${look.colorScheme}`;
  const answer = await page.goto(`${program.url}/f/contact?utm_source=poster&utm_medium=qr`);
  const bytes = (await answer.body()).length;
  assert.ok(bytes <= PAGE_BYTES_MAX, `the form's page has ${bytes} bytes`);
  await audit(page, name("form"));
  let form = await fill(page, "noreply@example.jp");
  await form.locator("textarea").fill("一行め\n二行め");
  await Promise.all([page.waitForLoadState("load"), form.locator("button").click()]);
  await page.locator(".problem").waitFor();
  await audit(page, name("problem"));
  assert.equal(await page.locator("textarea").inputValue(), "一行め\n二行め", "what was written is kept");
  assert.ok(await page.locator("input[type=checkbox]").isChecked(), "a tick that was given is kept");
  form = page.locator("main form");
  await form.locator("input[type=email]").fill(`own-${look.viewport.width}-${look.colorScheme}@gmial.com`);
  await form.locator("button").click();
  await page.getByText("gmail.com").waitFor();
  await page.locator("summary").click();
  assert.equal(await page.locator("textarea").inputValue(), "一行め\n二行め", "a doubtful address can be corrected and sent again");
  await audit(page, name("thanks"));
  const scripted = await browser.newContext({ locale: "ja-JP", reducedMotion: "reduce", ...look });
  const desk = await scripted.newPage();
  await desk.goto(program.link);
  await desk.goto(`${program.url}/forms`);
  for (const summary of await desk.locator("#contact summary").all()) await summary.click();
  await audit(desk, name("forms"));
  await desk.goto(`${program.url}/leads`);
  assert.ok(await desk.getByText("ads / cpc / autumn").count(), "a lead shows the campaign that led to it");
  assert.equal(await desk.getByText("somebody@example.jp").count(), 0, "and nobody who was named in an address");
  await audit(desk, name("leads"));
  await scripted.close();
  await context.close();
}

async function post(page, form, address) {
  const fields = page.locator(`#${form} form`);
  for (const input of await fields.locator("input[type=text], textarea").all()) await input.fill("見本");
  for (const select of await fields.locator("select").all()) await select.selectOption({ index: 1 });
  for (const tick of await fields.locator("input[type=checkbox]").all()) await tick.check();
  await fields.locator("input[type=email]").fill(address);
  await Promise.all([page.waitForURL(`**/f/${form}`), fields.locator("button").click()]);
}

/** Waits on the list until the mail of that step is there; the list keeps itself fresh. */
async function findMail(page, address, step) {
  await page.goto(program.url);
  await mail(page, address, step).waitFor({ timeout: 60_000 });
}

async function openMail(page, address, step) {
  await page.goto(program.url + (await mail(page, address, step).getAttribute("href")));
}

function mail(page, address, step) {
  return page.locator(".mail", { hasText: address }).filter({ hasText: step }).first();
}

/** Presses a button that plays the recipient; the mail must say so afterwards. */
async function press(page, deed, badge) {
  await Promise.all([
    page.waitForURL(`**?done=${deed}`),
    page.locator(`form[action$="/${deed}"] button`).click(),
  ]);
  assert.ok(await page.locator(`.badge.${badge}`).count(), `after ${deed} the mail is marked as ${badge}`);
}

async function audit(page, name) {
  const found = await page.evaluate(look, { buttons: PRESSED });
  await shoot(page, name);
  assert.deepEqual(found, [], `${name}: ${page.url()}`);
}

async function lookAtEveryMail() {
  const mails = join(folder, "mails");
  await run(PROGRAM, ["preview", "--all", "--out", mails, "--templates", templates]);
  const files = readdirSync(mails, { recursive: true }).filter((file) => file.endsWith(".html"));
  assert.ok(files.length > 0, "there are mails to look at");
  for (const width of [360, 640]) {
    // Mail programs run no scripts, so these pages may not need them; the audit itself runs outside the page's policy.
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const file of files) {
      const path = join(mails, file);
      const bytes = statSync(path).size;
      assert.ok(bytes <= MAIL_BYTES_MAX, `${file} has ${bytes} bytes; Gmail clips what is larger than about 100 KB`);
      await page.setContent(readFileSync(path, "utf8"), { waitUntil: "domcontentloaded" });
      const found = await page.evaluate(look, { buttons: PRESSED_IN_MAILS });
      await shoot(page, `mail-${file.replaceAll("/", "-").replace(".html", "")}-${width}`);
      assert.deepEqual(found, [], `${file} at ${width} px`);
    }
    await context.close();
  }
  console.log(`${files.length} mails looked at`);
}

async function shoot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}
