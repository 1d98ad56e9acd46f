// A chart of lines over time with its legend, its readout and its buttons; works by mouse, finger, keyboard and screen reader.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import "./chart.css";
import { joinLines, type ChartData, type JoinedChart } from "./chart-data.ts";
import { startChart, type ChartController } from "./controller.ts";
import { describeChart, describeRange, describeRow, lineColour, shortNumber } from "./describe-chart.ts";

export interface SeriesChartProps {
  /** A new object draws anew. */
  data: ChartData;
  /** What is drawn, for screen readers. */
  label: string;
  /** In pixels. */
  height?: number;
  /** Whether to say how it is used, which of many charts one has to. */
  hasHint?: boolean;
}

const rowsPerPage = 10;

export function SeriesChart({ data, label, height = 320, hasHint = true }: SeriesChartProps) {
  const joined = useMemo(() => joinLines(data.lines), [data]);
  const description = useMemo(() => describeChart(joined), [joined]);
  const frame = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const controller = useRef<ChartController | undefined>(undefined);
  const [row, setRow] = useState<number | null>(null);
  const [spoken, setSpoken] = useState("");
  const [isZoomed, setZoomed] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());

  useEffect(() => {
    setRow(null);
    setHidden(new Set());
    if (joined.at.length === 0) return undefined;
    const started = startChart(
      joined,
      { element: place.current!, focusElement: frame.current!, height },
      data,
      { onRow: setRow, onZoom: setZoomed },
    );
    controller.current = started;
    return () => {
      controller.current = undefined;
      started.destroy();
    };
  }, [joined, height]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== frame.current || event.altKey || event.metaKey || event.ctrlKey) return;
    const chart = controller.current;
    if (chart === undefined) return;
    const said = pressed(event, chart, joined);
    if (said === undefined) return;
    event.preventDefault();
    setSpoken(said);
  };
  const toggle = (index: number) => {
    const next = new Set(hidden);
    if (!next.delete(index)) next.add(index);
    setHidden(next);
    controller.current?.showLine(index, !next.has(index));
  };

  return (
    <div class="chart">
      <div class="chart-head">
        <Legend chart={joined} hidden={hidden} onToggle={toggle} />
        <div class="chart-buttons no-print">
          <button
            type="button"
            aria-label="Zoom in"
            title="Zoom in (+)"
            onClick={() => controller.current?.zoomBy(0.5)}
          >
            +
          </button>
          <button
            type="button"
            aria-label="Zoom out"
            title="Zoom out (−)"
            onClick={() => controller.current?.zoomBy(2)}
            aria-disabled={!isZoomed}
          >
            −
          </button>
          <button
            type="button"
            aria-label="Show all"
            title="Show all (Escape, or a double click)"
            onClick={() => controller.current?.showAll()}
            aria-disabled={!isZoomed}
          >
            All
          </button>
        </div>
      </div>
      <div
        ref={frame}
        // Keys move through the rows, as in a widget of an application.
        role="application"
        aria-roledescription="chart"
        aria-label={`${label}. ${description} Arrow keys read the rows, plus and minus zoom, Escape shows all.`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onDblClick={() => controller.current?.showAll()}
      >
        <div ref={place} class="chart-plot" style={{ height: `${height}px` }} aria-hidden="true" />
      </div>
      <Readout chart={joined} row={row} hidden={hidden} hasHint={hasHint} />
      <div class="hidden-text" aria-live="polite">
        {spoken}
      </div>
    </div>
  );
}

/** @returns what to say; undefined for a key that means nothing here */
function pressed(
  { key, shiftKey }: KeyboardEvent,
  chart: ChartController,
  joined: JoinedChart,
): string | undefined {
  const last = joined.at.length - 1;
  const read = (row: number) => {
    const at = Math.min(last, Math.max(0, row));
    chart.pointAt(at);
    return describeRow(joined, at);
  };
  const row = chart.row();
  switch (key) {
    case "ArrowLeft":
      return shiftKey ? describeRange(joined, chart.panBy(-0.2)) : read((row ?? last + 1) - 1);
    case "ArrowRight":
      return shiftKey ? describeRange(joined, chart.panBy(0.2)) : read((row ?? -1) + 1);
    case "PageUp":
      return read((row ?? last) - rowsPerPage);
    case "PageDown":
      return read((row ?? 0) + rowsPerPage);
    case "Home":
      return read(0);
    case "End":
      return read(last);
    case "+":
    case "=":
      return describeRange(joined, chart.zoomBy(0.5));
    case "-":
      return describeRange(joined, chart.zoomBy(2));
    case "Escape":
    case "0":
      chart.pointAt(undefined);
      return (chart.showAll(), "All dates are shown");
    default:
      return undefined;
  }
}

function Legend({
  chart,
  hidden,
  onToggle,
}: {
  chart: JoinedChart;
  hidden: ReadonlySet<number>;
  onToggle: (index: number) => void;
}) {
  const lines = chart.lines.map(({ line }) => line);
  return (
    <ul class="chart-legend" aria-label="Lines">
      {lines.map((line, index) => {
        const colour = lineColour(lines, index);
        const dashed = colour.startsWith("--line-") ? " dashed" : "";
        const band = line.bands?.map(({ name }) => name).join(", ");
        return (
          <li key={line.name}>
            <button
              type="button"
              aria-pressed={!hidden.has(index)}
              title="Show or hide"
              onClick={() => onToggle(index)}
            >
              <span class={`chart-swatch${dashed}`} style={{ borderTopColor: `var(${colour})` }} />
              {line.name}
              {band ? <span class="dim"> with {band}</span> : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** The row under the pointer. */
function Readout({
  chart,
  row,
  hidden,
  hasHint,
}: {
  chart: JoinedChart;
  row: number | null;
  hidden: ReadonlySet<number>;
  hasHint: boolean;
}) {
  if (row === null || chart.dates[row] === undefined)
    return (
      <div class="chart-row dim no-print">
        {hasHint ? "Point at the chart to read it; drag to zoom, double click to see all." : null}
      </div>
    );
  return (
    <div class="chart-row">
      <b>{chart.dates[row]}</b>
      {chart.lines.map(({ line, values, bands }, index) => {
        const value = values[row];
        if (typeof value !== "number" || hidden.has(index)) return null;
        return (
          <span key={line.name}>
            {line.name} <b>{shortNumber(value)}</b>
            {bands.map(({ name, lower, upper }) =>
              typeof lower[row] === "number" && typeof upper[row] === "number" ? (
                <span key={name} class="dim">
                  {shortNumber(lower[row])} to {shortNumber(upper[row])} ({name}){" "}
                </span>
              ) : null,
            )}
          </span>
        );
      })}
    </div>
  );
}
