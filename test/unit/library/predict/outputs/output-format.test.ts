import { expect, test } from "vitest";
import { UsageError } from "../../../../../src/core/errors.ts";
import {
  chooseFormat,
  formatOfTable,
  resultFile,
  resultsAmong,
  withFormat,
} from "../../../../../src/library/predict/outputs/output-format.ts";

test.each([
  [undefined, {}, "csv"],
  ["/a/forecast", {}, "csv"],
  ["/a/forecast.txt", {}, "csv"],
  ["/a/forecast.TSV", {}, "csv"],
  ["/a/forecast.2024-01-31", {}, "csv"],
  ["/a.b/forecast.Parquet", {}, "parquet"],
  ["/a/forecast.jsonl", {}, "ndjson"],
  [undefined, { asked: "xlsx", otherwise: "json" }, "xlsx"],
  ["/a/forecast.dat", { asked: "csv" }, "csv"],
  ["/a/forecast", { otherwise: "json" }, "json"],
  ["/a/forecast.csv", { otherwise: "json" }, "csv"],
] as const)("%s with %j is %s", (file, wish, format) => {
  expect(chooseFormat(file, wish)).toBe(format);
});

test("a table is made of Parquet, and of nothing else", () => {
  for (const asked of [undefined, "parquet", "Parquet"]) expect(formatOfTable({ asked })).toBe("parquet");
  expect(() => formatOfTable({ asked: "csv" })).toThrow("the format that was asked for is csv");
});

test("an ending that says nothing is refused, and so is one that says something else", () => {
  expect(() => chooseFormat("/a/out.arrow")).toThrow("The ending of out.arrow says no format");
  expect(() => chooseFormat("/a/out.json", { asked: "xlsx" })).toThrow(UsageError);
});

test("the service is told what it would not do by itself", () => {
  expect(withFormat({}, "csv", {})).toEqual({});
  expect(withFormat({}, "parquet", {})).toEqual({ format: "parquet" });
  expect(withFormat({}, "csv", { otherwise: "json" })).toEqual({ format: "csv" });
  expect(withFormat({ format: "JSON" }, "json", { asked: "JSON" })).toEqual({ format: "JSON" });
});

test.each([
  ["data.csv", "data.forecast.json"],
  ["data", "data.forecast.json"],
  ["data.v2.csv.gz", "data.v2.forecast.json"],
  ["data.parquet", "data.forecast.json"],
  [".hidden", ".hidden.forecast.json"],
])("the result of %s is %s", (name, expected) => {
  expect(resultFile(name, "json")).toBe(expected);
});

test("results are known again beside their input", () => {
  const all = ["a/x.parquet", "a/x.forecast.xlsx", "a/x.forecast.csv", "b/x.forecast.csv", "y.forecast.csv"];
  expect(resultsAmong(all)).toEqual(["a/x.forecast.xlsx", "a/x.forecast.csv"]);
});
