// The whole report: what it is about, all series where there are several, one of them, and how they were made.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { FileReport, ReportData } from "../../core/report/report-data.ts";
import { ThemeChoice } from "../style/theme.tsx";
import { Facts, Notes } from "./facts.tsx";
import { entriesOf, Overview } from "./overview.tsx";
import { RowsTable } from "./rows-table.tsx";
import { SeriesView } from "./series-view.tsx";

export function ReportPage({ data }: { data: ReportData }) {
  const entries = useMemo(() => entriesOf(data.files), [data]);
  const [chosen, choose] = useChosen(entries.length);
  const entry = entries[chosen];
  const file = entry?.file ?? data.files[0];
  return (
    <>
      <header class="page-head report-head">
        <h1>{data.title}</h1>
        <ThemeChoice />
      </header>
      <main>
        <Facts facts={data.facts} />
        <Notes
          title={
            data.failures.length === 1
              ? "A file has no forecast"
              : `${data.failures.length} files have no forecast`
          }
          notes={data.failures.map(({ name, message, fix }) => `${name}: ${message} ${fix}`)}
          isBad
        />
        {entries.length > 1 ? <Overview entries={entries} chosen={chosen} onChoose={choose} /> : null}
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
      </main>
    </>
  );
}

function FileView({ file, isOne }: { file: FileReport; isOne: boolean }) {
  return (
    <section aria-labelledby="about">
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

/** Stands in the address, so that a link leads to it and "back" to the one before. */
function useChosen(count: number): [number, (index: number) => void] {
  const read = () => {
    const index = Number(/^#series-(\d+)$/.exec(location.hash)?.[1] ?? 0);
    return index < count ? index : 0;
  };
  const [chosen, setChosen] = useState(read);
  useEffect(() => {
    const onChange = () => {
      setChosen(read());
      document.getElementById("series")?.scrollIntoView({ block: "start" });
      document.getElementById("series")?.focus({ preventScroll: true });
    };
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, [count]);
  return [chosen, (index) => (location.hash = `#series-${index}`)];
}
