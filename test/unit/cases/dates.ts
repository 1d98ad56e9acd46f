// Ways in which people write dates.
import { csvOf, daysFrom, forecast, pad, refusal, times, valueAt, type Case } from "./case.ts";

const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const start = Date.UTC(2023, 4, 3, 7) / 1000;
const hoursSinceEpoch = (digits: string): string[] =>
  times(80, (index) => `${start + index * 3600}${digits}`);
const epochCase = (unit: string, digits: string): Case => ({
  name: `hours as ${unit} since 1970`,
  csv: csvOf(hoursSinceEpoch(digits)),
  expected: forecast([`${start + 80 * 3600}${digits}`, `${start + 81 * 3600}${digits}`], valueAt(79), {
    frequency: "h",
    horizon: 48,
  }),
});

/** Weeks 40 to 53 of 2020, a year of 53 weeks, and then 1 to 20. */
const weeks = (write: (year: number, week: number) => string): string[] =>
  times(34, (index) => (index < 14 ? write(2020, 40 + index) : write(2021, index - 13)));
const weekCase = (write: (year: number, week: number) => string): Case => ({
  name: `weeks as ${write(2020, 40)}`,
  csv: csvOf(weeks(write)),
  expected: forecast([write(2021, 21), write(2021, 22)], valueAt(33), { frequency: "W", horizon: 13 }),
});

const quarterCase = (write: (year: number, quarter: number) => string): Case => ({
  name: `quarters as ${write(2011, 1)}`,
  csv: csvOf(times(26, (index) => write(2011 + Math.floor(index / 4), (index % 4) + 1))),
  expected: forecast([write(2017, 3), write(2017, 4), write(2018, 1)], valueAt(25), {
    frequency: "QS",
    horizon: 8,
  }),
});

/** November 1998 and on. */
const monthCase = (write: (year: number, month: string, number: number) => string, count = 20): Case => {
  const at = (index: number) => {
    const month = (index + 10) % 12;
    return write(1998 + Math.floor((index + 10) / 12), monthNames[month]!, month + 1);
  };
  return {
    name: `${count} months as ${at(0)}`,
    csv: csvOf(times(count, at)),
    expected: forecast([at(count), at(count + 1)], valueAt(count - 1), { frequency: "MS", horizon: 12 }),
  };
};

const fiscalCase = (first: number, separator: string): Case => {
  const at = (index: number) => `${first + index}${separator}${pad((first + index + 1) % 100)}`;
  return {
    name: `fiscal years as ${at(0)}`,
    csv: csvOf(times(11, at)),
    expected: forecast([at(11), at(12)], valueAt(10), { frequency: "YS", horizon: 6 }),
  };
};

const turned = (date: string, separator: string): string => date.split("-").reverse().join(separator);

const twelveHours = (hour: number): string =>
  `${hour % 12 === 0 ? 12 : hour % 12}:00 ${hour % 24 < 12 ? "AM" : "PM"}`;

export const dateCases: Case[] = [
  epochCase("seconds", ""),
  epochCase("milliseconds", "000"),
  epochCase("microseconds", "000000"),
  epochCase("nanoseconds", "000000000"),
  weekCase((year, week) => `${year}W${pad(week)}`),
  weekCase((year, week) => `${year}-W${pad(week)}`),
  weekCase((year, week) => `${year}-W${pad(week)}-1`),
  quarterCase((year, quarter) => `${year}-${quarter}`),
  quarterCase((year, quarter) => `${year}Q${quarter}`),
  quarterCase((year, quarter) => `${year} Q${quarter}`),
  quarterCase((year, quarter) => `Q${quarter} ${year}`),
  quarterCase((year, quarter) => `${year}q${quarter}`),
  monthCase((year, month) => `${month}-${pad(year % 100)}`),
  monthCase((year, month) => `${month}-${pad(year % 100)}`, 4),
  monthCase((year, month) => `${month} ${year}`),
  monthCase((year, month) => `${year} ${month}`),
  monthCase((year, month) => `${month} 1 ${year}`),
  monthCase((year, month) => `01-${month}-${year}`),
  monthCase((year, _, number) => `${year}${pad(number)}01`),
  // Days first: months first would be the first twelve days of each January.
  monthCase((year, _, number) => `01/${pad(number)}/${year}`),
  monthCase((year, _, number) => `${number}/1/${pad(year % 100)}`),
  // Months, but for the spacing.
  fiscalCase(2000, "/"),
  fiscalCase(1996, "/"),
  fiscalCase(2008, "-"),
  {
    name: "hours on a clock of twelve",
    csv: csvOf(times(60, (index) => `2023-05-0${1 + Math.floor(index / 24)} ${twelveHours(index)}`)),
    expected: forecast(["2023-05-03 12:00 PM", "2023-05-03 1:00 PM"], valueAt(59), {
      frequency: "h",
      horizon: 48,
    }),
  },
  {
    name: "months first and a clock of twelve",
    csv: csvOf(times(60, (index) => `5/${14 + Math.floor(index / 24)}/2023 ${twelveHours(index)}`)),
    expected: forecast(["5/16/2023 12:00 PM", "5/16/2023 1:00 PM"], valueAt(59), { frequency: "h" }),
  },
  {
    name: "days as 05.01.2024",
    csv: csvOf(daysFrom("2024-01-05", 40).map((date) => turned(date, "."))),
    expected: forecast(["14.02.2024", "15.02.2024"], valueAt(39), { frequency: "D", horizon: 28 }),
  },
  {
    name: "days or months, both of them regular",
    csv: csvOf(daysFrom("2024-02-03", 9).map((date) => turned(date, "/"))),
    expected: refusal(
      ["--date-format"],
      { next: ["12/02/2024", "13/02/2024"], last: valueAt(8) },
      { next: ["12/02/2024", "01/02/2025"], last: valueAt(8) },
    ),
  },
];
