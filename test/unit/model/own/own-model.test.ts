// Models of the user's own in the predictor, from CSV to CSV.
import { describe, expect, it } from "vitest";
import type { OwnModel } from "../../../../src/model/own/define-model.ts";
import {
  columnOf,
  createFrame,
  DataFrame,
  defineModel,
  InputError,
  lowerColumn,
  upperColumn,
  z,
} from "../../../../src/model/own/authoring.ts";
import { ownModel } from "../../../../src/model/own/own-model.ts";
import { bytes, dailyCsv, inputErrorOf, parseForecast, sixtyDays, testPredictor } from "../support.ts";

const predictorOf = (definition: OwnModel, loaded?: unknown) =>
  testPredictor(ownModel(definition, "mine.ts", loaded));

const last = (y: readonly number[]) => y.at(-1)!;

describe("a series model", () => {
  const lastValue = defineModel({
    name: "mine",
    predict: ({ history, future }) => {
      const ds = columnOf(future, "ds");
      return createFrame({ ds, yhat: ds.map(() => last(columnOf(history, "y"))) });
    },
  });
  const input = bytes(dailyCsv(sixtyDays));

  it("is given frames, the frequency and what was loaded, with their types", async () => {
    const seen: unknown[] = [];
    const model = defineModel({
      name: "mine",
      parameters: z.object({ rate: z.number().default(2), flag: z.boolean(), names: z.array(z.string()) }),
      load: () => ({ weights: [1, 2] }),
      predict({ history, future, frequency, season, levels, parameters, loaded }) {
        const names: string[] = parameters.names;
        const weights: number[] = loaded.weights;
        seen.push(history.columns, future.columns, frequency, season, levels, parameters, names, weights);
        return createFrame({ yhat: columnOf(future, "ds").map(() => parameters.rate) });
      },
    });
    const { csv } = await predictorOf(model, { weights: [1, 2] }).predictCsv(input, {
      horizon: 2,
      interval: 0,
      flag: "true",
      names: '["a"]',
    });
    const parameters = { rate: 2, flag: true, names: ["a"] };
    expect(seen).toEqual([["ds", "y"], ["ds"], "D", 7, [], parameters, ["a"], [1, 2]]);
    expect(csv).toBe("date,prediction\n2024-03-01,2\n2024-03-02,2\n");
  });

  it("gets a band of some width where it missed nothing in the newest rows", async () => {
    const steps = sixtyDays.map((_, day) => (day < 20 ? 5 : 8));
    const { csv } = await predictorOf(lastValue).predictCsv(bytes(dailyCsv(steps)), { horizon: 7 });
    const [, point, lower, upper] = csv.trim().split("\n").at(-1)!.split(",").map(Number);
    expect(point).toBe(8);
    expect(upper!).toBeGreaterThan(lower!);
  });

  it("gets bands from its own errors on the history, wider for a higher level", async () => {
    const { csv } = await predictorOf(lastValue).predictCsv(input, { horizon: 14, interval: "0.5,0.95" });
    const rows = csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").slice(1).map(Number));
    for (const [point, lower, upper, lower95, upper95] of rows) {
      expect(lower95!).toBeLessThan(lower!);
      expect(lower!).toBeLessThan(point!);
      expect(upper!).toBeGreaterThan(point!);
      expect(upper95!).toBeGreaterThan(upper!);
    }
    // As the naive forecast of the same points is calibrated; it holds windows out in its own way.
    const naive = await predictorOf(lastValue).predictCsv(input, {
      horizon: 14,
      interval: "0.5,0.95",
      model: "naive",
    });
    const widthOf = (text: string) =>
      text
        .trim()
        .split("\n")
        .slice(1)
        .reduce((sum, line) => sum + Number(line.split(",")[3]) - Number(line.split(",")[2]), 0);
    expect(widthOf(csv) / widthOf(naive.csv)).toBeGreaterThan(0.6);
    expect(widthOf(csv) / widthOf(naive.csv)).toBeLessThan(1.6);
  });

  it("never shows a model the rows that it is measured on", async () => {
    const lengths: number[] = [];
    const spy = defineModel({
      name: "mine",
      predict({ history, future }) {
        const [from, to] = [columnOf(history, "ds").at(-1)!, columnOf(future, "ds")[0]!];
        expect(to - from).toBe(86_400);
        expect(future.columns).toEqual(["ds"]);
        lengths.push(columnOf(history, "ds").length);
        return createFrame({ yhat: columnOf(future, "ds").map(() => 1) });
      },
    });
    await predictorOf(spy).predictCsv(input, { horizon: 10 });
    expect(lengths).toEqual([60, 50, 40, 30]);
  });

  it("may give bands of its own, which then hold the point", async () => {
    const own = defineModel({
      name: "mine",
      predict: ({ future }) => {
        const yhat = columnOf(future, "ds").map(() => 5);
        return createFrame({
          yhat,
          [lowerColumn(0.8)]: yhat.map(() => 6),
          [upperColumn(0.8)]: yhat.map(() => 9),
        });
      },
    });
    const { columns } = parseForecast((await predictorOf(own).predictCsv(input, { horizon: 1 })).csv);
    expect(columns).toEqual([[5], [5], [9]]);
  });

  it.each<[string, () => unknown, string, RegExp]>([
    [
      "throws",
      () => {
        throw new TypeError("no luck");
      },
      "model.threw",
      /failed: TypeError: no luck/,
    ],
    [
      "throws text",
      () => {
        throw "no luck";
      },
      "model.threw",
      /it threw "no luck"/,
    ],
    ["gives nothing", () => undefined, "model.bad-result", /not a DataFrame/],
    ["gives too few rows", () => createFrame({ yhat: [1] }), "model.bad-result", /has 1 rows instead of 28/],
    [
      "names the column otherwise",
      () => createFrame({ y: [1] }),
      "model.bad-result",
      /no column yhat; its columns are "y"/,
    ],
    [
      "gives text",
      () => new DataFrame({ yhat: Array<string>(28).fill("x") }),
      "model.bad-result",
      /"x" instead of a number, in row 1/,
    ],
    [
      "gives NaN",
      () => createFrame({ yhat: Array<number>(28).fill(Number.NaN) }),
      "model.bad-result",
      /"NaN" instead of a number, in row 1 of yhat/,
    ],
    [
      "gives infinity",
      () => createFrame({ yhat: Array<number>(28).fill(Infinity) }),
      "model.not-finite",
      /leaves the range/,
    ],
    [
      "refuses",
      () => {
        throw new InputError("Too odd.", { code: "mine.odd", fix: "Send even rows." });
      },
      "mine.odd",
      /Too odd/,
    ],
  ])("is reported when it %s", async (_, act, code, message) => {
    const broken = defineModel({ name: "mine", predict: act as () => DataFrame });
    const predictor = predictorOf(broken);
    const error = await inputErrorOf(() => predictor.predictCsv(input, {}));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((await predictor.predictCsv(input, { model: "naive" })).model).toBe("naive");
  });

  it("has its thread replaced once it has thrown", async () => {
    const predictor = predictorOf(
      defineModel({
        name: "mine",
        predict: () => {
          throw new Error("x");
        },
      }),
    );
    expect(predictor.isWornOut()).toBe(false);
    await inputErrorOf(() => predictor.predictCsv(input, {}));
    expect(predictor.isWornOut()).toBe(true);
  });
});

