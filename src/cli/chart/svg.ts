// The forecast as a picture that stands alone: no script, no font, no link; follows the reader's light or dark mode.
import { originOf, type ChartData } from "./chart-data.ts";
import { dateLabel, niceTicks, shareOf, stepOf, tickLabels, timeRange, valueRange } from "./scale.ts";

const width = 860;
const height = 400;
const margin = { top: 56, right: 24, bottom: 44, left: 64 };

const style = `
  svg { background: #ffffff; font: 13px system-ui, sans-serif; }
  text { fill: #424a53; } .title { fill: #1f2328; font-size: 16px; font-weight: 600; }
  .grid { stroke: #d8dee4; } .now { stroke: #8c959f; stroke-dasharray: 3 3; }
  .history { stroke: #0969da; } .forecast { stroke: #bc4c00; } .band { fill: #bc4c00; fill-opacity: .18; }
  .line { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; } text { fill: #9198a1; } .title { fill: #f0f6fc; }
    .grid { stroke: #2a313c; } .now { stroke: #656c76; }
    .history { stroke: #58a6ff; } .forecast { stroke: #ffa657; } .band { fill: #ffa657; }
  }`;

/** Colours of further lines, on light and on dark ground. */
const lineColours = [
  ["#1a7f37", "#3fb950"],
  ["#8250df", "#d2a8ff"],
  ["#9a6700", "#e3b341"],
  ["#cf222e", "#ff7b72"],
  ["#0e7490", "#39c5cf"],
  ["#57606a", "#8b949e"],
] as const;

const legendRowHeight = 20;
/** Of a digit, with some to spare for other fonts. */
const digitWidth = 8;

/** @param charts one, or several below one another */
export function svgChart(charts: ChartData | readonly [ChartData, ...ChartData[]]): string {
  const all: readonly ChartData[] = "title" in charts ? [charts] : charts;
  const lines = Math.max(...all.map((data) => data.lines?.length ?? 0));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height * all.length}" role="img" aria-label="${escape(all.map(({ title }) => title).join("; "))}">`,
    `<style>${style}${lineStyle(lines)}\n</style>`,
    ...all.flatMap((data, index) =>
      all.length === 1
        ? drawing(data)
        : [`<svg y="${index * height}" width="${width}" height="${height}">`, ...drawing(data), "</svg>"],
    ),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

function drawing(data: ChartData): string[] {
  const lines = data.lines ?? [];
  const band = data.forecast.filter((point) => point.lower !== undefined && point.upper !== undefined);
  const { drawn, rows } = legend(data, band.length > 0);
  const top = margin.top + (rows - 1) * legendRowHeight;
  const ticks = niceTicks(valueRange(data), 6);
  const labels = tickLabels(ticks);
  // A number that is cut off is another number.
  const left = Math.max(margin.left, 12 + digitWidth * Math.max(...labels.map(({ length }) => length)));
  const time = timeRange(data);
  const x = (at: number) => scale(at, time.from, time.to, left, width - margin.right);
  const y = (value: number) => scale(value, ticks[0]!, ticks.at(-1)!, height - margin.bottom, top);
  const path = (points: readonly { at: number; value: number }[]) =>
    points
      .map((point, index) => `${index === 0 ? "M" : "L"}${round(x(point.at))} ${round(y(point.value))}`)
      .join("");

  const parts = [
    `<text class="title" x="${margin.left}" y="24">${escape(fitting(data.title))}</text>`,
    ...ticks.flatMap((tick, index) => [
      `<line class="grid" x1="${left}" x2="${width - margin.right}" y1="${round(y(tick))}" y2="${round(y(tick))}"/>`,
      `<text x="${left - 8}" y="${round(y(tick) + 4)}" text-anchor="end">${labels[index]}</text>`,
    ]),
    ...timeLabels(data, x),
  ];
  if (band.length > 0) {
    const upper = band.map((point) => ({ at: point.at, value: point.upper! }));
    const lower = band.map((point) => ({ at: point.at, value: point.lower! })).toReversed();
    parts.push(`<path class="band" d="${path(upper)}${path(lower).replace("M", "L")}Z"/>`);
  }
  const origin = originOf(data);
  if (origin !== undefined) {
    parts.push(
      `<line class="now" x1="${round(x(origin))}" x2="${round(x(origin))}" y1="${top}" y2="${height - margin.bottom}"/>`,
      `<path class="line history" d="${path(data.history)}"/>`,
    );
  }
  parts.push(
    ...lines.map(({ points }, index) => `<path class="line line-${index}" d="${path(points)}"/>`),
    `<path class="line forecast" d="${path(data.forecast)}"/>`,
    ...drawn,
  );
  return parts;
}

