// Writes down which functions the tests of a file have reached: see `markFunctions`.
import { appendFileSync } from "node:fs";
import { afterAll, expect } from "vitest";

const reached = new Set<string>();
const startedAt = Date.now();
Object.assign(globalThis, { reached });

afterAll(() => {
  const line = { test: expect.getState().testPath, ms: Date.now() - startedAt, reached: [...reached] };
  appendFileSync(process.env["REACHED"]!, `${JSON.stringify(line)}\n`);
});