describe("a model of rows", () => {
  const seen: unknown[] = [];
  const scores = defineModel({
    name: "scores",
    kind: "rows",
    parameters: z.object({ factor: z.number().default(1) }),
    columns: { price: "number", rooms: "number?", city: "text" },
    predict({ rows, parameters }) {
      seen.push(...rows.columns.map((name) => rows.column(name).values));
      const price = columnOf(rows, "price");
      return new DataFrame({
        prediction: price.map((value) => value * parameters.factor),
        label: price.map(() => 'a"b'),
      });
    },
  });
  const predictor = predictorOf(scores);
  const csv = 'city,id,price,rooms\nUlm,7,1.5,\n"Kiel, B",8,2,3\n';

  it("gets the columns that it declares, and its result carries the id", async () => {
    const prediction = await predictor.predictCsv(bytes(csv), { factor: "2" });
    expect(seen).toEqual([
      [1.5, 2],
      [Number.NaN, 3],
      ["Ulm", "Kiel, B"],
    ]);
    expect(prediction).toMatchObject({
      csv: 'id,prediction,label\n7,3,"a""b"\n8,4,"a""b"\n',
      model: "scores",
      modelVersion: "scores 1",
      parameters: { model: "scores", id: "id", factor: 2 },
      rowsIn: 2,
      rowsOut: 2,
    });
  });

  it.each([
    [{ id: "city,id" }, csv, "city,id,prediction,label\nUlm,7,1.5"],
    [{}, csv.replace("id", "ds"), "ds,prediction,label\n7,1.5"],
    [{}, csv.replace("id", "key"), "row,prediction,label\n1,1.5"],
  ])("names its rows by %j", async (parameters, text, start) => {
    expect((await predictor.predictCsv(bytes(text), parameters)).csv.slice(0, start.length)).toBe(start);
  });

  it.each([
    ["a column that is not there", csv.replace("price", "cost"), { code: "csv.no-such-column", line: 1 }],
    ["text for a number", csv.replace("1.5", "dear"), { code: "csv.value-not-a-number", line: 2, column: 3 }],
    ["an empty number", csv.replace("1.5", ""), { code: "csv.value-missing", line: 2, column: 3 }],
    ["no rows", "city,price,rooms\n", { code: "csv.no-rows" }],
  ])("refuses %s with its place", async (_, text, details) => {
    expect(await inputErrorOf(() => predictor.predictCsv(bytes(text), {}))).toMatchObject(details);
  });

  it("says what is meant for series and does nothing here", async () => {
    const { warnings } = await predictor.predictCsv(bytes(csv), { horizon: "3" });
    expect(warnings).toEqual(["The parameter horizon has no effect with model scores."]);
  });

  it("has its thread replaced once it has thrown", async () => {
    const broken = predictorOf({
      ...scores,
      predict: () => {
        throw new Error("x");
      },
    } as OwnModel);
    expect(broken.isWornOut()).toBe(false);
    await inputErrorOf(() => broken.predictCsv(bytes(csv), {}));
    expect(broken.isWornOut()).toBe(true);
  });

  it("leaves series to the built-in models", async () => {
    const { model } = await predictor.predictCsv(bytes(dailyCsv(sixtyDays)), { model: "naive" });
    expect(model).toBe("naive");
  });
});
