// A chart as uPlot takes it: which columns, in which colours, with which axes.
import uPlot from "uplot";
import { colourOf } from "../style/theme.tsx";
import type { JoinedChart } from "./chart-data.ts";
import { lineColour } from "./describe-chart.ts";
import { unitOf, valueLabels } from "./plot-columns.ts";
import { timeTicks, type TimeTicks } from "./time-axis.ts";

export interface PlotSize {
  width: number;
  height: number;
}

export interface PlotHooks {
  onRow: (row: number | null) => void;
  onRange: () => void;
}

export function plotOptions(
  chart: JoinedChart,
  size: PlotSize,
  { onRow, onRange }: PlotHooks,
  origins: readonly number[],
): uPlot.Options {
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const [index, { line, bands: own }] of chart.lines.entries()) {
    const colour = lineColour(
      chart.lines.map((each) => each.line),
      index,
    );
    const isOther = colour.startsWith("--line-");
    series.push({
      label: line.name,
      stroke: () => colourOf(colour),
      width: line.role === "forecast" && !isOther ? 2 : 1.5,
      points: { size: 4, fill: () => colourOf(colour) },
      // Told apart without colours too.
      ...(isOther ? { dash: [5 + 2 * (index % 6), 3] } : {}),
    });
    for (const [level, { name }] of own.entries()) {
      const edge = { stroke: "transparent", width: 0, points: { show: false } } as const;
      series.push({ label: `${name}, upper`, ...edge }, { label: `${name}, lower`, ...edge });
      bands.push({
        series: [series.length - 2, series.length - 1],
        fill: () => colourOf(level === 0 ? "--band" : "--band-outer"),
      });
    }
  }
  return {
    ...size,
    series,
    bands,
    scales: { x: { time: false, range: (_plot, min, max) => rangeOf(min, max) } },
    axes: [dateAxis, valueAxis(unitOf(chart))],
    legend: { show: false },
    // To the right half of the last date has room.
    padding: [12, 36, 0, 0],
    cursor: { drag: { x: true, y: false, dist: 4 }, y: false, points: { size: 8 } },
    hooks: {
      setCursor: [(plot) => onRow(plot.cursor.idx ?? null)],
      setScale: [(_plot, key) => key === "x" && onRange()],
      draw: [(plot) => origins.forEach((each) => drawOrigin(plot, each))],
    },
  };
}

/** One date alone has room around it. */
const rangeOf = (min: number, max: number): [number, number] =>
  max > min ? [min, max] : [min - 43_200, max + 43_200];

const axisLook = {
  stroke: () => colourOf("--text-dim"),
  grid: { stroke: () => colourOf("--grid"), width: 1 },
  ticks: { stroke: () => colourOf("--grid"), width: 1, size: 4 },
  font: "12px system-ui, sans-serif",
} satisfies uPlot.Axis;

const tickRoom = 88;

const dateAxis: uPlot.Axis = {
  ...axisLook,
  size: 44,
  splits: (plot, _axis, from, to) => ticksOf(plot, from, to).at,
  values: (plot) => {
    const { min, max } = plot.scales["x"]!;
    return min === undefined || max === undefined ? [] : ticksOf(plot, min, max).labels;
  },
};

const ticksOf = (plot: uPlot, from: number, to: number): TimeTicks =>
  timeTicks(from, to, plot.width / tickRoom);

const valueAxis = (unit: number): uPlot.Axis => ({
  ...axisLook,
  values: (_plot, splits) => valueLabels(splits, unit),
  // As wide as its longest label.
  size: (_plot, values) => 16 + 7 * Math.max(3, ...(values ?? []).map((text) => String(text).length)),
});

/** The end of what was known. */
function drawOrigin(plot: uPlot, origin: number): void {
  const { min, max } = plot.scales["x"]!;
  if (min === undefined || max === undefined || origin < min || origin > max) return;
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(origin, "x", true));
  ctx.save();
  ctx.strokeStyle = colourOf("--text-dim");
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([4 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
