import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatDuration,
  parseAgeMs,
  parseDurationMs,
  parseSince,
  plural,
} from "../../../src/core/duration.ts";

describe("parseDurationMs", () => {
  it.each([
    ["90", 90_000],
    ["0.5", 500],
    ["0.0016", 2],
    ["1.5s500ms", 2000],
    ["0.6ms", 1],
    ["1m1m", 120_000],
    ["250ms", 250],
    ["90s", 90_000],
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["2d", 172_800_000],
    [" 5m ", 300_000],
  ])("reads %s", (text, ms) => {
    expect(parseDurationMs(text, "--timeout")).toBe(ms);
  });

  it.each(["", "abc", "10x", "-5", "1h30", "m", "1 h"])("refuses %j and names the option", (text) => {
    expect(() => parseDurationMs(text, "--timeout")).toThrow("--timeout is not a duration");
  });
});

it("takes no age without a unit, since what is removed by it does not come back", () => {
  expect(parseAgeMs("30d", "--older-than")).toBe(30 * 86_400_000);
  expect(parseAgeMs("0s", "--older-than")).toBe(0);
  for (const bare of ["30", " 1.5 "])
    expect(() => parseAgeMs(bare, "--older-than")).toThrow(
      `--older-than ${bare.trim()} does not say of what`,
    );
  expect(() => parseAgeMs("soon", "--older-than")).toThrow("is not a duration");
});

describe("parseSince", () => {
  const now = Date.UTC(2026, 2, 1, 12);

  it.each([
    ["10m", "2026-03-01T11:50:00.000Z"],
    ["90", "2026-03-01T11:58:30.000Z"],
    ["1.5h", "2026-03-01T10:30:00.000Z"],
    ["1d", "2026-02-28T12:00:00.000Z"],
    ["2026-02-01", "2026-02-01T00:00:00.000Z"],
    ["2026-02-01T08:30:00Z", "2026-02-01T08:30:00.000Z"],
    ["2026-02-01T08:30", "2026-02-01T08:30:00.000Z"],
    ["2026-02-01 08:30:00.678Z", "2026-02-01T08:30:00.678Z"],
    ["2026-02-01 08:30:00.678+01:00", "2026-02-01T07:30:00.678Z"],
  ])("reads %s", (text, iso) => {
    expect(parseSince(text, "--since", now).toISOString()).toBe(iso);
  });

  it("reads what names no zone by this machine's where it is asked to", () => {
    for (const text of ["2026-02-01", "2026-07-01 08:30"]) {
      const at = parseSince(text, "--since", now, "local");
      const [year, month, day] = text.slice(0, 10).split("-").map(Number);
      const [hours = 0, minutes = 0] = text.slice(11).split(":").filter(Boolean).map(Number);
      expect(at).toEqual(new Date(year!, month! - 1, day!, hours, minutes));
    }
    const given = parseSince("2026-02-01T08:30:00Z", "--since", now, "local");
    expect(given.toISOString()).toBe("2026-02-01T08:30:00.000Z");
  });

  it.each([
    "yesterday",
    "2026-13-45",
    "2026-02-30",
    "2026-02-01T25:00",
    "2026-02-01 soon",
    "",
    "since 2026-02-01",
    "x10m",
  ])("refuses %j", (text) => {
    expect(() => parseSince(text, "--since", now)).toThrow("--since is neither a duration nor a date");
  });
});

it.each([
  [420, "0.4 s"],
  [9_900, "9.9 s"],
  [59_600, "1 min"],
  [10_000, "10 s"],
  [12_300, "12 s"],
  [59_400, "59 s"],
  [60_000, "1 min"],
  [3_599_000, "59 min 59 s"],
  [3_600_000, "1 h 0 min"],
  [120_000, "2 min"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
  [72 * 3_600_000, "3 d"],
  [100 * 3_600_000, "4 d 4 h"],
])("shows %i ms as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1434, "1.4 KiB"],
  [1024, "1.0 KiB"],
  [3 * 1024 * 1024, "3.0 MiB"],
  [1.5 * 1024 ** 3, "1.5 GiB"],
  [2 * 1024 ** 4, "2.0 TiB"],
  [2 * 1024 ** 5, "2048.0 TiB"],
])("shows %i bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0, "0 files"],
  [1, "1 file"],
  [2, "2 files"],
])("counts %i", (count, text) => {
  expect(plural(count, "file")).toBe(text);
  expect(plural(count, "series", "series")).toBe(`${count} series`);
});
