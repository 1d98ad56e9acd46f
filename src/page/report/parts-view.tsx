// What a forecast is made of: each term as a picture, the methods that were weighed, and what was missed on held-out rows.
import { useMemo } from "preact/hooks";
import type { Axis, PackedParts } from "../../core/report/report-data.ts";
import { startOf, type ChartData } from "../chart/chart-data.ts";
import { SeriesChart } from "../chart/series-chart.tsx";
import { RowsTable } from "./rows-table.tsx";

export interface PartsViewProps {
  parts: Axis & PackedParts;
  /** Of the forecast's rows. */
  future: Axis;
  /** Of the series, for screen readers. */
  name: string;
}

type Term = PackedParts["terms"][number];

export function PartsView({ parts, future, name }: PartsViewProps) {
  const { terms, note, methods, windows } = parts;
  const rest = useMemo(
    (): Term => ({ name: "rest", kind: "trend", isShare: false, history: parts.rest, future: [] }),
    [parts],
  );
  return (
    <>
      <h3>What it is made of</h3>
      <p>{note}</p>
      <div class="terms">
        {[...terms, rest].map((term) => (
          <TermView
            key={`${term.kind} ${term.name} ${term.isShare}`}
            term={term}
            parts={parts}
            future={future}
            name={name}
          />
        ))}
      </div>
      {methods.length > 0 ? (
        <>
          <h3>Methods that were weighed</h3>
          <p class="dim">
            The weight falls with the error on rows that were held out of the history, and begins with what
            the method was trusted before. Methods without a weight were left out.
          </p>
          <RowsTable
            label="Methods that were weighed"
            columns={[
              { name: "method" },
              { name: "in words" },
              { name: "weight", isNumber: true },
              { name: "error on held-out rows", isNumber: true },
              { name: "trust before", isNumber: true },
            ]}
            rows={methods.map(({ name: method, inWords, weight, error, prior }) => [
              method,
              inWords,
              weight === 0 ? "–" : `${(weight * 100).toFixed(1)} %`,
              error === null ? null : Number(error.toPrecision(6)),
              Number(prior.toPrecision(3)),
            ])}
          />
        </>
      ) : null}
      {windows.length > 0 ? (
        <>
          <h3>Errors on held-out rows</h3>
          <p class="dim">
            Each window was forecast from nothing but the rows before it; the bands come from these errors.
            Bias above 0 is too high.
          </p>
          <RowsTable
            label="Errors on held-out rows"
            columns={[
              { name: "from" },
              { name: "to" },
              { name: "rows", isNumber: true },
              { name: "mean absolute error", isNumber: true },
              { name: "sMAPE in percent", isNumber: true },
              { name: "bias", isNumber: true },
            ]}
            rows={windows.map(({ from, to, rows, mae, smape, bias }) => [from, to, rows, mae, smape, bias])}
          />
        </>
      ) : null}
    </>
  );
}

function TermView({ term, parts, future, name }: { term: Term } & PartsViewProps) {
  const data = useMemo((): ChartData => {
    const unit = term.isShare ? 100 : 1;
    const scaled = (values: readonly number[]) => values.map((value) => value * unit);
    return {
      lines: [
        { name: "history", role: "history", at: parts.at, dates: parts.dates, values: scaled(term.history) },
        ...(term.future.length > 0
          ? [
              {
                name: "forecast",
                role: "forecast" as const,
                at: future.at,
                dates: future.dates,
                values: scaled(term.future),
              },
            ]
          : []),
      ],
      origin: parts.at.at(-1),
      start: startOf(parts.at, future.at.length),
    };
  }, [term, parts, future]);
  const title = titleOf(term);
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <SeriesChart data={data} label={`${title} of ${name}`} height={180} hasHint={false} />
    </figure>
  );
}

function titleOf({ name, kind, isShare }: Term): string {
  const what =
    kind === "regressor"
      ? `regressor ${name}`
      : kind === "season" && !name.includes("season")
        ? `${name} season`
        : name;
  const shown = name === "rest" ? "rest: what the terms leave of the history" : what;
  return isShare ? `${shown}, in percent of the trend` : shown;
}
