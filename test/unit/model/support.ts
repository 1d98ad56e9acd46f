import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ModelAssets } from "../../../src/model/predict/models.ts";
import { createPredictor } from "../../../src/model/predict/predict-csv.ts";
import type { Predictor } from "../../../src/model/predict/predict-csv.ts";
import { InputError } from "../../../src/model/input-error.ts";

const wasm = (from: string, file: string) => () => readFileSync(new URL(file, import.meta.resolve(from)));

export const testAssets: ModelAssets = {
  stanWasm: wasm("@bsull/augurs-prophet-wasmstan", "prophet-wasmstan.core.wasm"),
};

export const testPredictor = (): Predictor => createPredictor(testAssets);

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
