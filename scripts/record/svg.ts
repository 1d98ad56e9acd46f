// Frames of a terminal as one SVG that plays by itself: by CSS alone, in light and in dark, and still where motion is not
// wanted. Dots of charts are drawn as shapes, since few fonts have them in the width of a letter.
import { linesShown, runsOf, type Frame, type Run, type Shown } from "./screen.ts";

const cell = { width: 8.4, height: 17 };
const margin = 14;
const bar = 26;

export interface RecordingOptions {
  columns: number;
  rows: number;
  /** How long it lasts, the rest at the end included. */
  endMs: number;
  /** The moment that is shown where nothing may move. */
  stillMs: number;
  title: string;
}

export function svgOf(
  frames: readonly Frame[],
  { columns, rows, endMs, stillMs, title }: RecordingOptions,
): string {
  const width = Math.round(columns * cell.width + 2 * margin);
  const height = Math.round(rows * cell.height + 2 * margin + bar);
  const shown = linesShown(frames, endMs);
  const times = new Map<string, { name: string; shown: Shown }>();
  for (const each of shown) {
    const key = `${each.fromMs}-${each.toMs}`;
    if (!times.has(key)) times.set(key, { name: `t${times.size.toString(36)}`, shown: each });
  }
  const lines = shown.map((each) => {
    const { name } = times.get(`${each.fromMs}-${each.toMs}`)!;
    const y = bar + margin + each.row * cell.height;
    return `<g class="l ${name}${each.fromMs <= stillMs && stillMs < each.toMs ? " z" : ""}" transform="translate(${margin} ${y})">${lineOf(each.line)}</g>`;
  });
  const rules = [...times.values()].map(({ name, shown: each }) => ruleOf(name, each, endMs));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style(endMs)}${rules.join("")}</style>`,
    `<rect class="b" width="${width}" height="${height}" rx="8"/>`,
    ...["a", "c", "e"].map(
      (name, index) => `<circle class="${name}" cx="${20 + index * 18}" cy="17" r="5"/>`,
    ),
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}

const percent = (ms: number, endMs: number): string => `${Number(((100 * ms) / endMs).toFixed(3))}%`;

function ruleOf(name: string, { fromMs, toMs }: Shown, endMs: number): string {
  const from = fromMs === 0 ? "" : `0%{opacity:0}`;
  const to = toMs >= endMs ? "" : `${percent(toMs, endMs)}{opacity:0}`;
  return `.${name}{animation-name:${name}}@keyframes ${name}{${from}${percent(fromMs, endMs)}{opacity:1}${to}100%{opacity:${to === "" ? 1 : 0}}}\n`;
}

const palette = {
  plain: ["#24292f", "#e6edf3"],
  red: ["#b62324", "#ff7b72"],
  green: ["#1a7f37", "#56d364"],
  yellow: ["#7d4e00", "#e3b341"],
  blue: ["#0757ba", "#79c0ff"],
  magenta: ["#a2258e", "#f778ba"],
  cyan: ["#0a6470", "#56d4dd"],
  white: ["#57606a", "#f0f6fc"],
  black: ["#24292f", "#8b949e"],
} as const;

function style(endMs: number): string {
  const rules = (index: 0 | 1) =>
    [
      `.b{fill:${index === 0 ? "#f6f8fa" : "#0d1117"};stroke:${index === 0 ? "#d0d7de" : "#30363d"}}`,
      ...Object.entries(palette).map(([name, both]) => `.${name}{fill:${both[index]}}`),
    ].join("");
  return [
    "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}",
    `.l{opacity:0;animation:${endMs}ms step-end infinite}.d{opacity:.62}.w{font-weight:700}`,
    ".a{fill:#ff5f56}.c{fill:#ffbd2e}.e{fill:#27c93f}",
    rules(0),
    `@media(prefers-color-scheme:dark){${rules(1)}}`,
    "@media(prefers-reduced-motion:reduce){.l{animation:none!important}.z{opacity:1}}",
    "\n",
  ].join("");
}

function lineOf(line: string): string {
  let column = 0;
  return runsOf(line)
    .map((run) => {
      const at = column;
      column += Array.from(run.text).length;
      return drawn(run, at);
    })
    .join("");
}

/** Letters as text that is as wide as its cells, whatever the font; dots as squares. */
function drawn({ text, colour, isBold, isDim }: Run, column: number): string {
  const look = `${colour}${isBold ? " w" : ""}${isDim ? " d" : ""}`;
  const parts: string[] = [];
  const dots: string[] = [];
  let index = 0;
  for (const [piece] of text.matchAll(/[\u2800-\u28ff]+|[^\u2800-\u28ff]+/g)) {
    const characters = Array.from(piece);
    if (/^[\u2800-\u28ff]/.test(piece)) {
      for (const [offset, character] of characters.entries())
        dots.push(...dotsOf(character, column + index + offset));
    } else if (piece.trim() !== "") {
      const before = characters.length - Array.from(piece.trimStart()).length;
      const word = piece.trim();
      const x = round((column + index + before) * cell.width);
      const length = round(Array.from(word).length * cell.width);
      parts.push(
        `<text class="${look}" x="${x}" y="13" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(word)}</text>`,
      );
    }
    index += characters.length;
  }
  if (dots.length > 0) parts.push(`<path class="${look}" d="${dots.join("")}"/>`);
  return parts.join("");
}

/** Bits of Braille patterns, by column and row. https://www.unicode.org/charts/PDF/U2800.pdf */
const bits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

function dotsOf(character: string, column: number): string[] {
  const pattern = character.codePointAt(0)! - 0x2800;
  return bits.flatMap((rows, x) =>
    rows.flatMap((bit, y) => {
      if ((pattern & bit) === 0) return [];
      const left = round(column * cell.width + x * (cell.width / 2) + 0.7);
      const top = round(y * (cell.height / 4) + 0.7);
      return [`M${left} ${top}h2.8v2.8h-2.8z`];
    }),
  );
}

const round = (value: number): number => Number(value.toFixed(1));

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
