// Google Cloud without usable credentials: each command says what is wrong and how to fix it, and nothing of a library's own
// words reaches the screen.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cliPath } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-credentials-"));
  await writeFile(join(folder, "data.csv"), dailySeries());
  await writeFile(join(folder, "key.json"), "{}");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async (words: readonly string[], env: Record<string, string>) => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cliPath, ...words], {
    cwd: folder,
    reject: false,
    stdin: "ignore",
    extendEnv: false,
    // Nothing of this machine's own login, and the metadata server answers on loopback alone, where nobody listens.
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      XDG_STATE_HOME: join(folder, "state"),
      NO_COLOR: "1",
      CLOUD_RUNNER_TRUST: "1",
      GCE_METADATA_HOST: "127.0.0.1:9",
      ...env,
    },
  });
  return { exitCode, stdout, stderr };
};

it.each([["plan"], ["status"], ["predict", "data.csv"], ["logs"], ["outputs"]])(
  "%s says which file is wrong",
  async (...words) => {
    const asked = [...words, "--project", "my-project-1234"];
    const missing = await run(asked, { GOOGLE_APPLICATION_CREDENTIALS: "missing.json" });
    expect(missing).toMatchObject({ exitCode: 4, stdout: "" });
    expect(missing.stderr).toContain(
      "✖ GOOGLE_APPLICATION_CREDENTIALS names missing.json: there is no such file.",
    );
    const wrong = await run(asked, { GOOGLE_APPLICATION_CREDENTIALS: join(folder, "key.json") });
    expect(wrong.stderr).toContain(`names key.json: its "type" is none of`);
    for (const { stderr } of [missing, wrong])
      expect(stderr).toContain("unset GOOGLE_APPLICATION_CREDENTIALS");
  },
);

it("names the login where there is none at all, without the warnings of a library", async () => {
  const { exitCode, stderr } = await run(["plan", "--project", "my-project-1234"], {});
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/^Fix: gcloud auth application-default login$/m);
  expect(stderr).not.toMatch(/Warning/);
});

it("keeps warnings of libraries from the screen, unless somebody looks for a fault", async () => {
  const warning = join(folder, "warning.cjs");
  await writeFile(warning, 'setImmediate(() => process.emitWarning("odd", "LibraryWarning"));\n');
  const env = { NODE_OPTIONS: `--require ${warning}` };
  expect((await run(["models"], env)).stderr).toBe("");
  expect((await run(["models", "--verbose"], env)).stderr).toContain("LibraryWarning: odd");
});
