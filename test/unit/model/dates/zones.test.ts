import { describe, expect, test } from "vitest";
import { createZoneClock, isTimezone, offsetOfZone } from "../../../../src/model/dates/zones.ts";
import { wallOf } from "./support.ts";

test.each([
  ["Z", 0],
  ["utc", 0],
  ["+02:00", 2],
  ["-0330", -3.5],
  ["GMT+2", 2],
  ["UTC-05:00", -5],
  ["\u221203:00", -3],
  ["CEST", 2],
  ["EST", -5],
  // SolarEdge writes both.
  ["CEST+0200", 2],
  ["EST-05:00", -5],
  ["GMT+0100 (Central European Standard Time)", 1],
  ["+01:00[Europe/Berlin]", 1],
])("%s is %d hours ahead", (text, hours) => {
  expect(offsetOfZone(text)?.(0)).toBe(hours * 3600);
});

test.each(["", "XYZ", "XYZ+0200", "+16:00", "+01:60", "Europe/Paderborn", "Berlin"])(
  "%j is no zone",
  (text) => {
    expect(offsetOfZone(text)).toBeUndefined();
  },
);

describe("a zone of the IANA list", () => {
  test.each([
    ["Europe/Berlin", "2024-01-05T00:00", 1],
    ["Europe/Berlin", "2024-03-31T01:59", 1],
    ["Europe/Berlin", "2024-03-31T03:00", 2],
    ["Europe/Berlin", "2024-07-01T12:00", 2],
    ["Europe/Berlin", "2024-10-27T01:00", 2],
    // Comes twice: the first is meant.
    ["Europe/Berlin", "2024-10-27T02:30", 2],
    ["Europe/Berlin", "2024-10-27T03:00", 1],
    ["America/New_York", "2024-03-10T03:00", -4],
    ["America/New_York", "2024-03-10T01:59", -5],
    ["Pacific/Auckland", "2024-04-07T03:30", 12],
    ["Asia/Kolkata", "2024-04-07T03:30", 5.5],
  ])("%s at %s is %d hours ahead", (zone, at, hours) => {
    expect(createZoneClock(zone)(wallOf(at))).toBe(hours * 3600);
  });

  test("is known by its name", () => {
    expect(isTimezone("Europe/Berlin")).toBe(true);
    expect(isTimezone("Europe/Paderborn")).toBe(false);
  });
});
