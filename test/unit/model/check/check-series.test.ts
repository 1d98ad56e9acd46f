import { expect, test } from "vitest";
import { checkSeries } from "../../../../src/model/check/check-series.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { parseParameters } from "../../../../src/model/parameters/parameters.ts";
import { bytes } from "../support.ts";

const history = "ds,y,price\n2024-01-01,1,1\n2024-01-02,2,1\n2024-01-03,,1\n2024-01-05,3,2\n2024-01-06,4,2\n";

test("counts dates without a row, and none that only tell the future", async () => {
  const input = bytes(`${history}2024-01-07,,3\n2024-01-08,,3\n`);
  const parameters = parseParameters({ model: "prophet", regressors: "price" }, modelDescriptions);
  const model = modelDescriptions.find(({ name }) => name === "prophet")!;
  const { series, targetColumn } = await readDataset(input, { columns: ["price"] });
  const { warnings, future } = checkSeries(series[0]!, targetColumn, model, parameters);
  // The third has a row, though no value.
  expect(warnings).toEqual(["Of 6 dates at frequency D, 1 has no row."]);
  expect(future.ds).toHaveLength(2);
});
