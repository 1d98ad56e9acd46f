// A backtest: the models by how good they were, where they went wrong, and every window.
import { useMemo, useState } from "preact/hooks";
import type { BacktestPage, BacktestSeries } from "../../core/report/report-data.ts";
import { startOf, type ChartData } from "../chart/chart-data.ts";
import { SeriesChart } from "../chart/series-chart.tsx";
import { useChosen } from "./chosen.ts";
import { Facts, Notes } from "./facts.tsx";
import { Overview, type Named, type OverviewColumn } from "./overview.tsx";
import type { SeriesRows } from "./read-chunk.ts";
import { RowsTable } from "./rows-table.tsx";
import { useRows } from "./use-rows.ts";

interface Entry extends Named {
  series: BacktestSeries;
}

const hasProblem = ({ series }: Entry): boolean => series.windows.some(({ error }) => error !== undefined);

/** Some have none: those of a history that does not change. */
const maseText = (mase: number | null): number | string => mase ?? "–";

const noMase = "MASE is – where a history does not change from season to season, since it divides by that.";

const columns: readonly OverviewColumn<Entry>[] = [
  { title: "best model", kind: "text", value: ({ series }) => series.best || "none" },
  {
    title: "its MASE",
    kind: "number",
    value: ({ series: { best, mase } }) => (best ? maseText(mase) : null),
  },
  { title: "its sMAPE", kind: "number", value: ({ series }) => series.smape },
  {
    title: "problem",
    kind: "problem",
    value: (entry) => (hasProblem(entry) ? "a model failed" : null),
  },
];

const orders: Readonly<Record<string, (entry: Entry) => number | string>> = {
  "worst first": ({ series }) => (series.best === "" ? -Infinity : -(series.mase ?? -1)),
  "as in the file": ({ index }) => index,
  "problems first": (entry) => (hasProblem(entry) ? 0 : 1),
  "by name": ({ name }) => name,
};

export function BacktestView({ data }: { data: BacktestPage }) {
  const { series, models, failed } = data;
  const entries = useMemo(
    () =>
      series.map((each, index): Entry => ({ index, series: each, name: each.id.join(", ") || data.title })),
    [data],
  );
  const [chosen, choose] = useChosen(entries.length);
  const entry = entries[chosen];
  return (
    <>
      <Facts facts={data.facts} />
      {models.length === 0 ? null : <Scores data={data} />}
      <Notes
        title={failed.length === 1 ? "A model has no forecast" : `${failed.length} models have no forecast`}
        notes={failed.map(({ name, message, fix }) => `${name}: ${message} ${fix}`)}
        isBad
      />
      <Notes title="Warnings" notes={data.warnings} />
      <Notes title="What is not here" notes={data.left} />
      {entries.length > 1 ? (
        <Overview
          entries={entries}
          columns={columns}
          orders={orders}
          hasProblem={hasProblem}
          note="Of each series the model with the smallest MASE over its windows."
          chosen={chosen}
          onChoose={choose}
        />
      ) : null}
      {entry === undefined ? null : <OneSeries entry={entry} bands={data.bands} />}
      <Steps data={data} />
    </>
  );
}

const numbers = (names: readonly string[]) => names.map((name) => ({ name, isNumber: true }));

function Scores({ data: { models, series, bands } }: { data: BacktestPage }) {
  const isMissing = series.some(({ windows }) => windows.some(({ mase }) => mase === null));
  return (
    <section>
      <h2 id="scores">Models</h2>
      <p class="dim">
        Means over all windows, the best MASE first. sMAPE in percent; MASE in mean changes of the history;
        bias above 0 is too high; an interval should cover its own share, and be narrow; seconds for one
        forecast. {isMissing ? noMase : null}
      </p>
      <RowsTable
        label="Models"
        columns={[
          { name: "model" },
          ...numbers(["sMAPE", "MASE", "RMSE", "bias"]),
          ...bands.flatMap((band) => numbers([`${band} covers`, `${band} width`])),
          ...numbers(["failed series", "seconds"]),
        ]}
        rows={models.map(({ model, smape, mase, rmse, bias, intervals, failedSeries, seconds }) => [
          model,
          smape,
          maseText(mase),
          rmse,
          bias,
          ...intervals.flatMap(({ coverage, width }) => [coverage, width]),
          failedSeries,
          seconds,
        ])}
      />
    </section>
  );
}

