// A folder from a stranger, whose model would leave a mark if it ran.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { execa } from "execa";
import { cliPath, createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;
let mark: string;

beforeAll(async () => {
  folder = await createProjectFolder();
  mark = await folder.file("mark");
  await folder.file("data.csv", dailySeries());
  await folder.file(
    "model.mjs",
    `import { writeFileSync } from "node:fs";
     import { columnOf, createFrame, defineModel, z } from "cloud-runner/model";
     writeFileSync(${JSON.stringify(mark)}, "");
     export default defineModel({
       name: "theirs",
       parameters: z.object({}),
       predict: ({ future }) => {
         const ds = columnOf(future, "ds");
         return createFrame({ ds, yhat: ds.map(() => 1) });
       },
     });`,
  );
});
beforeEach(() => rm(mark, { force: true }));
afterAll(() => folder.remove());

const run = (args: readonly string[], cwd = folder.path) =>
  execa(process.execPath, [cliPath, ...args], {
    cwd,
    reject: false,
    stdin: "ignore",
    env: { NO_COLOR: "1", CI: "true", CLOUD_RUNNER_TRUST: "", XDG_STATE_HOME: join(folder.path, "state") },
  });

const runsTheModel = [
  ["models"],
  ["check", "data.csv"],
  ["backtest", "data.csv"],
  ["plan"],
  ["up", "--yes"],
  ["deploy", "--yes"],
  ["predict", "data.csv", "--horizon", "3"],
];

it("runs none of its code before it is trusted, and names the command that trusts it", async () => {
  await folder.file("cloud-runner.json", '{ "model": "./model.mjs" }');
  const refused = await Promise.all(runsTheModel.map((args) => run(args)));
  for (const { exitCode, stderr } of refused) {
    expect(stderr).toContain('model "./model.mjs": its code runs on this machine');
    expect(stderr).toContain(`cloud-runner -C ${folder.path} trust`);
    expect(exitCode).toBe(2);
  }
  expect(existsSync(mark)).toBe(false);

  expect((await run(["trust"])).exitCode).toBe(0);
  expect((await run(["models"])).stdout).toContain("theirs");
  expect(existsSync(mark)).toBe(true);
  expect((await run(["trust", "--forget"])).stdout).toContain("trusted no longer");
  expect((await run(["models"])).exitCode).toBe(2);
  expect((await run(["models", "--trust"])).exitCode).toBe(0);
  expect((await run(["models"])).exitCode).toBe(0);
  await run(["trust", "--forget"]);
});

it("completes without it before it is trusted, and with it after", async () => {
  await folder.file("cloud-runner.json", '{ "model": "./model.mjs" }');
  const offered = async () =>
    (await run(["__complete", "fish", "2", "", "cloud-runner", "models"])).stdout.split(/\t.*\n|\n/);
  expect(await offered()).not.toContain("theirs");
  expect(await offered()).toContain("prophet");
  expect(existsSync(mark)).toBe(false);
  await run(["trust"]);
  // What takes longer than a second is not offered.
  await eventually(
    "what the model is called",
    60_000,
    async () => (await offered()).includes("theirs") || undefined,
  );
  await run(["trust", "--forget"]);
});

it("starts none of its commands and images before it is trusted", async () => {
  const image = `example.com/their/image@sha256:${"0".repeat(64)}`;
  const command = ["touch", mark];
  for (const [config, ...flags] of [[{ command }], [{ image }], [{ command }, "--image", image]] as const) {
    await folder.file("cloud-runner.json", JSON.stringify(config));
    const { exitCode, stderr } = await run(["up", "--yes", ...flags]);
    expect(stderr).toContain(`cloud-runner -C ${folder.path} trust`);
    expect(exitCode).toBe(2);
  }
  expect(existsSync(mark)).toBe(false);
});

it("asks Google nothing for a project that it names", async () => {
  await folder.file("cloud-runner.json", '{ "target": "gcp", "project": "their-project" }');
  const commands = [
    ["predict", "data.csv"],
    ["status"],
    ["logs"],
    ["doctor"],
    ["down", "--yes"],
    ["outputs"],
  ];
  for (const { exitCode, stderr } of await Promise.all(commands.map((args) => run(args)))) {
    expect(stderr).toContain('project "their-project": data goes to this project');
    expect(exitCode).toBe(2);
  }
});

it("works without trust where nothing of the folder is needed", async () => {
  await folder.file("cloud-runner.json", '{ "model": "./model.mjs" }');
  const harmless = [["--help"], ["config", "show"], ["status"], ["local", "status"], ["down", "--yes"]];
  for (const { stderr } of await Promise.all(harmless.map((args) => run(args)))) {
    expect(stderr).not.toContain("trust");
  }
  const own = join(folder.path, "own");
  await mkdir(own);
  await writeFile(join(own, "data.csv"), dailySeries());
  expect((await run(["check", "data.csv"], own)).exitCode).toBe(0);
  // What `init` makes is the user's own.
  expect((await run(["init", "--project", "my-project"], own)).exitCode).toBe(0);
  expect((await run(["trust", "--forget"], own)).stdout).toContain("trusted no longer");
  expect(existsSync(mark)).toBe(false);
});
