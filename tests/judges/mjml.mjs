// The official MJML beside ours: the same words and the same links, for every MJML mail of a templates folder.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import mjml2html from "mjml";
import { readingPage } from "./browser.mjs";

/** Returns the names of the mails that were compared. */
export async function compareMjml(program, templates, work) {
  rmSync(work, { recursive: true, force: true });
  const copy = join(work, "templates");
  cpSync(templates, copy, { recursive: true });
  const bodies = readdirSync(join(copy, "emails"), { recursive: true }).filter((file) => file.endsWith("body.mjml"));
  for (const body of bodies) {
    const file = join(copy, "emails", body);
    writeFileSync(file, withoutTags(readFileSync(file, "utf8")));
  }
  const out = join(work, "out");
  execFileSync(program, ["preview", "--all", "--out", out, "--templates", copy], { stdio: ["ignore", "ignore", "inherit"] });
  const page = await readingPage();
  const compared = [];
  for (const body of bodies) {
    const name = body.replace(/\/body\.mjml$/, "");
    const { html, errors } = await mjml2html(readFileSync(join(copy, "emails", body), "utf8"), { validationLevel: "soft" });
    const ours = join(out, `${name}.html`);
    assert.ok(existsSync(ours), `${name} was compiled`);
    const theirs = await read(page, html);
    const here = await read(page, readFileSync(ours, "utf8"));
    // Ours goes on with the footer that the law asks for.
    assert.deepEqual(here.words.slice(0, theirs.words.length), theirs.words, `${name}: words; ${JSON.stringify(errors)}`);
    assert.deepEqual(here.links.slice(0, theirs.links.length), theirs.links, `${name}: links`);
    assert.ok(here.words.length > theirs.words.length, `${name}: the footer follows`);
    compared.push(name);
  }
  return compared;
}

/** A word in place of each placeholder and nothing in place of conditions, so that both compile the same. */
function withoutTags(source) {
  return source.replace(/\{#[\s\S]*?#\}|\{%[\s\S]*?%\}/gu, "").replace(/\{\{[\s\S]*?\}\}/gu, "見本");
}

/** The words that are seen and the links, in order. */
async function read(page, html) {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.setContent(html, { waitUntil: "domcontentloaded" });
  const { seen, links } = await page.evaluate(() => ({
    seen: document.body.innerText,
    links: [...document.querySelectorAll("a[href], area[href]")].map((it) => it.getAttribute("href")),
  }));
  return { words: seen.split(/\s+/u).filter(Boolean), links };
}
