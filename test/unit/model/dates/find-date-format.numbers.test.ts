// Dates that are a number of four or five digits, which may mean several things.
import { expect, test } from "vitest";
import { find, found, read, wallOf, written } from "./support.ts";

const months = Array.from(
  { length: 30 },
  (_, index) => `${21 + Math.floor(index / 12)}${String((index % 12) + 1).padStart(2, "0")}`,
);

test("2112 and 2201 are months that follow one another, not years", () => {
  const { format, certainty } = found(months);
  expect(read(months, format).slice(11, 13)).toEqual(["2021-12-01", "2022-01-01"]);
  expect(written(months, format, [wallOf("2023-07-01")])).toEqual(["2307"]);
  // Other numbers look alike, so the name of the column has to speak for them.
  expect(certainty).toBe("possible");
});

test.each([
  [["202401.0", "202402.0"], "2024-01-01", "202403.0"],
  [["20240130.0", "20240131.0"], "2024-01-30", "20240301.0"],
])("%j are dates that pandas made decimals of", (cells, first, next) => {
  const { format } = found(cells);
  expect(read(cells, format)[0]).toBe(first);
  expect(written(cells, format, [wallOf("2024-03-01")])).toEqual([next]);
});

test("2001 to 2012 are years", () => {
  expect(found(months.slice(0, 12).map((text) => text.replace("21", "20"))).format.patterns).toEqual([
    "yyyy",
  ]);
});

test.each([
  [
    ["2401", "2402", "2403", "2404"],
    ["1858-01-01", "2024-01-01"],
  ],
  [
    ["24001", "24002", "24003"],
    ["2024-01-01", "1965-09-16"],
  ],
])("%j may be two things, and it is asked which", (cells, dates) => {
  const finding = find(cells);
  if (finding.kind !== "ambiguous") throw new Error(JSON.stringify(finding));
  expect(finding.readings.map(({ iso }) => iso)).toEqual(dates);
  for (const { iso, option } of finding.readings) {
    const { format } = found(cells, { format: option.replace("--date-format ", "") });
    expect(read(cells, format)[0]).toBe(iso);
  }
});

test("202352 and 202401 are weeks, since no month is the 52nd", () => {
  const cells = ["202349", "202350", "202351", "202352", "202401", "202402"];
  const { format, certainty } = found(cells);
  expect(read(cells, format).slice(3, 5)).toEqual(["2023-12-25", "2024-01-01"]);
  expect(written(cells, format, [wallOf("2024-01-15")])).toEqual(["202403"]);
  expect(certainty).toBe("likely");
  expect(found(["202401", "202402", "202403"]).format.patterns).toEqual(["yyyyMM"]);
});
