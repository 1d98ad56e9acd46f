import { describe, expect, it } from "vitest";
import { forecastInput } from "../../../../src/runtime/forecast/forecast-input.ts";
import { readContent, type Content } from "../../../../src/runtime/forecast/read-content.ts";
import { ForecasterError } from "../../../../src/runtime/forecast/forecaster.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import { ObjectTooLargeError } from "../../../../src/runtime/storage/object-store.ts";
import type { Prediction } from "../../../../src/model/predict/prediction.ts";
import {
  FakeForecaster,
  MemoryStore,
  predicted,
  rejected,
  settings,
  unavailable,
  type LogLine,
} from "../fakes.ts";

function start(content = "date,y\n2024-01-01,1\n", failures = 0) {
  const store = new MemoryStore();
  const forecaster = new FakeForecaster();
  const lines: LogLine[] = [];
  let now = 1000;
  const clock = { now: () => (now += 5), sleep: async () => {} };
  const write = (line: string) => lines.push(JSON.parse(line) as LogLine);
  const log = createLogger({ write, clock, project: "demo" });
  const leaseCalls: string[] = [];
  const lease = {
    kind: "taken" as const,
    isNew: true,
    leave: async () => void leaseCalls.push("leave"),
    failures,
    release: async () => void leaseCalls.push("release"),
    fail: async () => void leaseCalls.push("fail"),
  };
  const object = store.put("demo-input", "a.csv", content, { metadata: { "forecast-horizon": "7" } });
  const attempt = { store, forecaster, clock, settings, log, signal: undefined, deadline: 10_000, lease };
  const run = (more: Parameters<typeof forecastInput>[2] = {}) => forecastInput(object, attempt, more);
  return { store, forecaster, lines, object, attempt, leaseCalls, run };
}

const series = (count: number, failed: number): Prediction["series"] => ({
  count,
  failed: Array.from({ length: failed }, (_, index) => ({
    id: { shop: `s${index}`, ware: "x" },
    code: "series.too-short",
    message: "too few rows",
    line: index + 2,
    column: 1,
    fix: "add rows",
    fallback: null,
  })),
});

describe("forecastInput", () => {
  it("lets the parameters of the upload go over the defaults, and those of a manifest over both", async () => {
    const { forecaster, run } = start();
    await run();
    await run({ parameters: { horizon: 3 } });
    expect(forecaster.jobs.map(({ parameters }) => parameters)).toEqual([
      { model: "prophet", horizon: "7" },
      { model: "prophet", horizon: 3 },
    ]);
    expect(forecaster.jobs[0]!.timeoutMs).toBeLessThan(9000);
    expect(forecaster.jobs[0]!.timeoutMs).toBeGreaterThan(8900);
  });

  it("reads the object unless its content is given", async () => {
    const { forecaster, store, run } = start();
    await run({ ahead: Buffer.from("ahead") });
    expect(Buffer.from(forecaster.jobs[0]!.input).toString()).toBe("ahead");
    store.objects.clear();
    expect(await run()).toBeUndefined();
    expect(forecaster.jobs).toHaveLength(1);
  });

  it("reads series while they arrive, or from what is given", async () => {
    const { forecaster, run } = start("date,y\n2024-01-01,1\n2024-01-02,x\n");
    forecaster.readsSeries = true;
    expect(await run()).toMatchObject({
      kind: "rejection",
      rejection: { code: "csv.value-not-a-number", line: 3 },
    });
    const ahead: Content = Buffer.from("date,y\n2024-01-01,1\n");
    expect(await run({ ahead })).toMatchObject({ kind: "prediction", prediction: { rowsIn: 1 } });
  });

  it("rejects what is too large, by what its metadata or its content says", async () => {
    const { store, object, run } = start("x".repeat(1001));
    expect(await run()).toMatchObject({ kind: "rejection", rejection: { code: "csv.too-large" } });
    const most = start("x".repeat(1000));
    expect(await most.run()).toMatchObject({ kind: "prediction" });
    expect(await readContent({ ...object, bytes: 5 }, store, 1000)).toBeInstanceOf(ObjectTooLargeError);
    expect(await readContent(most.object, most.store, 1000)).toHaveLength(1000);
    most.store.read = async () => {
      throw unavailable;
    };
    await expect(readContent(most.object, most.store, 1000)).rejects.toBe(unavailable);
  });

  it("leaves what is too large to the job, where there is one and it may have it", async () => {
    const { object, attempt } = start("x".repeat(1001));
    const own = { ...attempt, handOverAt: 9000 };
    await expect(forecastInput(object, own, {})).rejects.toMatchObject({ reason: "size" });
    expect(await forecastInput(object, own, { parameters: { on: "service" } })).toMatchObject({
      kind: "rejection",
      rejection: { code: "csv.too-large" },
    });
  });

  it("leaves what has more series than can be read at once to the job, where there is one", async () => {
    const rows = Array.from({ length: 100_001 }, (_, of) => `s${of},2024-01-01,1\n`).join("");
    const { object, attempt, forecaster } = start(`unique_id,date,y\n${rows}`);
    forecaster.readsSeries = true;
    const own = { ...attempt, settings: { ...attempt.settings, maximumInputBytes: 1e8 }, handOverAt: 9000 };
    await expect(forecastInput(object, own, {})).rejects.toMatchObject({ reason: "size" });
  });

  it("counts a failure that may be the input's own, and rejects the input at the last", async () => {
    const failing = (failures: number, code: "forecast.worker-died" | "forecast.aborted") => {
      const started = start(undefined, failures);
      started.forecaster.answer = () => {
        throw new ForecasterError(code, "it ended");
      };
      return started;
    };
    const first = failing(1, "forecast.worker-died");
    await expect(first.run()).rejects.toMatchObject({ code: "forecast.worker-died" });
    expect(first.leaseCalls).toEqual(["fail"]);
    const third = failing(2, "forecast.worker-died");
    expect(await third.run()).toMatchObject({
      rejection: { message: "a.csv was given up after 3 tries. it ended" },
    });
    expect(third.leaseCalls).toEqual([]);
    const aborted = failing(5, "forecast.aborted");
    await expect(aborted.run()).rejects.toMatchObject({ code: "forecast.aborted" });
    expect(aborted.leaseCalls).toEqual([]);
  });
});

