// Held-out windows forecast by the image's own workers, without a cloud.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
});
afterAll(() => folder.remove());

interface Document {
  best: string;
  models: {
    model: string;
    status: string;
    mase?: number;
    rmse?: number;
    error?: { code: string };
    windows: { from: string; to: string; historyRows: number; rmse?: number }[];
  }[];
}

it("compares models on windows that they have not seen, with table, picture and every forecast", async () => {
  const csv = dailySeries({ days: 90 });
  await folder.file("data.csv", csv);
  const windows = ["--models", "naive,auto,prophet", "--windows", "2", "--horizon", "7"];
  const files = ["--svg", "chart.svg", "-o", "forecasts.csv"];
  const { exitCode, stdout, stderr } = await folder.run("backtest", "data.csv", ...windows, ...files);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringContaining("6 held-out windows"),
  });
  // A chart is for a terminal alone.
  expect(stdout).not.toContain("newest window");
  expect(stdout).toMatch(/^(auto|prophet) +[\d.]+ +0\.\d{3} /m);
  const svg = await readFile(join(folder.path, "chart.svg"), "utf8");
  for (const model of ["naive", "auto", "prophet"]) expect(svg).toContain(`>${model}</text>`);

  // What naive says can be told by hand: the last value before the window.
  const lines = csv.trimEnd().split("\n").slice(1);
  const y = lines.map((line) => Number(line.split(",")[1]));
  const rows = (await readFile(join(folder.path, "forecasts.csv"), "utf8")).trimEnd().split("\n");
  const naive = rows.map((row) => row.split(",")).filter(([model]) => model === "naive");
  expect(naive.map((row) => row.slice(1, 6))).toEqual(
    [76, 83].flatMap((origin, window) =>
      Array.from({ length: 7 }, (_, step) => [
        `${window + 1}`,
        dateOf(origin - 1),
        dateOf(origin + step),
        `${y[origin + step]}`,
        `${y[origin - 1]}`,
      ]),
    ),
  );
});

it.each([
  ["1/31/2022", (date: Date) => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`],
  ["31.01.2022", (date: Date) => date.toISOString().slice(0, 10).split("-").toReversed().join(".")],
  ["unix seconds", (date: Date) => String(date.getTime() / 1000)],
])("compares on a file with dates like %s", async (_form, write) => {
  const lines = Array.from(
    { length: 60 },
    (_, day) => `${write(new Date(Date.UTC(2022, 0, 1 + day)))},${100 + (day % 7)}`,
  );
  await folder.file("other.csv", ["date,y", ...lines, ""].join("\n"));
  const { exitCode, stdout } = await folder.run(
    "backtest",
    "other.csv",
    "--models",
    "seasonal-naive",
    "--json",
  );
  expect(exitCode).toBe(0);
  const { models } = JSON.parse(stdout) as Document;
  expect(models.map(({ model, status, rmse }) => ({ model, status, rmse }))).toEqual([
    { model: "seasonal-naive", status: "ok", rmse: 0 },
  ]);
});

it("says in JSON what a model could not do, and exits with 3", async () => {
  await folder.file("short.csv", dailySeries({ days: 5 }));
  const words = ["short.csv", "--models", "prophet,naive", "--horizon", "2", "--json"];
  const { exitCode, stdout } = await folder.run("backtest", ...words);
  expect(exitCode).toBe(3);
  const { best, models } = JSON.parse(stdout) as Document;
  expect(best).toBe("naive");
  expect(models.map(({ model, status, error }) => [model, status, error?.code])).toEqual([
    ["naive", "ok", undefined],
    ["prophet", "failed", "csv.too-short"],
  ]);
  expect(models[0]!.windows.map(({ from, to, historyRows }) => [from, to, historyRows])).toEqual([
    ["2024-01-04", "2024-01-05", 3],
  ]);
});

const dateOf = (day: number): string => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
