import { expect, it } from "vitest";
import { fixOfUnknown, nearestName } from "../../../src/core/nearest-name.ts";

const names = ["date", "horizon", "changepoint-range", "id", "logs"];

it.each([
  ["horizn", "horizon"],
  ["HORIZON", "horizon"],
  ["changepoint_rnge", "changepoint-range"],
  ["dtae", "date"],
  ["lgos", "logs"],
  ["di", "id"],
])("takes %s for %s", (word, name) => {
  expect(nearestName(word, names)).toBe(name);
});

it.each(["", "weather", "horse", "hor", "x".repeat(100_000)])("takes %.10s for none", (word) => {
  expect(nearestName(word, names)).toBeUndefined();
});

it("knows nothing among no names", () => {
  expect(nearestName("date", [])).toBeUndefined();
});

it("says what to write instead of an unknown name, or which are known", () => {
  expect(fixOfUnknown("dat", names)).toBe("Write date instead, or remove it.");
  expect(fixOfUnknown("weather", ["date", "id"])).toBe("Remove it; known are date, id.");
});
