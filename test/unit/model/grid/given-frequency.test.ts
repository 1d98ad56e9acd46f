import { expect, test } from "vitest";
import { checkFile } from "../../../../src/library/check/check-file.ts";
import { gridFor } from "../../../../src/model/grid/given-frequency.ts";
import { parseFrequency } from "../../../../src/model/time/frequency-name.ts";
import { bytes } from "../support.ts";

const at = (date: string) => Date.parse(`${date}Z`) / 1000;
const days = (first: string, count: number, step = 1) =>
  Array.from({ length: count }, (_, row) => at(`${first}T00:00`) + row * step * 86_400);

test.each([
  ["W", [...days("2024-01-01", 20, 7), at("2024-05-16T00:00")], 20],
  ["W-MON", [...days("2024-01-01", 20, 7), at("2024-05-16T00:00")], 20],
  ["B", days("2024-01-01", 60).filter((_, day) => day % 7 < 5 || day === 12), 10],
  [
    "MS",
    [...Array.from({ length: 18 }, (_, month) => Date.UTC(2023, month, 1) / 1000), at("2024-06-18T00:00")],
    18,
  ],
])("%s sets aside what is off it", (name, ds, odd) => {
  expect(
    gridFor(
      ds,
      parseFrequency(name, () => [1]),
    )?.odd,
  ).toEqual([odd]);
});

test.each([
  ["D", days("2024-01-01", 48).map((_, row) => at("2024-01-01T00:00") + row * 3600)],
  ["MS", days("2024-01-01", 90)],
  ["QS", Array.from({ length: 18 }, (_, month) => Date.UTC(2023, month, 1) / 1000)],
])("%s, coarser than the rows, sets none aside", (name, ds) => {
  expect(
    gridFor(
      ds,
      parseFrequency(name, () => [1]),
    ),
  ).toBeUndefined();
});

test("a file that names its frequency is forecast on the grid of the many", async () => {
  const rows = days("2024-01-01", 20, 7).map((seconds) =>
    new Date(seconds * 1000).toISOString().slice(0, 10),
  );
  const csv = bytes(
    ["date,y", ...[...rows, "2024-05-16"].map((date, row) => `${date},${row % 4}`), ""].join("\n"),
  );
  expect(await checkFile("a.csv", csv, { frequency: "W" })).toMatchObject({
    status: "ok",
    warnings: [
      "The row of 2024-05-16 (line 22) is off the grid of the other rows (frequency W) and was set aside.",
    ],
  });
});

test("dates without a common spacing are refused with what was seen and the options that help", async () => {
  const moments = [0, 7, 9, 31, 33, 60, 61, 90, 97, 130, 131, 140].map((hours) =>
    new Date((at("2024-03-01T08:00") + hours * 3600 + (hours % 7) * 60) * 1000).toISOString().slice(0, 16),
  );
  const csv = bytes(["date,y", ...moments.map((date, row) => `${date},${row}`), ""].join("\n"));
  const checked = await checkFile("a.csv", csv, {});
  expect(checked).toMatchObject({ status: "failed", error: { code: "csv.no-frequency", line: 13 } });
  expect(checked.status === "failed" && checked.error.message).toMatch(
    /the commonest, .+, lies between \d of 11 rows/,
  );
  expect(checked.status === "failed" && checked.error.fix).toContain("--frequency D --aggregate sum");
});
