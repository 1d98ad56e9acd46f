import { expect, it } from "vitest";
import { cronFault } from "../../../../src/core/schedules/cron-fault.ts";

it.each([
  "0 5 * * 1-5",
  " */15  * * * * ",
  "1-59/2 0-23/3 * * *",
  "0 0 1,15 JAN-MAR mon",
  "5 4 * * sun,2-4",
  "00 05 * * 7",
  "0 0 29 2 *",
  "0 0 31 4,5 *",
  "0 0 30 2 1",
])("takes %j", (cron) => expect(cronFault(cron)).toBeUndefined());

it.each([
  ["60 * * * *", 'the minute is "60"'],
  ["*/0 * * * *", 'the minute is "*/0"'],
  ["*/90 * * * *", 'the minute is "*/90"'],
  ["5/15 * * * *", 'the minute is "5/15"'],
  ["0 22-4 * * *", 'the hour is "22-4"'],
  ["0 24 * * *", 'the hour is "24"'],
  ["0 5 ? * *", 'the day of the month is "?"'],
  ["0 5 L * *", 'the day of the month is "L"'],
  ["0 5 0 * *", 'the day of the month is "0"'],
  ["0 5 * JANUARY *", 'the month is "JANUARY"'],
  ["0 5 * * MON#1", 'the day of the week is "MON#1"'],
  ["0 5 * * 5-1", 'the day of the week is "5-1"'],
  ["0 5 * * 1,,2", 'the day of the week is "1,,2"'],
  ["@daily", "it has not five fields"],
  ["0 0 5 * * *", "it has not five fields"],
  ["0 0 30 2 *", "there is no such day in any year"],
  ["0 0 31 4,6,9,11 *", "there is no such day in any year"],
])("refuses %j: %s", (cron, fault) => expect(cronFault(cron)?.fault).toBe(fault));

it("says what the field may be", () => {
  expect(cronFault("0 5 * * fry")?.details).toEqual([
    "The day of the week is *, a number from 0 to 7 or a name such as MON, a range that rises, a list with commas, or a step of * or of a range such as */2.",
  ]);
});
