// Forecasts: all series where there are several, one of them, and how they were made.
import { useMemo } from "preact/hooks";
import type { FileReport, ForecastReport, SeriesSummary } from "../../core/report/report-data.ts";
import { useChosen } from "./chosen.ts";
import { Facts, Notes } from "./facts.tsx";
import { Overview, type OverviewColumn } from "./overview.tsx";
import { RowsTable } from "./rows-table.tsx";
import { SeriesView, type Entry } from "./series-view.tsx";

const entriesOf = (files: readonly FileReport[]): Entry[] =>
  files
    .flatMap((file) => file.series.map((series) => ({ file, series })))
    .map(({ file, series }, index) => ({
      index,
      file,
      series,
      name: [...(files.length > 1 ? [file.name] : []), ...series.id].join(", ") || file.name,
    }));

const columns: readonly OverviewColumn<Entry>[] = [
  { title: "model", kind: "text", value: ({ series }) => series.model || "none" },
  { title: "recent mean", kind: "number", value: ({ series }) => series.recent },
  { title: "forecast mean", kind: "number", value: ({ series }) => series.mean },
  { title: "change", kind: "change", value: ({ series }) => changeOf(series) },
  { title: "band width", kind: "share", value: ({ series }) => series.width },
  {
    title: "problem",
    kind: "problem",
    value: ({ series }) => (series.rows === 0 ? "no forecast" : series.isFallback ? "fallback" : null),
  },
];

const orders: Readonly<Record<string, (entry: Entry) => number | string>> = {
  "as in the file": ({ index }) => index,
  "problems first": ({ series }) => (series.rows === 0 ? 0 : series.isFallback || series.fault ? 1 : 2),
  "largest first": ({ series }) => -Math.abs(series.mean ?? 0),
  "least sure first": ({ series }) => -(series.width ?? -1),
  "changed most first": ({ series }) => -Math.abs(changeOf(series) ?? 0),
  "by name": ({ name }) => name,
};

function changeOf({ recent, mean }: SeriesSummary): number | null {
  return recent === null || mean === null || recent === 0 ? null : (mean - recent) / Math.abs(recent);
}

export function ForecastView({ data }: { data: ForecastReport }) {
  const entries = useMemo(() => entriesOf(data.files), [data]);
  const [chosen, choose] = useChosen(entries.length);
  const entry = entries[chosen];
  const file = entry?.file ?? data.files[0];
  const { failures } = data;
  return (
    <>
      <Facts facts={data.facts} />
      <Notes
        title={failures.length === 1 ? "A file has no forecast" : `${failures.length} files have no forecast`}
        notes={failures.map(({ name, message, fix }) => `${name}: ${message} ${fix}`)}
        isBad
      />
      {entries.length > 1 ? (
        <Overview
          entries={entries}
          columns={columns}
          orders={orders}
          hasProblem={({ series }) => series.rows === 0 || series.isFallback || series.fault !== undefined}
          note="Means are those of the forecast and of as many rows before it; the band's width is in means of the forecast."
          chosen={chosen}
          onChoose={choose}
        />
      ) : null}
      {entry === undefined ? null : <SeriesView entry={entry} />}
      {data.files.flatMap(({ name, table }) =>
        table === undefined
          ? []
          : [
              <section key={name}>
                <h2>{name}</h2>
                <RowsTable
                  label={name}
                  columns={table.columns.map((column) => ({ name: column }))}
                  rows={table.rows}
                />
              </section>,
            ],
      )}
      {file === undefined ? null : <FileView file={file} isOne={data.files.length === 1} />}
    </>
  );
}

function FileView({ file, isOne }: { file: FileReport; isOne: boolean }) {
  return (
    <section>
      <h2 id="about">{isOne ? "How it was made" : `How ${file.name} was forecast`}</h2>
      <Facts facts={file.facts} />
      {file.explanation === undefined ? null : <p>{file.explanation}</p>}
      <Notes title="Warnings" notes={file.warnings} />
      <Notes title="What is not here" notes={file.left} />
      <h3>Parameters</h3>
      <Facts facts={file.parameters} />
    </section>
  );
}
