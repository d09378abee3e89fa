// The output of a command as a page that looks like a terminal, with the tones that the program itself gives on one.

/** Pieces of a line that `check` paints: the pattern, and the tone. */
const TONES = [
  [/^[a-z]+\/\S+$|^settings\.json$/, "strong"],
  [/(?<=^ +\d+:\d+ +)error\b/, "bad"],
  [/(?<=^ +\d+:\d+ +)warning\b/, "warning"],
  [/^ +\d+:\d+(?= )/, "quiet"],
  [/\[[a-z-]+\]$/, "quiet"],
  [/^\d+ errors?.*/, "bad"],
];

export function terminal(typed, said) {
  const lines = said.trimEnd().split("\n").map(toned).join("\n");
  return `<!doctype html><html lang="ja"><meta charset="utf-8"><style>
    :root { color-scheme: light dark; --paper: #fffefb; --ink: #24231f; --quiet: #6a665c; --edge: #dfdacd; --warning: #744a00; --bad: #9c2b1b; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #1d1c18; --ink: #ece8df; --quiet: #a39d90; --edge: #3d3a33; --warning: #f0cd8a; --bad: #ffb4a6; }
    }
    body { margin: 0; background: transparent; }
    main { width: max-content; padding: 22px 28px; border: 1px solid var(--edge); border-radius: 12px; background: var(--paper); }
    pre { margin: 0; color: var(--ink); font: 14px/1.5 "Noto Sans Mono CJK JP", monospace; font-variant-ligatures: none; }
    .strong { font-weight: 700; } .quiet { color: var(--quiet); }
    .warning { color: var(--warning); font-weight: 700; } .bad { color: var(--bad); font-weight: 700; }
  </style><main><pre><span class="quiet">$</span> <span class="strong">hikyaku ${escaped(typed)}</span>\n\n${lines}</pre></main>`;
}

function toned(line) {
  const marks = TONES.flatMap(([pattern, tone]) => {
    const found = pattern.exec(line);
    return found ? [{ at: found.index, end: found.index + found[0].length, tone }] : [];
  });
  let [text, done] = ["", 0];
  for (const { at, end, tone } of marks.sort((a, b) => a.at - b.at)) {
    if (at < done) continue;
    text += `${escaped(line.slice(done, at))}<span class="${tone}">${escaped(line.slice(at, end))}</span>`;
    done = end;
  }
  return text + escaped(line.slice(done));
}

function escaped(text) {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
}
