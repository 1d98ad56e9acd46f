import { describe, expect, it } from "vitest";
import {
  candidateTraffic,
  holderOf,
  sharesOf,
  shiftedTraffic,
  wireTargets,
  type Target,
} from "../../../../src/provision/rollout/traffic.ts";

const to = (revision: string | undefined, percent: number, tag?: string): Target => ({
  revision,
  percent,
  tag,
});
const routes = (...targets: Target[]) => ({ targets, latestReadyRevision: "r3" });
const text = (targets: readonly Target[]) =>
  targets.map(({ revision = "latest", percent, tag }) => `${revision} ${percent}${tag ? ` ${tag}` : ""}`);

describe("shares", () => {
  it("are added up by revision, with what latest stands for", () => {
    expect(sharesOf(routes(to(undefined, 60), to("r1", 10), to("r3", 30), to("r2", 0, "old")))).toEqual([
      { revision: "r3", percent: 90 },
      { revision: "r1", percent: 10 },
    ]);
  });

  it("belong to one holder only when it has all of them", () => {
    expect(holderOf(routes(to(undefined, 100)))).toBe("r3");
    expect(holderOf(routes(to("r1", 99), to("r2", 1)))).toBeUndefined();
  });
});

it("gives a candidate an address and pins everything else", () => {
  const before = routes(to(undefined, 100), to("r1", 0, "old"), to("r2", 0, "candidate"));
  expect(text(candidateTraffic(before, "candidate"))).toEqual(["r3 100", "r1 0 old", "latest 0 candidate"]);
});

describe("a shift", () => {
  const canary = routes(to("r1", 67), to("r2", 33), to(undefined, 0, "candidate"));
  it.each<[string, number, Parameters<typeof shiftedTraffic>[2], string[]]>([
    ["to all, without the tag", 100, { dropped: "candidate" }, ["latest 100"]],
    [
      "to all, with a tag that stays",
      100,
      { tag: "next" },
      ["latest 100", "latest 0 candidate", "r3 0 next"],
    ],
    [
      "to a part, the rest in proportion",
      10,
      { tag: "candidate" },
      ["r3 10", "r1 60", "r2 30", "r3 0 candidate"],
    ],
    ["in whole percents that add up", 15, { dropped: "candidate" }, ["r3 15", "r1 57", "r2 28"]],
  ])("%s", (_title, percent, tags, expected) => {
    expect(text(shiftedTraffic(canary, { revision: "r3", percent, toLatest: true }, tags))).toEqual(expected);
  });

  it("back to an older revision stays there when another one is deployed", () => {
    expect(text(shiftedTraffic(canary, { revision: "r1", percent: 100, toLatest: false }))).toEqual([
      "r1 100",
      "latest 0 candidate",
    ]);
  });
});

it("is sent in Cloud Run's words, with nothing empty in it", () => {
  expect(wireTargets([to(undefined, 100), to("r1", 0, "old")])).toEqual([
    { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 },
    { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision: "r1", percent: 0, tag: "old" },
  ]);
});