function Steps({ data: { steps } }: { data: BacktestPage }) {
  const [first] = steps;
  // Without a MASE there are no units to write them in.
  if (first === undefined || steps.every(({ errors }) => errors.every((error) => error === null)))
    return null;
  return (
    <section>
      <h2 id="steps">Errors by steps ahead</h2>
      <p class="dim">Mean absolute errors of each step, in the units of MASE.</p>
      <RowsTable
        label="Errors by steps ahead"
        columns={[{ name: "step" }, ...numbers(steps.map(({ model }) => model))]}
        rows={first.errors.map((_, row) => [row + 1, ...steps.map(({ errors }) => errors[row] ?? null)])}
      />
    </section>
  );
}

/** More lines than these hide one another; the others are drawn when they are chosen. */
const mostLines = 3;

function OneSeries({ entry: { series, name }, bands }: { entry: Entry; bands: readonly string[] }) {
  const rows = useRows(series.at);
  const [wanted, setWanted] = useState<readonly string[] | undefined>(undefined);
  const all = rows?.forecasts.map((forecast) => forecast.name) ?? [];
  const drawn = wanted?.filter((each) => all.includes(each)) ?? all.slice(0, mostLines);
  const data = useMemo(() => rows && chartOf(rows, drawn, bands), [rows, drawn.join("\n")]);
  return (
    <section>
      <h2 id="series" tabIndex={-1}>
        {series.id.length === 0 ? "Windows" : name}
      </h2>
      {data === undefined ? (
        <p class="dim">
          {series.at === undefined ? "Its rows are not in this report, so that it stays small." : "Reading…"}
        </p>
      ) : (
        <>
          <fieldset class="models no-print">
            <legend>Models that are drawn</legend>
            {all.map((model) => (
              <label key={model}>
                <input
                  type="checkbox"
                  checked={drawn.includes(model)}
                  onChange={({ currentTarget: { checked } }) =>
                    setWanted(all.filter((each) => (each === model ? checked : drawn.includes(each))))
                  }
                />{" "}
                {model}
              </label>
            ))}
          </fieldset>
          <SeriesChart data={data} label={`Windows of ${name}`} height={360} />
        </>
      )}
      <h3>Windows</h3>
      <RowsTable
        key={name}
        label="Windows"
        columns={[
          { name: "model" },
          { name: "from" },
          { name: "to" },
          ...numbers(["sMAPE", "MASE", "RMSE", "bias"]),
          { name: "problem" },
        ]}
        rows={series.windows.map(({ model, from, to, smape, mase, rmse, bias, error }) => [
          model,
          from,
          to,
          smape ?? null,
          mase === undefined ? null : maseText(mase),
          rmse ?? null,
          bias ?? null,
          error ?? null,
        ])}
      />
    </section>
  );
}

/** The band of the first model alone, since several hide what they are around. */
function chartOf(
  { history, forecasts, origins = [] }: SeriesRows,
  drawn: readonly string[],
  bands: readonly string[],
): ChartData {
  const shown = forecasts.filter(({ name }) => drawn.includes(name));
  return {
    lines: [
      { name: "history", role: "history", ...history },
      ...shown.map(({ name, at, dates, values, lower, upper }, index) => ({
        name,
        role: "forecast" as const,
        at,
        dates,
        values,
        bands:
          index > 0
            ? []
            : bands.flatMap((band, level) =>
                lower[level] === undefined || upper[level] === undefined
                  ? []
                  : [{ name: band, lower: lower[level], upper: upper[level] }],
              ),
      })),
    ],
    origin: origins,
    start: startOf(history.at, Math.ceil((forecasts[0]?.at.length ?? 0) / 2)),
  };
}
