// Pictures of the product for the papers, made by the program itself: a month of the demo by its seed, and output of commands.
// Beside each picture lies its text. `node check.mjs --pictures` writes both; a run without it makes the texts again and fails
// where one differs, so that no picture ages unnoticed.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { read, run, start } from "./program.mjs";
import { terminal } from "./terminal.mjs";

const SCHEMES = ["light", "dark"];
/** Sharp on dense screens, and small. */
const SCALE = 2;
const QUALITY = 80;
const BYTES_MAX = 150 * 1024;
const BYTES_OF_ALL_MAX = 700 * 1024;
/** The page of the outbox whose first mails show most of what can become of one. */
const OUTBOX_PAGE = 14;
const OUTBOX_MAILS = 7;
const OUTBOX_WIDTH = 960;
const PHONE = { width: 390, height: 720 };
/** The mail that the phone shows: the newest of this step. */
const PHONE_STEP = "welcome-material / material";
const TIMELINE = ["timeline", "after-meeting", "--from", "2026-12-20"];
const CHECK = ["check", "--lang", "en"];
/** Slips of a marketer in the shipped templates: the file, the right words, the wrong ones. */
const SLIPS = [
  ["calendars/company.json", '"08-11"', '"8-11"'],
  ["emails/welcome-material/pricing/subject.txt", "料金の", "*|FNAME|*様、料金の"],
  ["emails/welcome-material/wrap-up/body.mjml", "{{ lead.name | sama }}", "{{ lead.nmae | sama }}"],
  ["sequences/after-inquiry.json", '"send": "cases"', '"send": "case"'],
  ["sequences/win-back.json", '"at_most": "5 days"', '"at_most": "5days"'],
];

/** Writes the pictures with their texts into the papers, or compares the texts with those that lie there. */
export async function pictures({ program, browser, root, folder, write }) {
  const kept = join(root, "docs/pictures");
  const into = write ? kept : join(folder, "pictures");
  if (write) rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const studio = { program, browser, folder, into, templates: join(root, "templates") };
  await ofTheMonth(studio);
  await ofTheTerminal(studio);
  const names = readdirSync(into);
  const bytes = names.filter((name) => name.endsWith(".webp")).map((name) => readFileSync(join(into, name)).length);
  assert.ok(Math.max(...bytes) <= BYTES_MAX, `a picture has ${Math.max(...bytes)} bytes`);
  const all = bytes.reduce((sum, each) => sum + each, 0);
  assert.ok(all <= BYTES_OF_ALL_MAX, `the pictures have ${all} bytes together`);
  if (!write) compare(into, kept, names);
  console.log(`${bytes.length} pictures ${write ? "written" : "are of this program"}`);
}

function compare(into, kept, names) {
  const again = "run `node check.mjs --pictures` and look at docs/pictures";
  const there = existsSync(kept) ? readdirSync(kept) : [];
  assert.deepEqual(there.sort(), [...names].sort(), `other pictures lie there; ${again}`);
  for (const name of names.filter((name) => name.endsWith(".txt"))) {
    const [made, committed] = [into, kept].map((place) => readFileSync(join(place, name), "utf8"));
    assert.equal(made, committed, `docs/pictures/${name} is of another program; ${again}`);
  }
}

/** The outbox, and a mail on a phone, of the month that the seed gives. */
async function ofTheMonth(studio) {
  const month = join(studio.folder, "month");
  await run(studio.program, ["demo", "--keep", month, "--templates", studio.templates]);
  const program = await start(studio.program, ["up", "--no-tick", "--data", month, "--templates", studio.templates]);
  try {
    for (const scheme of SCHEMES) await outbox(studio, program, scheme);
    await phone(studio, program);
  } finally {
    await program.stop();
  }
}

async function outbox(studio, program, colorScheme) {
  const { page, close } = await open(studio, { viewport: { width: OUTBOX_WIDTH, height: 600 }, colorScheme, javaScriptEnabled: false });
  await page.goto(program.link);
  await page.goto(`${program.url}/?page=${OUTBOX_PAGE}`);
  // The clock is that of today, which is no part of the month. Without scripts the page does not fetch what is taken away here.
  await page.evaluate((mails) => {
    for (const row of [...document.querySelectorAll(".mails > li")].slice(mails)) row.remove();
    for (const element of document.querySelectorAll(".clock, .languages, .pages, .foot, .skip")) element.remove();
  }, OUTBOX_MAILS);
  const end = await page.locator(".mails").boundingBox();
  await shoot(studio, page, `outbox-${colorScheme}`, { x: 0, y: 0, width: OUTBOX_WIDTH, height: Math.ceil(end.y + end.height + 28) });
  keepText(studio, "outbox", await page.locator("body").innerText());
  await close();
}

