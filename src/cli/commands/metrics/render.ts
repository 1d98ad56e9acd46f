// One line for each series: a small chart on a terminal, the value for the whole time, the largest of a step.
import { formatDuration } from "../../../core/duration.ts";
import type { Metric, MetricSeries, MetricsResult } from "../../../library/metrics/metric.ts";
import { metricValue } from "../../screen/metric-value.ts";
import { sparkline } from "../../screen/sparkline.ts";
import { table } from "../../shell/table.ts";
import type { View } from "../../shell/view.ts";
import { wrap } from "../../layout/wrap.ts";

export function render(
  result: MetricsResult,
  view: View,
  { options }: { options: { until: string | undefined } },
): string {
  const end = options.until === undefined ? "now" : "at the end";
  const { metrics, stack, target, from, to, stepSeconds, notes } = result;
  const isTerminal = Number.isFinite(view.wrapsAt);
  const rows = metrics.flatMap((metric) => rowsOf(metric, end, view));
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map(({ cells }) => cells[column]!.length)));
  const [name = 0, overall = 0, largest = 0] = widths;
  const most = Math.max(largest, "most".length);
  const room = isTerminal ? Math.min(60, view.wrapsAt - name - overall - most - 3 * 2 - 1) : 0;
  const isDrawn = room >= narrowest;
  const lines = rows.map(({ cells, values, top, paint }) => {
    const [label, whole, highest] = cells;
    const chart = isDrawn ? [paint(sparkline(values, { view, width: room, top }))] : [];
    return [label, ...chart, whole.padStart(overall), highest.padStart(most)];
  });
  const heads = ["", ...(isDrawn ? [axis(from, to, room)] : []), "", "most".padStart(most)];
  const until = to.slice(0, 10) === from.slice(0, 10) ? to.slice(11, 16) : time(to);
  const about = `${stack} on ${target}, ${time(from)} to ${until} UTC, steps of ${formatDuration(stepSeconds * 1000)}`;
  return [
    wrap(view.paint.bold(about), view.wrapsAt),
    "",
    table([heads.map((head) => view.paint.dim(head)), ...lines], view),
    "",
    ...notes.map((note) => wrap(view.paint.dim(note), view.wrapsAt)),
  ].join("\n");
}

/** A shorter chart says nothing. */
const narrowest = 8;

interface Row {
  cells: [name: string, overall: string, most: string];
  values: readonly (number | null)[];
  top: number;
  paint: (text: string) => string;
}

/** @param end what the newest value is of */
function rowsOf(metric: Metric, end: string, view: View): Row[] {
  const { title, unit, overall, series } = metric;
  const top = Math.max(0, ...series.map(({ maximum }) => maximum ?? 0));
  const words = { total: " in all", together: "", newest: ` ${end}` }[overall];
  const hasNone = series.every(({ values }) => values.every((value) => value === null));
  const rowOf = (each: MetricSeries, name: string): Row => ({
    cells: [
      name,
      each.overall === null
        ? each.maximum === null
          ? "no sample"
          : `none ${end}`
        : `${metricValue(each.overall, unit)}${words}`,
      each.maximum === null ? "" : metricValue(each.maximum, unit),
    ],
    values: each.values,
    top,
    paint: colourOf(each.name, view),
  });
  const [only] = series;
  if (only !== undefined && (hasNone || (series.length === 1 && only.name === "")))
    return [rowOf(only, title)];
  const head: Row = { cells: [title, "", ""], values: [], top: 0, paint: (text) => text };
  // Of shares the mean and the highest say it all, and the whole fits on a screen.
  const shown = unit === "share" ? series.filter(({ name }) => /^(mean|p99)$/.test(name)) : series;
  return [head, ...shown.map((each) => rowOf(each, `  ${each.name}`))];
}

const time = (iso: string): string => iso.slice(0, 16).replace("T", " ");

/** From when until when, as far as there is room. */
function axis(from: string, to: string, room: number): string {
  const isOneDay = from.slice(0, 10) === to.slice(0, 10);
  const [begin, end] = [from, to].map((each) =>
    isOneDay ? each.slice(11, 16) : each.slice(5, 16).replace("T", " "),
  );
  const gap = room - begin!.length - end!.length;
  return gap < 1 ? "" : `${begin}${" ".repeat(gap)}${end}`;
}

function colourOf(name: string, { paint }: View): (text: string) => string {
  if (/^5xx|p99$/.test(name)) return paint.red;
  if (/^4xx|p95$/.test(name)) return paint.yellow;
  return name === "idle" || name === "mean" ? paint.dim : paint.cyan;
}
