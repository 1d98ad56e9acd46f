import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resolveInputs } from "../../../../src/library/predict/inputs.ts";
import {
  inputsOf,
  isTouched,
  parseRecord,
  recordOf,
  type RunRecord,
} from "../../../../src/library/runs/run-record.ts";

let folder: string;
let record: RunRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-record-"));
  await writeFile(join(folder, "a.csv"), "date,y\n2024-01-01,77123\n");
  const stdin = { name: "stdin.csv", label: "standard input", content: "date,y\n2024-01-01,88234\n" };
  const { inputs } = resolveInputs(["a.csv", stdin], { folder, output: { path: "out/" }, force: false });
  const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  const run = "20260102-030405-a1b2c3d4";
  const parameters = { horizon: "3" };
  record = recordOf({
    run,
    nowMs,
    folder,
    detached: false,
    parameters,
    force: false,
    inputs,
    manifest: undefined,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("holds names, places and parameters, and nothing of what stands in the files", () => {
  expect(record).toEqual({
    schemaVersion: 1,
    run: "20260102-030405-a1b2c3d4",
    startedAt: "2026-01-02T03:04:05.000Z",
    detached: false,
    parameters: { horizon: "3" },
    force: false,
    inputs: [
      {
        label: "a.csv",
        object: "a.csv",
        file: { path: "a.csv", size: 24, mtimeMs: expect.any(Number) as number },
        output: "out/a.forecast.csv",
        format: "csv",
      },
      { label: "standard input", object: "stdin.csv", output: "out/stdin.forecast.csv", format: "csv" },
    ],
  });
  expect(JSON.stringify(record)).not.toMatch(/77123|88234/);
  expect(JSON.stringify(record)).not.toContain(folder);
});

it("is read again as it was written, and gives the inputs of then", async () => {
  expect(parseRecord(Buffer.from(JSON.stringify(record)), "gs://out/run.json")).toEqual(record);
  const [file, stdin] = inputsOf(record, folder);
  expect(file).toMatchObject({
    label: "a.csv",
    objectBase: "a.csv",
    outputPath: join(folder, "out/a.forecast.csv"),
  });
  expect(String(await file!.read())).toContain("77123");
  await expect(stdin!.read()).rejects.toMatchObject({ code: "input.not-readable" });
});

it.each(["", "{", "[]", JSON.stringify({ schemaVersion: 2 })])(
  "refuses %j with the place of it",
  (content) => {
    expect(() => parseRecord(Buffer.from(content), "gs://out/run.json")).toThrow("gs://out/run.json");
  },
);

it("knows a file that was written to, or is gone", async () => {
  const { file } = record.inputs[0]!;
  expect(isTouched(file!, folder)).toBe(false);
  await utimes(join(folder, "a.csv"), 1, 1);
  expect(isTouched(file!, folder)).toBe(true);
  await rm(join(folder, "a.csv"));
  expect(isTouched(file!, folder)).toBeUndefined();
});
