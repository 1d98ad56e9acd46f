import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Buckets, StoredObject } from "../../../../src/library/predict/buckets.ts";
import type { Output } from "../../../../src/library/predict/sources/input.ts";
import {
  findManifest,
  predictManifest,
  type LocalManifest,
} from "../../../../src/library/predict/manifest.ts";
import type { PredictFilesOptions } from "../../../../src/library/predict/predict-files.ts";
import { reportName, resultMetadata } from "../../../../src/core/contract.ts";
import { recordingProgress, virtualClock } from "../../cli/support.ts";
import { isWindows, slashed } from "../../../support/system.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "manifest-")));
  mkdirSync(join(folder, "in"));
  writeFileSync(join(folder, "in/a.csv"), "date,y\na");
  writeFileSync(join(folder, "in/b.csv"), "date,y\nb");
});
afterEach(() => rmSync(folder, { recursive: true }));

function find(
  manifest: unknown,
  { output = "beside", force = false }: { output?: Output; force?: boolean } = {},
) {
  writeFileSync(
    join(folder, "in/nightly.job.json"),
    typeof manifest === "string" ? manifest : JSON.stringify(manifest),
  );
  return findManifest(["in/nightly.job.json"], { output, force, folder });
}

const outputs = (manifest: LocalManifest | undefined) =>
  manifest!.inputs.map(({ outputPath }) => slashed(outputPath!.slice(folder.length + 1)));
const both = { id: "nightly", inputs: ["a.csv", "b.csv"], model: "naive", parameters: { horizon: 7 } };

describe("a local manifest", () => {
  it("names files from its own folder, and their forecasts go beside them", () => {
    const manifest = find(both)!;
    expect(manifest).toMatchObject({
      label: "in/nightly.job.json",
      id: "nightly",
      parameters: { horizon: 7, model: "naive" },
      inputs: [{ label: "a.csv", path: join(folder, "in/a.csv") }, { label: "b.csv" }],
    });
    expect(outputs(manifest)).toEqual(["in/a.forecast.csv", "in/b.forecast.csv"]);
  });

  it("says where forecasts go, unless --output says it", () => {
    const own = { ...both, output: "out/{id}-{name}" };
    writeFileSync(join(folder, "in/a.forecast.csv"), "of an earlier run");
    expect(outputs(find(own))).toEqual(["in/out/nightly-a.csv", "in/out/nightly-b.csv"]);
    expect(outputs(find(own, { output: { path: "there/" } }))).toEqual([
      "there/a.forecast.csv",
      "there/b.forecast.csv",
    ]);
  });

  it("is not looked for among other files", () => {
    expect(
      findManifest(["in/a.csv", "-"], { output: "beside" as const, force: false, folder }),
    ).toBeUndefined();
  });

  it.each([
    [
      "is not JSON",
      '{\n  "input": }',
      {
        code: "manifest.not-json",
        details: ["At in/nightly.job.json, line 2, column 13:", '2 | "input": }'],
      },
    ],
    [
      "has an unknown key",
      { input: "a.csv", outpt: "b" },
      { code: "manifest.unknown-key", fix: "Write output instead, or remove it." },
    ],
    ["names a file that is not there", { input: "c.csv" }, { code: "usage.no-such-file" }],
    ["names a generation", { input: { name: "a.csv", generation: "5" } }, { code: "usage.manifest" }],
  ])("is refused before anything is sent when it %s", (_, manifest, error) => {
    expect(() => find(manifest)).toThrow(expect.objectContaining(error));
  });

  it("does not overwrite what is there, unless forced", () => {
    writeFileSync(join(folder, "in/x-a.csv"), "mine");
    const manifest = { input: "a.csv", output: "x-{name}" };
    expect(() => find(manifest)).toThrow(expect.objectContaining({ code: "usage.output-exists" }));
    expect(outputs(find(manifest, { force: true }))).toEqual(["in/x-a.csv"]);
  });

  describe("reaches only below its folder", () => {
    const outside = expect.objectContaining({ code: "usage.manifest-outside", exitCode: 2 }) as Error;
    beforeEach(() => {
      mkdirSync(join(folder, "out"));
      writeFileSync(join(folder, "out/secret.csv"), "date,y\ns");
    });

    it.skipIf(isWindows).each(["../out/secret.csv", "link.csv", "linked/secret.csv"])(
      "not %s (links need a right on Windows)",
      (input) => {
        symlinkSync("../out/secret.csv", join(folder, "in/link.csv"));
        symlinkSync("../out", join(folder, "in/linked"));
        const manifest = { input, output: "x.csv" };
        expect(() => find(manifest)).toThrow(outside);
        expect(() => find(manifest, { output: { path: "there/" } })).toThrow(outside);
        expect(() => find(manifest)).toThrow(
          expect.objectContaining({ details: [expect.stringContaining(join(folder, "out/secret.csv"))] }),
        );
      },
    );

    it("not a file by its whole path", () => {
      expect(() => find({ input: join(folder, "out/secret.csv"), output: "x.csv" })).toThrow(outside);
    });

    it.skipIf(isWindows)(
      "by a link that stays below it, and for the result too (links need a right on Windows)",
      () => {
        symlinkSync("a.csv", join(folder, "in/link.csv"));
        expect(outputs(find({ input: "link.csv" }))).toEqual(["in/link.forecast.csv"]);
        symlinkSync("../out", join(folder, "in/linked"));
        expect(() => find({ input: "a.csv", output: "linked/new/{name}" })).toThrow(outside);
        // Who names the place is asked nothing.
        expect(
          outputs(find({ input: "a.csv", output: "linked/{name}" }, { output: { path: "out/" } })),
        ).toEqual(["out/a.forecast.csv"]);
      },
    );
  });

  it("is predicted alone, and has to be there", () => {
    const options = { output: "beside" as const, force: false, folder };
    expect(() => findManifest(["job.json", "in/a.csv"], options)).toThrow(
      expect.objectContaining({ code: "usage.manifest" }),
    );
    expect(() => findManifest(["job.json"], options)).toThrow(
      expect.objectContaining({ code: "usage.no-such-file" }),
    );
  });
});

