// Midnights that stand under the date of the day that they end.
import { describe, expect, it, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { lateMidnights } from "../../../../src/model/grid/late-midnights.ts";
import { bytes } from "../support.ts";

const daySeconds = 86_400;
const january = Date.UTC(2024, 0, 1) / 1000;

/** From the first step of a day to the midnight that ends it. */
const ends = (days: number, step = 3600) =>
  Float64Array.from({ length: (days * daySeconds) / step }, (_, at) => january + (at + 1) * step);

/** As it is written: the day of the time before. */
const written = (dates: Float64Array) =>
  dates.map((seconds) => (seconds % daySeconds === 0 ? seconds - daySeconds : seconds));

describe("midnights under the day that they end", () => {
  it.each([3600, 1800, 900, 21_600])("are seen by the order of rows %i s apart, either way", (step) => {
    const meant = ends(9, step);
    expect(lateMidnights(written(meant))).toEqual(meant);
    expect(lateMidnights(written(meant).toReversed())).toEqual(meant.toReversed());
  });

  it("are seen in spite of gaps and of an hour that comes twice", () => {
    const meant = ends(12).filter((_, at) => at % 5 !== 3);
    expect(lateMidnights(written(meant))).toEqual(meant);
    const twice = ends(20);
    const back = Float64Array.from([...twice.slice(0, 99), ...twice.slice(97)]);
    expect(lateMidnights(written(back))).toEqual(back);
  });

  const begins = ends(9).map((seconds) => seconds - 3600);
  it.each([
    ["hours from midnight", begins],
    ["the newest first", begins.toReversed()],
    ["days", ends(30, daySeconds)],
    ["days in any order", ends(30, daySeconds).map((seconds, at) => seconds + (at % 7) * 40 * daySeconds)],
    ["the newest day first, from its midnight", Float64Array.from(daysOf(begins).toReversed().flat())],
    ["two days", written(ends(2))],
    ["rows in any order", begins.map((_, at) => begins[(at * 7) % begins.length]!)],
  ])("are not seen in %s", (_, dates) => expect(lateMidnights(dates)).toBeUndefined());

  function daysOf(dates: Float64Array): number[][] {
    return Array.from({ length: dates.length / 24 }, (_, day) =>
      Array.from(dates.subarray(day * 24, day * 24 + 24)),
    );
  }
});

const text = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");

test("a file of them is read as it is meant, its known future too, and says so", async () => {
  const meant = ends(12);
  const lines = Array.from(
    written(meant),
    (seconds, at) => `${text(seconds)},${at < 240 ? at : ""},${at % 5}`,
  );
  const file = bytes(["time,load,promo", ...lines].join("\n"));
  const { series, warnings } = await readDataset(file, { target: "load", columns: ["promo"] });
  const [{ ds, y, ahead }] = series as [(typeof series)[0]];
  expect(ds).toEqual(meant.slice(0, 240));
  expect(Array.from(y)).toEqual(Array.from({ length: 240 }, (_, at) => at));
  expect(ahead.ds).toEqual(meant.slice(240));
  expect(warnings.join(" ")).toMatch(/midnight of each day .* 00:00 of the next one/);
  expect(warnings.join(" ")).not.toMatch(/sorted/);
});

test("a format that is told lets them stand", async () => {
  const lines = Array.from(written(ends(12)), (seconds, at) => `${text(seconds)},${at}`);
  const file = bytes(["time,load", ...lines].join("\n"));
  const { series } = await readDataset(file, { dateFormat: "%Y-%m-%d %H:%M" });
  expect([series[0]!.ds[0], series[0]!.y[0]]).toEqual([january, 23]);
});
