// Times that never occur: at night, on Sundays, outside opening hours.
import { csvOf, daysFrom, forecast, hoursFrom, valueAt, weekday, type Case } from "./case.ts";

const hourOf = (date: string): number => Number(date.slice(11, 13));

const days = daysFrom("2023-01-02", 140);
const hours = hoursFrom("2023-05-01 00:00", 24 * 42);

/** Monday to Saturday, less a holiday. */
const shopDays = days.filter((day) => weekday(day) !== 0 && day !== "2023-04-10");
/** Sunday to Thursday. */
const exchangeDays = days.filter((day) => weekday(day) < 5);
const daylight = hours.filter((hour) => hourOf(hour) >= 6 && hourOf(hour) < 20);
const office = hours.filter((hour) => weekday(hour) % 6 !== 0 && hourOf(hour) >= 9 && hourOf(hour) < 17);

const closed = (name: string, dates: string[], next: string[], says: string[]): Case => ({
  name,
  csv: csvOf(dates),
  expected: forecast(next, valueAt(dates.length - 1), { says }),
});

export const closedCases: Case[] = [
  closed("a shop that is shut on Sundays", shopDays, ["2023-05-22", "2023-05-23"], ["Sunday"]),
  closed(
    "a shop that is shut on Sundays, up to a Friday",
    shopDays.slice(0, -1),
    ["2023-05-20", "2023-05-22"],
    ["Sunday"],
  ),
  closed("an exchange from Sunday to Thursday", exchangeDays, ["2023-05-22", "2023-05-23"], ["Friday"]),
  closed(
    "power from sunlight, with rows in daylight only",
    daylight,
    ["2023-06-12 06:00", "2023-06-12 07:00"],
    [],
  ),
  closed("opening hours from Monday to Friday", office, ["2023-06-12 09:00", "2023-06-12 10:00"], []),
  {
    name: "a shop that is shut on Sundays, all days asked for",
    csv: csvOf(shopDays),
    options: ["--closed", "no"],
    expected: forecast(["2023-05-21", "2023-05-22"], valueAt(shopDays.length - 1), { frequency: "D" }),
  },
];
