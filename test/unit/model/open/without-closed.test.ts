import { describe, expect, test } from "vitest";
import type { RawParameters } from "../../../../src/core/contract.ts";
import { fromSeconds, weekday } from "../../../../src/model/time/calendar.ts";
import { bytes, inputErrorOf, parseForecast, testPredictor } from "../support.ts";

const [hour, day] = [3600, 86_400];
/** A Monday. */
const start = Date.UTC(2023, 0, 2) / 1000;
const { predictCsv } = testPredictor();

interface Pattern {
  /** Of all steps. */
  count: number;
  step: number;
  isThere: (seconds: number) => boolean;
  value: (seconds: number) => number;
}

const text = (seconds: number, step: number) =>
  new Date(seconds * 1000)
    .toISOString()
    .slice(0, step < day ? 16 : 10)
    .replace("T", " ");

function csvOf({ count, step, isThere, value }: Pattern): string {
  const times = Array.from({ length: count }, (_, i) => start + i * step).filter(isThere);
  return ["date,y", ...times.map((at) => `${text(at, step)},${value(at).toFixed(2)}`), ""].join("\n");
}

async function forecast(pattern: Pattern, parameters: RawParameters = {}) {
  const prediction = await predictCsv(bytes(csvOf(pattern)), parameters);
  const { dates, columns } = parseForecast(prediction.csv);
  const times = dates.map(
    (date) => Date.parse(`${date.replace(" ", "T")}${date.length > 10 ? "Z" : ""}`) / 1000,
  );
  return { ...prediction, dates, times, yhat: columns[0]! };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean absolute error, as a share of the mean of what comes. */
function errorOf(
  { times, yhat }: { times: readonly number[]; yhat: readonly number[] },
  value: Pattern["value"],
) {
  const truth = times.map(value);
  return mean(truth.map((each, row) => Math.abs(each - yhat[row]!))) / mean(truth);
}

/** Each weekday has its own level. */
const shop: Pattern = {
  count: 60 * 7,
  step: day,
  isThere: (at) => weekday(at) !== 6,
  value: (at) => [100, 80, 90, 110, 150, 220, 0][weekday(at)]! + 4 * Math.sin(at / day),
};

/** A peak at noon. */
const opening: Pattern = {
  count: 40 * 24,
  step: hour,
  isThere(at) {
    const { time } = fromSeconds(at);
    const [from, to] = weekday(at) === 5 ? [10, 14] : [9, 17];
    return weekday(at) !== 6 && time >= from * hour && time < to * hour;
  },
  value: (at) =>
    100 + 60 * Math.sin((Math.PI * (fromSeconds(at).time / hour - 8)) / 10) + 3 * Math.sin(at / hour),
};

describe.each([
  ["auto", 0.06],
  ["prophet", 0.06],
  ["seasonal-naive", 0.06],
  ["mstl", 0.06],
  ["ets", 0.06],
  ["theta", 0.06],
  // The last value alone knows neither weekdays nor hours.
  ["naive", 1],
])("%s", (model, error) => {
  test("does not forecast Sundays of a shop that is shut then", async () => {
    const result = await forecast(shop, { model });
    expect(result.times.every(shop.isThere)).toBe(true);
    expect(result.times).toHaveLength(24);
    expect(result.parameters["frequency"]).toBe("D Mon-Sat");
    expect(result.warnings).toEqual([
      "No rows on Sundays in 59 weeks: Sundays are not forecast; `--closed no` turns this off.",
    ]);
    expect(errorOf(result, shop.value)).toBeLessThan(error);
  });

  test("keeps to opening hours that are shorter on Saturdays", async () => {
    const result = await forecast(opening, { model, horizon: 88 });
    expect(result.times.every(opening.isThere)).toBe(true);
    expect(result.parameters["frequency"]).toBe("h Mon-Fri 09:00-17:00; Sat 10:00-14:00");
    expect(errorOf(result, opening.value)).toBeLessThan(error);
  });
});

test("closed=no forecasts every step", async () => {
  const { times, parameters, warnings } = await forecast(shop, { closed: "no", horizon: 14 });
  expect(times.filter((at) => weekday(at) === 6)).toHaveLength(2);
  expect(parameters).toMatchObject({ frequency: "D", closed: "no" });
  expect(warnings[0]).toBe("Of 419 dates at frequency D, 59 have no row.");
});

test("holidays are missing and not closed", async () => {
  const isHoliday = (at: number) => [40, 95, 150, 340].includes((at - start) / day);
  const { warnings, times } = await forecast({
    ...shop,
    isThere: (at) => shop.isThere(at) && !isHoliday(at),
  });
  expect(warnings).toContain("Of 360 dates at frequency D Mon-Sat, 4 have no row.");
  expect(new Set(times.map(weekday))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
});

test("one Saturday among business days is set aside and named", async () => {
  const isThere = (at: number) => weekday(at) < 5 || at === start + 5 * day;
  const { parameters, warnings, rowsIn } = await forecast({ ...shop, isThere });
  expect(parameters["frequency"]).toBe("B");
  expect(rowsIn).toBe(301);
  expect(warnings.join("\n")).toContain("2023-01-07");
});

test("power by daylight alone is never at its mean by night", async () => {
  const sun = (at: number) =>
    Math.max(0, Math.sin((Math.PI * (fromSeconds(at).time / hour - 5.3)) / 15)) * 480;
  const isThere = (at: number) => sun(at) > 0;
  const { times, yhat } = await forecast(
    { count: 61 * 24, step: hour, isThere, value: sun },
    { horizon: 60 },
  );
  expect(times.every(isThere)).toBe(true);
  expect(errorOf({ times, yhat }, sun)).toBeLessThan(0.02);
  const all = await forecast(
    { count: 61 * 24, step: hour, isThere, value: sun },
    { horizon: 48, closed: "no" },
  );
  const atNight = all.yhat.filter((_, row) => !isThere(all.times[row]!));
  expect(Math.max(...atNight)).toBeLessThan(75);
});

test("a frequency of open times can be given", async () => {
  const everyDay = { ...shop, isThere: () => true };
  const { times, warnings } = await forecast(everyDay, { frequency: "D Mon-Sat", horizon: 6 });
  expect(times.map(weekday)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(warnings[0]).toMatch(/^60 rows are at times that do not occur at frequency D Mon-Sat/);
});

describe("fill", () => {
  /** A slow item: a row for each day with sales alone, three of a week. */
  const sales: Pattern = {
    count: 200,
    step: day,
    isThere: (at) => (at / day) % 7 < 1 || (at / day) % 5 < 2,
    value: () => 7,
  };
  const few: Pattern = { ...sales, value: (at) => 6 + ((at / day) % 3) };

  test("zero counts missing days as none sold", async () => {
    const { yhat, warnings } = await forecast(few, { fill: "zero", model: "auto" });
    const rate = mean(
      Array.from({ length: 200 }, (_, i) => start + i * day).map((at) =>
        few.isThere(at) ? few.value(at) : 0,
      ),
    );
    expect(mean(yhat) / rate).toBeGreaterThan(0.8);
    expect(mean(yhat) / rate).toBeLessThan(1.2);
    expect(warnings.join("\n")).toMatch(/have no row, which means 0/);
  });

  test("none is refused by a model that needs every step, with the way out, and taken by Prophet", async () => {
    const error = await inputErrorOf(() => forecast(few, { fill: "none", model: "ets" }));
    expect(error).toMatchObject({ code: "parameter.fill" });
    expect(error.fix).toContain("zero or previous, or set model to prophet");
    for (const model of ["prophet", "naive", "seasonal-naive"]) {
      expect((await forecast(few, { fill: "none", model })).rowsOut).toBe(28);
    }
  });

  test("previous holds the last value", async () => {
    const steps: Pattern = {
      count: 120,
      step: day,
      isThere: (at) => at % (3 * day) !== 0,
      value: (at) => Math.floor((at - start) / day / 30),
    };
    const { yhat } = await forecast(steps, { fill: "previous", model: "naive" });
    expect(new Set(yhat)).toEqual(new Set([3]));
  });
});

describe("a panel", () => {
  const rowsOf = (
    id: string,
    { count, isThere, value }: Pick<Pattern, "count" | "isThere" | "value">,
    from = 0,
  ) =>
    Array.from({ length: count }, (_, i) => start + (from + i) * day)
      .filter(isThere)
      .map((at) => `${id},${text(at, day)},${value(at).toFixed(2)}`);
  const csvOfAll = (...rows: string[][]) => ["unique_id,date,y", ...rows.flat(), ""].join("\n");
  const forecastOf = async (csv: string, parameters: RawParameters = {}) => {
    const { csv: result, ...rest } = await predictCsv(bytes(csv), parameters);
    const [header, ...lines] = result
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const column = (name: string) => header!.indexOf(name);
    const of = (id: string) =>
      lines
        .filter((line) => line[column("unique_id")] === id)
        .map((line) => ({ date: line[column("date")]!, yhat: Number(line[column("prediction")]) }));
    return { ...rest, of };
  };
  const isOpenOn = ({ date }: { date: string }) => weekday(Date.parse(date) / 1000) !== 6;

  test("gives a new shop the closed days of the others", async () => {
    const old = { ...shop, count: 20 * 7 };
    const csv = csvOfAll(
      rowsOf("a", old),
      rowsOf("b", old),
      rowsOf("new", { ...shop, count: 20 }, 120),
      rowsOf("one", { ...shop, count: 1 }, 138),
    );
    const { of, warnings, series } = await forecastOf(csv, { horizon: 14, model: "ets" });
    for (const id of ["a", "b", "new", "one"]) {
      expect(of(id)).toHaveLength(14);
      expect(of(id).every(isOpenOn)).toBe(true);
    }
    // A single row is too short for the model, not for the dates of a fallback.
    expect(series!.failed.map(({ id }) => id["unique_id"])).toEqual(["one"]);
    expect(warnings.join("\n")).toContain("it has those of most series (D Mon-Sat)");
    const every = await forecastOf(csv, { horizon: 14, model: "ets", closed: "no" });
    for (const id of ["a", "new", "one"]) expect(every.of(id).every(isOpenOn)).toBe(false);
  });

  test("that lists sales alone is filled up to its last day", async () => {
    const often = { count: 120, isThere: () => true, value: () => 5 };
    const sold = {
      count: 60,
      isThere: (at: number) => (at / day) % 3 === 0,
      value: (at: number) => 3 + ((at / day) % 2),
    };
    const csv = csvOfAll(rowsOf("often", often), rowsOf("ended", sold));
    const { of } = await forecastOf(csv, { fill: "zero", horizon: 7 });
    expect(of("ended")[0]!.date).toBe(of("often")[0]!.date);
    expect(mean(of("ended").map(({ yhat }) => yhat))).toBeLessThan(0.5);
  });
});
