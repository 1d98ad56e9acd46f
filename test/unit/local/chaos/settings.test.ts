import { describe, expect, it } from "vitest";
import { ChaosSettingsError, noChaos, parseChaos } from "../../../../src/local/chaos/settings.ts";

function problemsOf(input: unknown): string[] {
  try {
    parseChaos(input);
  } catch (error) {
    if (error instanceof ChaosSettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe("chaos settings", () => {
  it("ask for nothing when they are empty", () => {
    expect(parseChaos({})).toEqual(noChaos);
    expect(noChaos).toMatchObject({ latencyMs: 0, operationPolls: 0, refuseFirst: [], staleEtags: 0 });
    expect(noChaos.crashAt).toBeUndefined();
  });

  it("play a trouble once when no number is given", () => {
    const { refuseFirst, loseAnswers } = parseChaos({
      refuseFirst: [{ method: "CreateTopic", status: 429 }],
      loseAnswers: [{ method: "*" }],
    });
    expect(refuseFirst).toEqual([{ method: "CreateTopic", status: 429, times: 1 }]);
    expect(loseAnswers).toEqual([{ method: "*", times: 1 }]);
  });

  it.each([
    ["not an object", undefined, /^Invalid input/],
    ["a word that is not known", { latency: 5 }, /latency/],
    ["a negative time", { latencyMs: -1 }, /^latencyMs: /],
    ["half a poll", { operationPolls: 0.5 }, /^operationPolls: /],
    [
      "a status that is not played",
      { refuseFirst: [{ method: "x", status: 500 }] },
      /^refuseFirst\.0\.status: /,
    ],
    ["an empty method", { loseAnswers: [{ method: "" }] }, /^loseAnswers\.0\.method: /],
    ["a share above all", { pushes: { duplicate: 1.5 } }, /^pushes\.duplicate: /],
    ["a share of no method", { sometimes: [{ refuse: 0.1 }] }, /^sometimes\.0\.method: /],
    ["a crash at no request", { crashAt: { mutating: 0, when: "before" } }, /^crashAt\.mutating: /],
    ["a crash at no known moment", { crashAt: { mutating: 1, when: "during" } }, /^crashAt\.when: /],
  ])("say where they are wrong: %s", (_what, input, problem) => {
    const problems = problemsOf(input);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it("name every problem at once", () => {
    expect(problemsOf({ latencyMs: "1", staleEtags: -1 })).toHaveLength(2);
  });
});
