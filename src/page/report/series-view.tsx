// One series: its chart, what is to be known of it, and its numbers.
import { useMemo } from "preact/hooks";
import type { FileReport, SeriesSummary } from "../../core/report/report-data.ts";
import { SeriesChart } from "../chart/series-chart.tsx";
import { startOf, type ChartData } from "../chart/chart-data.ts";
import { Facts, Notes } from "./facts.tsx";
import type { Named } from "./overview.tsx";
import type { SeriesRows } from "./read-chunk.ts";
import { PartsView } from "./parts-view.tsx";
import { RowsTable } from "./rows-table.tsx";
import { useRows } from "./use-rows.ts";

export interface Entry extends Named {
  file: FileReport;
  series: SeriesSummary;
}

export function SeriesView({ entry }: { entry: Entry }) {
  const { file, series, name } = entry;
  const rows = useRows(series.at);
  const about = [
    ...file.idColumns.map((column, at) => [column, series.id[at] ?? ""] as const),
    ["model", series.model || "none"] as const,
  ];
  return (
    <section>
      <h2 id="series" tabIndex={-1}>
        {name}
      </h2>
      {series.id.length === 0 ? null : <Facts facts={about} />}
      <Notes
        title={
          series.rows === 0
            ? "No model could forecast this series"
            : "A simpler model stands in for the one that was asked"
        }
        notes={series.fault === undefined ? [] : [series.fault]}
        isBad
      />
      {rows === undefined ? (
        <p class="dim">
          {series.at === undefined ? "Its rows are not in this report, so that it stays small." : "Reading…"}
        </p>
      ) : (
        <Rows rows={rows} entry={entry} />
      )}
    </section>
  );
}

function Rows({ rows, entry: { file, name } }: { rows: SeriesRows; entry: Entry }) {
  const data = useMemo(() => chartOf(rows, file.bands), [rows]);
  const { history } = rows;
  const [forecast] = rows.forecasts;
  const columns = [{ name: "date" }, ...file.columns.map((column) => ({ name: column, isNumber: true }))];
  const forecastRows = useMemo(
    () =>
      (forecast?.dates ?? []).map((date, row) => [
        date,
        forecast!.values[row]!,
        ...forecast!.lower.flatMap((lower, band) => [lower[row]!, forecast!.upper[band]![row]!]),
      ]),
    [rows],
  );
  const historyRows = useMemo(
    () => history.dates.map((date, row) => [date, history.values[row] ?? null]).toReversed(),
    [rows],
  );
  return (
    <>
      <SeriesChart data={data} label={`Forecast of ${name}`} height={360} />
      {forecastRows.length > 0 ? (
        <>
          <h3>Forecast</h3>
          <RowsTable key={`forecast ${name}`} label="Forecast" columns={columns} rows={forecastRows} />
        </>
      ) : null}
      {rows.explanation === undefined || rows.parts === undefined ? null : <p>{rows.explanation}</p>}
      <Notes title="Warnings on this series" notes={rows.warnings ?? []} />
      {rows.parts === undefined || forecast === undefined ? null : (
        <PartsView parts={rows.parts} future={forecast} name={name} />
      )}
      {historyRows.length > 0 ? (
        <details>
          <summary>
            History, the newest first ({historyRows.length} rows
            {rows.cut > 0 ? `; ${rows.cut} older ones are left out` : ""})
          </summary>
          <RowsTable
            key={`history ${name}`}
            label="History"
            columns={[{ name: "date" }, { name: file.target, isNumber: true }]}
            rows={historyRows}
          />
        </details>
      ) : null}
    </>
  );
}

function chartOf({ history, forecasts, heldOut }: SeriesRows, bands: readonly string[]): ChartData {
  const ahead = forecasts[0]?.at.length ?? 0;
  return {
    lines: [
      ...(history.at.length > 0 ? [{ name: "history", role: "history" as const, ...history }] : []),
      ...forecasts.map(({ name, at, dates, values, lower, upper }) => ({
        name,
        role: "forecast" as const,
        at,
        dates,
        values,
        bands: bands.flatMap((band, level) =>
          lower[level] === undefined || upper[level] === undefined
            ? []
            : [{ name: band, lower: lower[level], upper: upper[level] }],
        ),
      })),
      ...(heldOut === undefined ? [] : [{ name: "held-out forecasts", role: "other" as const, ...heldOut }]),
    ],
    origin: ahead > 0 ? history.at.at(-1) : undefined,
    start: startOf(history.at, ahead),
  };
}
