import { describe, expect, it } from "vitest";
import { goingBack, historyOf, remembering } from "../../../../src/provision/rollout/history.ts";

const theirs = { "example.com/owner": "us" };
const after = (...moves: [string | undefined, string | undefined][]) =>
  moves.reduce<Readonly<Record<string, string>>>(
    (annotations, [from, to]) => remembering(annotations, from, to),
    theirs,
  );

describe("the revisions that had all traffic", () => {
  it("are kept the newest first, beside what others wrote", () => {
    const annotations = after(["r1", "r2"], ["r2", "r3"]);
    expect(historyOf(annotations)).toEqual(["r2", "r1"]);
    expect(annotations).toMatchObject(theirs);
  });

  it.each<[string, string | undefined, string | undefined]>([
    ["the same revision keeps it", "r1", "r1"],
    ["nobody had all of it before", undefined, "r2"],
  ])("do not change when %s", (_title, from, to) => {
    expect(remembering(theirs, from, to)).toBe(theirs);
  });

  it("are remembered when a part is given away", () => {
    expect(historyOf(after(["r1", undefined], [undefined, "r2"]))).toEqual(["r1"]);
  });

  it("are at most ten, none twice", () => {
    const many = Array.from({ length: 20 }, (_, i): [string, string] => [`r${i % 15}`, `r${(i + 1) % 15}`]);
    const history = historyOf(after(...many));
    expect(history).toHaveLength(10);
    expect(new Set(history).size).toBe(10);
  });

  it("lose what was left behind by going back", () => {
    const annotations = after(["r1", "r2"], ["r2", "r3"], ["r3", "r4"]);
    expect(historyOf(goingBack(annotations, "r4", "r3"))).toEqual(["r2", "r1"]);
    expect(historyOf(goingBack(annotations, "r4", "r1"))).toEqual([]);
  });

  it("gain the present one when a revision is named that never had all traffic", () => {
    expect(historyOf(goingBack(after(["r1", "r2"]), "r2", "r9"))).toEqual(["r2", "r1"]);
  });
});
