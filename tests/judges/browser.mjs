// The visible parts of a finished mail, worked out from a browser's pixels: narrow and wide, light and dark, without pictures.
import { chromium } from "playwright-core";
import { findParts, sentences } from "./look.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const WIDTHS = [320, 600, 1280];
const HEIGHT_MIN = 20;
/** WCAG 2.2, 1.4.3. */
const CONTRAST_MIN = 4.5;
const ARGUMENTS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--blink-settings=imagesEnabled=false"],
  ...["--disable-background-networking", "--disable-component-update"],
];
/** Forced dark is what Android and some mail programs do to every mail that says nothing of its own. */
const MODES = [
  { name: "light", colorScheme: "light", arguments: [] },
  { name: "dark", colorScheme: "dark", arguments: ["--enable-features=WebContentsForceDark"] },
];
const browsers = new Map();

async function pageFor(mode) {
  if (!browsers.has(mode.name)) {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS, ...mode.arguments] });
    const context = await browser.newContext({ colorScheme: mode.colorScheme, javaScriptEnabled: true });
    await context.route("**/*", (route) => route.abort());
    const page = await context.newPage();
    // A browser that ignores the wish for the dark would let every mail pass.
    await page.setContent('<body style="background:#ffffff">見本</body>');
    const dark = (await brightness(page)) < 0.5;
    if (dark !== (mode.colorScheme === "dark")) throw new Error(`the browser paints a white page as if it were not ${mode.name}`);
    browsers.set(mode.name, { browser, page });
  }
  return browsers.get(mode.name).page;
}

/** Any page, for whoever wants to read a document. */
export const readingPage = () => pageFor(MODES[0]);

export async function closeBrowsers() {
  for (const { browser } of browsers.values()) await browser.close();
  browsers.clear();
}

/** How bright the page's first pixel is, from 0 to 1. */
async function brightness(page) {
  const picture = await page.screenshot();
  return page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    drawing.drawImage(bitmap, 0, 0);
    const [red, green, blue] = drawing.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / (3 * 255);
  }, picture.toString("base64"));
}

/** Everything that is wrong with a finished mail. */
export async function finalMail(mail, company) {
  const wrong = new Set();
  for (const mode of MODES) {
    const page = await pageFor(mode);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await page.setContent(mail.html, { waitUntil: "domcontentloaded" });
      const asked = { link: mail.unsubscribe, name: company.legal_name, address: company.postal_address };
      const parts = await page.evaluate(findParts, asked);
      const contrasts = await painted(page, parts.map(({ ink }) => ink));
      for (const [index, part] of parts.entries()) {
        for (const fault of judged(part, contrasts[index])) wrong.add(`${fault}: ${part.what} (${mode.name}, ${width} px)`);
      }
      for (const fault of await untold(page, mail)) wrong.add(`${fault} (${mode.name}, ${width} px)`);
    }
  }
  return [...wrong];
}

function judged(part, contrast) {
  if (!part.box) return [part.fault];
  const faults = part.fault ? [part.fault] : [];
  if (part.box.height < HEIGHT_MIN) faults.push(`only ${part.box.height.toFixed(0)} px high`);
  if (!(contrast >= CONTRAST_MIN)) faults.push(`contrast ${contrast?.toFixed(2)}`);
  return faults;
}

/** The contrast of what is painted in each box, from its pixels: its commonest colour is the ground, the farthest from it the ink. */
async function painted(page, boxes) {
  const picture = await page.screenshot({ fullPage: true, animations: "disabled" });
  return page.evaluate(
    async ({ encoded, boxes }) => {
      const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      drawing.drawImage(bitmap, 0, 0);
      const luminance = (color) => {
        const [red, green, blue] = [color >> 16, (color >> 8) & 255, color & 255].map((value) => {
          const part = value / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      return boxes.map((box) => {
        if (!box) return undefined;
        const [x, y] = [Math.floor(box.x), Math.floor(box.y)];
        const { data } = drawing.getImageData(x, y, Math.ceil(box.width), Math.ceil(box.height));
        const counts = new Map();
        for (let at = 0; at < data.length; at += 4) {
          const color = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
          counts.set(color, (counts.get(color) ?? 0) + 1);
        }
        const ground = luminance([...counts].reduce((most, it) => (it[1] > most[1] ? it : most))[0]);
        const contrasts = [...counts.keys()].map((color) => {
          const ink = luminance(color);
          return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
        });
        return Math.max(...contrasts);
      });
    },
    { encoded: picture.toString("base64"), boxes: boxes.map((box) => box ?? null) },
  );
}

/** Sentences that are seen and stand in the text part nowhere. */
async function untold(page, mail) {
  const seen = await page.evaluate(() => document.body.innerText);
  const bare = (text) => text.normalize("NFKC").replace(/\s+/gu, "");
  // A link within a sentence has its address behind it in the text part.
  const told = bare(mail.text) + bare(mail.text.replace(/: (?:https?:|mailto:|tel:)\S+/gu, ""));
  return sentences(seen).filter((sentence) => !told.includes(bare(sentence))).map((sentence) => `not in the text part: ${sentence}`);
}
