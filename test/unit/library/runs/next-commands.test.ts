import { expect, it } from "vitest";
import { nextCommands } from "../../../../src/library/runs/next-commands.ts";

const run = "20260102-030405-a1b2c3d4";

it("gives commands that can be pasted where the run was started", () => {
  expect(nextCommands({ overrides: {}, folder: process.cwd() }, run)).toEqual({
    fetch: `cloud-runner runs fetch ${run}`,
    resume: `cloud-runner predict --resume ${run}`,
    show: `cloud-runner runs show ${run}`,
    remove: `cloud-runner runs remove ${run}`,
  });
});

it("repeats what was chosen for the command alone", () => {
  const overrides = { project: "my-project", config: "other file.json" };
  expect(nextCommands({ overrides, folder: "/data" }, run).fetch).toBe(
    `cloud-runner runs fetch ${run} --config 'other file.json' --project my-project --cwd /data`,
  );
  expect(nextCommands({ overrides: { config: { name: "x" } }, folder: process.cwd() }, run).fetch).toBe(
    `cloud-runner runs fetch ${run}`,
  );
});
