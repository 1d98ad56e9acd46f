// How long one forecast takes once the thread is warm, bands included. Time on the processor, since the wall
// clock of a busy machine tells more about its other work.
import { createPredictor } from "../../src/model/predict/predictor.ts";
import { predictFile } from "../support/predict-file.ts";

const predictor = createPredictor();
await predictor.warmUp({ model: "prophet" });

const day = (row: number) => new Date(Date.UTC(2014, 0, 1 + row)).toISOString().slice(0, 10);

/** A trend, a year, a week and some unrest. */
const value = (row: number) =>
  200 +
  row / 20 +
  10 * Math.sin((2 * Math.PI * row) / 7) +
  15 * Math.sin((2 * Math.PI * row) / 365.25) +
  5 * Math.sin(row * row);

console.log("Days, warm, median of 7, in ms of processor time:");
for (const [model, rows, limit] of [
  ["prophet", 365, 100],
  ["prophet", 3650, 700],
  ["auto", 365, 150],
  ["auto", 3650, 700],
] as const) {
  const lines = Array.from({ length: rows }, (_, row) => `${day(row)},${value(row)}`);
  const input = new TextEncoder().encode(["ds,y", ...lines].join("\n"));
  const times: number[] = [];
  for (let run = 0; run < 8; run++) {
    const before = process.cpuUsage();
    await predictFile(predictor, input, { model });
    const { user, system } = process.cpuUsage(before);
    if (run > 0) times.push((user + system) / 1000);
  }
  const median = times.toSorted((a, b) => a - b)[3]!;
  console.log(
    `${model}, ${rows} rows: ${median.toFixed(0)} (limit ${limit})${median > limit ? ", too slow" : ""}`,
  );
}
