import { expect, test } from "vitest";
import { checkDataset } from "../../../../src/model/check/check-dataset.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { bytes } from "../support.ts";
import { fillSteps } from "../../../../src/model/time/fill-steps.ts";
import { parseFrequency } from "../../../../src/model/time/frequency-name.ts";

const day = 86_400;
const monday = Date.UTC(2024, 0, 1) / 1000;
const rows = (days: readonly number[]) => ({
  ds: days.map((at) => monday + at * day),
  y: days.map((at) => at + 1),
  columns: { promo: days.map((at) => at % 2) },
});
const frequency = (name: string) => parseFrequency(name, () => []);

test("adds a row for every missing step", () => {
  const filled = fillSteps(rows([0, 1, 4]), frequency("D"), "zero");
  expect(Array.from(filled.ds, (date) => (date - monday) / day)).toEqual([0, 1, 2, 3, 4]);
  expect([...filled.y]).toEqual([1, 2, 0, 0, 5]);
  expect([...filled.columns.promo]).toEqual([0, 1, 1, 1, 0]);
  expect([...fillSteps(rows([0, 1, 4]), frequency("D"), "previous").y]).toEqual([1, 2, 2, 2, 5]);
});

test("adds none at closed times, and none where none is missing", () => {
  const week = rows([0, 1, 2, 3, 4, 5, 7, 8]);
  expect(fillSteps(week, frequency("D Mon-Sat"), "zero")).toBe(week);
  expect([...fillSteps(week, frequency("D"), "zero").y]).toEqual([1, 2, 3, 4, 5, 6, 0, 8, 9]);
});

test("fills up to a later date", () => {
  const filled = fillSteps(rows([0]), frequency("D"), "zero", { until: monday + 3 * day });
  expect([...filled.y]).toEqual([1, 0, 0, 0]);
});

test("refuses more steps than a forecast can take", () => {
  expect(() => fillSteps(rows([0, 1, 10_000]), frequency("s"), "zero")).toThrow(/864000000 steps/);
});

test("adds no hour that the clock has left out", async () => {
  const hours = Array.from({ length: 72 }, (_, hour) => Date.UTC(2024, 2, 29, 23 + hour))
    .map((at) => ({ at, offset: at < Date.UTC(2024, 2, 31, 1) ? 1 : 2 }))
    .filter((_, row) => row % 10 !== 7)
    .map(
      ({ at, offset }) => `${new Date(at + offset * 3_600_000).toISOString().slice(0, 19)}+0${offset}:00,1`,
    );
  const csv = ["date,y", ...hours, ""].join("\n");
  const { series } = await checkDataset(bytes(csv), { model: "naive", fill: "zero" }, modelDescriptions);
  const { ds } = series[0]!.checked!.history;
  const times = Array.from(ds, (seconds) => new Date(seconds * 1000).toISOString().slice(0, 13));
  expect(times).toContain("2024-03-31T01");
  expect(times).not.toContain("2024-03-31T02");
  expect(times).toContain("2024-03-31T03");
});
