import { expect, test } from "vitest";
import { frequencyName, parseFrequency } from "../../../../src/model/time/frequency-name.ts";
import { defaultsFor, futureDates, stepsBetween } from "../../../../src/model/time/frequency.ts";

const parse = (text: string) => parseFrequency(text, () => []);
const seconds = (text: string) => Date.parse(`${text}Z`) / 1000;

test.each([
  "D Mon-Sat",
  "D Sun-Thu",
  "D Mon,Wed,Fri",
  "D Sat,Sun",
  "h 09:00-17:00",
  "h Mon-Fri 09:00-17:00; Sat 10:00-14:00",
  "15min Mon-Fri 09:30-16:00",
  "h Mon-Sat 08:00-12:00,14:00-18:00",
  "2h 06:00-22:00",
  "30s Mon 09:00:30-10:00",
])("reads back %s", (name) => {
  expect(frequencyName(parse(name))).toBe(name);
});

test.each([
  ["D mon-fri", "B"],
  ["D Mon-Sun", "D"],
  ["h Mon-Sun 0:00-24:00", "h"],
  ["daily Mon-Sat", "D Mon-Sat"],
])("knows %s as %s", (text, name) => {
  expect(frequencyName(parse(text))).toBe(name);
});

test.each(["D Mo-Fr", "h 17:00-09:00", "h 9-17", "W Mon", "MS Mon", "D Mon-Sat 9", "h Mon-Fri 25:00-26:00"])(
  "refuses %s",
  (text) => {
    expect(() => parse(text)).toThrow(/not a known frequency/);
  },
);

test.each([
  ["D Mon-Sat", "2024-03-01T00:00", ["2024-03-02T00:00", "2024-03-04T00:00"], 6, 24],
  ["D Sun-Thu", "2024-03-07T06:30", ["2024-03-10T06:30", "2024-03-11T06:30"], 5, 20],
  ["h Mon-Fri 09:00-17:00", "2024-03-01T16:30", ["2024-03-04T09:30", "2024-03-04T10:30"], 8, 16],
  [
    "h Mon-Fri 09:00-17:00; Sat 10:00-14:00",
    "2024-03-02T13:00",
    ["2024-03-04T09:00", "2024-03-04T10:00"],
    44,
    15,
  ],
  ["30min Mon-Fri 09:30-16:00", "2024-03-01T15:30", ["2024-03-04T09:30", "2024-03-04T10:00"], 13, 60],
])("continues %s", (name, last, next, season, horizon) => {
  const frequency = parse(name);
  const dates = futureDates(frequency, seconds(last), 2);
  expect(dates).toEqual(next.map(seconds));
  expect(stepsBetween(frequency, seconds(last), dates[1]!)).toBe(2);
  expect(defaultsFor(frequency)).toEqual({ season, horizon });
});
