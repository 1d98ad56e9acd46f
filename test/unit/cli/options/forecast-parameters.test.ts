import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import {
  parametersFrom,
  timeoutMsFrom,
  type ParameterOptions,
} from "../../../../src/cli/options/forecast-parameters.ts";
import { fakeIo } from "../support.ts";

const none: ParameterOptions = {
  model: undefined,
  horizon: undefined,
  frequency: undefined,
  interval: undefined,
  closed: undefined,
  fill: undefined,
  lastRow: undefined,
  aggregate: undefined,
  integer: false,
  dateColumn: undefined,
  targetColumn: undefined,
  idColumn: undefined,
  sheet: undefined,
  encoding: undefined,
  dateFormat: undefined,
  timezone: undefined,
  decimal: undefined,
  skipRows: undefined,
  param: [],
};

it("sends only what was given, and --target-column as target", () => {
  expect(parametersFrom(none)).toEqual({});
  expect(
    parametersFrom({ ...none, horizon: "28", targetColumn: "temp_max", param: ["growth=flat", "note=a=b"] }),
  ).toEqual({ horizon: "28", target: "temp_max", growth: "flat", note: "a=b" });
  expect(parametersFrom({ ...none, integer: true })).toEqual({ integer: "true" });
});

it.each<[string, Partial<ParameterOptions>, RegExp]>([
  ["a horizon of zero", { horizon: "0" }, /--horizon is 0/],
  ["half a row", { horizon: "1.5" }, /whole number/],
  ["a horizon in words", { horizon: "many" }, /--horizon is many/],
  ["an empty horizon", { horizon: "" }, /--horizon is/],
  ["an interval of one", { interval: "1" }, /--interval is 1/],
  ["a negative interval", { interval: "-0.5" }, /probability/],
  ["a parameter without a value", { param: ["growth"] }, /NAME=VALUE/],
  ["a parameter with an empty value", { param: ["growth="] }, /NAME=VALUE/],
  ["a name that metadata cannot carry", { param: ["Größe=1"] }, /NAME=VALUE/],
  ["the same parameter twice", { horizon: "3", param: ["horizon=4"] }, /horizon is given twice/],
  ["more than metadata can carry", { param: [`note=${"x".repeat(8000)}`] }, /7 KiB/],
])("refuses %s", (_, options, message) => {
  expect(() => parametersFrom({ ...none, ...options })).toThrow(message);
});

it("waits ten minutes unless told otherwise", () => {
  expect(timeoutMsFrom(undefined)).toBe(600_000);
  expect(timeoutMsFrom("30m")).toBe(1_800_000);
  expect(() => timeoutMsFrom("0")).toThrow(/below one second/);
});

it("takes several intervals", () => {
  expect(parametersFrom({ ...none, interval: "0.8,0.95" })).toEqual({ interval: "0.8,0.95" });
});

describe("before anything is started or sent", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cloud-runner-parameters-"));
    await writeFile(join(folder, "data.csv"), "date,y\n2024-01-01,1\n");
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function refused(...words: string[]) {
    const io = fakeIo({ cwd: folder });
    const exitCode = await main(words, io);
    expect(existsSync(join(folder, ".cloud-runner"))).toBe(false);
    return { exitCode, err: io.err() };
  }

  it.each([
    [["--param", "horizn=3"], 'There is no parameter "horizn".\nFix: Write horizon instead, or remove it.'],
    [
      ["--param", "xyzzy=1"],
      'There is no parameter "xyzzy".\nFix: Remove it. `cloud-runner models NAME` lists all',
    ],
    [["--model", "prohpet"], 'There is no model "prohpet".\nFix: Did you mean --model prophet?'],
    [["--param", "growth=up"], 'The parameter growth is "up"'],
    [["--horizon", "20000"], 'The parameter horizon is "20000"'],
  ])("predict refuses %j", async (flags, says) => {
    const { exitCode, err } = await refused("predict", "data.csv", ...flags);
    expect(exitCode).toBe(2);
    expect(err).toContain(says);
    expect(err).toContain("`cloud-runner models");
  });

  it("predict refuses them in a manifest too", async () => {
    const manifest = { inputs: ["data.csv"], parameters: { horizn: 3 } };
    await writeFile(join(folder, "nightly.job.json"), JSON.stringify(manifest));
    const { exitCode, err } = await refused("predict", "nightly.job.json");
    expect(exitCode).toBe(2);
    expect(err).toContain("Write horizon instead");
  });

  it.each([["up"], ["deploy"], ["check", "data.csv"], ["backtest", "data.csv"]])(
    "%s refuses a forecast section with faults, and lists them all",
    async (...command) => {
      const file = join(folder, "cloud-runner.json");
      await writeFile(file, '{"forecast":{"horizn":3,"growth":"logistic","samples":1}}');
      const { exitCode, err } = await refused(...command);
      expect(exitCode).toBe(1);
      expect(err).toContain("cloud-runner.json is not a valid configuration.");
      expect(err).toContain('forecast: There is no parameter "horizn". Write horizon instead');
      expect(err).toContain('forecast: The parameter samples is "1"');
      expect(err).not.toContain("logistic");
    },
  );
});