/** Letters of a title that have room in its line; those of East Asia take two places. */
const longestTitle = 74;
/** What stands behind the name of the file says more than its middle. */
const keptOfTitle = 30;

function fitting(title: string): string {
  const letters = [...new Intl.Segmenter().segment(title)].map(({ segment }) => segment);
  const placesOf = (letter: string) => (/[\u1100-\uffdc\p{Emoji_Presentation}]/u.test(letter) ? 2 : 1);
  const places = (some: readonly string[]) => some.reduce((sum, letter) => sum + placesOf(letter), 0);
  if (places(letters) <= longestTitle) return title;
  let tail: string[] = [];
  while (places(tail) < keptOfTitle) tail = letters.slice(-tail.length - 1);
  let head = letters.slice(0, -tail.length);
  while (places(head) + places(tail) + 1 > longestTitle) head = head.slice(0, -1);
  return `${head.join("").trimEnd()}…${tail.join("").trimStart()}`;
}

function timeLabels(data: ChartData, x: (at: number) => number): string[] {
  const step = stepOf(data);
  const { from, to } = timeRange(data);
  const count = 5;
  return Array.from({ length: count }, (_, index) => {
    const at = from + ((to - from) * index) / (count - 1);
    const anchor = index === 0 ? "start" : index === count - 1 ? "end" : "middle";
    return `<text x="${round(x(at))}" y="${height - margin.bottom + 22}" text-anchor="${anchor}">${dateLabel(at, step)}</text>`;
  });
}

/** Dashed, so that they differ from the best without colour too. */
function lineStyle(count: number): string {
  if (count === 0) return "";
  const rules = (ground: 0 | 1) =>
    Array.from({ length: count }, (_, index) => {
      const colour = lineColours[index % lineColours.length]![ground];
      return `.line-${index} { stroke: ${colour}; stroke-dasharray: ${5 + 2 * index} 3; }`;
    }).join(" ");
  return `\n  ${rules(0)}\n  @media (prefers-color-scheme: dark) { ${rules(1)} }`;
}

function legend(data: ChartData, hasBand: boolean): { drawn: string[]; rows: number } {
  const entries: [mark: (x: number, y: number) => string, name: string][] = [];
  const line = (kind: string) => (x: number, y: number) => `<path class="line ${kind}" d="M${x} ${y}h18"/>`;
  if (data.history.length > 0) entries.push([line("history"), "history"]);
  entries.push([line("forecast"), data.forecastName ?? "forecast"]);
  for (const [index, { name }] of (data.lines ?? []).entries()) entries.push([line(`line-${index}`), name]);
  if (hasBand) {
    entries.push([
      (x, y) => `<rect class="band" x="${x}" y="${y - 6}" width="18" height="12"/>`,
      data.bandName ?? "interval",
    ]);
  }
  let [x, row] = [margin.left, 0];
  const drawn = entries.flatMap(([mark, name]) => {
    const room = 44 + name.length * 8;
    if (x > margin.left && x + room > width) [x, row] = [margin.left, row + 1];
    const y = 40 + row * legendRowHeight;
    const parts = [mark(x, y), `<text x="${x + 24}" y="${y + 4}">${escape(name)}</text>`];
    x += room;
    return parts;
  });
  return { drawn, rows: row + 1 };
}

const scale = (value: number, from: number, to: number, low: number, high: number): number =>
  to === from ? (low + high) / 2 : low + shareOf(value, from, to) * (high - low);

const round = (value: number): number => Math.round(value * 10) / 10;

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => escapes[letter]!);