describe("the log", () => {
  it("says what is forecast, what came of it, how long it took, and each warning", async () => {
    const { forecaster, lines, run } = start();
    forecaster.answer = () => predicted("date,prediction\n", ["one", "two"]);
    await run();
    expect(lines.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      "INFO Forecasting a.csv",
      "INFO Forecast 14 rows from 14 by prophet",
      "WARNING a.csv: one",
      "WARNING a.csv: two",
    ]);
    expect(lines[0]).toMatchObject({ bytes: 20 });
    expect(lines[1]!["forecastMs"]).toBeGreaterThan(0);
    expect(lines[1]!["forecastMs"]).toBeLessThan(100);
    expect(lines[1]).not.toHaveProperty("series");
  });

  it("says where a rejected input is wrong", async () => {
    const { forecaster, lines, run } = start();
    forecaster.answer = () => rejected;
    await run();
    expect(lines.at(-1)).toMatchObject({
      severity: "WARNING",
      message: 'a.csv cannot be forecast: Line 3 holds "x" where a number is needed.',
      code: "csv.value-not-a-number",
      line: 3,
      column: 2,
      fix: "Correct the value or delete the line.",
    });
  });

  it.each([
    [2, 2],
    [20, 20],
    [21, 20],
  ])("names the first twenty series that failed: of %i, %i", async (failed, named) => {
    const { forecaster, lines, run } = start(
      `shop,ware,ds,y\n${Array.from({ length: 25 }, (_, index) => `s${index},x,2024-01-01,1\n`).join("")}`,
    );
    forecaster.readsSeries = true;
    forecaster.prepare = async () => ({
      ...(await new FakeForecaster().prepare()),
      choice: { id: ["shop", "ware"] },
    });
    forecaster.answer = () => predicted("", [], series(25, failed));
    await run();
    const about = lines.filter(({ message }) => message.startsWith("a.csv: series"));
    expect(about).toHaveLength(named);
    expect(about[1]).toMatchObject({
      severity: "WARNING",
      message: "a.csv: series s1, x cannot be forecast: too few rows",
      code: "series.too-short",
      line: 3,
    });
    const summary = lines.find(({ message }) => message.startsWith("Forecast "))!;
    expect(summary.message).toMatch(/ rows of 25 series from 25 by prophet$/);
    expect(summary).toHaveProperty("series.count", 25);
  });
});
