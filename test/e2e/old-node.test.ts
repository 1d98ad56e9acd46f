// An older Node than the tool needs: it says so, with the same command on a Node of its own.
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cliPath } from "../support/project-folder.ts";
import { openScreen, whyNoTmux } from "../support/screen.ts";

let folder: string;
let asOld: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-old-node-"));
  asOld = join(folder, "as-old.cjs");
  await writeFile(
    asOld,
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });\n',
  );
  await symlink(cliPath, join(folder, "cloud-runner"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async (path: string, words: readonly string[], env: Record<string, string> = {}) => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, ["-r", asOld, path, ...words], {
    reject: false,
    env,
  });
  return { exitCode, stdout, stderr };
};

it("says what it needs, and ends with the command as it was typed", async () => {
  const path = { PATH: `${folder}:${process.env["PATH"]}` };
  const words = ["predict", "my data.csv", "--model", "prophet"];
  const { exitCode, stdout, stderr } = await run(join(folder, "cloud-runner"), words, path);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain("✖ cloud-runner needs Node.js 22.18 or newer; this is 20.20.2.");
  expect(stderr.split("\n").at(-1)).toBe(
    "Fix: npx -y -p node@24 cloud-runner predict 'my data.csv' --model prophet",
  );
});

const noTmux = whyNoTmux();

it.skipIf(noTmux !== undefined)(
  `breaks no word on a narrow terminal (${noTmux ?? "40 columns"})`,
  async () => {
    const argv = [process.execPath, "-r", asOld, cliPath, "up"];
    const screen = openScreen(argv, { cwd: folder, columns: 40 });
    try {
      await screen.until(/exit: 1/);
      const words = (text: string) => text.split("\nFix:")[0]!.split(/\s+/);
      expect(words(screen.all())).toEqual(words((await run(cliPath, ["up"])).stderr));
    } finally {
      screen.close();
    }
  },
);

it("names itself by what the shell would find", async () => {
  const fixOf = async (path: string) => (await run(path, ["up"])).stderr.split("\n").at(-1);
  expect(await fixOf(join(folder, "cloud-runner"))).toBe(
    `Fix: npx -y -p node@24 ${join(folder, "cloud-runner")} up`,
  );
  expect(await fixOf(cliPath)).toBe(`Fix: npx -y -p node@24 node ${cliPath} up`);
});

it("gives the one object that --json promises", async () => {
  const { exitCode, stdout, stderr } = await run(cliPath, ["status", "--json"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    error: { code: "node.too-old", fix: expect.stringMatching(/^npx -y -p node@24 /) as string },
  });
});
