import { expect, it } from "vitest";
import { withAnswer } from "../../../../src/cli/options/answer.ts";

it("takes the flag of a parameter that has one, in place of what was said before", () => {
  const options = { param: ["target=a", "growth=flat"], targetColumn: "b" };
  expect(withAnswer(options, "target", "c")).toEqual({ param: ["growth=flat"], targetColumn: "c" });
  expect(withAnswer({ param: [] }, "date-format", "%d/%m/%Y")).toEqual({ param: [], dateFormat: "%d/%m/%Y" });
});

it("takes --param for any other", () => {
  expect(withAnswer({ param: ["growth=flat"] }, "growth", "linear")).toEqual({ param: ["growth=linear"] });
  expect(withAnswer({ param: [] }, "constructor", "x")).toEqual({ param: ["constructor=x"] });
});
