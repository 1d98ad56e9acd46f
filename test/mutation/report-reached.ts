// Writes down which functions the tests of a file reach: see `markFunctions`.
import { appendFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, expect } from "vitest";

export interface Report {
  test: string;
  /** Outside of any test: while the file is loaded, and by what is set up for several tests. */
  always: number[];
  /** Those that pass. */
  tests: { id: string; ms: number; reached: number[] }[];
}

const marks = globalThis as { reached?: true[] };
const always = new Set<number>();
const tests: Report["tests"] = [];
const failed = new Set<string>();
let startedAt = 0;
marks.reached = [];

beforeEach(({ task, onTestFailed }) => {
  onTestFailed(() => void failed.add(task.id));
  for (const id of taken()) always.add(id);
  startedAt = performance.now();
});

afterEach(({ task }) => {
  tests.push({ id: task.id, ms: performance.now() - startedAt, reached: taken() });
});

afterAll(() => {
  for (const id of taken()) always.add(id);
  const report: Report = {
    test: expect.getState().testPath!,
    always: [...always],
    tests: tests.filter(({ id }) => !failed.has(id)),
  };
  appendFileSync(process.env["REACHED"]!, `${JSON.stringify(report)}\n`);
});

function taken(): number[] {
  const ids = Object.keys(marks.reached!).map(Number);
  marks.reached = [];
  return ids;
}
