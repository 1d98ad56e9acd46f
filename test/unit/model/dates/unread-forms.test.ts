import { expect, it } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";

const column = (cells: (at: number) => string) =>
  new TextEncoder().encode(
    `time,y\n${Array.from({ length: 60 }, (_, at) => `${cells(at)},${at}\n`).join("")}`,
  );
const two = (number: number) => String(number).padStart(2, "0");
const ordinals = ["1st", "2nd", "3rd", "4th"];

it.each([
  [
    "quarters by ordinals",
    (at: number) => `${2000 + Math.floor(at / 4)}-${ordinals[at % 4]} Quarter`,
    "2013-Q1",
  ],
  [
    "summer time of no zone",
    (at: number) => `${two(19 + Math.floor(at / 24))}-05-2018 ${two(at % 24)}:00 DST`,
    "time zone",
  ],
  ["seconds in fifths", (at: number) => (1_526_688_000 + at / 5).toFixed(1), "parts of a second"],
  [
    "microseconds, as BigQuery exports them",
    (at: number) => `2024-01-01 00:${two(at)}:00.123456 UTC`,
    "parts of a second",
  ],
  [
    "some of them",
    (at: number) => `2024-01-01T00:${two(at)}:00${at % 3 === 0 ? ".5" : ""}`,
    "parts of a second",
  ],
  [
    "some of them with Z",
    (at: number) => `2024-01-01T00:${two(at)}:00${at % 3 === 0 ? ".5" : ""}Z`,
    "finer than a second",
  ],
  [
    "some of them with an offset",
    (at: number) => `2024-01-01 00:${two(at)}:00${at % 3 === 0 ? ".5" : ""}+00:00`,
    "finer than a second",
  ],
  [
    "parts of a second with the day first",
    (at: number) => `31.12.2024 00:${two(at)}:00.25`,
    "parts of a second",
  ],
  ["milliseconds in fifths", (at: number) => `${1_526_688_000_000 + at * 200}`, "parts of a second"],
])("says what to write instead of %s", async (_, cells, word) => {
  await expect(readDataset(column(cells))).rejects.toThrow(word);
});

it("leaves numbers and dates that are read alone", async () => {
  await expect(readDataset(column((at) => `2024-01-01 00:${two(at)}:00.000000 UTC`))).resolves.toMatchObject({
    rowsIn: 60,
  });
  await expect(readDataset(column((at) => `00:00:${two(at)}.5`))).rejects.not.toThrow("parts of a second");
  await expect(readDataset(column((at) => `${1_526_688_000 + at}.0`))).resolves.toMatchObject({ rowsIn: 60 });
  await expect(readDataset(column((at) => `${20.5 + at}`))).rejects.not.toThrow("parts of a second");
});
