import { expect, it } from "vitest";
import { CloudRunnerError } from "../../../../src/core/errors.ts";
import type { FileResult } from "../../../../src/library/predict/file-result.ts";
import { endOf, runListener, type RunEvent } from "../../../../src/library/runs/run-events.ts";

const input = { label: "a.csv", outputPath: "/out/a.forecast.csv" } as FileResult["input"];
const ok = {
  status: "ok",
  input,
  rows: 3,
  model: "naive",
  warnings: [],
  durationMs: 7,
} as unknown as FileResult;
const error = new CloudRunnerError("a.csv: No.", { code: "csv.empty" });
const failed: FileResult = { status: "failed", input: { ...input, label: "b.csv" }, error };

it("tells each thing once, and how far the run is", () => {
  const events: RunEvent[] = [];
  const listener = runListener((event) => events.push(event));
  listener.started("RUN", 2);
  listener.uploaded({ input, name: "predict/RUN/a.csv", generation: "7" });
  listener.settled(ok);
  listener.settled(failed);
  expect(events).toEqual([
    { event: "started", run: "RUN", inputs: 2 },
    { event: "uploaded", input: "a.csv", object: "predict/RUN/a.csv", generation: "7" },
    {
      event: "forecast",
      input: "a.csv",
      output: "/out/a.forecast.csv",
      rows: 3,
      model: "naive",
      warnings: [],
      durationMs: 7,
      done: 1,
      failed: 0,
      inputs: 2,
    },
    { event: "failed", input: "b.csv", error, done: 2, failed: 1, inputs: 2 },
  ]);
  expect(endOf("RUN", [ok, failed], 4)).toEqual({
    event: "ended",
    run: "RUN",
    succeeded: 1,
    failed: 1,
    before: 4,
  });
});
