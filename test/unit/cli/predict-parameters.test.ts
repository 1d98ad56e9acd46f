import { expect, it } from "vitest";
import { parametersFrom, timeoutMsFrom } from "../../../src/cli/predict/parameters.ts";
import type { ParameterOptions } from "../../../src/cli/predict/parameters.ts";

const none: ParameterOptions = {
  model: undefined,
  horizon: undefined,
  frequency: undefined,
  interval: undefined,
  date: undefined,
  targetColumn: undefined,
  param: [],
};

it("sends only what was given, and --target-column as target", () => {
  expect(parametersFrom(none)).toEqual({});
  expect(
    parametersFrom({ ...none, horizon: "28", targetColumn: "temp_max", param: ["growth=flat", "note=a=b"] }),
  ).toEqual({ horizon: "28", target: "temp_max", growth: "flat", note: "a=b" });
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
