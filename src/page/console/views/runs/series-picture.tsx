// One series with its forecast and band, or a few side by side, as a chart and as a table.
import type { SeriesData } from "../../../../console/contract/forecasts.ts";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { SeriesChart } from "../../../chart/series-chart.tsx";
import { ask, faultOf, type Fault } from "../../state/api.ts";
import { FaultBox } from "../../parts/fault.tsx";
import { Table } from "../../parts/table.tsx";
import { plural } from "../../parts/words.ts";
import { chartOf } from "./chart-of.ts";

const mostTableRows = 500;

/** @param indexes of the series that are shown; the first is looked at, the others stand beside it */
export function SeriesPicture({
  path,
  indexes,
  side,
}: {
  path: string;
  indexes: readonly number[];
  side?: ComponentChildren;
}) {
  const { series, fault } = useSeries(path, indexes);
  const data = useMemo(() => chartOf(series), [series]);
  const [main] = series;
  if (fault !== undefined && main === undefined) return <FaultBox fault={fault} />;
  if (main === undefined) return <div class="chart-place" aria-hidden="true" />;
  const name = main.id.join(" · ");
  return (
    <>
      <div class="picture-head">
        <h3>{series.length > 1 ? `${series.length} series` : name || "Forecast"}</h3>
        <div class="actions">{side}</div>
      </div>
      {main.reason !== undefined && (
        <FaultBox fault={main.reason} isQuiet>
          {main.state === "fallback" && <p>A simpler model stands in for it.</p>}
        </FaultBox>
      )}
      <SeriesChart
        data={data}
        label={name === "" ? "History and forecast" : `History and forecast of ${name}`}
        height={360}
      />
      <p class="dim chart-foot">
        Times on this clock: {main.clock}.{" "}
        {main.omittedRows > 0 && `${plural(main.omittedRows, "older row")} left out of the drawing. `}
      </p>
      <details>
        <summary>The forecast as a table</summary>
        {main.forecast.dates.length > 0 ? (
          <ForecastTable series={main} />
        ) : (
          <p class="dim">There are no rows.</p>
        )}
      </details>
    </>
  );
}

function useSeries(
  path: string,
  indexes: readonly number[],
): { series: SeriesData[]; fault: Fault | undefined } {
  const [held, setHeld] = useState<{ series: SeriesData[]; fault: Fault | undefined }>({
    series: [],
    fault: undefined,
  });
  useEffect(() => {
    const abort = new AbortController();
    Promise.all(
      indexes.map((index) => ask<SeriesData>(`${path}/series/${index}`, { signal: abort.signal })),
    ).then(
      (series) => setHeld({ series, fault: undefined }),
      (error: unknown) => {
        if (!abort.signal.aborted) setHeld({ series: [], fault: faultOf(error) });
      },
    );
    return () => abort.abort();
  }, [path, indexes.join()]);
  return held;
}

function ForecastTable({ series: { forecast } }: { series: SeriesData }) {
  const { dates, values, bands } = forecast;
  const rows = dates.slice(0, mostTableRows).map((_, row) => row);
  const column = (name: string, of: readonly (number | null)[]) => ({
    name,
    isNumber: true,
    // To the last digit, as the result has it: who copies a row gets what was forecast.
    cell: (row: number) => of[row] ?? "",
  });
  return (
    <>
      <Table
        caption="The forecast, row by row"
        isPlain
        rows={rows}
        keyOf={String}
        columns={[
          { name: "date", cell: (row) => dates[row] },
          column("prediction", values),
          ...bands.flatMap(({ level, lower, upper }) => [
            column(`lower ${percent(level)}`, lower),
            column(`upper ${percent(level)}`, upper),
          ]),
        ]}
      />
      {dates.length > rows.length && (
        <p class="dim">{plural(dates.length - rows.length, "further row")}: download the forecast.</p>
      )}
    </>
  );
}

const percent = (level: number): string => `${Number((level * 100).toFixed(4))} %`;
