import { expect, it } from "vitest";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import * as errors from "../../../src/core/errors.ts";

it("keeps the names of all errors when it is minified, as the image is", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../../src/core/errors.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  });
  const source = Buffer.from(outputFiles[0]!.contents).toString("base64");
  const module = (await import(`data:text/javascript;base64,${source}`)) as Record<string, unknown>;
  const classes = Object.entries(module).filter(([name]) => name.endsWith("Error")) as unknown as [
    string,
    new (message: string, details: object) => Error,
  ][];
  expect(classes.length).toBeGreaterThan(9);
  for (const [name, Class] of classes) expect(new Class("x", {}).name).toBe(name);
});

it.each<[name: string, error: errors.CloudRunnerError, code: string, exitCode: number]>([
  ["a wrong flag", new errors.UsageError("x", { fix: "y" }), "usage", 2],
  ["a wrong configuration", new errors.ConfigError("x", { fix: "y" }), "config.invalid", 1],
  ["a missing precondition", new errors.PreconditionError("x", { code: "a.b", fix: "y" }), "a.b", 1],
  ["no credentials", new errors.AuthenticationError("x", { code: "a.b", fix: "y" }), "a.b", 4],
  ["a plan that is refused", new errors.PlanRefusedError("x", { fix: "y" }), "plan.refused", 1],
  ["a time that ran out", new errors.TimeoutError("x", { code: "a.b", fix: "y" }), "a.b", 124],
  ["Ctrl-C", new errors.InterruptedError(), "interrupted", 130],
])("has a code and an exit code for %s", (_name, error, code, exitCode) => {
  expect(error).toMatchObject({ code, exitCode, details: [] });
  expect(error).not.toHaveProperty("cause");
});

it("keeps the cause of a failure", () => {
  const cause = new Error("below");
  const error = new errors.CloudRunnerError("x", { code: "a.b", fix: "y", details: ["z"], cause });
  expect(error).toMatchObject({ message: "x", code: "a.b", fix: "y", details: ["z"], cause, exitCode: 1 });
});
