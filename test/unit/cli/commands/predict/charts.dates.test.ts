import { describe, expect, it } from "vitest";
import { chartsOf } from "../../../../../src/cli/commands/predict/charts.ts";
import type { ResultFormat } from "../../../../../src/model/results/result-format.ts";

type File = Parameters<typeof chartsOf>[0];

/** When the drawing shows the last row of the history and the first of the forecast. */
async function drawn(
  dates: readonly string[],
  next: string,
  format: ResultFormat = "csv",
): Promise<string[]> {
  const sent = `date,y\n${dates.map((date, row) => `"${date}",${row}\n`).join("")}`;
  const file = {
    input: { label: "a.csv", format } as File["input"],
    sent: Buffer.from(sent),
    csv: `date,prediction\n"${next}",1\n`,
    rows: 1,
    model: "naive",
    parameters: {},
    series: undefined,
  } as unknown as File;
  const [chart] = await chartsOf(file, 1);
  const points = [chart!.history.at(-1), chart!.forecast[0]];
  return points.map((point) =>
    point === undefined ? "none" : new Date(point.at).toISOString().slice(0, 16),
  );
}

const days = (count: number): string[] =>
  Array.from({ length: count }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10));
const dotted = (date: string): string => date.split("-").reverse().join(".");
const hours = (count: number, zone: string): string[] =>
  Array.from(
    { length: count },
    (_, hour) => new Date(Date.UTC(2024, 0, 1, hour)).toISOString().slice(0, 19) + zone,
  );

describe("the dates of a forecast in its drawing", () => {
  it.each<[string, string[], string, ResultFormat, string[]]>([
    ["days with dots", days(40).map(dotted), "10.02.2024", "csv", ["2024-02-09T00:00", "2024-02-10T00:00"]],
    [
      "days with dots as JSON",
      days(40).map(dotted),
      "10.02.2024",
      "json",
      ["2024-02-09T00:00", "2024-02-10T00:00"],
    ],
    [
      "days that became typed",
      days(40).map(dotted),
      "2024-02-10",
      "parquet",
      ["2024-02-09T00:00", "2024-02-10T00:00"],
    ],
    [
      "quarters",
      ["2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4"],
      "2025Q1",
      "xlsx",
      ["2024-10-01T00:00", "2025-01-01T00:00"],
    ],
    [
      "times with an offset",
      hours(48, "+01:00"),
      "2024-01-03T00:00:00+01:00",
      "csv",
      ["2024-01-02T23:00", "2024-01-03T00:00"],
    ],
    [
      "moments of such times",
      hours(48, "+01:00"),
      "2024-01-02T23:00:00Z",
      "parquet",
      ["2024-01-02T23:00", "2024-01-03T00:00"],
    ],
    [
      "such times in a sheet",
      hours(48, "+01:00"),
      "2024-01-03 00:00:00",
      "xlsx",
      ["2024-01-02T23:00", "2024-01-03T00:00"],
    ],
  ])("%s", async (_what, dates, next, format, expected) => {
    expect(await drawn(dates, next, format)).toEqual(expected);
  });
});
