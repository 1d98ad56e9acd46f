import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { RawParameters } from "../../../src/core/contract.ts";
import type { ReadChoice } from "../../../src/model/csv/find-columns.ts";
import { readDataset } from "../../../src/model/csv/read-dataset.ts";
import type { LoadedModel } from "../../../src/model/own/own-model.ts";
import { createPredictor } from "../../../src/model/predict/predictor.ts";
import { predictFile } from "../../support/predict-file.ts";
import { InputError } from "../../../src/model/input-error.ts";

/** @param added a model of the user's own */
export function testPredictor(added?: LoadedModel) {
  const predictor = createPredictor(added);
  const predictCsv = (input: Uint8Array, parameters: RawParameters) =>
    predictFile(predictor, input, parameters);
  return { ...predictor, predictCsv };
}

/** A data file that is not part of the repository; undefined where it is absent. */
export function testData(name: string): Buffer | undefined {
  const folder =
    process.env["CLOUD_RUNNER_TEST_DATA"] ?? path.resolve(import.meta.dirname, "../../../../shared/data");
  const file = path.join(folder, name);
  return existsSync(file) ? readFileSync(file) : undefined;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Daily rows from 2024-01-01. */
export function dailyCsv(values: readonly (number | string)[]): string {
  const rows = values.map((value, day) => {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    return `${date},${value}`;
  });
  return ["date,y", ...rows, ""].join("\n");
}

/** 60 days with a weekly pattern, a trend and some unrest; no randomness. */
export const sixtyDays = Array.from(
  { length: 60 },
  (_, day) => 100 + day / 2 + 10 * Math.sin((2 * Math.PI * day) / 7) + 3 * Math.sin(day * day),
);

/** The InputError that the action throws; fails when it throws none or something else. */
export async function inputErrorOf(action: () => unknown): Promise<InputError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

/** The columns of a forecast CSV, the dates as they stand. */
export function parseForecast(csv: string): { dates: string[]; columns: number[][] } {
  const rows = csv
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  return {
    dates: rows.map((row) => row[0]!),
    columns: [1, 2, 3].map((field) => rows.map((row) => Number(row[field]))),
  };
}

/** The one series of a file. */
export async function readOne(input: Uint8Array, choice: ReadChoice = {}) {
  const { series, ...file } = await readDataset(input, choice);
  expect(file.idColumns).toEqual([]);
  return plain({ ...series[0]!, ...file });
}

/** With arrays of numbers in place of typed ones, which never equal them. */
export function plain<T>(value: T): Plain<T> {
  const of = (each: unknown): unknown => {
    if (each instanceof Float64Array) return Array.from(each);
    if (Array.isArray(each)) return each.map(of);
    if (typeof each !== "object" || each === null || each instanceof Error) return each;
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, of(inner)]));
  };
  return of(value) as Plain<T>;
}

type Plain<T> = T extends Float64Array
  ? number[]
  : T extends object
    ? { [Key in keyof T]: Plain<T[Key]> }
    : T;

/** Like inputErrorOf, of what does not wait. */
export function faultIn(action: () => unknown): InputError {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}
