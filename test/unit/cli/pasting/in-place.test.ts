import { describe, expect, it } from "vitest";
import { errorInPlace, inPlace, pastingOf, toolOf } from "../../../../src/cli/pasting/in-place.ts";
import { PreconditionError } from "../../../../src/core/errors.ts";
import { fakeIo, noFlags } from "../support.ts";

const there = { tool: "cloud-runner", place: ["--project", "my-project"] };

describe("commands in a text", () => {
  it.each([
    ["cloud-runner up", "cloud-runner up --project my-project"],
    ["Run `cloud-runner up`, then go on.", "Run `cloud-runner up --project my-project`, then go on."],
    ["`cloud-runner dlq list` says why", "`cloud-runner dlq list --project my-project` says why"],
    ["cloud-runner dlq replay ID --all", "cloud-runner dlq replay --project my-project ID --all"],
    ["cloud-runner predict data.csv", "cloud-runner predict --project my-project data.csv"],
    ["cloud-runner models prophet", "cloud-runner models --project my-project prophet"],
    [
      "cloud-runner logs --since 15m, or cloud-runner status",
      "cloud-runner logs --project my-project --since 15m, or cloud-runner status --project my-project",
    ],
    ['eval "$(cloud-runner outputs --env)"', 'eval "$(cloud-runner outputs --project my-project --env)"'],
  ])("carry the place that was chosen for this command: %s", (text, expected) => {
    expect(inPlace(text, there)).toBe(expected);
  });

  it.each([
    "cloud-runner runs fetch X --project my-project",
    "Correct cloud-runner.json.",
    "cloud-runner local start --env",
    "managed-by: cloud-runner",
    "This is a bug of cloud-runner.",
    "Work in another folder: cloud-runner -C FOLDER up",
    "npx cloud-runner upload",
    "/opt/cloud-runner up",
  ])("stay as they are when they say it already, or are none: %s", (text) => {
    expect(inPlace(text, there)).toBe(text);
  });

  it("begin with npx for who has run this one so, and with the Node that it has brought", () => {
    const shell = { execPath: "/usr/bin/node", packageFolder: "/home/ann/p/node_modules/cloud-runner" };
    const env = { npm_command: "exec", npm_lifecycle_script: "cloud-runner up" };
    const cache = "/home/ann/.npm/_npx/0a1b/node_modules";
    const node = `${cache}/node/bin/node`;
    expect(toolOf({ ...shell, env })).toBe("npx cloud-runner");
    expect(toolOf({ ...shell, env, execPath: node })).toBe("npx -y -p node@24 cloud-runner");
    expect(toolOf({ env, execPath: node, packageFolder: `${cache}/cloud-runner` })).toBe(
      "npx -y -p node@24 -p cloud-runner cloud-runner",
    );
    expect(toolOf({ ...shell, env: {} })).toBe("cloud-runner");
    expect(toolOf({ ...shell, env: { ...env, npm_lifecycle_script: "vitest run" } })).toBe("cloud-runner");
    expect(inPlace("cloud-runner up", { tool: "npx cloud-runner", place: [] })).toBe("npx cloud-runner up");
    const whole = "npx -y -p node@24 -p cloud-runner cloud-runner up";
    expect(inPlace(whole, { tool: "npx -y -p node@24 -p cloud-runner cloud-runner", place: [] })).toBe(whole);
  });

  it("name the folder that -C named", () => {
    const { place } = pastingOf(fakeIo({ cwd: "/srv" }), {
      ...noFlags,
      cwd: "sales data",
      region: "europe-west1",
    });
    expect(inPlace("cloud-runner up", { tool: "cloud-runner", place })).toBe(
      "cloud-runner up --region europe-west1 --cwd '/srv/sales data'",
    );
  });
});

it("gives the same error with commands that work here", () => {
  const error = new PreconditionError("Nothing is up.", {
    code: "x.y",
    fix: "cloud-runner up",
    cause: "that",
  });
  const placed = errorInPlace(error, there);
  expect(placed).toBeInstanceOf(PreconditionError);
  expect(placed).toMatchObject({
    message: "Nothing is up.",
    name: "PreconditionError",
    code: "x.y",
    exitCode: 1,
    cause: "that",
    fix: "cloud-runner up --project my-project",
  });
  expect(placed.stack).toBe(error.stack);
  expect(error.fix).toBe("cloud-runner up");
});
