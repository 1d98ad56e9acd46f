// What a result says of the series of a panel that failed.
import { expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { answerOf } from "../../../../src/model/predict/prediction.ts";
import { bytes, testPredictor } from "../support.ts";

const predictor = testPredictor();
const rows = (id: string, values: readonly (number | string)[]) =>
  values.map((y, day) => `${id},2024-01-0${day + 1},${y}\n`).join("");

/** The names of what each entry of the report has, in their order. */
async function keysOfFailed(csv: string): Promise<string[]> {
  const parameters = { model: "theta", interval: 0, horizon: 2 };
  const plan = predictor.prepare(parameters);
  const dataset = await readDataset(bytes(csv), plan.choice);
  const { csv: lines, outcomes } = await predictor.forecast(dataset, parameters);
  const answer = answerOf(dataset, plan, [{ csv: bytes(lines), outcomes }]);
  if (answer.kind === "rejection") throw new Error(answer.rejection.message);
  return answer.prediction.series!.failed.map((entry) => Object.keys(entry).join(" "));
}

test("the place of a series that has no values stands first, as for others", async () => {
  const fine = rows("fine", [3, 5, 4, 6, 5, 7]);
  expect(
    await keysOfFailed(`id,ds,y\n${fine}${rows("none", ["", ""])}${rows("one", [1])}${rows("bad", ["x"])}`),
  ).toEqual([
    "id line column code message fix fallback",
    "id line column code message fix fallback",
    "id code message line column excerpt fix fallback",
  ]);
});
