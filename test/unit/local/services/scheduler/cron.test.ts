import { describe, expect, it } from "vitest";
import { checkSchedule, lastTick, nextTick } from "../../../../../src/local/services/scheduler/cron.ts";

const at = (text: string) => Date.parse(text);
const shown = (ms: number | undefined) => ms && new Date(ms).toISOString().replace(":00.000Z", "Z");

function ticks(schedule: string, timeZone: string, from: string, count: number): unknown[] {
  const found: unknown[] = [];
  let tick: number | undefined = at(from);
  while (found.length < count && tick !== undefined) {
    tick = nextTick({ schedule, timeZone }, tick);
    found.push(shown(tick));
  }
  return found;
}

describe("checkSchedule", () => {
  it.each(["0 5 * * 1-5", "*/15 * * * *", "0 0 1,15 JAN-MAR mon", "0 0-23/2 * * 7", "5 4 * * sun,2-4"])(
    "takes %s",
    (schedule) => expect(() => checkSchedule({ schedule, timeZone: "Europe/Berlin" })).not.toThrow(),
  );

  it.each([
    "",
    "0 5 * *",
    "0 5 * * * *",
    "60 5 * * *",
    "0 0 L * *",
    "0 0 ? * 1",
    "0 0 15W * *",
    "@daily",
    "5/15 * * * *",
  ])("refuses %j, as Google does", (schedule) =>
    expect(() => checkSchedule({ schedule, timeZone: "UTC" })).toThrow("Schedule or time zone is invalid."),
  );

  it("refuses a zone that is not in the tz database", () => {
    expect(() => checkSchedule({ schedule: "0 5 * * *", timeZone: "Mars/Olympus" })).toThrow(
      "time zone is invalid",
    );
  });

  it("says that it does not know English", () => {
    expect(() => checkSchedule({ schedule: "every 5 minutes", timeZone: "UTC" })).toThrow("unix-cron");
  });
});

describe("nextTick", () => {
  it("takes a day of the month or one of the week, as cron does", () => {
    expect(ticks("0 0 1 * 6", "UTC", "2026-08-20T00:00Z", 3)).toEqual([
      "2026-08-22T00:00Z",
      "2026-08-29T00:00Z",
      "2026-09-01T00:00Z",
    ]);
  });

  it("runs a time that does not exist when clocks go on, once", () => {
    expect(ticks("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00Z", 3)).toEqual([
      "2026-03-28T01:30Z",
      "2026-03-29T01:00Z",
      "2026-03-30T00:30Z",
    ]);
  });

  it("runs a time that comes twice once, also of several", () => {
    expect(ticks("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 2)).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-26T01:30Z",
    ]);
    expect(ticks("0,30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 3)).toEqual([
      "2026-10-25T00:00Z",
      "2026-10-25T00:30Z",
      "2026-10-26T01:00Z",
    ]);
    // Half an hour back.
    expect(ticks("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00Z", 2)).toEqual([
      "2026-04-04T14:45Z",
      "2026-04-05T15:15Z",
    ]);
  });

  it("runs at five, whatever the clocks do", () => {
    for (const zone of ["Australia/Lord_Howe", "America/New_York", "Africa/Cairo"]) {
      const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeStyle: "short" });
      let tick = at("2026-01-01T00:00Z");
      for (let day = 0; day < 365; day++) {
        tick = nextTick({ schedule: "0 5 * * *", timeZone: zone }, tick)!;
        expect(clock.format(tick)).toBe("05:00");
      }
      expect(shown(tick)).toContain("2026-12-3");
    }
  });

  it("runs what is to run every hour in both of the hours", () => {
    expect(ticks("30 * * * *", "Europe/Berlin", "2026-10-24T23:45Z", 3)).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-25T01:30Z",
      "2026-10-25T02:30Z",
    ]);
  });

  it("knows that some days never come", () => {
    expect(nextTick({ schedule: "0 0 31 2 *", timeZone: "UTC" }, at("2026-01-01"))).toBeUndefined();
  });
});

describe("lastTick", () => {
  it.each([
    ["* * * * *", "2026-06-01T00:00Z", "2026-07-01T10:00:30Z", "2026-07-01T10:00Z"],
    ["0 5 * * 1-5", "2026-06-01T03:00Z", "2026-06-07T12:00Z", "2026-06-05T03:00Z"],
    ["0 0 1 1 *", "2020-01-01T00:00Z", "2026-07-01T10:00Z", "2025-12-31T23:00Z"],
    ["0 5 * * *", "2026-06-01T03:00Z", "2026-06-01T03:00Z", "2026-06-01T03:00Z"],
  ])("is the last of %s that was missed", (schedule, from, now, last) => {
    expect(shown(lastTick({ schedule, timeZone: "Europe/Berlin" }, at(from), at(now)))).toBe(last);
  });
});
