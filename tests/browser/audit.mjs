// What must hold for every page and every mail, worked out inside the browser from what it really shows: no sideways
// scroll, buttons of at least 44 px, text of at least 4.5 : 1 (WCAG 2.2: 1.4.10, 2.5.5, 1.4.3).

/** Gives the list of what is wrong. Handed to the page as text, so it uses nothing from outside itself. */
export function audit({ buttons }) {
  const SIDE_MIN = 44;
  const CONTRAST_MIN = 4.5;
  const wrong = [];
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const name = (element) =>
    `<${element.tagName.toLowerCase()}> ${(element.textContent || element.value || "").trim().slice(0, 40)}`;

  const root = document.scrollingElement;
  if (root.scrollWidth > window.innerWidth) wrong.push(`scrolls sideways: ${root.scrollWidth} > ${window.innerWidth}`);

  for (const button of document.querySelectorAll(buttons)) {
    if (!visible(button)) continue;
    const { width, height } = button.getBoundingClientRect();
    if (height < SIDE_MIN - 0.5 || width < SIDE_MIN - 0.5) {
      wrong.push(`too small to press, ${width.toFixed(0)} × ${height.toFixed(0)}: ${name(button)}`);
    }
  }

  const parse = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };
  const over = (top, below) => ({
    red: top.red * top.alpha + below.red * (1 - top.alpha),
    green: top.green * top.alpha + below.green * (1 - top.alpha),
    blue: top.blue * top.alpha + below.blue * (1 - top.alpha),
    alpha: 1,
  });
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), { red: 255, green: 255, blue: 255, alpha: 1 });
  };
  const luminance = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (seen.has(element) || !texts.currentNode.textContent.trim() || !visible(element)) continue;
    seen.add(element);
    // Off the page, or without height: the hidden preheader, and the link that is there for the keyboard.
    const box = element.getBoundingClientRect();
    if (box.right <= 0 || box.height < 2 || getComputedStyle(element).fontSize === "1px") continue;
    const below = behind(element);
    const text = over(parse(getComputedStyle(element).color), below);
    const [light, dark] = [luminance(text), luminance(below)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < CONTRAST_MIN) wrong.push(`contrast ${contrast.toFixed(2)}: ${name(element)}`);
  }
  return wrong;
}

/** Everything on the program's pages that is pressed. */
export const PRESSED = "button, .button, select, summary, nav a, .mail, .mark, .languages a";
/** In mails: links that look like buttons. Links within text are text. */
export const PRESSED_IN_MAILS = "a[style*='display:inline-block'], a[style*='display: inline-block']";
