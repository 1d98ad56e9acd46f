import { expect, it } from "vitest";
import { overridesOf } from "../../../src/cli/shell/context.ts";
import { main } from "../../../src/cli/main.ts";
import { fakeContext, fakeIo } from "./support.ts";

it.each([
  [["--max-cost", "fifty"], "it must be a plain number, 0 or more."],
  [["--max-cost=-1"], "it must be a plain number, 0 or more."],
  [["--max-cost="], "it must be a plain number, 0 or more."],
  [["--forecast-seconds", "0"], "it must be a plain number, 0.1 or more."],
  [["--forecast-seconds", "1e9x"], "it must be a plain number, 0.1 or more."],
  [["--builder", "podman"], "Allowed choices are docker, cloud-build."],
])("does not take %j", async (argv, words) => {
  const io = fakeIo();
  expect(await main(["plan", ...argv], io)).toBe(2);
  expect(io.err()).toContain(words);
});

it("lays a builder over the configuration", () => {
  expect(overridesOf(fakeContext(fakeIo()).flags, "cloud-build").builder).toBe("cloud-build");
});
