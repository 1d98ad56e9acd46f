// From the file to the image's folder and to the model that runs out of it, without a cloud. Needs the build.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiPath } from "../../../../src/library/own-model/bundle-model.ts";
import type { Context } from "../../../../src/cli/shell/context.ts";
import { ownModelOf, prepareModel } from "../../../../src/library/own-model/prepare-model.ts";
import { ownPackage } from "../../../../src/library/own-model/own-image.ts";
import { imageDigest } from "../../../../src/library/local-cloud/build-id.ts";
import { readImageContent } from "../../../../src/provision/image/image-content.ts";
import { loadOwnModel } from "../../../../src/runtime/workers/load-own-model.ts";
import { bytes, dailyCsv, sixtyDays, testPredictor } from "../../model/support.ts";
import { fakeContext, fakeIo } from "../../cli/support.ts";
import { slashed } from "../../../support/system.ts";

const io = fakeIo({ env: { PATH: process.env["PATH"] ?? "" } });
const isBuilt = existsSync(apiPath(io.packageFolder));

const model = `import { columnOf, createFrame, defineModel, z } from "cloud-runner/model";

export default defineModel({
  name: "mine",
  parameters: z.object({ rate: z.number().default(1) }),
  files: { weights: "./weights.bin" },
  load: async ({ readFile }) => (await readFile("weights"))[0]!,
  predict({ future, loaded, parameters }) {
    return createFrame({ yhat: columnOf(future, "ds").map(() => loaded * parameters.rate) });
  },
});
`;

describe.skipIf(!isBuilt)("a file with a model", { timeout: 60_000 }, () => {
  let folder: string;
  const context = () => fakeContext(io, {}, folder);
  const write = (text: string) => writeFile(join(folder, "my-model.ts"), text);
  const packageOf = async (where: Context) =>
    ownPackage(where, (await prepareModel(where, { model: "./my-model.ts" }))!);
  const built = async (text = model) => {
    await write(text);
    return packageOf(context());
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cloud-runner-own-"));
    await writeFile(join(folder, "weights.bin"), Uint8Array.of(7));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("becomes a folder of the package's shape, named by its content", async () => {
    const first = await built();
    const image = join(first, "dist", "image");
    expect((await readdir(image, { recursive: true })).map(slashed).toSorted()).toEqual(
      expect.arrayContaining(["model-files/weights", "model.json", "model.mjs", "server.mjs", "worker.mjs"]),
    );
    expect(imageDigest(first)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(imageDigest(first)).not.toBe(imageDigest(io.packageFolder));
    expect((await readImageContent(first)).tag).toMatch(/^content-/);
    expect(await built()).toBe(first);
    const other = await built(model.replace("default(1)", "default(2)"));
    expect(other).not.toBe(first);
    await writeFile(join(folder, "weights.bin"), Uint8Array.of(8));
    expect([first, other]).not.toContain(await built());
    expect((await readdir(join(folder, ".cloud-runner", "images"))).toSorted()).toHaveLength(3);
  });

  it("is made anew when a file in its folder was changed or added", async () => {
    const inside = async (name: string) => join(await built(), "dist", "image", name);
    await writeFile(await inside("server.mjs"), "steal()");
    expect(await readFile(await inside("server.mjs"), "utf8")).not.toBe("steal()");
    await writeFile(await inside("more.mjs"), "steal()");
    expect(existsSync(await inside("more.mjs"))).toBe(false);
  });

  it("runs out of that folder with its files, and says where it threw", async () => {
    const load = async (text: string) => {
      const image = pathToFileURL(`${join(await built(text), "dist", "image")}/`);
      return testPredictor(await loadOwnModel(image, () => Promise.reject(new Error("none"))));
    };
    const input = bytes(dailyCsv(sixtyDays));
    const throwing = await load(
      model.replace(
        "return createFrame",
        "if (loaded) throw new TypeError(`no ${loaded}`);\n    return createFrame",
      ),
    );
    await expect(throwing.predictCsv(input, {})).rejects.toMatchObject({
      code: "model.threw",
      message: expect.stringContaining("TypeError: no 8, at my-model.ts:9:23"),
    });
    await expect(load(model.replace('readFile("weights")', 'readFile("wieghts" as never)'))).rejects.toThrow(
      /The model mine cannot be loaded: Error: files of mine names no wieghts, at my-model.ts:7:/,
    );
  });

  it("says that its types were not checked where there is no compiler, and checks them where there is one", async () => {
    const there = context();
    await write(model);
    await packageOf(there);
    expect((there.progress as unknown as { told: string[] }).told.join()).toMatch(/were not checked/);
    await mkdir(join(folder, "node_modules"));
    await symlink(
      join(io.packageFolder, "node_modules", "typescript"),
      join(folder, "node_modules", "typescript"),
      "junction",
    );
    await built();
    await expect(
      built(model.replace("loaded * parameters.rate", "loaded * parameters.rte")),
    ).rejects.toMatchObject({
      code: "model.types",
      details: [expect.stringMatching(/^my-model\.ts\(9,\d+\): error TS2551: Property 'rte' does not exist/)],
    });
    await rm(join(folder, "node_modules"), { recursive: true });
  });

  it.each<[string, string, string, RegExp]>([
    [
      "a syntax error",
      model.replace("predict({", "predict({{"),
      "model.syntax",
      /my-model.ts:8:12: Expected identifier/,
    ],
    [
      "an import that is not there",
      model.replaceAll("createFrame", "createFrames"),
      "model.syntax",
      /my-model.ts:1:\d+: .*createFrames/,
    ],
    [
      "a package that is not there",
      `import "no-such-package";\n${model}`,
      "model.syntax",
      /my-model.ts:1:8: Could not resolve "no-such-package"$/,
    ],
    ["no default export", "export const a = 1;\n", "model.definition", /the default export is missing/],
    ["a wrong shape", model.replace("predict({", "forecast({"), "model.definition", /predict is missing/],
    [
      "code that throws",
      `throw new Error("hu");\n${model}`,
      "model.does-not-run",
      /Error: hu, at my-model.ts:1:7/,
    ],
  ])("is refused with the place for %s", async (_, text, code, detail) => {
    await write(text);
    const error = await ownModelOf(context(), { model: "./my-model.ts" }).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code, fix: expect.stringContaining("my-model.ts") });
    expect((error as { details: string[] }).details.join("\n")).toMatch(detail);
  });

  it("is refused when it, or a file that it names, is not there", async () => {
    await expect(ownModelOf(context(), { model: "./absent.ts" })).rejects.toMatchObject({
      code: "model.missing",
    });
    await expect(built(model.replace("./weights.bin", "./w.bin"))).rejects.toMatchObject({
      code: "model.files",
      details: ["files.weights: ./w.bin cannot be read (ENOENT)."],
    });
  });

  it("can take a file out of a package", async () => {
    await mkdir(join(folder, "node_modules", "weights"), { recursive: true });
    await writeFile(
      join(folder, "node_modules", "weights", "package.json"),
      '{"name":"weights","exports":{}}',
    );
    await writeFile(join(folder, "node_modules", "weights", "a.bin"), "abc");
    const at = await built(model.replace("./weights.bin", "weights/a.bin"));
    expect(await readFile(join(at, "dist", "image", "model-files", "weights"), "utf8")).toBe("abc");
  });
});
