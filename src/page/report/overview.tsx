// All series as lines of one table: searched, sorted, and one of them chosen.
import { useMemo, useRef, useState } from "preact/hooks";
import { shortNumber } from "../chart/describe-chart.ts";
import { ShowMore } from "./show-more.tsx";

/** What stands in the overview. */
export interface Named {
  /** Among all of the report. */
  index: number;
  name: string;
}

export interface OverviewColumn<E> {
  title: string;
  /** Null where there is none. */
  value: (entry: E) => string | number | null;
  kind: "text" | "number" | "share" | "change" | "problem";
}

export interface OverviewProps<E extends Named> {
  entries: readonly E[];
  columns: readonly OverviewColumn<E>[];
  /** By their names; smaller keys stand first. */
  orders: Readonly<Record<string, (entry: E) => number | string>>;
  hasProblem: (entry: E) => boolean;
  note: string;
  chosen: number | undefined;
  onChoose: (index: number) => void;
}

const perPage = 50;

export function Overview<E extends Named>({
  entries,
  columns,
  orders,
  hasProblem,
  note,
  chosen,
  onChoose,
}: OverviewProps<E>) {
  const [words, setWords] = useState("");
  const [order, setOrder] = useState(Object.keys(orders)[0]!);
  const [count, setCount] = useState(perPage);
  const box = useRef<HTMLDivElement>(null);
  const found = useMemo(
    () => sorted(matching(entries, columns, words), orders[order]!),
    [entries, words, order],
  );
  const problems = useMemo(() => entries.filter(hasProblem).length, [entries]);
  return (
    <section>
      <h2 id="overview">All series</h2>
      <div class="overview-controls no-print">
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
        </label>
        <label>
          Order{" "}
          <select value={order} onChange={(event) => setOrder(event.currentTarget.value)}>
            {Object.keys(orders).map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <span class="dim" role="status">
          {found.length} of {entries.length} series{problems > 0 ? `, ${problems} with problems` : ""}
        </span>
      </div>
      <div ref={box} class="table-box" tabIndex={0} role="region" aria-label="Series">
        <table>
          <thead>
            <tr>
              <th scope="col">series</th>
              {columns.map(({ title, kind }) => (
                <th key={title} scope="col" class={isNumber(kind) ? "number" : ""}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.slice(0, count).map((entry) => (
              <tr key={entry.index} class={entry.index === chosen ? "chosen" : ""}>
                <th scope="row">
                  <button
                    type="button"
                    class="as-link"
                    aria-pressed={entry.index === chosen}
                    onClick={() => onChoose(entry.index)}
                  >
                    {entry.name}
                  </button>
                </th>
                {columns.map(({ title, kind, value }) => (
                  <td key={title} class={isNumber(kind) ? "number" : kind}>
                    {textOf(value(entry), kind)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowMore
        table={box}
        count={count}
        next={count + 10 * perPage}
        of={found.length}
        what="series"
        onMore={setCount}
      />
      <p class="dim">{note}</p>
    </section>
  );
}

const isNumber = (kind: OverviewColumn<never>["kind"]): boolean =>
  kind === "number" || kind === "share" || kind === "change";

function textOf(value: string | number | null, kind: OverviewColumn<never>["kind"]): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (kind === "number") return shortNumber(value);
  if (Math.abs(value) >= 100) return value > 0 ? "> 9999 %" : "< −9999 %";
  const sign = kind === "change" && value > 0 ? "+" : "";
  return `${sign}${(value * 100).toFixed(1)} %`.replace("-", "−");
}

/** Each word stands in the name or in a text beside it. */
function matching<E extends Named>(
  entries: readonly E[],
  columns: readonly OverviewColumn<E>[],
  words: string,
): readonly E[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (wanted.length === 0) return entries;
  const texts = columns.filter(({ kind }) => !isNumber(kind));
  return entries.filter((entry) => {
    const text = [entry.name, ...texts.map(({ value }) => value(entry))].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function sorted<E extends Named>(entries: readonly E[], keyOf: (entry: E) => number | string): readonly E[] {
  const keys = entries.map((entry) => ({ entry, key: keyOf(entry) }));
  return keys
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.entry.index - b.entry.index))
    .map(({ entry }) => entry);
}
