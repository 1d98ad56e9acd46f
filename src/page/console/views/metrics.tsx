// How the service did over the last hours, one chart a kind.
import type { MetricsAnswer, MetricSeries } from "../../../console/contract/operations.ts";
import { useMemo } from "preact/hooks";
import { SeriesChart } from "../../chart/series-chart.tsx";
import type { ChartData } from "../../chart/chart-data.ts";
import { useLive } from "../state/live.ts";
import { query as searchOf } from "../state/paths.ts";
import { setQuery } from "../state/router.ts";
import { Card, Empty } from "../parts/bits.tsx";
import { Command } from "../parts/command.tsx";
import { Loaded, Page } from "../parts/page.tsx";
import { bytes, duration, figure } from "../parts/words.ts";

const spans = ["15m", "1h", "6h", "24h", "7d"];

export function MetricsView({ query }: { query: Readonly<Record<string, string>> }) {
  const since = query["since"] ?? "1h";
  const metrics = useLive<MetricsAnswer>(`api/metrics${searchOf({ since })}`, 15_000);
  return (
    <Page
      title="Metrics"
      about={<span class="dim">From Cloud Monitoring; times in UTC.</span>}
      actions={
        <div class="segments" role="group" aria-label="Time span">
          {spans.map((span) => (
            <button
              key={span}
              type="button"
              aria-pressed={span === since}
              onClick={() => setQuery({ since: span === "1h" ? undefined : span })}
            >
              {span}
            </button>
          ))}
        </div>
      }
    >
      <Loaded from={metrics} what="Reading the metrics">
        {(answer) => <Charts answer={answer} />}
      </Loaded>
    </Page>
  );
}

function Charts({ answer }: { answer: MetricsAnswer }) {
  const charts = [...new Set(answer.series.map(({ chart }) => chart))];
  if (charts.length === 0)
    return (
      <Empty icon="metrics" title="There is no sample in this time.">
        <p class="dim">What is idle has none. The same on the command line:</p>
        <Command>cloud-runner metrics</Command>
      </Empty>
    );
  return (
    <>
      <div class="charts">
        {charts.map((chart) => (
          <MetricCard
            key={chart}
            series={answer.series.filter((each) => each.chart === chart)}
            atMs={answer.atMs}
          />
        ))}
      </div>
      {answer.notes.length > 0 && (
        <ul class="remarks">
          {answer.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function MetricCard({ series, atMs }: { series: readonly MetricSeries[]; atMs: readonly number[] }) {
  const [first] = series;
  const scale = scaleOf(series);
  // A reading that brings nothing new shall not draw anew: it would end a zoom.
  const content = JSON.stringify([series, atMs]);
  const data = useMemo((): ChartData => {
    const at = atMs.map((ms) => ms / 1000);
    return {
      lines: series.map(({ name, values }, index) => ({
        name,
        role: index === 0 ? "history" : "other",
        at,
        values: values.map((value) => (value === null ? null : value * scale.factor)),
      })),
    };
  }, [content]);
  if (first === undefined) return null;
  return (
    <Card
      title={`${first.title}${scale.unit === "" ? "" : `, ${scale.unit}`}`}
      side={<span class="tabular">{newest(series)}</span>}
      class="metric"
    >
      <SeriesChart data={data} label={first.title} height={180} />
    </Card>
  );
}

/** In which unit the axis is easy to read. */
function scaleOf(series: readonly MetricSeries[]): { factor: number; unit: string } {
  const most = Math.max(0, ...series.flatMap(({ values }) => values.filter((value) => value !== null)));
  switch (series[0]?.unit) {
    case "ms":
      return most >= 10_000 ? { factor: 1 / 1000, unit: "s" } : { factor: 1, unit: "ms" };
    case "bytes":
      return { factor: 1e-6, unit: "MB" };
    case "ratio":
      return { factor: 100, unit: "%" };
    case "perSecond":
      return { factor: 1, unit: "a second" };
    case "count":
    case undefined:
      return { factor: 1, unit: "" };
  }
}

function newest(series: readonly MetricSeries[]): string {
  const known = series.flatMap(({ name, unit, values }) => {
    const value = values.findLast((each) => each !== null);
    return typeof value === "number" ? [`${series.length > 1 ? `${name} ` : ""}${inUnit(value, unit)}`] : [];
  });
  return known.slice(0, 3).join(" · ");
}

function inUnit(value: number, unit: MetricSeries["unit"]): string {
  switch (unit) {
    case "ms":
      return duration(value);
    case "bytes":
      return bytes(value);
    case "ratio":
      return `${figure(Math.round(value * 1000) / 10)} %`;
    case "perSecond":
      return `${figure(value)}/s`;
    case "count":
      return figure(value);
  }
}
