// The real entry as a process of its own: its environment, and its end.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import type { LogLine } from "./fakes.ts";

const entry = fileURLToPath(new URL("../../../src/runtime/job.ts", import.meta.url));

it.each([
  [{ INPUT_BUCKET: "in" }, "The container's environment is not complete. (OUTPUT_BUCKET is not set)"],
  [
    { INPUT_BUCKET: "in", OUTPUT_BUCKET: "out" },
    'WORK_ORDER is "", and not an order in gs://out/.cloud-runner/jobs/.',
  ],
])("says what is missing in its environment and exits with 1: %j", (env, problem) => {
  const { status, stdout } = spawnSync(process.execPath, [entry], {
    env: {
      PATH: process.env["PATH"] ?? "",
      GOOGLE_CLOUD_PROJECT: "demo",
      CLOUD_RUN_EXECUTION: "forecast-job-abc12",
      ...env,
    },
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(JSON.parse(stdout) as LogLine).toMatchObject({
    severity: "CRITICAL",
    message: `The task failed: ${problem}`,
    "logging.googleapis.com/labels": { execution: "forecast-job-abc12", task: "0" },
  });
});
