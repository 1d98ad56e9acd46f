// Dates that are regular to a person: by the calendar, by the local clock, or but for a few rows.
import { csvOf, daysFrom, forecast, hoursFrom, refusal, times, valueAt, weekday, type Case } from "./case.ts";

const utc = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/** The last Monday to Friday of a month, counted from January of the year. */
function lastBusinessDay(year: number, month: number): string {
  const end = utc(year, month + 1, 0);
  const beyond = Math.max(0, weekday(end) === 0 ? 2 : weekday(end) - 5);
  return utc(year, month + 1, -beyond);
}

const businessEnds = (name: string, months: number, count: number): Case => {
  const at = (index: number) => lastBusinessDay(2015, months * (index + 1) - 1);
  return {
    name: `the last business day of each ${name}, ${count} rows`,
    csv: csvOf(times(count, at)),
    expected: forecast(
      times(3, (index) => at(count + index)),
      valueAt(count - 1),
    ),
  };
};

/** A day of the month that weekends move. */
const billing = (day: number, moves: readonly number[], next: string[]): Case => ({
  name: `a billing day about the ${day}th`,
  csv: csvOf(times(26, (index) => utc(2022, index, day + moves[index % moves.length]!))),
  expected: forecast(next, valueAt(25)),
});

/** Hours in a zone with their offsets, from this time in UTC. */
function zonedHours(zone: string, firstUtc: string, count: number): string[] {
  const offsetOf = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return times(count, (index) => {
    const instant = Date.parse(firstUtc) + index * 3_600_000;
    const name = offsetOf.formatToParts(instant).find(({ type }) => type === "timeZoneName")!.value;
    const offset = name === "GMT" ? "+00:00" : name.slice(3);
    const minutes =
      (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4))) * (offset.startsWith("-") ? -1 : 1);
    return new Date(instant + minutes * 60_000).toISOString().slice(0, 19) + offset;
  });
}

const reversed = (csv: string): string => {
  const [header, ...lines] = csv.trimEnd().split("\n");
  return [header, ...lines.toReversed(), ""].join("\n");
};

/** Every row elsewhere. */
const mixed = (csv: string): string => {
  const [header, ...lines] = csv.trimEnd().split("\n");
  return [header, ...lines.map((_, index) => lines[(index * 101) % lines.length]!), ""].join("\n");
};

const spring = zonedHours("Europe/Madrid", "2023-02-25T23:00:00Z", 1200);
const autumn = zonedHours("America/New_York", "2023-10-01T04:00:00Z", 1200);
const zoned = (name: string, csv: string, next: string[]): Case => ({
  name,
  csv,
  expected: forecast(next, valueAt(1199), { frequency: "h", horizon: 48, values: 1200 }),
});
const afterSpring = ["2023-04-17T01:00:00+02:00", "2023-04-17T02:00:00+02:00"];
const afterAutumn = ["2023-11-19T23:00:00-05:00", "2023-11-20T00:00:00-05:00"];

/** Midnight of the first of each month in a zone, written in UTC. */
const monthStarts = (zone: string, winter: number, count = 40): Case => {
  const at = (index: number) => {
    const month = index % 12;
    // Close enough: the clocks change within March and within October or November, never on a first of the month.
    const isSummer = zone === "Europe/Berlin" ? month > 2 && month < 10 : month > 2 && month < 11;
    const hour = winter - (isSummer ? 1 : 0);
    return `${new Date(Date.UTC(2019, index, 1, hour)).toISOString().slice(0, 19)}Z`;
  };
  return {
    name: `month starts of ${zone}, in UTC`,
    csv: csvOf(times(count, at)),
    expected: forecast(
      times(9, (index) => at(count + index)),
      valueAt(count - 1),
      { horizon: 12 },
    ),
  };
};

const businessDays = daysFrom("2022-02-07", 300).filter((day) => weekday(day) % 6 !== 0);
const mondays = times(60, (index) => utc(2021, 0, 4 + 7 * index));

/** 36 days of hours on the local clock; at the end of summer time 02:00 comes twice. */
const clockHours = [
  ...hoursFrom("2023-10-05 00:00", 24 * 24 + 3),
  ...hoursFrom("2023-10-29 02:00", 24 * 11 - 2),
];

