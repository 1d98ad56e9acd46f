// Files of rows whose clock changes, read and forecast: what models see, and what is written.
import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes, parseForecast, testPredictor } from "../support.ts";

const utc = (text: string) => Date.parse(`${text}Z`) / 1000;

/** Local times of a zone with their offsets, one every so many seconds. */
function zoned(zone: string, first: string, count: number, step = 3600): string[] {
  const format = new Intl.DateTimeFormat("sv", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return Array.from({ length: count }, (_, row) => {
    const at = utc(first) + row * step;
    const local = format.format(at * 1000).replace(" ", "T");
    const offset = Math.round((utc(local) - at) / 60);
    const two = (value: number) => String(value).padStart(2, "0");
    return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  });
}

/** What is sold at an hour of the local clock. */
const shape = (date: string) => {
  const hour = Number(date.slice(11, 13)) + Number(date.slice(14, 16)) / 60;
  return (100 + 40 * Math.sin(((hour - 6) / 12) * Math.PI)).toFixed(3);
};

const csvOf = (dates: readonly string[], value: (date: string, row: number) => string | number = shape) =>
  bytes(["date,y", ...dates.map((date, row) => `${date},${value(date, row)}`), ""].join("\n"));

const predictor = testPredictor();
async function forecast(input: Uint8Array, horizon: number, further: Record<string, string> = {}) {
  const parameters = { model: "seasonal-naive", horizon: String(horizon), interval: "0", ...further };
  const { csv } = await predictor.predictCsv(input, parameters);
  const { dates, columns } = parseForecast(csv);
  return { dates, values: columns[0]! };
}

const reversed = <T>(all: readonly T[]) => all.toReversed();
const mixed = <T>(all: readonly T[]) => all.map((_, row) => all[(row * 7) % all.length]!);

describe.each([
  ["Europe/Berlin", "2024-03-15T00:00:00", "spring"],
  ["Europe/Berlin", "2024-10-14T00:00:00", "autumn"],
  ["America/New_York", "2024-10-24T00:00:00", "autumn"],
  ["Australia/Sydney", "2024-03-25T00:00:00", "autumn"],
  ["America/St_Johns", "2024-02-28T00:00:00", "spring"],
])("hours of %s from %s on, over the change in %s", (zone, first) => {
  const count = 24 * 24 + 1;
  const all = zoned(zone, first, count + 24);
  const [known, next] = [all.slice(0, count), all.slice(count)];

  test.each([
    ["in order", known],
    ["newest first", reversed(known)],
    ["in any order", mixed(known)],
  ])("%s, go on with the hour after the last and keep the shape of the local day", async (_, dates) => {
    const { dates: found, values } = await forecast(csvOf(dates), 24);
    expect(found).toEqual(next);
    const misses = values.map((value, row) => Math.abs(value - Number(shape(next[row]!))));
    expect(Math.max(...misses)).toBeLessThan(0.01);
  });
});

describe("the change to come", () => {
  test.each([
    ["Europe/Berlin", "2024-03-20T00:00:00", "2024-10-26T00:00:00"],
    ["America/Chicago", "2024-02-20T00:00:00", "2024-11-02T00:00:00"],
  ])("in the autumn of %s is known by the one in the history", async (zone, first, last) => {
    const count = (utc(last) - utc(first)) / 3600;
    const all = zoned(zone, first, count + 72);
    const { dates, values } = await forecast(csvOf(all.slice(0, count)), 72);
    expect(dates).toEqual(all.slice(count));
    expect(Math.abs(values.at(-1)! - Number(shape(dates.at(-1)!)))).toBeLessThan(0.01);
  });

  test("comes at quarters of an hour, too", async () => {
    const count = 96 * 215;
    const all = zoned("Europe/Paris", "2024-03-26T00:00:00", count + 96, 900);
    const { dates } = await forecast(csvOf(all.slice(0, count)), 96);
    expect(dates).toEqual(all.slice(count));
  });

  test("gives days their own offset", async () => {
    const days = zoned("Europe/Berlin", "2024-03-01T23:00:00", 232 * 24).filter((date) =>
      date.includes("T00:00"),
    );
    const { dates } = await forecast(
      csvOf(days.slice(0, 230), (_, row) => row % 7),
      2,
    );
    expect(dates).toEqual(["2024-10-18T00:00:00+02:00", "2024-10-19T00:00:00+02:00"]);
    const { dates: later } = await forecast(
      csvOf(days.slice(0, 230), (_, row) => row % 7),
      12,
    );
    expect(later.slice(-2)).toEqual(["2024-10-28T00:00:00+01:00", "2024-10-29T00:00:00+01:00"]);
  });
});

test("offsets are written as the file writes them", async () => {
  const compact = zoned("Europe/Berlin", "2024-03-15T00:00:00", 600).map((date) =>
    date.replace(/:(\d\d)$/, "$1"),
  );
  expect((await forecast(csvOf(compact), 1)).dates).toEqual(["2024-04-09T02:00:00+0200"]);
});

test("six hours of UTC on a local clock go by true time", async () => {
  const all = zoned("Europe/Berlin", "2024-03-01T00:00:00", 201, 6 * 3600);
  expect((await forecast(csvOf(all.slice(0, 200)), 1)).dates).toEqual([all[200]]);
});

test("clocks of several zones are one line in true time", async () => {
  const hours = zoned("Europe/Berlin", "2024-06-01T00:00:00", 100).map((date, row) =>
    row % 2 === 0 ? date : zoned("America/New_York", "2024-06-01T00:00:00", 100)[row]!,
  );
  const [series] = (await readDataset(csvOf(hours, (_, row) => row))).series;
  expect(series!.clock).toBeUndefined();
  expect(Array.from(series!.ds, (seconds) => (seconds - series!.ds[0]!) / 3600)).toEqual(
    hours.map((_, row) => row),
  );
});

describe("local midnights that are written in UTC", () => {
  const midnights = (zone: string, count: number, at: (row: number) => number) =>
    Array.from({ length: count }, (_, row) => {
      const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
      const sign = /GMT([+-]\d\d):/.exec(format.format(at(row) * 1000))?.[1] ?? "0";
      return `${new Date((at(row) - Number(sign) * 3600) * 1000).toISOString().slice(0, 19)}Z`;
    });
  const month = (row: number) => Date.UTC(2020, row, 1) / 1000;
  const day = (row: number) => Date.UTC(2024, 1, 1 + row) / 1000;
  const week = (row: number) => Date.UTC(2023, 0, 2 + 7 * row) / 1000;

  test.each([
    ["months", "Europe/Berlin", 30, month],
    ["months", "America/New_York", 30, month],
    ["months", "Australia/Sydney", 30, month],
    ["months", "Pacific/Auckland", 30, month],
    ["days", "Europe/Athens", 100, day],
    ["days", "America/Los_Angeles", 100, day],
    ["weeks", "Europe/London", 60, week],
  ])("%s of %s", async (_, zone, count, at) => {
    const all = midnights(zone, count + 12, at);
    const { dates } = await forecast(
      csvOf(all.slice(0, count), (_date, row) => 100 + (row % 12)),
      12,
    );
    expect(dates).toEqual(all.slice(count));
  });
});

test("months with offsets go on with those that they will have", async () => {
  const months = zoned("America/Chicago", "2003-01-01T06:00:00", 5 * 8760).filter((date) =>
    date.includes("-01T00:00"),
  );
  const { dates } = await forecast(
    csvOf(months.slice(0, 40), (_, row) => row),
    8,
  );
  expect(dates).toEqual(months.slice(40, 48));
});

test("reads 150,000 rows over a change of the clock, and finds their zone", async () => {
  const rows = 150_000;
  const dates = Array.from({ length: rows }, (_, row) => {
    const at = new Date(Date.UTC(2024, 1, 1) + row * 60_000 + (row < 85_020 ? 3600 : 7200) * 1000);
    return `${at.toISOString().slice(0, 16)}+0${row < 85_020 ? 1 : 2}:00`;
  });
  const [series] = (await readDataset(csvOf(dates, (_, row) => row))).series;
  expect(series!.clock).toMatchObject({ zone: "Europe/Berlin", skipped: 3600 });
  expect(series!.y).toHaveLength(rows);
});

describe("a zone that the user names", () => {
  const timezone = "Europe/Berlin";
  // Up to an evening before the clocks change, of which the history shows no change.
  const all = zoned(timezone, "2024-10-01T00:00:00", 24 * 30);
  const count = all.indexOf("2024-10-26T20:00:00+02:00");

  test("is that of local times without one, which skip and repeat hours as its clock does", async () => {
    const bare = all.map((date) => date.slice(0, 16));
    const { dates, values } = await forecast(csvOf(bare.slice(0, count)), 24, { timezone });
    expect(dates).toEqual(bare.slice(count, count + 24));
    expect(Math.abs(values.at(-1)! - Number(shape(bare[count + 23]!)))).toBeLessThan(0.01);
  });

  test("is that by which hours in UTC keep the shape of the day", async () => {
    const utcOf = (date: string) => `${new Date(date).toISOString().slice(0, 19)}Z`;
    const value = new Map(all.map((date) => [utcOf(date), shape(date)]));
    const inUtc = all.map(utcOf);
    const input = csvOf(inUtc.slice(0, count), (date) => value.get(date)!);
    const { dates, values } = await forecast(input, 48, { timezone });
    expect(dates).toEqual(inUtc.slice(count, count + 48));
    expect(Math.abs(values.at(-1)! - Number(value.get(dates.at(-1)!)))).toBeLessThan(0.01);
  });

  test("leaves midnights of UTC what they are", async () => {
    const days = Array.from(
      { length: 90 },
      (_, row) => `${new Date(Date.UTC(2024, 2, 1 + row)).toISOString().slice(0, 19)}Z`,
    );
    const { dates } = await forecast(
      csvOf(days, (_, row) => row),
      1,
      { timezone },
    );
    expect(dates).toEqual(["2024-05-30T00:00:00Z"]);
  });

  test("goes before the last offset, where the history shows no change", async () => {
    const { dates } = await forecast(csvOf(all.slice(0, count)), 24, { timezone });
    expect(dates).toEqual(all.slice(count, count + 24));
  });
});

test("an hour that comes twice with two offsets is said to be two moments", async () => {
  const dates = zoned("Europe/Berlin", "2024-10-01T00:00:00", 24 * 35);
  const { warnings } = await readDataset(csvOf(dates, (_, row) => row));
  const at = dates.findIndex((date) => date.startsWith("2024-10-27T02:00"));
  expect(warnings.join()).toContain(
    `The date 2024-10-27T02:00:00 (lines ${at + 2} and ${at + 3}) is two moments, an hour apart`,
  );
});

describe("a local clock without zones", () => {
  const clock = zoned("Europe/Berlin", "2024-10-01T00:00:00", 24 * 35).map((date) => date.slice(0, 16));

  test("has its doubled hour once, with the mean and a note", async () => {
    const { series, warnings } = await readDataset(csvOf(clock, (_, row) => row));
    const at = clock.indexOf("2024-10-27T02:00");
    expect(series[0]!.ds).toHaveLength(clock.length - 1);
    expect(series[0]!.y[at]).toBe(at + 0.5);
    expect(warnings).toEqual([
      `The date 2024-10-27T02:00 (lines ${at + 2} and ${at + 3}) comes twice, as where clocks go back; its rows are one with their mean.`,
    ]);
  });

  test("numbers its rows by an id, which is no id then", async () => {
    const rows = clock.map((date, row) => `${row + 1},${date},${shape(date)}`);
    const { idColumns, series } = await readDataset(bytes(["id,date,y", ...rows, ""].join("\n")));
    expect(idColumns).toEqual([]);
    expect(series[0]!.y).toHaveLength(clock.length - 1);
  });
});

describe("rows of one date", () => {
  const days = Array.from({ length: 120 }, (_, row) =>
    new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10),
  );
  const rows = days.map((date, row) => `${date},${row}`);

  test("with one value are one", async () => {
    const { series, warnings } = await readDataset(bytes(["date,y", ...rows, rows[50]!, ""].join("\n")));
    expect([...series[0]!.y]).toEqual(days.map((_, row) => row));
    expect(warnings.at(-1)).toBe(
      `The date ${days[50]} (lines 52 and 122) is there twice with one value; one row is left out.`,
    );
  });

  test("with two values, once in a long series, are their mean", async () => {
    const { series, warnings } = await readDataset(
      bytes(["date,y", ...rows, `${days[50]},60`, ""].join("\n")),
    );
    expect(series[0]!.y[50]).toBe(55);
    expect(warnings.at(-1)).toBe(
      `The date ${days[50]} (lines 52 and 122) is there twice with different values; their mean is taken.`,
    );
  });

  test("are named with all their lines, and the first three dates of several", async () => {
    const same = await readDataset(bytes(["date,y", ...rows, rows[50]!, rows[50]!, ""].join("\n")));
    expect(same.warnings.at(-1)).toBe(
      `The date ${days[50]} (lines 52, 122 and 123) is there twice with one value; one row is left out.`,
    );
    const many = await readDataset(bytes(["date,y", ...rows, ...rows.slice(0, 5), ""].join("\n")));
    expect(many.warnings.at(-1)).toBe(
      `5 dates are there twice with one value; one row of each is left out: ${days[0]} (lines 2 and 122), ${days[1]} (lines 3 and 123), ${days[2]} (lines 4 and 124) and 2 more.`,
    );
  });

  test("with two values, often, are refused: something tells series apart", async () => {
    const twice = rows.slice(0, 10).map((row) => row.replace(",", ",9"));
    await expect(readDataset(bytes(["date,y", ...rows, ...twice, ""].join("\n")))).rejects.toThrow(
      "occurs twice",
    );
  });
});

