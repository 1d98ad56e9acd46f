// All series as lines of one table: searched, sorted, and one of them chosen.
import { useMemo, useState } from "preact/hooks";
import type { FileReport, SeriesSummary } from "../../core/report/report-data.ts";
import { shortNumber } from "../chart/describe-chart.ts";

export interface Entry {
  /** Among all of the report. */
  index: number;
  file: FileReport;
  series: SeriesSummary;
  name: string;
}

export const entriesOf = (files: readonly FileReport[]): Entry[] =>
  files
    .flatMap((file) => file.series.map((series) => ({ file, series })))
    .map(({ file, series }, index) => ({
      index,
      file,
      series,
      name: [...(files.length > 1 ? [file.name] : []), ...series.id].join(", ") || file.name,
    }));

type Order = "file" | "largest" | "least sure" | "changed most" | "problems first" | "name";

const orders: Record<Order, (entry: Entry) => number | string> = {
  file: ({ index }) => index,
  largest: ({ series }) => -Math.abs(series.mean ?? 0),
  "least sure": ({ series }) => -(series.width ?? -1),
  "changed most": ({ series }) => -Math.abs(changeOf(series) ?? 0),
  "problems first": ({ series }) => (series.rows === 0 ? 0 : series.isFallback || series.fault ? 1 : 2),
  name: ({ name }) => name,
};

function changeOf({ recent, mean }: SeriesSummary): number | null {
  return recent === null || mean === null || recent === 0 ? null : (mean - recent) / Math.abs(recent);
}

const perPage = 50;

export interface OverviewProps {
  entries: readonly Entry[];
  chosen: number | undefined;
  onChoose: (index: number) => void;
}

export function Overview({ entries, chosen, onChoose }: OverviewProps) {
  const [words, setWords] = useState("");
  const [order, setOrder] = useState<Order>("file");
  const [count, setCount] = useState(perPage);
  const found = useMemo(() => sorted(matching(entries, words), order), [entries, words, order]);
  const problems = entries.filter(
    ({ series }) => series.rows === 0 || series.isFallback || series.fault,
  ).length;
  return (
    <section aria-labelledby="overview">
      <h2 id="overview">All series</h2>
      <p class="overview-controls no-print">
        <label>
          Search{" "}
          <input
            type="search"
            value={words}
            placeholder="part of a name"
            onInput={(event) => {
              setWords(event.currentTarget.value);
              setCount(perPage);
            }}
          />
        </label>{" "}
        <label>
          Order{" "}
          <select value={order} onChange={(event) => setOrder(event.currentTarget.value as Order)}>
            {Object.keys(orders).map((each) => (
              <option key={each} value={each}>
                {each === "file" ? "as in the file" : each}
              </option>
            ))}
          </select>
        </label>{" "}
        <span class="dim" role="status">
          {found.length} of {entries.length} series{problems > 0 ? `, ${problems} with problems` : ""}
        </span>
      </p>
      <div class="table-box" tabIndex={0} role="region" aria-label="Series">
        <table>
          <thead>
            <tr>
              <th scope="col">series</th>
              <th scope="col">model</th>
              <th scope="col" class="number">
                recent mean
              </th>
              <th scope="col" class="number">
                forecast mean
              </th>
              <th scope="col" class="number">
                change
              </th>
              <th scope="col" class="number">
                band width
              </th>
              <th scope="col">problem</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, count).map((entry) => (
              <Line key={entry.index} entry={entry} isChosen={entry.index === chosen} onChoose={onChoose} />
            ))}
          </tbody>
        </table>
      </div>
      {found.length > count ? (
        <p class="no-print">
          <button type="button" onClick={() => setCount(count + 10 * perPage)}>
            Show more
          </button>{" "}
          <span class="dim">
            {count} of {found.length} are shown
          </span>
        </p>
      ) : null}
      <p class="dim">
        Means are those of the forecast and of as many rows before it; the band's width is in means of the
        forecast.
      </p>
    </section>
  );
}

function Line({
  entry,
  isChosen,
  onChoose,
}: {
  entry: Entry;
  isChosen: boolean;
  onChoose: (index: number) => void;
}) {
  const { series, name, index } = entry;
  const change = changeOf(series);
  return (
    <tr class={isChosen ? "chosen" : ""}>
      <th scope="row">
        <button type="button" class="as-link" aria-pressed={isChosen} onClick={() => onChoose(index)}>
          {name}
        </button>
      </th>
      <td>{series.model || "none"}</td>
      <td class="number">{series.recent === null ? "" : shortNumber(series.recent)}</td>
      <td class="number">{series.mean === null ? "" : shortNumber(series.mean)}</td>
      <td class="number">{change === null ? "" : percentText(change)}</td>
      <td class="number">{series.width === null ? "" : percentText(series.width).replace("+", "")}</td>
      <td class="problem">{series.rows === 0 ? "no forecast" : series.isFallback ? "fallback" : ""}</td>
    </tr>
  );
}

const percentText = (share: number): string =>
  Math.abs(share) >= 100
    ? `${share > 0 ? "+" : "−"}>9999 %`
    : `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`.replace("-", "−");

/** Each word stands in the name or the model. */
function matching(entries: readonly Entry[], words: string): readonly Entry[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (wanted.length === 0) return entries;
  return entries.filter(({ name, series }) => {
    const text = `${name} ${series.model}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function sorted(entries: readonly Entry[], order: Order): readonly Entry[] {
  if (order === "file") return entries;
  const keys = entries.map((entry) => ({ entry, key: orders[order](entry) }));
  return keys
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.entry.index - b.entry.index))
    .map(({ entry }) => entry);
}
