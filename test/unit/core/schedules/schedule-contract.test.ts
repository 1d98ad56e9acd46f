import { expect, it } from "vitest";
import {
  isScheduleName,
  localTime,
  schedulerJobId,
  tickManifestName,
} from "../../../../src/core/schedules/schedule-contract.ts";

it("names the manifest of a tick by its instant", () => {
  expect(tickManifestName("nightly", Date.parse("2026-11-28T04:00:00Z"))).toBe(
    "schedules/nightly/20261128T040000Z/job.json",
  );
  expect(tickManifestName("nightly", Date.parse("2026-11-28T04:00:00.250Z"))).toBe(
    "schedules/nightly/20261128T040000.250Z/job.json",
  );
});

it("says the date and time that clocks in a zone show, whatever the calendar is there", () => {
  const at = Date.parse("2026-12-31T23:30:00Z");
  expect(localTime(at, "Asia/Bangkok")).toEqual({ date: "2027-01-01", time: "0630" });
  expect(localTime(at, "UTC")).toEqual({ date: "2026-12-31", time: "2330" });
  expect(localTime(Date.parse("2026-06-01T22:00:00Z"), "Europe/Berlin")).toEqual({
    date: "2026-06-02",
    time: "0000",
  });
  expect(() => localTime(at, "Mars/Olympus")).toThrow(RangeError);
});

it.each([
  ["Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "0200"],
  ["America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "0130"],
  ["Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "0145"],
])("tells the two times apart that clocks show when they are set back in %s", (zone, first, second, time) => {
  expect(localTime(Date.parse(first), zone).time).toBe(time);
  expect(localTime(Date.parse(second), zone).time).toBe(`${time}-2`);
  expect(localTime(Date.parse(second) + 3_600_000, zone).time).not.toContain("-");
});

it("knows the names that a schedule and its job may have", () => {
  for (const name of ["a", "nightly", "every-5-minutes"]) expect(isScheduleName(name)).toBe(true);
  for (const name of ["", "Nightly", "a_b", "1a", "a-", "a".repeat(41), "a/b"])
    expect(isScheduleName(name)).toBe(false);
  expect(schedulerJobId("forecast", "nightly")).toBe("forecast-nightly");
});