describe("a manifest that is predicted", () => {
  const prefix = "predict/run/";

  /** A service that works off the manifest as soon as it is uploaded. */
  function start(
    answer: (inputs: { name: string; generation: string }[]) => { rows?: unknown[]; report?: object },
  ) {
    const uploads = new Map<string, string>();
    const objects: (StoredObject & { content: string })[] = [];
    const buckets: Buckets = {
      handedOver: async () => new Set(),
      async upload(name, content) {
        uploads.set(name, Buffer.from(content as Uint8Array).toString());
        const generation = String(100 + uploads.size);
        if (!name.endsWith("job.json")) return generation;
        const { inputs } = JSON.parse(uploads.get(name)!) as {
          inputs: { name: string; generation: string }[];
        };
        const { rows, report } = answer(inputs);
        const metadata = { [resultMetadata.inputGeneration]: generation };
        objects.push({
          name: report ? reportName(name) : name,
          generation: "1",
          metadata,
          content: JSON.stringify(report ?? { results: rows }),
        });
        for (const each of inputs) {
          const more = { [resultMetadata.inputGeneration]: each.generation, [resultMetadata.model]: "naive" };
          objects.push({
            name: each.name,
            generation: "1",
            metadata: more,
            content: "date,prediction\n1,2\n",
          });
        }
        return generation;
      },
      find: async (wanted) => objects.filter(({ name }) => wanted.includes(name)),
      list: async (wanted) => objects.filter(({ name }) => name.startsWith(wanted)),
      download: async ({ name }) => Buffer.from(objects.find((object) => object.name === name)!.content),
      fetch: async () => {},
      inputUri: (name) => `gs://in/${name}`,
      outputUri: (name) => `gs://out/${name}`,
    };
    const written: Record<string, string> = {};
    const options: PredictFilesOptions = {
      buckets,
      clock: virtualClock(),
      progress: recordingProgress(),
      signal: new AbortController().signal,
      files: {
        write: async (path, bytes) =>
          void (written[path.slice(folder.length + 1)] = Buffer.from(bytes as Uint8Array).toString()),
        remove: async () => {},
      },
      inputs: [],
      parameters: { horizon: "9" },
      prefix,
      parallel: 2,
      timeoutMs: 60_000,
    };
    return { options, uploads, written };
  }

  it("uploads what it names, then itself, and brings back what was forecast and why the rest was not", async () => {
    const { options, uploads, written } = start((inputs) => ({
      rows: [
        { input: inputs[0], status: "forecast", output: inputs[0]!.name, model: "naive", rows: 1 },
        {
          input: inputs[1],
          status: "failed",
          error: { code: "csv.empty", message: "It is empty.", fix: "Fill it." },
        },
      ],
    }));
    const results = await predictManifest(find(both)!, options);

    expect([...uploads.keys()].at(-1)).toBe("predict/run/job.json");
    expect(JSON.parse([...uploads.values()].at(-1)!)).toEqual({
      id: "nightly",
      inputs: [
        { name: "predict/run/job-data/a.csv", generation: expect.any(String) as string },
        { name: "predict/run/job-data/b.csv", generation: expect.any(String) as string },
      ],
      parameters: { model: "naive", horizon: "9" },
    });
    expect(results).toMatchObject([
      { status: "ok", input: { label: "a.csv" }, model: "naive", rows: 1 },
      {
        status: "failed",
        input: { label: "b.csv" },
        error: { code: "csv.empty", message: "b.csv: It is empty." },
      },
    ]);
    expect(Object.fromEntries(Object.entries(written).map(([name, text]) => [slashed(name), text]))).toEqual({
      "in/a.forecast.csv": "date,prediction\n1,2\n",
    });
  });

  it("fails as a whole with the report of the service", async () => {
    const report = { code: "manifest.invalid", message: "It is wrong.", fix: "Fix it." };
    const { options } = start(() => ({ report }));
    await expect(predictManifest(find(both)!, options)).rejects.toMatchObject({ code: "manifest.invalid" });
  });
});