const hours = hoursFrom("2023-01-02 00:00", 24 * 60);
const sumOfLastDay = hours.slice(-24).reduce((sum, _, hour) => sum + valueAt(24 * 59 + hour), 0);

export const gridCases: Case[] = [
  businessEnds("month", 1, 30),
  businessEnds("month", 1, 43),
  businessEnds("quarter", 3, 23),
  businessEnds("year", 12, 9),
  billing(15, [0, 1, 0, -1, 0, 0], ["2024-03-15", "2024-04-15"]),
  billing(6, [0, 0, -1, 1, 0], ["2024-03-06", "2024-04-06"]),
  {
    name: "Monday to Friday with one Saturday",
    csv: csvOf([...businessDays, "2022-06-18"].sort()),
    expected: forecast(["2022-12-05", "2022-12-06"], valueAt(businessDays.length), {
      frequency: "B",
      horizon: 20,
      says: ["2022-06-18"],
    }),
  },
  {
    name: "Mondays, and today at the end",
    csv: csvOf([...mondays, "2022-02-24"]),
    expected: forecast(["2022-02-28", "2022-03-07"], valueAt(59), {
      frequency: "W",
      horizon: 13,
      says: ["2022-02-24"],
    }),
  },
  {
    name: "first days of the month, and today at the end",
    csv: csvOf([...times(30, (index) => utc(2021, index, 1)), "2023-06-13"]),
    expected: forecast(["2023-07-01"], valueAt(29), { frequency: "MS", says: ["2023-06-13"] }),
  },
  {
    name: "days at midnight, and now at the end",
    csv: csvOf([...daysFrom("2023-03-01", 50).map((day) => `${day} 00:00`), "2023-04-19 14:25"]),
    expected: forecast(["2023-04-20 00:00"], valueAt(49), { frequency: "D", says: ["2023-04-19 14:25"] }),
  },
  monthStarts("Europe/Berlin", -1),
  monthStarts("America/Chicago", 6),
  zoned("hours over the spring change, newest first", reversed(csvOf(spring)), afterSpring),
  zoned("hours over the spring change, in no order", mixed(csvOf(spring)), afterSpring),
  zoned("hours over the autumn change", csvOf(autumn), afterAutumn),
  zoned("hours over the autumn change, newest first", reversed(csvOf(autumn)), afterAutumn),
  {
    name: "ids that number the rows, and a doubled hour",
    csv: ["id,date,y", ...clockHours.map((date, index) => `${index + 1},${date},${valueAt(index)}`), ""].join(
      "\n",
    ),
    expected: forecast(["2023-11-09 00:00", "2023-11-09 01:00"], valueAt(clockHours.length - 1), {
      date: "date",
      target: "y",
      frequency: "h",
      horizon: 48,
    }),
  },
  {
    name: "a doubled hour on the local clock",
    csv: csvOf(clockHours),
    expected: forecast(["2023-11-09 00:00"], valueAt(clockHours.length - 1), { frequency: "h" }),
  },
  {
    name: "hours for which days are asked",
    csv: csvOf(hours),
    options: ["--frequency", "D"],
    expected: refusal(
      ["--aggregate"],
      { options: ["--frequency", "D", "--aggregate", "sum"], next: ["2023-03-03"], last: sumOfLastDay },
      {
        options: ["--frequency", "D", "--aggregate", "mean"],
        next: ["2023-03-03"],
        last: sumOfLastDay / 24,
      },
    ),
  },
  {
    name: "years in columns of months",
    csv: [
      "year,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec",
      ...times(6, (year) =>
        [2015 + year, ...times(12, (month) => String(valueAt(12 * year + month)))].join(),
      ),
      "",
    ].join("\n"),
    expected: forecast(["2021 Jan", "2021 Feb"], valueAt(71), { horizon: 12, values: 72 }),
  },
  {
    name: "a column a day, as in tables of a disease",
    csv: [
      [
        "Province",
        "Country",
        ...times(30, (index) => (index < 9 ? `1/${index + 23}/20` : `2/${index - 8}/20`)),
      ].join(),
      ...["A,X", "B,X", ",Y"].map((place, row) =>
        [place, ...times(30, (index) => String(valueAt(index) + 100 * row))].join(),
      ),
      "",
    ].join("\n"),
    expected: forecast(["2/22/20", "2/23/20"], valueAt(29), { frequency: "D", horizon: 28, values: 90 }),
  },
];
