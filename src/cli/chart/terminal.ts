// The forecast as text: history, forecast and interval over two labelled axes.
import { inOneLine } from "../../core/quote.ts";
import { shortenMiddle } from "../layout/shorten.ts";
import { shownLength } from "../shell/paint.ts";
import type { View } from "../shell/view.ts";
import { asciiMark, createCanvas, type Canvas, type Layer } from "./canvas.ts";
import { originOf, type ChartData } from "./chart-data.ts";
import {
  dateLabel,
  niceTicks,
  shareOf,
  stepOf,
  tickLabels,
  timeRange,
  valueRange,
  type Range,
} from "./scale.ts";

export interface TerminalChartOptions {
  view: Pick<View, "paint" | "columns" | "unicode" | "colour">;
  /** Lines of the drawing, axes not counted. */
  rows?: number;
}

const widest = 100;

export function terminalChart(data: ChartData, { view, rows = 14 }: TerminalChartOptions): string {
  const { paint } = view;
  const lines = data.lines?.length ?? 0;
  // Without colour, several lines differ only by their marks.
  const unicode = view.unicode && (view.colour || lines === 0);
  const colourOf = coloursOf(paint);
  const { ticks, range } = valueAxis(valueRange(data), Math.max(3, Math.round(rows / 2.5)));
  const labels = tickLabels(ticks);
  const gutter = Math.max(...labels.map((label) => label.length));
  const columns = Math.max(10, Math.min(view.columns, widest) - gutter - 3);
  const canvas = createCanvas({ columns, rows, unicode, lines });
  const toX = scaleTo(timeRange(data), canvas.width - 1);
  const toY = (value: number) => scaleTo({ from: range.to, to: range.from }, canvas.height - 1)(value);
  draw(canvas, data, toX, toY);

  const rowOf = (value: number) => Math.floor((toY(value) / canvas.height) * rows + 1e-9);
  const labelOfRow = new Map(ticks.map((tick, index) => [rowOf(tick), labels[index]!]));
  const [tickMark, axis] = unicode ? ["┤", "│"] : ["+", "|"];
  const drawn = canvas
    .rows((text, layer) => colourOf(layer)(text))
    .map((line, row) => {
      const label = labelOfRow.get(row);
      return ` ${paint.dim(`${(label ?? "").padStart(gutter)} ${label === undefined ? axis : tickMark}`)}${line}`;
    });

  const indent = " ".repeat(gutter + 2);
  const origin = originOf(data);
  const nowColumn = origin === undefined ? undefined : Math.floor((toX(origin) / canvas.width) * columns);
  drawn.push(`${indent}${paint.dim(timeAxis(columns, nowColumn, unicode))}`);
  drawn.push(`${indent} ${paint.dim(timeLabels(data, columns, nowColumn))}`);
  drawn.push(...legend(data, colourOf, unicode, columns).map((line) => `${indent} ${line}`));
  const title = shortenMiddle(inOneLine(data.title), Math.min(view.columns, widest), unicode ? "…" : "...");
  return [paint.bold(title), ...drawn].join("\n");
}

type Colours = (layer: Layer) => (text: string) => string;

function coloursOf(paint: View["paint"]): Colours {
  const further = [paint.yellow, paint.green, paint.blue, paint.red];
  return (layer) => {
    if (layer === "history") return paint.cyan;
    if (layer === "forecast") return paint.magenta;
    if (layer === "band") return (text) => paint.dim(paint.magenta(text));
    return further[Number(layer.slice("line-".length)) % further.length]!;
  };
}

/** The data fill the height; ticks are the round values among them. */
function valueAxis(values: Range, count: number): { ticks: number[]; range: Range } {
  const around = niceTicks(values, count);
  const inside = around.filter((tick) => tick >= values.from && tick <= values.to);
  return inside.length > 1
    ? { ticks: inside, range: values }
    : { ticks: around, range: { from: around[0]!, to: around.at(-1)! } };
}

