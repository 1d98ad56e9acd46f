// The series of a forecast: one alone as a chart, many with a list to search and a few of them side by side.
import type { ForecastSummary, SeriesRow } from "../../../../console/contract/forecasts.ts";
import { useCallback, useMemo, useState } from "preact/hooks";
import { setQuery } from "../../state/router.ts";
import { Badge, Search } from "../../parts/bits.tsx";
import { Button } from "../../parts/button.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { VirtualList } from "../../parts/virtual-list.tsx";
import { count, plural } from "../../parts/words.ts";
import { SeriesPicture } from "./series-picture.tsx";
import { useSeriesRows } from "./series-rows.ts";

const rowHeight = 36;
/** More lines cannot be told apart. */
const mostBeside = 5;

interface Props {
  summary: ForecastSummary;
  path: string;
  query: Readonly<Record<string, string>>;
}

export function Series(props: Props) {
  const many =
    props.summary.series !== undefined && props.summary.series.count + props.summary.series.left > 1;
  return many ? <Panel {...props} /> : <SeriesPicture path={props.path} indexes={[0]} />;
}

function Panel({ summary, path, query }: Props) {
  const [search, setSearch] = useState("");
  const [state, setState] = useState("");
  const rows = useSeriesRows(path, search, state);
  const chosen = Number(query["series"] ?? rows.rowAt(0)?.index ?? 0) || 0;
  const beside = useMemo(
    () => indexesIn(query["with"]).filter((index) => index !== chosen),
    [query["with"], chosen],
  );
  const at = rows.placeOf(chosen);
  const choose = useCallback(
    (place: number) => {
      const row = rows.rowAt(place);
      if (row !== undefined) setQuery({ series: String(row.index) });
    },
    [rows],
  );
  const { series } = summary;
  return (
    <div class="panel">
      <div class="panel-list">
        <div class="filters">
          <Search
            label="Search series"
            hint={`Search ${plural(series?.count ?? rows.count, "series", "series")}`}
            value={search}
            onInput={setSearch}
          />
          {series !== undefined && series.fellBack + series.left > 0 && (
            <select
              aria-label="Which series"
              value={state}
              onChange={(event) => setState(event.currentTarget.value)}
            >
              <option value="">all</option>
              <option value="forecast">forecast as asked</option>
              <option value="fallback">by a fallback</option>
              <option value="failed">failed</option>
            </select>
          )}
        </div>
        {rows.fault !== undefined && <FaultBox fault={rows.fault} />}
        <div class="list-box series-list">
          <VirtualList
            label={`Series${rows.idColumns.length > 0 ? ` by ${rows.idColumns.join(", ")}` : ""}`}
            total={rows.found}
            rowHeight={rowHeight}
            chosen={at}
            onChoose={choose}
            onView={rows.onView}
            row={(place) => <Row row={rows.rowAt(place)} isBeside={isBeside(rows.rowAt(place), beside)} />}
          />
        </div>
        <p class="dim tabular" role="status">
          {rows.found === rows.count
            ? plural(rows.count, "series", "series")
            : `${count(rows.found)} of ${plural(rows.count, "series", "series")}`}
        </p>
      </div>
      <div class="panel-chart">
        <SeriesPicture
          path={path}
          indexes={[chosen, ...beside]}
          side={
            <>
              {beside.length < mostBeside && (
                <Button
                  title="Keep this series in the chart, and choose another one beside it"
                  onPress={() => setQuery({ with: [...beside, chosen].join(","), series: String(chosen) })}
                  isPressed={indexesIn(query["with"]).includes(chosen)}
                >
                  Keep to compare
                </Button>
              )}
              {query["with"] !== undefined && (
                <Button kind="bare" onPress={() => setQuery({ with: undefined })}>
                  This one alone
                </Button>
              )}
            </>
          }
        />
      </div>
    </div>
  );
}

const indexesIn = (text = ""): number[] => [
  ...new Set(
    text
      .split(",")
      .filter(Boolean)
      .map(Number)
      .filter((index) => Number.isInteger(index) && index >= 0),
  ),
];

const isBeside = (row: SeriesRow | undefined, beside: readonly number[]): boolean =>
  row !== undefined && beside.includes(row.index);

const Row = ({ row, isBeside: isKept }: { row: SeriesRow | undefined; isBeside: boolean }) =>
  row === undefined ? (
    <span class="skeleton" />
  ) : (
    <>
      <span class="grow shorten" title={row.id.join(" · ")}>
        {row.id.join(" · ")}
      </span>
      {isKept && <span class="pill">kept</span>}
      {row.state === "fallback" && <Badge tone="warn">fallback</Badge>}
      {row.state === "failed" && <Badge tone="bad">failed</Badge>}
      {row.state === "forecast" && <span class="dim tabular sub">{plural(row.historyRows, "row")}</span>}
    </>
  );
