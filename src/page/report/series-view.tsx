// One series: its chart, what is to be known of it, and its numbers.
import { useEffect, useMemo, useState } from "preact/hooks";
import { SeriesChart } from "../chart/series-chart.tsx";
import type { ChartData } from "../chart/chart-data.ts";
import { Facts, Notes } from "./facts.tsx";
import type { Entry } from "./overview.tsx";
import { readRows, type SeriesRows } from "./read-chunk.ts";
import { RowsTable } from "./rows-table.tsx";

export function SeriesView({ entry: { file, series, name } }: { entry: Entry }) {
  const rows = useRows(series.at);
  const isOne = series.id.length === 0;
  return (
    <section aria-labelledby="series">
      <h2 id="series" tabIndex={-1}>
        {name}
      </h2>
      {isOne ? null : (
        <Facts
          facts={[
            ...file.idColumns.map((column, at) => [column, series.id[at] ?? ""] as const),
            ["model", series.model || "none"],
          ]}
        />
      )}
      <Notes
        title={
          series.rows === 0
            ? "No model could forecast this series"
            : `A fallback stands in for ${file.facts[0]?.[1] ?? "the model"}`
        }
        notes={series.fault === undefined ? [] : [series.fault]}
        isBad
      />
      {rows === undefined ? (
        <p class="dim">
          {series.at === undefined ? "Its rows are not in this report, so that it stays small." : "Reading…"}
        </p>
      ) : (
        <Rows rows={rows} entry={{ file, series, name, index: 0 }} />
      )}
    </section>
  );
}

function Rows({ rows, entry: { file, name } }: { rows: SeriesRows; entry: Entry }) {
  const data = useMemo(() => chartOf(rows, file.bands), [rows]);
  const { history, forecast } = rows;
  const columns = [{ name: "date" }, ...file.columns.map((column) => ({ name: column, isNumber: true }))];
  const forecastRows = useMemo(
    () =>
      forecast.dates.map((date, row) => [
        date,
        forecast.values[row]!,
        ...forecast.lower.flatMap((lower, band) => [lower[row]!, forecast.upper[band]![row]!]),
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

/** Years of history would squeeze a forecast of some weeks, so at first only the newest part is shown. */
const leastShown = 90;
const shownPerForecast = 5;

function chartOf({ history, forecast }: SeriesRows, bands: readonly string[]): ChartData {
  const { at, dates, values, lower, upper } = forecast;
  return {
    lines: [
      ...(history.at.length > 0 ? [{ name: "history", role: "history" as const, ...history }] : []),
      ...(at.length > 0
        ? [
            {
              name: "forecast",
              role: "forecast" as const,
              at,
              dates,
              values,
              bands: bands.flatMap((name, band) =>
                lower[band] === undefined || upper[band] === undefined
                  ? []
                  : [{ name, lower: lower[band], upper: upper[band] }],
              ),
            },
          ]
        : []),
    ],
    origin: at.length > 0 ? history.at.at(-1) : undefined,
    start: history.at[history.at.length - Math.max(leastShown, shownPerForecast * at.length)],
  };
}

function useRows(at: [chunk: number, place: number] | undefined): SeriesRows | undefined {
  const [read, setRead] = useState<{ key: string; rows: SeriesRows } | undefined>(undefined);
  const key = String(at);
  useEffect(() => {
    if (at === undefined) return undefined;
    let isWanted = true;
    void readRows(at).then((rows) => {
      if (isWanted) setRead({ key, rows });
    });
    return () => {
      isWanted = false;
    };
  }, [key]);
  return read?.key === key ? read.rows : undefined;
}
