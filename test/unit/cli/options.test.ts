import { expect, it } from "vitest";
import { costOptionsFrom, type TypedCost } from "../../../src/cli/options/cost.ts";
import { withBuilder } from "../../../src/cli/options/builder.ts";
import { UsageError } from "../../../src/core/errors.ts";
import { fakeContext, fakeIo } from "./support.ts";

const none = { maxCost: undefined, forecastSeconds: undefined };

it("reads amounts as numbers", () => {
  expect(costOptionsFrom(none)).toEqual(none);
  expect(costOptionsFrom({ maxCost: "0", forecastSeconds: ".5" })).toEqual({
    maxCost: 0,
    forecastSeconds: 0.5,
  });
});

it.each<[Partial<TypedCost>]>([
  [{ maxCost: "fifty" }],
  [{ maxCost: "-1" }],
  [{ maxCost: "" }],
  [{ forecastSeconds: "0" }],
  [{ forecastSeconds: "1e9x" }],
])("does not take %o", (options) => {
  expect(() => costOptionsFrom({ ...none, ...options })).toThrow(UsageError);
});

it("lays a builder over the configuration, and refuses an unknown one", () => {
  const context = fakeContext(fakeIo());
  expect(withBuilder(context, { builder: undefined })).toBe(context);
  expect(withBuilder(context, { builder: "cloud-build" }).overrides.builder).toBe("cloud-build");
  expect(() => withBuilder(context, { builder: "podman" })).toThrow(UsageError);
});
