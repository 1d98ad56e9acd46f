// A last row that spans all others, in a table of spans.
import { expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes } from "../support.ts";

const day = (index: number) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
const spans = (count: number, end: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${day(index)};${end(index)};${index},5`);

test.each([
  ["ends that are the next start", (index: number) => day(index + 1)],
  ["last days", (index: number) => day(index)],
])("is their total and no value of the first day: %s", async (_, end) => {
  const lines = spans(40, end);
  // The portal of an energy company.
  const total = `${day(0)};${end(39)};800,0`;
  const text = ["Vanaf;Tot;Verbruik", ...lines, total].join("\n");
  const { series, warnings } = await readDataset(bytes(text));
  expect([series[0]!.y.length, series[0]!.y[0], series[0]!.y[39]]).toEqual([40, 0.5, 39.5]);
  expect(warnings).toContain(
    `Line 42 was skipped ("2024-01-01, ${end(39)}, 800,0"): it spans all others, so it is their total.`,
  );
});

test("a row that was changed late is none, though its date comes twice", async () => {
  const lines = ["a", "b"].flatMap((shop) =>
    Array.from(
      { length: 30 },
      (_, index) =>
        `${shop},${day(index)},${index === 0 && shop === "a" ? day(200) : day(index + 3 + (index % 2))},${index}`,
    ),
  );
  const { series } = await readDataset(bytes(["shop,date,changed,y", ...lines].join("\n")));
  expect(series.map(({ y }) => y.length)).toEqual([30, 30]);
});
