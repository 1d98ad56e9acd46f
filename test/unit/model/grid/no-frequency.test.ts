// The question about dates without a common spacing names the step that most rows have one of.
import { expect, test } from "vitest";
import { noFrequency } from "../../../../src/model/grid/no-frequency.ts";

const day = 86_400;

test.each([
  [60, "min"],
  [61, "h"],
  [3600, "h"],
  [3601, "D"],
  [day, "D"],
  [day + 1, "W"],
  [7 * day, "W"],
  [7 * day + 1, "MS"],
  [31 * day, "MS"],
  [31 * day + 1, "QS"],
  [92 * day, "QS"],
  [92 * day + 1, "YS"],
])("rows %i seconds apart belong to steps of %s", (gap, step) => {
  const error = noFrequency([0, gap, 2 * gap], 4);
  expect(error).toMatchObject({ code: "csv.no-frequency", line: 4, column: 1 });
  expect(error.fix).toContain(`--frequency ${step} --aggregate sum (or mean, last, count)`);
  expect(error.choices).toMatchObject({
    parameter: "aggregate",
    values: ["sum", "mean", "last", "count"],
    meanings: [
      `sum, of each ${step}: for what is counted or sold`,
      `mean, of each ${step}: for what is measured`,
      `last, of each ${step}: for a price or a stock`,
      `count, of each ${step}: for a list of events`,
    ],
    with: { frequency: step },
  });
});

test.each([
  [day, "1 day"],
  [2 * day, "2 days"],
  [36 * 3600, "36 hours"],
  [3600, "1 hour"],
  [5400, "90 minutes"],
  [60, "1 minute"],
  [61, "61 seconds"],
  [1, "1 second"],
])("%i seconds are called %s", (gap, words) => {
  const { message } = noFrequency([0, gap, 2 * gap, 5 * gap], 5);
  expect(message).toContain(`the commonest, ${words}, lies between 2 of 3 rows and the next (67 %)`);
});
