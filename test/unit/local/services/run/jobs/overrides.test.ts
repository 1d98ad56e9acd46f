import { expect, test } from "vitest";
import type { ExecutionTemplate } from "../../../../../../src/local/services/run/jobs/job-resources.ts";
import { hasOverrides, overridden } from "../../../../../../src/local/services/run/jobs/overrides.ts";

const template: ExecutionTemplate = {
  taskCount: 1,
  template: {
    timeout: { seconds: "600" },
    containers: [{ name: "job", image: "i", args: ["a"], env: [{ name: "A", value: "1" }] }],
  },
};

const container = (given: Parameters<typeof overridden>[1]) =>
  overridden(template, given).template!.containers![0]!;

test("what nothing is said about stays", () => {
  expect(overridden(template, {})).toEqual(template);
  expect(hasOverrides({})).toBe(false);
  expect(hasOverrides({ containerOverrides: [], taskCount: 0 })).toBe(false);
  expect(hasOverrides({ taskCount: 2 })).toBe(true);
});

test("arguments are replaced, or cleared", () => {
  expect(container({ containerOverrides: [{ args: ["b", "c"] }] }).args).toEqual(["b", "c"]);
  expect(container({ containerOverrides: [{ clearArgs: true }] })).not.toHaveProperty("args");
  expect(container({ containerOverrides: [{ env: [] }] }).args).toEqual(["a"]);
});

test("variables are merged by their names", () => {
  const env = [
    { name: "A", value: "2" },
    { name: "B", value: "3" },
  ];
  expect(container({ containerOverrides: [{ name: "job", env }] }).env).toEqual(env);
  const added = container({ containerOverrides: [{ env: [{ name: "B", value: "3" }] }] }).env;
  expect(added).toEqual([
    { name: "A", value: "1" },
    { name: "B", value: "3" },
  ]);
});

test("a container that the job has not is refused", () => {
  expect(() => overridden(template, { containerOverrides: [{ name: "other" }] })).toThrow(
    'The job has no container "other".',
  );
});
