import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GlobalFlags } from "../../../src/cli/shell/context.ts";
import { checkNewProject } from "../../../src/library/project/new-project.ts";
import { forgetProjectId, writeProjectId } from "../../../src/library/project/written-id.ts";
import { checkDeleteProject } from "../../../src/library/project/delete-project.ts";
import { loadConfig } from "../../../src/library/settings.ts";
import { fakeContext, fakeIo } from "../cli/support.ts";

const asked = (
  parent: string | undefined,
  flags: Partial<GlobalFlags> = {},
  env: Record<string, string> = {},
) => checkNewProject(fakeContext(fakeIo({ env }), flags), { billingAccount: "Team", parent });

describe("a new project", () => {
  it("names who pays, and where it is made if anywhere", () => {
    expect(() => asked(undefined)).not.toThrow();
    expect(() => asked("organizations/12")).not.toThrow();
  });

  it.each<[string, string | undefined, Partial<GlobalFlags>, Record<string, string>]>([
    ["the place is none", "my-folder", {}, {}],
    ["a project is named", undefined, { project: "mine-123" }, {}],
    ["a project is named by the environment", undefined, {}, { CLOUD_RUNNER_PROJECT: "mine-123" }],
    ["the target is local", undefined, { target: "local" }, {}],
    ["the environment's target is local", undefined, {}, { CLOUD_RUNNER_TARGET: "local" }],
  ])("is refused when %s", (_why, parent, flags, env) => {
    expect(() => asked(parent, flags, env)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe("the id in cloud-runner.json", () => {
  const inFolder = async (work: (folder: string, path: string) => Promise<void>) => {
    const folder = await mkdtemp(join(tmpdir(), "cloud-runner-project-"));
    try {
      await work(folder, join(folder, "cloud-runner.json"));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const content = async (path: string) => JSON.parse(await readFile(path, "utf8")) as unknown;

  it("is put beside what stands there, chooses Google Cloud, and is taken out again", () =>
    inFolder(async (folder, path) => {
      await writeFile(path, JSON.stringify({ name: "sales", target: "local", forecast: { horizon: 7 } }));
      const load = () => loadConfig(fakeContext(fakeIo({}), {}, folder));
      await writeProjectId(await load(), "sales-12345678");
      expect((await load()).config).toMatchObject({ target: "gcp", project: "sales-12345678" });
      expect(await forgetProjectId(await load(), "another-id")).toBe(false);
      expect(await forgetProjectId(await load(), "sales-12345678")).toBe(true);
      expect(await content(path)).toEqual({ name: "sales", target: "gcp", forecast: { horizon: 7 } });
    }));

  it("makes the file where there is none", () =>
    inFolder(async (_folder, path) => {
      await writeProjectId({ path, file: undefined }, "forecast-12345678");
      expect(await content(path)).toEqual({ target: "gcp", project: "forecast-12345678" });
    }));
});

it("deletes no project of the local cloud", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cloud-runner-project-"));
  const { config } = await loadConfig(fakeContext(fakeIo({}), {}, folder));
  await rm(folder, { recursive: true });
  expect(() => checkDeleteProject({ config })).toThrow(expect.objectContaining({ exitCode: 2 }));
});
