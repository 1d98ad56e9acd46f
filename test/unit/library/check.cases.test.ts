// Small files of the kinds that people have: what `check` says of them and which dates and values a forecast has.
import { describe, expect, it } from "vitest";
import { closedCases } from "../cases/closed.ts";
import { dateCases } from "../cases/dates.ts";
import { gridCases } from "../cases/grid.ts";
import { wrongIn } from "../cases/judge-case.ts";
import { notYet } from "../cases/not-yet.ts";
import { numberCases } from "../cases/numbers.ts";

describe.each([
  ["dates", dateCases],
  ["numbers", numberCases],
  ["the grid", gridCases],
  ["closed times", closedCases],
])("%s", (_, cases) => {
  for (const each of cases) {
    it(`${each.name}`, { fails: notYet.has(each.name) }, async () => {
      expect((await wrongIn(each)).join("\n")).toBe("");
    });
  }
});
