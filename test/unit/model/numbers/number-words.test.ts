// What may stand beside a number: units of up to three words and twenty letters, and no sentence.
import { expect, test } from "vitest";
import { isUnit } from "../../../../src/model/numbers/number-words.ts";

test.each(["kg", "m2", "CO2", "km per hour", "%", "°C", "a".repeat(20)])("%s is a unit", (text) => {
  expect(isUnit(text)).toBe(true);
});

test.each(["so many km here", "a".repeat(21), "2m", "-", "kg!"])("%s is none", (text) => {
  expect(isUnit(text)).toBe(false);
});
