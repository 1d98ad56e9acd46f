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

it("knows the names that a schedule and its job may have", () => {
  for (const name of ["a", "nightly", "every-5-minutes"]) expect(isScheduleName(name)).toBe(true);
  for (const name of ["", "Nightly", "a_b", "1a", "a-", "a".repeat(41), "a/b"])
    expect(isScheduleName(name)).toBe(false);
  expect(schedulerJobId("forecast", "nightly")).toBe("forecast-nightly");
});
