import { describe, expect, it } from "vitest";
import { pushFate, sendByFate } from "../../../../src/local/chaos/push-fault.ts";
import { parseChaos } from "../../../../src/local/chaos/settings.ts";

const message = (id: number, failures = 0) => ({ id, failures, attributes: { objectId: `in/${id}.csv` } });
const calm = { delayMs: 0, isRefused: false, isAnswerLost: false };
const stormy = (seed: number) =>
  parseChaos({ seed, pushes: { duplicate: 0.2, delay: 0.2, refuse: 0.2, loseAnswer: 0.2 } });
const fates = (seed: number) => Array.from({ length: 500 }, (_, id) => pushFate(stormy(seed), message(id)));

describe("the fate of a push", () => {
  it("is calm without settings, and after three failures", () => {
    expect(pushFate(parseChaos({}), message(1))).toEqual(calm);
    const worst = parseChaos({ pushes: { duplicate: 1, delay: 1, refuse: 1, loseAnswer: 1 } });
    expect(pushFate(worst, message(1, 2))).toMatchObject({ isRefused: true, isAnswerLost: true });
    expect(pushFate(worst, message(1, 3))).toEqual(calm);
  });

  it("is the same for the same seed and file, whatever number the message has", () => {
    expect(fates(7)).toEqual(fates(7));
    expect(fates(7)).not.toEqual(fates(8));
    const { attributes } = message(3);
    expect(pushFate(stormy(7), { id: 99, failures: 0, attributes })).toEqual(fates(7)[3]);
  });

  it("is as bad as often as it was asked for, each trouble apart from the others", () => {
    const all = fates(1);
    const share = (has: (fate: (typeof all)[number]) => boolean) => all.filter(has).length / all.length;
    expect(share((fate) => fate.isRefused)).toBeCloseTo(0.2, 1);
    expect(share((fate) => fate.isAnswerLost)).toBeCloseTo(0.2, 1);
    expect(share((fate) => fate.twice !== undefined)).toBeCloseTo(0.2, 1);
    expect(share((fate) => fate.delayMs > 0)).toBeCloseTo(0.2, 1);
    expect(share((fate) => fate.isRefused && fate.isAnswerLost)).toBeLessThan(0.1);
  });
});

describe("a push that is sent by its fate", () => {
  async function sent(fate: object, answers: (boolean | Error)[]) {
    let sends = 0;
    const waited: number[] = [];
    const isAcknowledged = await sendByFate(
      { ...calm, ...fate },
      async () => {
        const answer = answers[sends++]!;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async (ms) => void waited.push(ms),
    );
    return { isAcknowledged, sends, waited };
  }

  it.each([
    ["on a calm day", {}, [true], { isAcknowledged: true, sends: 1, waited: [] }],
    ["late", { delayMs: 70 }, [true], { isAcknowledged: true, sends: 1, waited: [70] }],
    ["not at all", { isRefused: true }, [], { isAcknowledged: false, sends: 0, waited: [] }],
    ["for nothing", { isAnswerLost: true }, [true], { isAcknowledged: false, sends: 1, waited: [] }],
    ["to nobody", {}, [new Error("gone")], { isAcknowledged: false, sends: 1, waited: [] }],
    ["twice", { twice: "at-once" }, [false, true], { isAcknowledged: true, sends: 2, waited: [] }],
    [
      "twice, to one that dies",
      { twice: "at-once" },
      [new Error("gone"), true],
      { isAcknowledged: true, sends: 2, waited: [] },
    ],
    [
      "again after its answer",
      { twice: "later" },
      [true, new Error("gone")],
      { isAcknowledged: true, sends: 2, waited: [] },
    ],
    ["once, as it was refused", { twice: "later" }, [false], { isAcknowledged: false, sends: 1, waited: [] }],
  ])("%s", async (_how, fate, answers, expected) => {
    expect(await sent(fate, answers)).toEqual(expected);
  });
});
