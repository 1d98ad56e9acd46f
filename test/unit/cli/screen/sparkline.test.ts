import { expect, it } from "vitest";
import { sparkline } from "../../../../src/cli/screen/sparkline.ts";

const drawn = (values: (number | null)[], width: number, unicode = true) =>
  sparkline(values, { view: { unicode }, width, top: Math.max(0, ...values.map((value) => value ?? 0)) });

it.each([
  [[0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"],
  [[null, 0, null, 4], 10, " ▁ █"],
  // What is there at all is seen, and nothing else.
  [[0, 1, 10_000], 3, "▁▂█"],
  [[0, 0, 0], 3, "▁▁▁"],
  [[null, null], 2, "  "],
  // A character stands for the largest of its values.
  [[1, 8, 0, 0, 8, 1], 3, "█▁█"],
  [[1, 8, null, null, null, null, 2], 3, "█ ▃"],
  [[], 5, ""],
])("%j in %i characters is %j", (values, width, text) => {
  expect(drawn(values, width)).toBe(text);
});

it("has bars of ASCII where there are no others", () => {
  expect(drawn([null, 0, 1, 6], 10, false)).toBe(" _.#");
});
