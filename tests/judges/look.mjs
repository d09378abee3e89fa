// The parts that are looked for in a mail. `findParts` is handed to the page as text, so it uses nothing from outside itself.

/** Where the button to unsubscribe, the company's name and its address are, and what hides them. */
export function findParts({ link, name, address }) {
  const FONT_MIN = 10;
  const found = [];
  const page = { width: document.documentElement.clientWidth };
  const boxOf = (rects) => {
    const [left, top] = [Math.min(...rects.map((it) => it.left)), Math.min(...rects.map((it) => it.top))];
    const [right, bottom] = [Math.max(...rects.map((it) => it.right)), Math.max(...rects.map((it) => it.bottom))];
    return { x: left + scrollX, y: top + scrollY, width: right - left, height: bottom - top };
  };
  const hidden = (element) =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });

  /** Whether what lies on top at the middle of a box is the element or belongs to it. */
  const covered = (element, rect) => {
    element.scrollIntoView({ block: "center" });
    const range = document.createRange();
    range.selectNodeContents(element);
    const here = [...range.getClientRects()].filter((it) => it.width > 0 && it.height > 0)[0] ?? rect;
    const top = document.elementFromPoint(here.left + Math.min(here.width / 2, page.width / 2), here.top + here.height / 2);
    return !top || !(element === top || element.contains(top));
  };

  const judge = (what, element, range) => {
    if (hidden(element)) return found.push({ what, fault: "not shown" });
    const rects = [...range.getClientRects()].filter((it) => it.width > 0 && it.height > 0);
    if (rects.length === 0) return found.push({ what, fault: "not shown" });
    const ink = boxOf(rects);
    const outside = ink.x < 0 || ink.y < 0 || ink.x + ink.width > page.width + 1;
    if (outside) return found.push({ what, fault: "off the page" });
    const small = parseFloat(getComputedStyle(element).fontSize) < FONT_MIN;
    const fault = small ? "its letters are tiny" : covered(element, rects[0]) ? "something lies over it" : undefined;
    // The line or the button that it stands in is what can be seen and pressed.
    const line = element.matches("a") ? [element.getBoundingClientRect()] : [element.getBoundingClientRect(), ...rects];
    found.push({ what, fault, box: boxOf(line), ink: { ...ink, width: Math.max(1, ink.width), height: Math.max(1, ink.height) } });
  };

  if (link) {
    const links = [...document.querySelectorAll("a[href]")].filter((it) => it.getAttribute("href") === link);
    const button = links.at(-1);
    const range = document.createRange();
    if (button) range.selectNodeContents(button);
    if (button && button.textContent.trim()) judge("the button to unsubscribe", button, range);
    else found.push({ what: "the button to unsubscribe", fault: "no link as in the header" });
    scrollTo(0, 0);
  }

  for (const [what, text] of [["the company's name", name], ["the company's address", address]]) {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let last;
    while (texts.nextNode()) if (texts.currentNode.textContent.includes(text)) last = texts.currentNode;
    if (!last) {
      found.push({ what, fault: "not there" });
      continue;
    }
    const range = document.createRange();
    const at = last.textContent.lastIndexOf(text);
    range.setStart(last, at);
    range.setEnd(last, at + text.length);
    judge(what, last.parentElement, range);
    scrollTo(0, 0);
  }
  return found;
}

/** What is seen, cut where a sentence, a line or a cell ends; marks that only decorate are left out. */
export function sentences(seen) {
  const parts = seen.split(/[\n\t]|(?<=[。！？!?])/u).map((part) => part.trim());
  return parts.filter((part) => /[\p{L}\p{N}]/u.test(part));
}
