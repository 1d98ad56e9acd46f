import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { GlobalFlags } from "../../../src/cli/shell/context.ts";
import { loadSettings } from "../../../src/library/settings.ts";
import { fakeContext, fakeIo } from "../cli/support.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-settings-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = (flags: Partial<GlobalFlags> = {}, env: Record<string, string> = {}) =>
  loadSettings(fakeContext(fakeIo({ env }), flags, folder));

const write = (content: unknown) =>
  writeFile(
    join(folder, "cloud-runner.json"),
    typeof content === "string" ? content : JSON.stringify(content),
  );

it("has defaults for everything", async () => {
  const { config, names, source } = await load();
  expect(config).toMatchObject({ target: "local", region: "us-central1", name: "forecast" });
  expect(names.inputBucket).toBe("cloud-runner-local-forecast-input");
  expect(source).toBeUndefined();
});

it("takes flags over environment over file over defaults", async () => {
  await write({ target: "gcp", project: "from-file", region: "europe-west1" });
  expect((await load()).config).toMatchObject({ project: "from-file", region: "europe-west1" });
  const env = { CLOUD_RUNNER_PROJECT: "from-environment", CLOUD_RUNNER_REGION: "europe-west2" };
  expect((await load({}, env)).config).toMatchObject({ project: "from-environment", region: "europe-west2" });
  const flags = { project: "from-flag", region: "europe-west3" };
  expect((await load(flags, env)).config).toMatchObject({ project: "from-flag", region: "europe-west3" });
});

it("takes --project for the wish to work on Google Cloud, but not the variable", async () => {
  expect((await load({ project: "my-project" })).config.target).toBe("gcp");
  expect((await load({}, { CLOUD_RUNNER_PROJECT: "my-project" })).config.target).toBe("local");
  expect(
    (await load({}, { CLOUD_RUNNER_TARGET: "gcp", CLOUD_RUNNER_PROJECT: "my-project" })).config.target,
  ).toBe("gcp");
});

it("refuses --project with --target local", async () => {
  await expect(load({ project: "my-project", target: "local" })).rejects.toMatchObject({ exitCode: 2 });
});

it("wants a project on Google Cloud", async () => {
  await expect(load({ target: "gcp" })).rejects.toMatchObject({ code: "config.no-project" });
});

it("reads a file that begins with a byte order mark, as editors on Windows write it", async () => {
  await write(`\uFEFF${JSON.stringify({ name: "sales" })}`);
  expect((await load()).names.stack).toBe("sales");
});

it("reads UTF-16, as PowerShell writes it, and refuses bytes that are no text", async () => {
  await writeFile(join(folder, "cloud-runner.json"), Buffer.from('\uFEFF{"name":"sales"}', "utf16le"));
  expect((await load()).names.stack).toBe("sales");
  await writeFile(join(folder, "cloud-runner.json"), Buffer.from([0x7b, 0xff, 0x7d]));
  await expect(load()).rejects.toMatchObject({ message: expect.stringContaining("UTF-8") as string });
});

it("says where the file is no JSON", async () => {
  await write('{\n  "name": "sales",\n}\n');
  await expect(load()).rejects.toMatchObject({
    details: [expect.stringMatching(/^Line 3, column 1: /) as string],
    place: { line: 3, column: 1, excerpt: "}" },
  });
});

it("refuses a key that stands twice, of which nobody can tell which is meant", async () => {
  await writeFile(join(folder, "cloud-runner.json"), '{\n  "name": "forecast",\n  "name": "other"\n}');
  await expect(load()).rejects.toMatchObject({
    message: expect.stringContaining('has "name" twice') as string,
    details: ["Line 3, column 3: the second one."],
  });
});

it("reads the file that --config or the variable names", async () => {
  await writeFile(join(folder, "other.json"), JSON.stringify({ name: "other" }));
  expect((await load({ config: "other.json" })).names.stack).toBe("other");
  expect((await load({}, { CLOUD_RUNNER_CONFIG: "other.json" })).names.stack).toBe("other");
});

it("refuses a named file that is not there", async () => {
  await expect(load({ config: "no.json" })).rejects.toMatchObject({ code: "usage.config-file", exitCode: 2 });
});

it.each(["{", "[]", "null", '"text"'])("refuses %s as a configuration", async (content) => {
  await write(content);
  await expect(load()).rejects.toMatchObject({ code: "config.invalid", exitCode: 1 });
});

it("lists all problems at once, with the file's name", async () => {
  await write({ region: "nowhere", service: { cpu: 3 }, nonsense: 1 });
  await expect(load()).rejects.toMatchObject({
    message: expect.stringContaining(join(folder, "cloud-runner.json")),
    details: [
      expect.stringContaining("region"),
      expect.stringContaining("service.cpu"),
      expect.stringContaining("nonsense"),
    ],
  });
});

it.each<[string, Partial<GlobalFlags>, Record<string, string>, string]>([
  ["flag", { target: "aws" as "gcp" }, {}, "--target is aws; it must be local or gcp."],
  ["variable", {}, { CLOUD_RUNNER_TARGET: "aws" }, "CLOUD_RUNNER_TARGET is aws; it must be local or gcp."],
  [
    "flag",
    { region: "mars" },
    { CLOUD_RUNNER_REGION: "moon" },
    "--region is mars; it must be a Google Cloud",
  ],
])("blames the %s that is wrong, not the file", async (_, flags, env, message) => {
  await write({ target: "local", region: "us-east1" });
  await expect(load(flags, env)).rejects.toMatchObject({
    exitCode: 2,
    code: "usage.setting",
    message: expect.stringContaining(message),
  });
});

it("says of each setting what it must be, and guesses what an unknown one means", async () => {
  await write({ forcast: {}, target: "aws", service: { cpu: "many", maxInstances: 0, concurency: 1.5 } });
  await expect(load()).rejects.toMatchObject({
    details: [
      "target: must be local or gcp",
      "service.cpu: must be 1, 2, 4, 6 or 8",
      "service.maxInstances: must be at least 1",
      'service: There is no setting "concurency"; did you mean "concurrency"?',
      'There is no setting "forcast"; did you mean "forecast"?',
    ],
  });
});
