import type { RawParameters } from "../../../../src/core/contract.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planBacktest, type BacktestPlan } from "../../../../src/model/backtest/plan-backtest.ts";
import { checkSeries } from "../../../../src/model/check/check-series.ts";
import { formatDate } from "../../../../src/model/csv/parse-date.ts";
import type { Dataset } from "../../../../src/model/series/dataset.ts";
import { parseParameters } from "../../../../src/model/parameters/parameters.ts";
import type { ModelDescription } from "../../../../src/model/parameters/model-description.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { dailyCsv, inputErrorOf, plain, sixtyDays } from "../support.ts";

interface Options {
  models?: string[];
  windows?: number;
  leavesOutTooLong?: boolean;
  known?: readonly ModelDescription[];
}

const encode = (csv: string) => new TextEncoder().encode(csv);
const plan = (csv: string, raw: RawParameters = {}, options: Options = {}): Promise<BacktestPlan> =>
  planBacktest(encode(csv), raw, {
    models: ["naive"],
    known: modelDescriptions,
    windows: 3,
    leavesOutTooLong: false,
    ...options,
  });

const requestsOf = ({ models }: BacktestPlan) =>
  models.flatMap(({ windows }) => windows.map((window) => window.request()));

/** Rows of the one series that is sent, those that tell the future behind the others. */
const rowsOf = ({ series: [one] }: Dataset) => {
  const { ds, y, columns, ahead, style } = one!;
  const line = (seconds: number, value: number | "", row: number, all: Dataset["series"][0]["columns"]) =>
    [formatDate(seconds, style), value, ...Object.values(all).map((values) => values[row])].join(",");
  return [
    ...Array.from(ds, (seconds, row) => line(seconds, y[row]!, row, columns)),
    ...Array.from(ahead.ds, (seconds, row) => line(seconds, "", row, ahead.columns)),
  ];
};

const checked = ({ chunk, parameters }: { chunk: Dataset; parameters: RawParameters }) => {
  const parsed = parseParameters(parameters, modelDescriptions);
  const model = modelDescriptions.find(({ name }) => name === parsed.common.model)!;
  return checkSeries(chunk.series[0]!, chunk.targetColumn, model, parsed);
};

const withPrice = (rows: readonly (readonly [y: number | string, price: number])[]) =>
  [
    "date,sales,price",
    ...rows.map(
      ([y, price], i) => `${new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)},${y},${price}`,
    ),
    "",
  ].join("\n");
const regressing = { regressors: "price", target: "sales" };

