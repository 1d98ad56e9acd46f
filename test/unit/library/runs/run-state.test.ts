import { expect, it } from "vitest";
import { resultMetadata } from "../../../../src/core/contract.ts";
import type { StoredObject } from "../../../../src/library/predict/buckets.ts";
import type { RunRecord } from "../../../../src/library/runs/run-record.ts";
import { countsOf, statesOf } from "../../../../src/library/runs/run-state.ts";

const run = "20260102-030405-a1b2c3d4";
const input = (object: string) => ({ label: object, object, format: "csv" as const });
const record: RunRecord = {
  schemaVersion: 1,
  run,
  startedAt: "",
  detached: false,
  parameters: {},
  force: false,
  inputs: ["done", "failed", "waiting", "missing", "stale"].map(input),
};
const upload = (name: string, generation: string): StoredObject => ({
  name: `predict/${run}/${name}`,
  generation,
  metadata: {},
});
const answer = (name: string, generation: string): StoredObject => ({
  ...upload(name, "900"),
  metadata: { [resultMetadata.inputGeneration]: generation },
});
const uploads = [upload("done", "1"), upload("failed", "2"), upload("waiting", "3"), upload("stale", "5")];

it("tells what has become of each input, by the generation that was uploaded", () => {
  const answers = [answer("done", "1"), answer("failed.error.json", "2"), answer("stale", "4")];
  const inputs = statesOf(record, { uploads, answers });
  const states = inputs.map(({ state }) => state);
  expect(states).toEqual(["done", "failed", "waiting", "missing", "waiting"]);
  expect(countsOf(states)).toEqual({ inputs: 5, done: 1, failed: 1, waiting: 2, missing: 1 });
});

it("goes by the manifest's own answer where one names the inputs", () => {
  const named = {
    ...record,
    inputs: [input("a"), input("b")],
    manifest: { label: "m", id: "m", parameters: {} },
  };
  const sent = ["a", "b"].map((name, index) => upload(`job-data/${name}`, String(index)));
  const error = { code: "csv.empty", message: "", fix: "" };
  const answered = {
    results: [
      { input: { name: sent[0]!.name, generation: "0" }, status: "forecast" },
      { input: { name: sent[1]!.name, generation: "1" }, status: "failed", error },
    ],
  } as never;
  const states = statesOf(named, { uploads: sent, answers: [answer("job-data/a", "0")], answered });
  expect(states.map(({ state }) => state)).toEqual(["done", "failed"]);
});
