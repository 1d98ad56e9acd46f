// Prophet here and Prophet for Python with cmdstan, on the same rows and in the same run: time on the processor from a CSV
// file to the CSV of a forecast of 30 rows with its band. Needs Python with the package prophet; PYTHON names another python3.
// Usage: node test/bench/prophet.ts
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRandom, xoshiro128 } from "../../src/model/numeric/random.ts";
import { createPredictor } from "../../src/model/predict/predictor.ts";
import { predictFile } from "../support/predict-file.ts";

/** Rows, seconds between them, and the share of Python's time that ours may take. */
const cases = [
  { rows: 365, step: 86_400, limit: 1 / 2 },
  { rows: 2225, step: 86_400, limit: 1 / 10 },
  { rows: 8759, step: 3600, limit: 1 / 30 },
  { rows: 43_752, step: 3600, limit: 1 / 10 },
];

/** A trend that turns, a year, a week, a day and noise. */
function valuesOf(rows: number, step: number): number[] {
  const { normal } = createRandom(xoshiro128([rows, 2, 3, 4]));
  const wave = (seconds: number, days: number) => Math.sin((2 * Math.PI * seconds) / (days * 86_400));
  return Array.from({ length: rows }, (_, row) => {
    const at = row * step;
    const trend = 500 + (100 * row) / rows - 150 * Math.max(0, row / rows - 0.5);
    return trend + 50 * wave(at, 365.25) + 30 * wave(at, 7) + 20 * wave(at, 1) + 15 * normal();
  });
}

const start = Date.UTC(2018, 0, 1) / 1000;

/** Its own time and that of cmdstan, which is a process of its own; without the import of its libraries. */
const python = `
import logging, resource, sys, time
logging.disable(logging.CRITICAL)
import pandas as pd
from prophet import Prophet
def used():
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)
times = []
for run in range(4):
    before = used()
    rows = pd.read_csv(sys.argv[1], parse_dates=["ds"])
    model = Prophet()
    model.fit(rows)
    forecast = model.predict(model.make_future_dataframe(30, freq=sys.argv[2], include_history=False))
    forecast[["ds", "yhat", "yhat_lower", "yhat_upper"]].to_csv(sys.argv[1] + ".forecast", index=False)
    times.append(used() - before)
print(1000 * sorted(times[1:])[1])
`;

const folder = mkdtempSync(path.join(tmpdir(), "prophet-bench-"));
const predictor = createPredictor();
await predictor.warmUp({ model: "prophet" });
const dateOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
console.log("A forecast of 30 rows with its band, warm, median, in ms of processor time:");
try {
  for (const { rows, step, limit } of cases) {
    const y = valuesOf(rows, step);
    const file = path.join(folder, `${rows}.csv`);
    writeFileSync(
      file,
      ["ds,y", ...y.map((value, row) => `${dateOf(start + row * step)},${value}`), ""].join("\n"),
    );
    const frequency = step < 86_400 ? "h" : "D";
    const { stdout, status } = spawnSync(
      process.env["PYTHON"] ?? "python3",
      ["-c", python, file, frequency],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error("Python with the package prophet is needed.");
    const theirs = Number(stdout.trim().split("\n").at(-1));
    const csv = readFileSync(file);
    const times: number[] = [];
    for (let run = 0; run < 12; run++) {
      const before = process.cpuUsage();
      await predictFile(predictor, csv, { model: "prophet", horizon: "30", interval: "0.8" });
      const { user, system } = process.cpuUsage(before);
      if (run >= 3) times.push((user + system) / 1000);
    }
    const ours = times.toSorted((a, b) => a - b)[4]!;
    const note = ours > limit * theirs ? ", too slow" : "";
    console.log(
      `${rows} rows: ${ours.toFixed(0)}, Python ${theirs.toFixed(0)}: a ${(theirs / ours).toFixed(1)}th (limit ${(1 / limit).toFixed(0)})${note}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