const scaleTo =
  ({ from, to }: { from: number; to: number }, size: number) =>
  (value: number): number =>
    to === from ? size / 2 : shareOf(value, from, to) * size;

function draw(
  canvas: Canvas,
  data: ChartData,
  toX: (at: number) => number,
  toY: (value: number) => number,
): void {
  const bandEdge = data.forecast.filter((point) => point.lower !== undefined && point.upper !== undefined);
  for (const [index, point] of bandEdge.entries()) {
    const next = bandEdge[index + 1] ?? point;
    const [fromX, toLastX] = [Math.round(toX(point.at)), Math.round(toX(next.at))];
    for (let x = fromX; x <= toLastX; x += 1) {
      const part = toLastX === fromX ? 0 : (x - fromX) / (toLastX - fromX);
      const between = (one: number, other: number) => toY(one) + (toY(other) - toY(one)) * part;
      const top = between(point.upper!, next.upper!);
      const bottom = between(point.lower!, next.lower!);
      // Every other dot, so that the lines inside stay visible without colour.
      for (let y = Math.round(top); y <= Math.round(bottom); y += 1) {
        if ((x + y) % 2 === 0) canvas.dot(x, y, "band");
      }
    }
  }
  polyline(data.history, "history");
  for (const [index, { points }] of (data.lines ?? []).entries()) polyline(points, `line-${index}`);
  polyline(data.forecast, "forecast");

  function polyline(points: readonly { at: number; value: number }[], layer: Layer): void {
    for (const [index, point] of points.entries()) {
      const next = points[index + 1] ?? point;
      canvas.line([toX(point.at), toY(point.value)], [toX(next.at), toY(next.value)], layer);
    }
  }
}

function timeAxis(columns: number, nowColumn: number | undefined, unicode: boolean): string {
  const [corner, line, mark] = unicode ? ["└", "─", "┬"] : ["+", "-", "+"];
  const dashes = Array.from({ length: columns }, (_, column) => (column === nowColumn ? mark : line));
  return `${corner}${dashes.join("")}`;
}

/** First date at the left, last at the right, and the end of the history below its mark where there is room. */
function timeLabels(data: ChartData, columns: number, nowColumn: number | undefined): string {
  const step = stepOf(data);
  const { from, to } = timeRange(data);
  const first = dateLabel(from, step);
  const last = dateLabel(to, step);
  const cells = Array.from({ length: columns }, () => " ");
  const write = (text: string, at: number) => {
    for (const [index, character] of text.split("").entries()) cells[at + index] = character;
  };
  write(first, 0);
  const lastAt = Math.max(first.length + 1, columns - last.length);
  write(last, lastAt);
  const origin = originOf(data);
  if (nowColumn !== undefined && origin !== undefined) {
    const now = dateLabel(origin, step);
    const at = Math.min(nowColumn - Math.floor(now.length / 2), lastAt - 2 - now.length);
    if (at >= first.length + 2) write(now, at);
  }
  return cells.join("").trimEnd();
}

function legend(data: ChartData, colourOf: Colours, unicode: boolean, columns: number): string[] {
  const markOf = (layer: Layer) => (unicode ? (layer === "band" ? "░" : "━") : asciiMark(layer));
  const entries: [Layer, string][] = [
    ["forecast", data.forecastName ?? "forecast"],
    ...(data.lines ?? []).map(({ name }, index): [Layer, string] => [`line-${index}`, name]),
  ];
  if (data.history.length > 0) entries.unshift(["history", "history"]);
  if (data.forecast.some((point) => point.lower !== undefined))
    entries.push(["band", data.bandName ?? "interval"]);
  const shown = entries.map(([layer, name]) => `${colourOf(layer)(markOf(layer))} ${inOneLine(name)}`);
  return shown.reduce<string[]>((lines, entry) => {
    const last = lines.at(-1);
    if (last === undefined || shownLength(last) + 3 + shownLength(entry) > columns) return [...lines, entry];
    return [...lines.slice(0, -1), `${last}   ${entry}`];
  }, []);
}
