import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkDataset } from "../../../../src/model/check/check-dataset.ts";
import {
  defineDescription,
  type ModelDescription,
} from "../../../../src/model/parameters/model-description.ts";
import type { RawParameters } from "../../../../src/core/contract.ts";
import { bytes, inputErrorOf, plain } from "../support.ts";

/** Packages that a file needs to run, through all of ours that it imports. */
function packagesOf(entry: URL, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(entry.href)) return found;
  seen.add(entry.href);
  const source = readFileSync(entry, "utf8");
  for (const [, name] of source.matchAll(/^(?:import|export)(?! type)[^;]*?from "([^"]+)";/gm)) {
    if (!name!.startsWith(".")) found.add(name!);
    else for (const inner of packagesOf(new URL(name!, entry), seen)) found.add(inner);
  }
  return found;
}

test.each(["check/check-dataset.ts", "parameters/model-descriptions.ts"])(
  "%s needs nothing that lies only in the image",
  (file) => {
    const packages = packagesOf(new URL(`../../../../src/model/${file}`, import.meta.url));
    const ours = ["fastest-levenshtein", "zod"];
    expect([...packages].filter((name) => !name.startsWith("node:") && !ours.includes(name))).toEqual([]);
  },
);

const withRegressor = defineDescription({
  name: "prophet",
  summary: "",
  parameters: z.object({}),
  minimumRows: 3,
  maximumRows: 10,
  columns: () => ["price"],
});

/** Of a file that holds one series. */
async function checkOne(input: Uint8Array, raw: RawParameters, models: readonly ModelDescription[]) {
  const { series, warnings } = await checkDataset(input, raw, models);
  return plain({ series: series[0]!.series, ...series[0]!.checked!, warnings });
}

const history = "ds,y,price\n2024-01-01,1,10\n2024-01-02,2,11\n2024-01-03,3,12\n";

test("forecasts as far as the further columns are known", async () => {
  const input = bytes(`${history}2024-01-05,,14\n2024-01-04,,13\n`);
  const { future, series, warnings } = await checkOne(input, { model: "prophet" }, [withRegressor]);
  expect(series.columns).toEqual({ price: [10, 11, 12] });
  expect(future.ds.map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 10))).toEqual([
    "2024-01-04",
    "2024-01-05",
  ]);
  expect(future.columns).toEqual({ price: [13, 14] });
  expect(warnings).toEqual([]);
  expect((await checkOne(input, { model: "prophet", horizon: 1 }, [withRegressor])).future.columns).toEqual({
    price: [13],
  });
});

test("refuses a date to forecast on which a further column is not known", async () => {
  const input = bytes(`${history}2024-01-04,,13\n`);
  expect(
    await inputErrorOf(() => checkOne(input, { model: "prophet", horizon: 2 }, [withRegressor])),
  ).toMatchObject({
    code: "csv.no-known-future",
    message: 'There is no row that tells "price" for 2024-01-05.',
    line: 5,
  });
});
