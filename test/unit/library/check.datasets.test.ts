// Checks every CSV and JSON file of packages with data sets against what a careful person would make of it. Nothing of
// the packages lies here; those from PyPI are read where they are installed:
//
//   pip install --no-deps --target FOLDER statsmodels sktime darts seaborn
//   CLOUD_RUNNER_PYTHON_PACKAGES=FOLDER npx vitest run --project unit test/unit/library/check.datasets.test.ts
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { notASeries, type Expectation, type Table } from "../datasets/expectation.ts";
import { judge, type Verdict } from "../datasets/judge.ts";
import { notYet } from "../datasets/not-yet.ts";
import { dataFilesOf, npmPackages, pythonPackages } from "../datasets/packages.ts";
import { sktime } from "../datasets/sktime.ts";
import { statsmodels } from "../datasets/statsmodels.ts";
import { vega } from "../datasets/vega.ts";

/** seaborn and darts bring no data: they download them when a program asks. */
const none: Table = { files: {}, notSeries: [] };
const fromPyPI = { statsmodels, sktime, seaborn: none, darts: none };
const installed = pythonPackages(Object.keys(fromPyPI));

const packages: { name: string; folder: string | undefined; table: Table }[] = [
  { name: "vega-datasets", folder: join(npmPackages, "vega-datasets"), table: vega },
  ...Object.entries(fromPyPI).map(([name, table]) => ({ name, folder: installed[name], table })),
];

const results: { name: string; expected: Expectation; verdict: Verdict }[] = [];

for (const { name, folder, table } of packages) {
  const files = folder === undefined ? [] : dataFilesOf(folder);
  const reason = folder === undefined ? " (skipped: the Python package is not installed)" : "";
  describe.skipIf(folder === undefined)(`${name}${reason}`, () => {
    // Other versions of the packages may have other files.
    it("has a judgement for most files", () => {
      const judged = files.filter((file) => expectationOf(table, file) !== undefined);
      expect(judged.length).toBeGreaterThanOrEqual(0.9 * files.length);
    });

    for (const file of files) {
      const expected = expectationOf(table, file);
      if (expected === undefined) continue;
      // What the sources cannot read yet must fail, so that it leaves the list as soon as they can.
      it(`${file}: ${expected.kind}`, { fails: notYet.has(`${name}/${file}`), timeout: 60_000 }, async () => {
        const verdict = await judge(folder!, file, expected);
        results.push({ name: `${name}/${file}`, expected, verdict });
        expect(verdict.wrong.join("\n")).toBe("");
      });
    }
  });
}

function expectationOf({ files, notSeries }: Table, file: string): Expectation | undefined {
  return files[file] ?? (notSeries.some((start) => file.startsWith(start)) ? notASeries : undefined);
}

afterAll(() => {
  const series = results.filter(({ expected }) => expected.kind !== "not a time series");
  const right = series.filter(({ verdict }) => verdict.wrong.length === 0);
  const taken = right.filter(({ verdict }) => verdict.outcome === "read");
  const share = Math.round((100 * taken.length) / Math.max(1, series.length));
  const isAsked = process.env["CLOUD_RUNNER_PYTHON_PACKAGES"] !== undefined;
  const lines = results
    .filter(({ expected, verdict }) => expected.kind !== "not a time series" || verdict.wrong.length > 0)
    .map(({ name, verdict }) => lineOf(name, verdict));
  lines.push(
    `Of ${series.length} time series ${right.length} are answered right, ${taken.length} of them (${share} %) without options.`,
  );
  process.stdout.write(`${(isAsked ? lines : lines.slice(-1)).join("\n")}\n`);
});

function lineOf(name: string, { outcome, wrong }: Verdict): string {
  const mark = wrong.length === 0 ? "right" : "WRONG";
  return [mark, outcome.padEnd(7), name, wrong[0] ?? ""]
    .join("  ")
    .replaceAll(/\s*\n\s*/g, " ")
    .trimEnd();
}
