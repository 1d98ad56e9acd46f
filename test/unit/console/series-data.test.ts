import { expect, it } from "vitest";
import { seriesData } from "../../../src/console/series-data.ts";
import { readDataset } from "../../../src/model/csv/read-dataset.ts";
import type { ForecastIndex, StoredSeries } from "../../../src/library/forecasts/index-forecast.ts";

const indexed = {
  id: ["a"],
  state: "forecast" as const,
  historyRows: 3,
  forecastRows: 1,
  start: 0,
  length: 0,
};
const of: ForecastIndex = { idColumns: ["shop"], levels: [0.8], series: [indexed] };

async function stored(csv: string): Promise<StoredSeries> {
  const { series } = await readDataset(Buffer.from(csv));
  const history = series[0]!;
  return {
    history,
    dates: ["next"],
    at: [history.ds.at(-1)! + 86_400],
    yhat: [7],
    bands: [{ lower: [NaN], upper: [8] }],
    fault: undefined,
  };
}

it("writes dates as the file does, and leaves out the oldest", async () => {
  const found = seriesData(await stored("date,y\n31.12.2023,1\n1.1.2024,2\n2.1.2024,3\n"), {
    at: 0,
    of,
    mostRows: 2,
  });
  expect(found).toMatchObject({
    id: ["a"],
    omittedRows: 1,
    hasTime: false,
    clock: "the file's own, without a zone",
    history: { values: [2, 3], atMs: [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)] },
    forecast: { dates: ["next"], atMs: [Date.UTC(2024, 0, 3)], values: [7] },
  });
  expect(found.history.dates.map((date) => date.replaceAll(/\b0/g, ""))).toEqual(["1.1.2024", "2.1.2024"]);
  // JSON has no NaN.
  expect(found.forecast.bands).toEqual([{ level: 0.8, lower: [null], upper: [8] }]);
});

it("names the zone that times are in", async () => {
  const rows = (zone: string) =>
    `date,y\n2024-01-01T00:00:00${zone},1\n2024-01-01T01:00:00${zone},2\n2024-01-01T02:00:00${zone},3\n`;
  const clockOf = async (zone: string) => {
    const { clock, hasTime } = seriesData(await stored(rows(zone)), { at: 0, of, mostRows: 10 });
    return [clock, hasTime];
  };
  expect(await clockOf("Z")).toEqual(["UTC", true]);
  expect(await clockOf("+02:00")).toEqual(["UTC+02:00", true]);
  expect(await clockOf("")).toEqual(["the file's own, without a zone", true]);
});