describe("a series of many", () => {
  const midnights = (from: string, count: number) => {
    const first = Date.parse(`${from}T00:00:00Z`);
    return Array.from({ length: count }, (_, at) => {
      const day = new Date(first + at * 86_400_000).toISOString().slice(0, 10);
      return `${day}T00:00:00+0${day > "2012-03-25" ? 3 : 2}:00`;
    });
  };
  const panelOf = (series: Record<string, string[]>) =>
    bytes(
      `unique_id,ds,y\n${Object.entries(series)
        .flatMap(([id, dates]) => dates.map((date, at) => `${id},${date},${at}\n`))
        .join("")}`,
    );

  // Athens and Istanbul changed their clocks on the same days until March 2014, two years after the first series.
  const [early, late] = [midnights("2012-03-01", 27), midnights("2012-03-15", 27)];
  const clockIn = async (panel: Uint8Array, id: string) =>
    (await readDataset(panel)).series.find((each) => each.id[0] === id)?.clock;

  test.each([
    ["early", early, false],
    ["late", late, true],
  ])("has the zone that it would have alone: %s", async (id, dates, isGuess) => {
    const alone = await clockIn(panelOf({ [id]: dates }), id);
    expect(alone).toMatchObject({ zone: "Europe/Athens", isGuess });
    for (const all of [
      { early, late },
      { late, early },
    ])
      expect(await clockIn(panelOf(all), id)).toEqual(alone);
  });
});
