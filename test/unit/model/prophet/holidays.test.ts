import Holidays from "date-holidays";
import { expect, test } from "vitest";
import { prophetDescription } from "../../../../src/model/prophet/parameters.ts";
import { createCountryCalendar, specialDays } from "../../../../src/model/prophet/holidays.ts";
import { inputErrorOf } from "../support.ts";

const calendar = createCountryCalendar(() => Promise.resolve(Holidays));
const dates = (days: Iterable<number>) =>
  [...days].map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)).sort();
const seconds = (date: string) => Date.parse(`${date}T00:00:00Z`) / 1000;
const special = (raw: Record<string, unknown>, from: string, to: string) =>
  specialDays(prophetDescription.parameters.parse(raw), [seconds(from), seconds(to)], calendar);

test.each([
  [
    "DE",
    2024,
    [
      "2024-01-01",
      "2024-03-29",
      "2024-04-01",
      "2024-05-01",
      "2024-05-09",
      "2024-05-20",
      "2024-10-03",
      "2024-12-25",
      "2024-12-26",
    ],
  ],
  [
    "US",
    2023,
    [
      "2023-01-01",
      "2023-01-02",
      "2023-01-16",
      "2023-02-20",
      "2023-05-29",
      "2023-06-19",
      "2023-07-04",
      "2023-09-04",
      "2023-10-09",

      "2023-11-11",
      "2023-11-23",
      "2023-12-25",
    ],
  ],
])("knows the public holidays of %s in %d", async (country, year, expected) => {
  const found = await calendar.daysOf(country, year, year);
  expect(dates([...found.values()].flat())).toEqual(expect.arrayContaining(expected));
});

test("knows those of a state, and every day of a long one", async () => {
  expect(dates([...(await calendar.daysOf("DE-BY", 2024, 2024)).values()].flat())).toContain("2024-05-30");
  // Eid al-Fitr: four days.
  const saudi = await calendar.daysOf("SA", 2022, 2022);
  expect([...saudi.values()].some((days) => days.length === 4)).toBe(true);
});

test("refuses years without rules", async () => {
  expect(await inputErrorOf(() => calendar.daysOf("DE", 1700, 1700))).toMatchObject({
    code: "parameter.holidays-country",
  });
});

test("gives each day of a window a name of its own", async () => {
  const found = await special(
    { holidays: '[{"name":"feast","dates":["2024-12-31"],"window":[-1,1],"prior-scale":3}]' },
    "2024-01-01",
    "2025-02-01",
  );
  expect(found.map(({ name, days, priorScale }) => [name, dates(days), priorScale])).toEqual([
    ["feast_-1", ["2024-12-30"], 3],
    ["feast", ["2024-12-31"], 3],
    ["feast_+1", ["2025-01-01"], 3],
  ]);
});

test("reads bare dates as one holiday, with the window and the prior of all", async () => {
  const found = await special(
    { holidays: "2024-11-29, 2025-11-28", "holidays-window": "0,1", "holidays-prior-scale": "4" },
    "2024-01-01",
    "2025-12-31",
  );
  expect(found.map(({ name, days, priorScale }) => [name, dates(days), priorScale])).toEqual([
    ["holiday", ["2024-11-29", "2025-11-28"], 4],
    ["holiday_+1", ["2024-11-30", "2025-11-29"], 4],
  ]);
});

test("looks into the next year for windows that reach back", async () => {
  const found = await special(
    { "holidays-country": "US", "holidays-window": "-1,0" },
    "2024-06-01",
    "2024-12-31",
  );
  expect(found.flatMap(({ days }) => dates(days))).toContain("2024-12-31");
});