async function phone(studio, program) {
  const { page, close } = await open(studio, { viewport: { width: 450, height: 900 } });
  await page.goto(program.link);
  const mail = page.locator(".mail", { hasText: PHONE_STEP }).first();
  for (let number = 2; !(await mail.count()); number += 1) await page.goto(`${program.url}/?page=${number}`);
  const subject = await mail.locator(".subject").innerText();
  const address = program.url + (await mail.getAttribute("href"));
  await page.goto(address);
  const from = (await page.locator(".facts dd").first().innerText()).replace(/ <.*/, "");
  const html = await (await page.request.get(`${address}/html`)).text();
  await page.goto("about:blank");
  await page.setContent(frame(from, subject, html));
  await page.frameLocator("iframe").locator("body").waitFor();
  await shoot(studio, page, "phone", await page.locator("main").boundingBox());
  const inside = await page.frameLocator("iframe").locator("body").innerText();
  keepText(studio, "phone", `${await page.locator("header").innerText()}\n\n${inside}`);
  await close();
}

/** A phone with the head of a mail program and the mail in it; the page around it is transparent. */
function frame(from, subject, html) {
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html><html lang="ja"><meta charset="utf-8"><style>
    body { margin: 0; padding: 8px; background: transparent; font: 15px/1.5 system-ui, "Noto Sans CJK JP", sans-serif; }
    main { width: ${PHONE.width}px; border: 10px solid #2a2926; border-radius: 44px; overflow: hidden; background: #fff; }
    header { display: flex; gap: 12px; align-items: center; padding: 20px 20px 14px; border-bottom: 1px solid #e3ded2; color: #24231f; }
    header span { display: grid; place-items: center; flex: none; width: 40px; height: 40px; border-radius: 50%; background: #1f4e5f; color: #fff; }
    header b, header small { display: block; }
    header small { font-size: 13px; color: #5d5a52; }
    iframe { display: block; width: 100%; height: ${PHONE.height}px; border: 0; }
  </style><main><header><span aria-hidden="true">${escaped(from.slice(0, 1))}</span><div><b>${escaped(subject)}</b><small>${escaped(from)}</small></div></header>
  <iframe scrolling="no" srcdoc="${escaped(html)}"></iframe></main>`;
}

/** A timeline, and the findings of `check` in templates with slips. */
async function ofTheTerminal(studio) {
  const slipped = join(studio.folder, "slipped", "templates");
  cpSync(studio.templates, slipped, { recursive: true });
  for (const [file, right, wrong] of SLIPS) {
    const path = join(slipped, file);
    const text = readFileSync(path, "utf8");
    assert.ok(text.includes(right), `${file} says ${right}`);
    writeFileSync(path, text.replace(right, wrong));
  }
  for (const [name, words, templates] of [["timeline", TIMELINE, studio.templates], ["check", CHECK, slipped]]) {
    const said = await read(studio.program, [...words, "--templates", templates]);
    const typed = words.filter((word, at) => word !== "--lang" && words[at - 1] !== "--lang");
    for (const colorScheme of SCHEMES) {
      const { page, close } = await open(studio, { viewport: { width: 1600, height: 900 }, colorScheme });
      await page.setContent(terminal(typed.join(" "), said));
      await shoot(studio, page, `${name}-${colorScheme}`, await page.locator("main").boundingBox());
      keepText(studio, name, await page.locator("pre").innerText());
      await close();
    }
  }
}

async function open(studio, look) {
  const context = await studio.browser.newContext({ locale: "en-US", reducedMotion: "reduce", ...look });
  return { page: await context.newPage(), close: () => context.close() };
}

/** The picture as WebP, which Chromium itself makes; what no element covers is transparent. */
async function shoot(studio, page, name, clip) {
  await page.evaluate(() => document.fonts.ready);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDefaultBackgroundColorOverride", { color: { r: 0, g: 0, b: 0, a: 0 } });
  const taken = { format: "webp", quality: QUALITY, captureBeyondViewport: true, clip: { ...clip, scale: SCALE } };
  const { data } = await session.send("Page.captureScreenshot", taken);
  writeFileSync(join(studio.into, `${name}.webp`), Buffer.from(data, "base64"));
}

function keepText(studio, name, text) {
  const lines = text.replaceAll("\u00a0", " ").split("\n").map((line) => line.trimEnd());
  writeFileSync(join(studio.into, `${name}.txt`), `${lines.join("\n").replace(/\n{3,}/g, "\n\n").trim()}\n`);
}