describe("planBacktest", () => {
  it("sends for each window the series of the day before", async () => {
    const requests = requestsOf(await plan(dailyCsv([1, 2, 3, 4, 5, 6, 7]), { horizon: 2 }, { windows: 2 }));
    expect(requests.map(({ chunk }) => rowsOf(chunk))).toEqual([
      ["2024-01-01,1", "2024-01-02,2", "2024-01-03,3"],
      ["2024-01-01,1", "2024-01-02,2", "2024-01-03,3", "2024-01-04,4", "2024-01-05,5"],
    ]);
    expect(requests[0]!.parameters).toEqual({ model: "naive", horizon: 2, frequency: "D" });
  });

  it("sends what the service reads as the very same history and dates", async () => {
    const csv = withPrice([...sixtyDays.map((y, i) => [y / 3, i % 2] as const), ["", 1], ["", 0]]);
    const [window] = (await plan(csv, { ...regressing, horizon: 2 }, { models: ["prophet"] })).models[0]!
      .windows;
    const request = window!.request();
    const { ds, y, columns } = request.chunk.series[0]!;
    const { future } = checked(request);
    expect({ ds, y, columns }).toEqual(window!.history);
    expect(future).toEqual(window!.future);
    expect(plain(future.columns)).toEqual({ price: [54, 55].map((i) => i % 2) });
  });

  const iso = (date: Date) => date.toISOString();
  it.each<[string, (i: number) => string]>([
    ["days", (i) => iso(new Date(Date.UTC(2023, 11, 20 + i))).slice(0, 10)],
    [
      "business days",
      (i) => iso(new Date(Date.UTC(2024, 0, 1 + Math.floor(i / 5) * 7 + (i % 5)))).slice(0, 10),
    ],
    ["hours with a zone", (i) => iso(new Date(Date.UTC(2024, 2, 30, i))).replace(".000Z", "+02:00")],
    ["quarters of an hour", (i) => iso(new Date(Date.UTC(2024, 0, 1, 0, 15 * i))).slice(0, 16)],
    ["weeks", (i) => iso(new Date(Date.UTC(2024, 0, 3 + 7 * i))).slice(0, 10)],
    ["months alone", (i) => iso(new Date(Date.UTC(2020, i, 1))).slice(0, 7)],
    ["month ends", (i) => iso(new Date(Date.UTC(2020, i + 1, 0))).slice(0, 10)],
    ["months on the 15th", (i) => iso(new Date(Date.UTC(2020, i, 15))).slice(0, 10)],
    ["every second month on the 15th", (i) => iso(new Date(Date.UTC(2020, 2 * i, 15))).slice(0, 10)],
    ["quarter starts", (i) => iso(new Date(Date.UTC(2000, 3 * i, 1))).slice(0, 10)],
    ["years alone", (i) => String(1980 + i)],
  ])("asks for the very dates that came: %s", async (_, dateOf) => {
    const rows = Array.from({ length: 32 }, (__, i) => `${dateOf(i)},${i % 3},${i}`);
    const csv = ["date,promo,y", ...rows, `${dateOf(32)},1,`, `${dateOf(33)},0,`, ""].join("\n");
    const raw = { regressors: "promo", horizon: 5 };
    const { windows } = (await plan(csv, raw, { models: ["prophet"] })).models[0]!;
    expect(windows).toHaveLength(3);
    for (const { actual, history, future, request } of windows) {
      const sent = request();
      const seen = checked(sent);
      expect(seen.future.ds).toEqual(actual.ds);
      expect(seen.future).toEqual(future);
      expect(sent.chunk.series[0]!.ds).toEqual(history.ds);
    }
  });

  it("gives a model without further columns none", async () => {
    const csv = withPrice(sixtyDays.map((y, i) => [y, i]));
    const { models } = await plan(csv, regressing, { models: ["naive", "prophet"] });
    expect(models.map(({ windows }) => Object.keys(windows[0]!.history.columns))).toEqual([[], ["price"]]);
  });

  it("never tells a model anything of a row at or after its origin", async () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const row = fc.tuple(number, number);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 12, maxLength: 40 }),
        fc.array(row, { minLength: 40, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (rows, others, horizon) => {
          const found = await plan(
            withPrice(rows),
            { ...regressing, horizon },
            { models: ["naive", "prophet"] },
          );
          for (const { model, windows } of found.models) {
            for (const [at, { history }] of windows.entries()) {
              const origin = history.y.length;
              const changed = rows.map((each, i) => (i < origin ? each : others[i]!));
              const after = await plan(withPrice(changed), { ...regressing, horizon }, { models: [model] });
              expect(after.models[0]!.windows[at]!.request()).toEqual(windows[at]!.request());
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("shows as much of a known column's future as the file does, and nothing of the values", async () => {
    const rows = sixtyDays.map((y, i) => [y, i % 5] as const);
    const known = [...rows, ["", 1], ["", 2]] as const;
    const [before] = requestsOf(
      await plan(withPrice(known), { ...regressing, horizon: 3 }, { models: ["prophet"], windows: 1 }),
    );
    const changed = known.map(
      ([y, price], i) => [y === "" || i < 57 ? y : -1, i === 59 ? 77 : price] as const,
    );
    const [after] = requestsOf(
      await plan(withPrice(changed), { ...regressing, horizon: 3 }, { models: ["prophet"], windows: 1 }),
    );
    expect(after!.chunk).toEqual(before!.chunk);
    expect(rowsOf(before!.chunk).slice(-3)).toEqual([
      "2024-02-27,,2",
      "2024-02-28,,3",
      // Two rows are told behind the last value, so the third is a guess: that of the week before.
      "2024-02-29,,2",
    ]);
  });

  it("knows only the bends of the trend that had been by then", async () => {
    const raw = { changepoints: "2024-02-10,2024-01-25", horizon: 10 };
    const [early, middle, late] = requestsOf(await plan(dailyCsv(sixtyDays), raw, { models: ["prophet"] }));
    // They end on the last of January, on 9 and on 19 February.
    expect(early!.parameters).toMatchObject({ changepoints: "2024-01-25" });
    expect(middle!.parameters).toMatchObject({ changepoints: "2024-01-25" });
    expect(late!.parameters).toMatchObject({ changepoints: "2024-02-10,2024-01-25" });
    const [none] = requestsOf(
      await plan(dailyCsv(sixtyDays), { ...raw, changepoints: "2024-02-10" }, { models: ["prophet"] }),
    );
    expect(none!.parameters).toMatchObject({ "n-changepoints": 0 });
    expect(none!.parameters).not.toHaveProperty("changepoints");
  });

  it("warns of columns that it has to continue", async () => {
    const csv = withPrice(sixtyDays.map((y, i) => [y, i % 5]));
    expect((await plan(csv, regressing, { models: ["prophet"] })).warnings).toContainEqual(
      expect.stringMatching(/^prophet is given "price", which the file does not tell behind its last value/),
    );
    expect((await plan(csv, { target: "sales" }, { models: ["prophet"] })).warnings).not.toContainEqual(
      expect.stringContaining("price"),
    );
  });

  it("takes the horizon that a forecast of the file would have", async () => {
    const rows = sixtyDays.map((y, i) => [y, i % 5] as const);
    expect((await plan(dailyCsv(sixtyDays))).horizon).toBe(28);
    expect(
      (await plan(withPrice([...rows, ["", 1], ["", 2]]), regressing, { models: ["naive", "prophet"] }))
        .horizon,
    ).toBe(2);
  });

  it("holds fewer windows out of a short history, and says so", async () => {
    const { models, warnings } = await plan(dailyCsv(sixtyDays), { horizon: 20 });
    expect(models[0]!.windows).toHaveLength(2);
    expect(warnings).toEqual(["The history has room for 2 of 3 windows of 20 rows."]);
  });

  it("refuses a history that is too short for one window", async () => {
    const error = await inputErrorOf(() => plan(dailyCsv([1, 2, 3, 4, 5, 6]), { horizon: 4 }));
    expect(error).toMatchObject({
      code: "backtest.too-short",
      fix: expect.stringContaining("horizon to 3 or less"),
    });
  });

  it("refuses a history that no horizon helps", async () => {
    const error = await inputErrorOf(() => plan(dailyCsv([1, 2, 3]), { horizon: 1 }));
    expect(error).toMatchObject({ code: "csv.too-short", line: 4, fix: "Send a longer history." });
  });

  it("keeps what one model refuses, and throws what all refuse", async () => {
    const csv = withPrice(sixtyDays.map((y, i) => [y, i])).replace(/,1$/m, ",");
    const { models } = await plan(csv, regressing, { models: ["prophet", "naive"] });
    expect(models.map(({ model, error, windows }) => [model, error?.code, windows.length])).toEqual([
      ["prophet", "csv.value-missing", 0],
      ["naive", undefined, 1],
    ]);
    expect(await inputErrorOf(() => plan(csv, regressing, { models: ["prophet"] }))).toMatchObject({
      code: "csv.value-missing",
    });
  });

  it("scales MASE by the season that was set, else by the competition's", async () => {
    expect((await plan(dailyCsv(sixtyDays))).season).toBe(1);
    expect(
      (await plan(dailyCsv(sixtyDays), { "season-length": 7 }, { models: ["naive", "mstl"] })).season,
    ).toBe(7);
  });

  it("leaves out a model for which the file is too long only when nobody asked for it", async () => {
    const small = modelDescriptions.map((each) =>
      each.name === "prophet" ? { ...each, maximumRows: 50 } : each,
    );
    const ask = (leavesOutTooLong: boolean) =>
      plan(dailyCsv(sixtyDays), {}, { models: ["prophet", "naive"], leavesOutTooLong, known: small });
    expect((await ask(true)).models.map(({ model }) => model)).toEqual(["naive"]);
    expect((await ask(false)).models.map(({ error }) => error?.code)).toEqual(["csv.too-long", undefined]);
  });

  describe("of a panel", () => {
    const rowsFor = (id: string, values: readonly number[], month = 1) =>
      values.map(
        (value, i) =>
          `${new Date(Date.UTC(2024, month - 1, 1 + i)).toISOString().slice(0, 10)},${id},${value}`,
      );
    const panel = (...rows: string[][]) => ["ds,unique_id,y", ...rows.flat(), ""].join("\n");
    const csv = panel(rowsFor("b", [1, 2, 3, 4, 5, 6]), rowsFor("a", [9, 8, 7, 6]), rowsFor("short", [1]));

    it("cuts windows out of each series, in the file's order, and sends each as one series", async () => {
      const found = await plan(csv, { horizon: 1 }, { windows: 2 });
      const windows = found.models[0]!.windows;
      expect(windows.map(({ id, window, actual }) => [id, window, plain(actual.y)])).toEqual([
        [["b"], 1, [5]],
        [["b"], 2, [6]],
        [["a"], 1, [6]],
      ]);
      const { chunk, parameters } = windows[2]!.request();
      expect([chunk.idColumns, chunk.series[0]!.id]).toEqual([[], []]);
      expect(rowsOf(chunk)).toEqual(["2024-01-01,9", "2024-01-02,8", "2024-01-03,7"]);
      expect(parameters).toEqual({ model: "naive", horizon: 1, frequency: "D" });
      expect(found).toMatchObject({ idColumns: ["unique_id"], series: 2, rows: 10, frequency: "D" });
      expect(found.warnings).toEqual([
        "In 1 of 2 series the history has room for less than 2 windows.",
        "1 of 3 series is left out; the first is short: There are fewer than 2 rows with a value.",
      ]);
    });

    it("gives every model the same windows", async () => {
      const { models } = await plan(csv, { horizon: 1 }, { models: ["naive", "auto"] });
      const told = models.map(({ windows }) => windows.map(({ request: _request, ...window }) => window));
      expect(told[1]).toEqual(told[0]);
    });

    it("throws when no series has room for a window", async () => {
      expect(await inputErrorOf(() => plan(csv, { horizon: 9 }))).toMatchObject({ code: "csv.too-short" });
    });
  });
});

describe("times that never occur", () => {
  const start = Date.UTC(2024, 0, 1);
  /** Daily rows from a Monday. */
  const csvOf = (days: number, isThere: (weekday: number, day: number) => boolean) =>
    [
      "date,y",
      ...Array.from({ length: days }, (_, day) => day)
        .filter((day) => isThere(day % 7, day))
        .map((day) => `${new Date(start + day * 86_400_000).toISOString().slice(0, 10)},${100 + (day % 7)}`),
      "",
    ].join("\n");
  const weekdaysOf = (request: { chunk: Dataset; parameters: RawParameters }) =>
    Array.from(checked(request).future.ds, (seconds) => new Date(seconds * 1000).getUTCDay());

  it("stay closed in windows whose history is too short to show it", async () => {
    const csv = csvOf(42, (weekday) => weekday !== 6);
    const found = await plan(csv, { horizon: 6 }, { windows: 4 });
    expect(found).toMatchObject({ frequency: "D Mon-Sat", rows: 36, season: 1 });
    const requests = requestsOf(found);
    expect(requests[0]!.parameters).toEqual({ model: "naive", horizon: 6, frequency: "D Mon-Sat" });
    for (const request of requests) expect(weekdaysOf(request)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found.models[0]!.windows.map(({ actual }) => actual.row)).toEqual(
      requests.map(() => [0, 1, 2, 3, 4, 5]),
    );
    // The same where the user names the step.
    const [named] = requestsOf(await plan(csv, { horizon: 6, frequency: "D" }));
    expect(weekdaysOf(named!)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("that occur later on are steps of every window", async () => {
    const csv = csvOf(70, (weekday, day) => weekday !== 6 || day > 50);
    const [first] = requestsOf(await plan(csv, { horizon: 7 }, { windows: 3 }));
    expect(first!.parameters).toMatchObject({ frequency: "D", closed: "no" });
    expect(weekdaysOf(first!)).toContain(0);
  });

  it("are steps when asked for", async () => {
    const [request] = requestsOf(
      await plan(
        csvOf(42, (weekday) => weekday !== 6),
        { horizon: 7, closed: "no" },
      ),
    );
    expect(weekdaysOf(request!)).toContain(0);
  });
});

it("scores the zeros of days without a row where they mean that", async () => {
  const csv = "date,y\n2024-01-01,3\n2024-01-02,4\n2024-01-05,2\n2024-01-06,3\n2024-01-09,5\n2024-01-10,1\n";
  const { models, rows } = await plan(csv, { horizon: 3, fill: "zero" }, { windows: 1 });
  expect(rows).toBe(10);
  expect(models[0]!.windows[0]!.actual.y).toEqual(new Float64Array([0, 5, 1]));
});
