import { expect, test } from "vitest";
import {
  isMissing,
  numberFix,
  parseBoolean,
  parseNumber,
} from "../../../../src/model/numbers/parse-number.ts";

test.each([
  ["1", 1],
  ["+1.", 1],
  ["-.5", -0.5],
  ["1e3", 1000],
  ["1.5E-3", 0.0015],
  ["1e999", Infinity],
  ["inf", Infinity],
  ["-Infinity", -Infinity],
  ["+INF", Infinity],
  [".", undefined],
  ["1e", undefined],
  ["x1", undefined],
  ["1x", undefined],
  ["infinit", undefined],
  ["0x10", undefined],
])("%s is read as the number %s", (text, value) => {
  expect(parseNumber(text)).toBe(value);
});

test.each(["", "na", "N/A", "NaN", "NULL", "none"])("%j stands for a missing value", (text) => {
  expect(isMissing(text)).toBe(true);
});

test.each(["-", "nah", "xna", "0"])("%j does not stand for a missing value", (text) => {
  expect(isMissing(text)).toBe(false);
});

test.each([
  ["True", 1],
  ["FALSE", 0],
  ["yes", undefined],
  ["truely", undefined],
  ["untrue", undefined],
  ["falsely", undefined],
])("%s is read as %s", (text, value) => {
  expect(parseBoolean(text)).toBe(value);
});

const usual = "Write a number such as 12.5, or leave the field empty when the value is not known.";
test.each([
  ["=A1", "Write the result of the formula instead of the formula."],
  ["@SUM(A1)", "Write the result of the formula instead of the formula."],
  ["- (A1)", "Write the result of the formula instead of the formula."],
  ["-1,5", "Write it with a decimal point (-1.5)."],
  ["1234,567", "Write it with a decimal point (1234.567)."],
  ["123,456", "Write it with a decimal point (123.456), or without the thousands separator (123456)."],
  ["1,234,567.5", "Write it without thousands separators (1234567.5)."],
  ["-12 345", "Write it without thousands separators (-12345)."],
  ["1'234", "Write it without thousands separators (1234)."],
  ["12 34", usual],
  ["$5", "Write the bare number, without a unit or a currency sign."],
  ["5%", "Write the bare number, without a unit or a currency sign."],
  ["$", usual],
  ["x", usual],
])("for %s the advice is: %s", (text, fix) => {
  expect(numberFix(text)).toBe(fix);
});
